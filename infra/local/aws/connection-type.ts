import { randomBytes, randomUUID } from "node:crypto";
import { CONNECTION_TYPE, connectionSchema, credentialsOf } from "../../../workflows/engine/kinds/connection/schema.ts";
import { pathsWithAccess } from "../../../workflows/engine/kinds/schema.ts";
import type { JsonObject } from "../../../workflows/engine/json.ts";
import { equalJson, isObject, valueAt } from "../../../workflows/engine/json.ts";
import { apiViolations, violationMessage } from "./api-limits.ts";
import { afterCreate, afterUpdate } from "./connection-states.ts";
import { applyPatch } from "./patch.ts";
import { without } from "./resource-model.ts";
import { type Act, alreadyExists, type HandlerFailure, nameIn, notFound, type ResourceType } from "./resource-type.ts";
import { serviceMessage } from "./service-words.ts";
import type { RegionState, StoredConnection, Twist } from "./state.ts";

const access = {
  readOnly: pathsWithAccess("read-only", connectionSchema),
  writeOnly: pathsWithAccess("write-only", connectionSchema),
  createOnly: pathsWithAccess("create-only", connectionSchema),
};

/** Private connections have associations, whose ARNs AWS makes up. */
const ASSOCIATION_ARN = "ResourceAssociationArn";
const associationPaths = access.readOnly.filter((path) => path.endsWith(`/${ASSOCIATION_ARN}`));
const configurationOf = (path: string): string => path.replace(ASSOCIATION_ARN, "ResourceConfigurationArn");

/** Quotas of an account and region: all connections, and the private ones among them. */
const MAX_CONNECTIONS = 3000;
const MAX_PRIVATE = 20;

/** `AWS::Events::Connection`, handler by handler. */
export const connectionType: ResourceType = {
  typeName: CONNECTION_TYPE,
  schema: connectionSchema,
  access,
  naming: { identifier: "Name", name: "Name" },
  newIdentifier: (desired) => nameIn(connectionType, desired),
  identifiers: (store) => [...store.connections.keys()],
  stored: (store, name) => store.connections.get(name),
  read: (store, name) => {
    const found = store.connections.get(name);
    return found === undefined ? undefined : readableModel(found);
  },
  create,
  update,
  remove,
  outlook: (store, name) => {
    const found = store.connections.get(name);
    if (found?.next?.to != null) return found.next.at;
    if (found === undefined || ["ACTIVE", "AUTHORIZED"].includes(found.state)) return undefined;
    return { code: "NotStabilized", message: `The connection is ${found.state}: ${String(found.stateReason)}` };
  },
};

/** What Cloud Control shows of a connection. Key order as in recorded answers of AWS. */
export function readableModel(connection: StoredConnection): JsonObject {
  const { Name, AuthParameters, AuthorizationType, ...others } = connection.properties;
  const model: JsonObject = {
    SecretArn: connection.secretArn,
    ...(AuthParameters === undefined ? {} : { AuthParameters }),
    Arn: connection.arn,
    ArnForPolicy: connection.arn.slice(0, connection.arn.lastIndexOf("/")),
    ...(AuthorizationType === undefined ? {} : { AuthorizationType }),
    Name: Name ?? connection.name,
    ...others,
  };
  const additions = Object.entries(connection.generated).map(([path, value]) => ({ op: "add" as const, path, value }));
  const complete = applyPatch(without(model, access.writeOnly), additions);
  if (!isObject(complete)) throw new Error("a connection's model is not an object");
  return complete;
}

function create(act: Act, name: string, desired: JsonObject): HandlerFailure | undefined {
  if (act.store.connections.get(name) !== undefined) return alreadyExists(connectionType, name);
  const strictness = { required: true, unconfirmed: act.twist.refuseColon === true };
  const refusal = refusalOf(apiViolations(connectionSchema, desired, strictness), desired);
  if (refusal !== undefined) return refusal;
  const full = quotaFailure(act.store, desired);
  if (full !== undefined) return full;
  const scope = `${act.region}:${act.account}`;
  const secretName = `events!connection/${name}/${randomUUID()}-${randomBytes(8).toString("hex").slice(0, 6)}`;
  act.store.connections.set(name, {
    name,
    arn: `arn:aws:events:${scope}:connection/${name}/${randomUUID()}`,
    secretArn: `arn:aws:secretsmanager:${scope}:secret:${secretName}`,
    properties: { ...desired, Name: name },
    generated: associations(act, desired, undefined),
    created: act.at,
    modified: act.at,
    ...afterCreate(act, desired),
  });
  return undefined;
}

