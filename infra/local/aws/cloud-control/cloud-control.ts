import { isObject, type JsonObject, valueAt } from "../../../../workflows/engine/values/json.ts";
import { AwsError, validation } from "../wire/aws-error.ts";
import { type Call, operation, type Operation, reads, writes } from "../wire/call.ts";
import { clientToken, document, identifier, onType, optionalDocument } from "./inputs.ts";
import { schemaViolations, validationMessage } from "./model-validation.ts";
import { byKey, pageOf } from "../wire/page.ts";
import { applyPatch, parsePatch, PatchError } from "./patch.ts";
import { noteUntyped, replay, submit } from "./resource-requests.ts";
import { propertyList, touched, without } from "./resource-model.ts";
import { notFoundMessage, type ResourceType, sparseModel } from "./resource-type.ts";

const LIST_PAGE = 100;

/** The operations of Cloud Control on resources; those on requests are in `requests.ts`. */
export const resourceOperations: Readonly<Record<string, Operation>> = {
  CreateResource: operation(writes, { ...onType, DesiredState: document, ClientToken: clientToken }, (input, call) => {
    const type = writtenType(input, call);
    const known = replay(call, input);
    if (known !== undefined) return event(known);
    const desired = writable(type, parseObject(input.DesiredState, "DesiredState"), call);
    validateModel(type, desired);
    const id = type.newIdentifier(desired, call);
    const submission = {
      typeName: type.typeName,
      operation: "CREATE",
      identifier: id,
      desired: { ...sparseModel(type, id), ...desired },
    } as const;
    // Nobody knows yet what a handler calls what has no name.
    return event(
      submit(call, input, submission, Object.hasOwn(desired, type.naming.name) ? {} : { lateIdentifier: true }),
    );
  }),

  UpdateResource: operation(
    writes,
    { ...onType, Identifier: identifier, PatchDocument: document, ClientToken: clientToken },
    (input, call) => {
      const type = writtenType(input, call);
      const known = replay(call, input);
      if (known !== undefined) return event(known);
      const id = identifierIn(type, input.Identifier);
      const goPublic = call.faults.take(call, ["go-public"]) !== undefined;
      const desired = patched(type, readOrRefuse(type, id, call), input.PatchDocument, { call, goPublic });
      validateModel(type, desired);
      const submission = { typeName: type.typeName, operation: "UPDATE", identifier: id, desired } as const;
      return event(submit(call, input, submission, { goPublic }));
    },
  ),

  DeleteResource: operation(writes, { ...onType, Identifier: identifier, ClientToken: clientToken }, (input, call) => {
    const type = writtenType(input, call);
    const known = replay(call, input);
    if (known !== undefined) return event(known);
    const id = identifierIn(type, input.Identifier);
    return event(submit(call, input, { typeName: type.typeName, operation: "DELETE", identifier: id, desired: null }));
  }),

  GetResource: operation(reads, { ...onType, Identifier: identifier }, (input, call) => {
    const type = typeOf(input, call);
    const id = identifierIn(type, input.Identifier);
    const model = readOrRefuse(type, id, call);
    if (call.faults.take(call, ["not-found"]) !== undefined) throw notFoundError(type, id, call);
    return { TypeName: type.typeName, ResourceDescription: describe(id, model) };
  }),

  ListResources: operation(
    reads,
    {
      ...onType,
      NextToken: { type: "string", min: 1, max: 4096 },
      MaxResults: { type: "integer", min: 1, max: 100 },
      ResourceModel: optionalDocument,
    },
    (input, call) => {
      const type = typeOf(input, call);
      if (input.ResourceModel !== undefined) parseObject(input.ResourceModel, "ResourceModel");
      const all = type.identifiers(call.store).toSorted(byKey((each) => each));
      const limit = input.MaxResults ?? LIST_PAGE;
      const invalid = (): AwsError => validation("The NextToken is not valid.");
      const page = pageOf(call, all, (each) => each, { limit, token: input.NextToken, invalid });
      const full = call.faults.take(call, ["list-all-properties"]) !== undefined;
      return {
        TypeName: type.typeName,
        // A list handler need not return more than the identifier.
        ResourceDescriptions: page.items.map((each) =>
          describe(each, (full ? type.read(call.store, each) : undefined) ?? sparseModel(type, each)),
        ),
        ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
      };
    },
  ),
};

