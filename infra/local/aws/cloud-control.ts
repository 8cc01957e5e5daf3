import { randomBytes } from "node:crypto";
import type { JsonObject } from "../../../workflows/engine/json.ts";
import { isObject } from "../../../workflows/engine/json.ts";
import { AwsError, validation } from "./aws-error.ts";
import { type Call, operation, type Operation, reads, writes } from "./call.ts";
import { clientToken, document, identifier, onType, optionalDocument } from "./cloud-control-inputs.ts";
import { schemaViolations, validationMessage } from "./model-validation.ts";
import { byKey, pageOf } from "./page.ts";
import { applyPatch, parsePatch, PatchError } from "./patch.ts";
import { replay, submit } from "./resource-requests.ts";
import { propertyList, touched } from "./resource-model.ts";
import { notFoundMessage, type ResourceType } from "./resource-type.ts";
import { typeNamed } from "./resource-types.ts";

const LIST_PAGE = 100;

/** The operations of Cloud Control on resources; those on requests are in `cloud-control-requests.ts`. */
export const resourceOperations: Readonly<Record<string, Operation>> = {
  CreateResource: operation(writes, { ...onType, DesiredState: document, ClientToken: clientToken }, (input, call) => {
    const type = typeOf(input);
    const known = replay(call, input);
    if (known !== undefined) return event(known);
    const desired = parseObject(input.DesiredState, "DesiredState");
    refuseReadOnly(type, desired);
    validateModel(type, desired);
    const given = desired["Name"];
    const name = typeof given === "string" ? given : generatedName(type);
    return event(
      submit(call, input, {
        typeName: type.typeName,
        operation: "CREATE",
        identifier: name,
        desired: { ...desired, Name: name },
      }),
    );
  }),

  UpdateResource: operation(
    writes,
    { ...onType, Identifier: identifier, PatchDocument: document, ClientToken: clientToken },
    (input, call) => {
      const type = typeOf(input);
      const known = replay(call, input);
      if (known !== undefined) return event(known);
      const name = nameIn(input.Identifier);
      const before = readOrRefuse(type, name, call);
      const desired = patched(type, before, input.PatchDocument);
      validateModel(type, desired);
      return event(submit(call, input, { typeName: type.typeName, operation: "UPDATE", identifier: name, desired }));
    },
  ),

  DeleteResource: operation(writes, { ...onType, Identifier: identifier, ClientToken: clientToken }, (input, call) => {
    const type = typeOf(input);
    const known = replay(call, input);
    if (known !== undefined) return event(known);
    const name = nameIn(input.Identifier);
    return event(
      submit(call, input, { typeName: type.typeName, operation: "DELETE", identifier: name, desired: null }),
    );
  }),

  GetResource: operation(reads, { ...onType, Identifier: identifier }, (input, call) => {
    const type = typeOf(input);
    const name = nameIn(input.Identifier);
    const model = readOrRefuse(type, name, call);
    if (call.faults.take(call, ["not-found"]) !== undefined) throw notFoundError(type, name, call);
    return { TypeName: type.typeName, ResourceDescription: describe(name, model) };
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
      const type = typeOf(input);
      if (input.ResourceModel !== undefined) parseObject(input.ResourceModel, "ResourceModel");
      const names = type.names(call.store).toSorted(byKey((name) => name));
      const page = pageOf(
        names,
        (name) => name,
        input.MaxResults ?? LIST_PAGE,
        input.NextToken,
        () => validation("The NextToken is not valid."),
      );
      return {
        TypeName: type.typeName,
        // A list handler need not return more than the identifier.
        ResourceDescriptions: page.items.map((name) => describe(name, { Name: name })),
        ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
      };
    },
  ),
};

const event = (ProgressEvent: JsonObject): JsonObject => ({ ProgressEvent });

const describe = (name: string, model: JsonObject): JsonObject => ({
  Identifier: name,
  Properties: JSON.stringify(model),
});

function typeOf(input: { readonly TypeName: string; readonly TypeVersionId?: string | undefined }): ResourceType {
  const type = typeNamed(input.TypeName);
  if (type === undefined || (input.TypeVersionId ?? "00000001") !== "00000001") {
    throw new AwsError("TypeNotFoundException", `The type '${input.TypeName}' cannot be found.`);
  }
  return type;
}

/** An identifier is the name, or the primary identifier as JSON. */
function nameIn(given: string): string {
  if (!given.startsWith("{")) return given;
  const name = parseObject(given, "Identifier")["Name"];
  if (typeof name !== "string") throw validation("Identifier is not valid for identifier [/properties/Name]");
  return name;
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
function refuseReadOnly(type: ResourceType, desired: JsonObject): void {
  const given = touched(type.access.readOnly, [], {}, desired);
  if (given.length > 0)
    throw validation(`Invalid create request: readOnlyProperties ${propertyList(given)} cannot be set`);
}

function validateModel(type: ResourceType, model: JsonObject): void {
  const message = validationMessage(schemaViolations(type.schema, model));
  if (message !== undefined) throw validation(message);
}

/** The readable model with the patch applied. What is write-only is missing from it unless the patch adds it. */
function patched(type: ResourceType, before: JsonObject, text: string): JsonObject {
  try {
    const operations = parsePatch(text);
    const after = applyPatch(before, operations);
    const createOnly = touched(type.access.createOnly, operations, before, after);
    if (createOnly.length > 0) {
      throw new AwsError(
        "NotUpdatableException",
        `Invalid patch update: createOnlyProperties ${propertyList(createOnly)} cannot be updated`,
      );
    }
    const readOnly = touched(type.access.readOnly, operations, before, after);
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

function readOrRefuse(type: ResourceType, name: string, call: Call): JsonObject {
  const model = type.read(call.store, name);
  if (model === undefined) throw notFoundError(type, name, call);
  return model;
}

function notFoundError(type: ResourceType, name: string, call: Call): AwsError {
  const failed = `${type.typeName} Handler returned status FAILED: ${notFoundMessage(type.typeName, name)}`;
  return new AwsError(
    "ResourceNotFoundException",
    `${failed} (HandlerErrorCode: NotFound, RequestToken: ${call.requestId})`,
  );
}

/** The handler names what has no name. The form of that name is unconfirmed. */
function generatedName(type: ResourceType): string {
  const kind = type.typeName.split("::").at(-1) ?? "Resource";
  return `${kind}-${randomBytes(6).toString("hex")}`;
}