function update(act: Act, name: string, desired: JsonObject): HandlerFailure | undefined {
  const before = act.store.connections.get(name);
  if (before === undefined || before.state === "DELETING") return notFound(connectionType, name);
  const after = updatedModel(before.properties, without(desired, access.readOnly), act.twist);
  const strictness = { required: false, unconfirmed: act.twist.refuseColon === true };
  const refusal = refusalOf(apiViolations(connectionSchema, after, strictness), after);
  if (refusal !== undefined) return refusal;
  act.store.connections.set(name, {
    ...before,
    properties: after,
    generated: associations(act, after, before),
    modified: act.at,
    ...afterUpdate(act, before, after),
  });
  return undefined;
}

function remove(act: Act, name: string): HandlerFailure | undefined {
  const found = act.store.connections.get(name);
  if (found === undefined || found.state === "DELETING") return notFound(connectionType, name);
  const { inUse } = act.twist;
  const users = [...act.store.destinations.values()].filter(
    ({ properties }) => properties["ConnectionArn"] === found.arn,
  );
  if (inUse !== undefined && users.length > 0) {
    const message = `Connection '${name}' is used by ${users.length} API destination(s).`;
    return { code: inUse, message: serviceMessage(CONNECTION_TYPE, message) };
  }
  found.state = "DELETING";
  found.stateReason = null;
  found.next = { at: act.at + Math.floor(act.settleMs / 2), to: null, reason: null };
  return undefined;
}

/**
 * The model after UpdateConnection. What the API ignores when it is left out stays: the authorization type, the
 * credentials as a whole, the private path. Whether removing the description, the key or the invocation parameters
 * takes effect is unconfirmed: it does here, unless a fault says otherwise; and the other way round for the private
 * path. Credentials of another type than the connection's are ignored, as the documentation says.
 */
function updatedModel(before: JsonObject, desired: JsonObject, twist: Twist): JsonObject {
  const ignoreRemovals = twist.ignoreRemovals === true;
  const paths = twist.goPublic === true ? [] : ["InvocationConnectivityParameters"];
  const sticky = ["AuthorizationType", "AuthParameters", ...paths];
  const kept = Object.fromEntries(Object.entries(before).filter(([name]) => ignoreRemovals || sticky.includes(name)));
  const merged: JsonObject = { ...kept, ...desired };
  const sameType = before["AuthorizationType"] === merged["AuthorizationType"];
  const ignored = sameType && missingCredentials(merged) !== undefined;
  const auth = ignored ? before["AuthParameters"] : merged["AuthParameters"];
  const oldAuth = before["AuthParameters"];
  if (auth === undefined) return merged;
  const wider = ignoreRemovals && sameType && isObject(oldAuth) && isObject(auth) ? { ...oldAuth, ...auth } : auth;
  return { ...merged, AuthParameters: wider };
}

/** The credentials block that the authorization type asks for and the model lacks; undefined where all is well. */
function missingCredentials(model: JsonObject): string | undefined {
  const type = model["AuthorizationType"];
  const block = Object.entries(credentialsOf).find(([name]) => name === type)?.[1];
  if (block === undefined || valueAt(model, `/AuthParameters/${block}`) !== undefined) return undefined;
  return block;
}

function refusalOf(violations: readonly string[], model: JsonObject): HandlerFailure | undefined {
  const block = missingCredentials(model);
  if (violations.length === 0 && block === undefined) return undefined;
  const message =
    violations.length > 0
      ? violationMessage(violations)
      : // The service's exact text is unconfirmed.
        `Parameter(s) AuthParameters.${String(block)} must be specified for the authorization type.`;
  return { code: "InvalidRequest", message: serviceMessage(CONNECTION_TYPE, message) };
}

const isPrivate = (model: JsonObject): boolean =>
  associationPaths.some((path) => valueAt(model, configurationOf(path)) !== undefined);

function quotaFailure(store: RegionState, desired: JsonObject): HandlerFailure | undefined {
  const all = [...store.connections.values()];
  const tooMany = all.length >= MAX_CONNECTIONS;
  const tooManyPrivate =
    isPrivate(desired) && all.filter(({ properties }) => isPrivate(properties)).length >= MAX_PRIVATE;
  if (!tooMany && !tooManyPrivate) return undefined;
  const message = "The requested resource exceeds the maximum number allowed.";
  return { code: "ServiceLimitExceeded", message: serviceMessage(CONNECTION_TYPE, message) };
}

/** One association for each private path; it stays as long as the resource configuration does. */
function associations(
  act: Act,
  model: JsonObject,
  before: StoredConnection | undefined,
): Readonly<Record<string, string>> {
  const made = associationPaths.flatMap((path) => {
    const configuration = valueAt(model, configurationOf(path));
    if (configuration === undefined) return [];
    const old = before === undefined ? undefined : valueAt(before.properties, configurationOf(path));
    const same = old !== undefined && equalJson(old, configuration) ? before?.generated[path] : undefined;
    const id = randomBytes(12).toString("hex").slice(0, 17);
    const arn = `arn:aws:vpc-lattice:${act.region}:${act.account}:servicenetworkresourceassociation/snra-${id}`;
    return [[path, same ?? arn] as const];
  });
  return Object.fromEntries(made);
}