const event = (ProgressEvent: JsonObject): JsonObject => ({ ProgressEvent });

const describe = (id: string, model: JsonObject): JsonObject => ({
  Identifier: id,
  Properties: JSON.stringify(model),
});

interface OnType {
  readonly TypeName: string;
  readonly TypeVersionId?: string | undefined;
}

function knownType(input: OnType, call: Call): ResourceType | undefined {
  return (input.TypeVersionId ?? "00000001") === "00000001" ? call.types.get(input.TypeName) : undefined;
}

const noType = ({ TypeName }: OnType): string => `The type '${TypeName}' cannot be found.`;

function typeOf(input: OnType, call: Call, onUnknown: () => void = () => undefined): ResourceType {
  const type = knownType(input, call);
  if (type !== undefined) return type;
  onUnknown();
  throw new AwsError("TypeNotFoundException", noType(input));
}

/** The same for an operation that writes. */
function writtenType(input: OnType, call: Call): ResourceType {
  return typeOf(input, call, () => noteUntyped(call, input.TypeName, noType(input)));
}

/** An identifier is given as it is, or as JSON that names its property. */
function identifierIn({ naming }: ResourceType, given: string): string {
  if (!given.startsWith("{")) return given;
  const found = parseObject(given, "Identifier")[naming.identifier];
  if (typeof found === "string") return found;
  throw validation(`Identifier is not valid for identifier [/properties/${naming.identifier}]`);
}

function parseObject(text: string, member: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw validation(`${member} is not valid JSON.`);
  }
  if (!isObject(value)) throw validation(`${member} is not a JSON object.`);
  return value;
}

/** What AWS does with read-only properties of a create is unconfirmed: refused, so that nobody relies on it. */
function writable(type: ResourceType, desired: JsonObject, call: Call): JsonObject {
  const given = touched(type.access.readOnly, [], {}, desired);
  if (given.length === 0) return desired;
  if (call.faults.take(call, ["ignore-read-only"]) !== undefined) return without(desired, type.access.readOnly);
  throw validation(`Invalid create request: readOnlyProperties ${propertyList(given)} cannot be set`);
}

function validateModel(type: ResourceType, model: JsonObject): void {
  const message = validationMessage(schemaViolations(type.schema, model));
  if (message !== undefined) throw validation(message);
}

interface Patching {
  readonly call: Call;
  /** Whether the private path may be removed. */
  readonly goPublic: boolean;
}

/** The readable model with the patch applied. What is write-only is missing from it unless the patch adds it. */
function patched(type: ResourceType, before: JsonObject, text: string, { call, goPublic }: Patching): JsonObject {
  try {
    const operations = parsePatch(text);
    const after = applyPatch(before, operations);
    // Whether AWS minds a write that changes nothing is unconfirmed: it does here, unless a fault says otherwise.
    const writes = call.faults.take(call, ["allow-same-value"]) === undefined ? operations : [];
    const createOnly = touched(type.access.createOnly, writes, before, after);
    if (createOnly.length > 0) {
      throw new AwsError(
        "NotUpdatableException",
        `Invalid patch update: createOnlyProperties ${propertyList(createOnly)} cannot be updated`,
      );
    }
    // A read-only property goes away with all that is around it where AWS lets it.
    const removable = (pointer: string): boolean =>
      goPublic && valueAt(after, pointer.slice(0, pointer.lastIndexOf("/"))) === undefined;
    const readOnly = touched(type.access.readOnly, writes, before, after).filter((pointer) => !removable(pointer));
    if (readOnly.length > 0) {
      throw validation(`Invalid patch update: readOnlyProperties ${propertyList(readOnly)} cannot be updated`);
    }
    if (!isObject(after)) throw validation("Model validation failed (#: expected type: JSONObject)");
    return after;
  } catch (error) {
    if (error instanceof PatchError) throw validation(error.message);
    throw error;
  }
}

function readOrRefuse(type: ResourceType, id: string, call: Call): JsonObject {
  const model = type.read(call.store, id);
  if (model === undefined) throw notFoundError(type, id, call);
  return model;
}

function notFoundError(type: ResourceType, id: string, call: Call): AwsError {
  const failed = `${type.typeName} Handler returned status FAILED: ${notFoundMessage(type, id)}`;
  return new AwsError(
    "ResourceNotFoundException",
    `${failed} (HandlerErrorCode: NotFound, RequestToken: ${call.requestId})`,
  );
}
