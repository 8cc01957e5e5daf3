import { randomBytes, randomUUID } from "node:crypto";
import { connectionSchema } from "../../../../workflows/engine/kinds/connection/schema.ts";
import { pathsWithAccess } from "../../../../workflows/engine/kinds/schema.ts";
import { equalJson, type Json, type JsonObject, valueAt } from "../../../../workflows/engine/values/json.ts";
import { apiViolations, violationMessage } from "../wire/api-limits.ts";
import { createdModel, missingCredentials, updatedModel } from "./connection-model.ts";
import { afterCreate, afterDeauthorize, afterDelete, afterUpdate } from "./connection-states.ts";
import type { Refusal } from "../cloud-control/handler-errors.ts";
import { secretVersions, withNewSecret } from "./managed-secret.ts";
import type { Act } from "../cloud-control/resource-type.ts";
import type { RegionState, StoredConnection } from "../state.ts";

/** Private connections have associations, whose ARNs AWS makes up. */
const ASSOCIATION_ARN = "ResourceAssociationArn";
const associationPaths = pathsWithAccess("read-only", connectionSchema).filter((path) =>
  path.endsWith(`/${ASSOCIATION_ARN}`),
);
const configurationOf = (path: string): string => path.replace(ASSOCIATION_ARN, "ResourceConfigurationArn");

/** Quotas of an account and region: all connections, and the private ones among them. */
const MAX_CONNECTIONS = 3000;
const MAX_PRIVATE = 20;

/** CreateConnection, once its input has been read. */
export function createConnection(act: Act, name: string, given: JsonObject): Refusal | undefined {
  if (act.store.connections.get(name) !== undefined) {
    return { exception: "ResourceAlreadyExistsException", message: `Connection ${name} already exists.` };
  }
  const refusal = invalid(act, given, true) ?? quotaRefusal(act.store, given);
  if (refusal !== undefined) return refusal;
  const scope = `${act.region}:${act.account}`;
  const secretName = `events!connection/${name}/${randomUUID()}-${randomBytes(8).toString("hex").slice(0, 6)}`;
  const properties = createdModel({ ...given, Name: name }, act);
  act.store.connections.set(name, {
    name,
    arn: `arn:aws:events:${scope}:connection/${name}/${randomUUID()}`,
    secretArn: `arn:aws:secretsmanager:${scope}:secret:${secretName}`,
    secret: withNewSecret([], properties, act.at),
    properties,
    generated: associations(act, properties, undefined),
    created: act.at,
    modified: act.at,
    ...afterCreate(act, properties),
  });
  return undefined;
}

/** UpdateConnection, of which only the name is required. */
export function updateConnection(act: Act, name: string, changes: JsonObject): Refusal | undefined {
  const before = remaining(act.store, name);
  if (before === undefined) return doesNotExist(name);
  const after = updatedModel(before.properties, changes, act);
  const refusal = invalid(act, after, false);
  if (refusal !== undefined) return refusal;
  act.store.connections.set(name, {
    ...before,
    secret: withNewSecret(secretVersions(before), after, act.at),
    properties: after,
    generated: associations(act, after, before),
    modified: act.at,
    ...afterUpdate(act, before, after),
  });
  return undefined;
}

export function deleteConnection(act: Act, name: string): Refusal | undefined {
  const found = remaining(act.store, name);
  if (found === undefined) return doesNotExist(name);
  Object.assign(found, afterDelete(act));
  return undefined;
}

/**
 * Takes the credentials away and leaves the connection; API destinations on it stop working. That the secret goes with
 * them, and that its ARN comes back with an update, is unconfirmed.
 */
export function deauthorizeConnection(act: Act, name: string): Refusal | undefined {
  const found = remaining(act.store, name);
  if (found === undefined) return doesNotExist(name);
  const { AuthParameters: _, ...properties } = found.properties;
  Object.assign(found, { properties, secret: [], modified: act.at, ...afterDeauthorize(act) });
  return undefined;
}

/** The API destinations of a connection, by their names. */
export function usersOf({ destinations }: RegionState, connection: StoredConnection): readonly string[] {
  const users = [...destinations.values()].filter(({ properties }) => properties["ConnectionArn"] === connection.arn);
  return users.map(({ name }) => name);
}

export const doesNotExist = (name: string): Refusal => ({
  exception: "ResourceNotFoundException",
  message: `Failed to describe the connection(s). Connection '${name}' does not exist.`,
});

/** A connection that is being deleted is there to be described alone. */
function remaining(store: RegionState, name: string): StoredConnection | undefined {
  const found = store.connections.get(name);
  return found?.state === "DELETING" ? undefined : found;
}

function invalid(act: Act, model: JsonObject, required: boolean): Refusal | undefined {
  const violations = apiViolations(connectionSchema, model, {
    required,
    unconfirmed: act.alteration.refuseColon === true,
  });
  if (violations.length > 0) return { exception: "ValidationException", message: violationMessage(violations) };
  const block = missingCredentials(model);
  if (block === undefined) return elsewhere(act, model);
  // The service's exact text is unconfirmed.
  const message = `Parameter(s) AuthParameters.${block} must be specified for the authorization type.`;
  return { exception: "ValidationException", message };
}

/**
 * The guide has private paths across accounts, in the same region. That another region is refused at once, and in which
 * words, is unconfirmed: a fault takes it.
 */
function elsewhere(act: Act, model: JsonObject): Refusal | undefined {
  const arns = associationPaths.map((path) => valueAt(model, configurationOf(path)));
  const isHere = (arn: Json | undefined): boolean => typeof arn !== "string" || arn.split(":")[3] === act.region;
  if (act.alteration.anyRegion === true || arns.every(isHere)) return undefined;
  const message = `The resource configuration must be in the Region of the connection, ${act.region}.`;
  return { exception: "ValidationException", message };
}

const isPrivate = (model: JsonObject): boolean =>
  associationPaths.some((path) => valueAt(model, configurationOf(path)) !== undefined);

function quotaRefusal(store: RegionState, given: JsonObject): Refusal | undefined {
  const all = [...store.connections.values()];
  const tooMany = all.length >= MAX_CONNECTIONS;
  const tooManyPrivate =
    isPrivate(given) && all.filter(({ properties }) => isPrivate(properties)).length >= MAX_PRIVATE;
  if (!tooMany && !tooManyPrivate) return undefined;
  const message = "The requested resource exceeds the maximum number allowed.";
  return { exception: "LimitExceededException", message };
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
