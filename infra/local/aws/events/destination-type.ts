import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../../../workflows/engine/values/json.ts";
import type { ObjectNode } from "../../../../workflows/engine/kinds/schema.ts";
import { without } from "../cloud-control/resource-model.ts";
import {
  type Act,
  alreadyExists,
  type HandlerFailure,
  nameIn,
  notFound,
  type ResourceType,
} from "../cloud-control/resource-type.ts";
import { serviceMessage } from "../service-words.ts";
import type { RegionState, StoredConnection, StoredDestination } from "../state.ts";

const DESTINATION_TYPE = "AWS::Events::ApiDestination";

const NAME = String.raw`^[\.\-_A-Za-z0-9]+$`;
export const CONNECTION_ARN = String.raw`^arn:aws([a-z]|\-)*:events:([a-z]|\d|\-)*:([0-9]{12})?:connection\/[\.\-_A-Za-z0-9]+\/[\-A-Za-z0-9]+$`;
export const URL_TEXT = String.raw`^((%[0-9A-Fa-f]{2}|[-()_.!~*';/?:@\x26=+$,A-Za-z0-9])+)([).!';/?:,])?$`;
export const HTTP_METHODS = ["HEAD", "POST", "PATCH", "DELETE", "PUT", "GET", "OPTIONS"] as const;

/** The service's default for invocations per second. */
const DEFAULT_RATE = 300;

const schema: ObjectNode = {
  kind: "object",
  doc: "Where EventBridge sends events, and by which connection.",
  required: ["ConnectionArn", "InvocationEndpoint", "HttpMethod"],
  properties: {
    Name: { kind: "string", doc: "The name.", minLength: 1, maxLength: 64, pattern: NAME },
    Description: { kind: "string", doc: "What it is for.", maxLength: 512 },
    ConnectionArn: { kind: "string", doc: "The connection's full ARN.", pattern: CONNECTION_ARN },
    Arn: { kind: "string", doc: "The ARN." },
    ArnForPolicy: { kind: "string", doc: "The ARN for policies." },
    InvocationRateLimitPerSecond: { kind: "integer", doc: "Calls a second.", minimum: 1 },
    InvocationEndpoint: { kind: "string", doc: "The URL that is called.", pattern: URL_TEXT },
    HttpMethod: { kind: "string", doc: "The method of the call.", enum: HTTP_METHODS },
  },
};

const access = { readOnly: ["/Arn", "/ArnForPolicy"], writeOnly: [], createOnly: ["/Name"] };

/** `AWS::Events::ApiDestination`: what depends on a connection. */
export const destinationType: ResourceType = {
  typeName: DESTINATION_TYPE,
  schema,
  access,
  naming: { identifier: "Name", name: "Name" },
  newIdentifier: (desired) => nameIn(destinationType, desired),
  identifiers: (store) => [...store.destinations.keys()],
  stored: (store, name) => store.destinations.get(name),
  read: (store, name) => {
    const found = store.destinations.get(name);
    if (found === undefined) return undefined;
    const ArnForPolicy = found.arn.slice(0, found.arn.lastIndexOf("/"));
    return { ...found.properties, Arn: found.arn, ArnForPolicy };
  },
  create,
  update,
  remove,
};

function create(act: Act, name: string, desired: JsonObject): HandlerFailure | undefined {
  if (act.store.destinations.get(name) !== undefined) return alreadyExists(destinationType, name);
  const refusal = unknownConnection(act.store, desired);
  if (refusal !== undefined) return refusal;
  act.store.destinations.set(name, {
    name,
    arn: `arn:aws:events:${act.region}:${act.account}:api-destination/${name}/${randomUUID()}`,
    properties: { InvocationRateLimitPerSecond: DEFAULT_RATE, ...desired, Name: name },
    created: act.at,
    modified: act.at,
  });
  return undefined;
}

function update(act: Act, name: string, desired: JsonObject): HandlerFailure | undefined {
  const found = act.store.destinations.get(name);
  if (found === undefined) return notFound(destinationType, name);
  const refusal = unknownConnection(act.store, desired);
  if (refusal !== undefined) return refusal;
  // UpdateApiDestination ignores what is left out: removing the rate limit does nothing, as seen on AWS.
  found.properties = { ...found.properties, ...without(desired, access.readOnly) };
  found.modified = act.at;
  return undefined;
}

function remove(act: Act, name: string): HandlerFailure | undefined {
  if (act.store.destinations.get(name) === undefined) return notFound(destinationType, name);
  act.store.destinations.delete(name);
  return undefined;
}

/** The connection that the destination names by its full ARN. */
function connectionOf(store: RegionState, arn: unknown): StoredConnection | undefined {
  return [...store.connections.values()].find((connection) => connection.arn === arn);
}

/** A destination works once its connection is authorized. */
export function destinationState(store: RegionState, destination: StoredDestination): "ACTIVE" | "INACTIVE" {
  const state = connectionOf(store, destination.properties["ConnectionArn"])?.state;
  return state === "AUTHORIZED" || state === "ACTIVE" ? "ACTIVE" : "INACTIVE";
}

function unknownConnection(store: RegionState, desired: JsonObject): HandlerFailure | undefined {
  const arn = desired["ConnectionArn"];
  if (connectionOf(store, arn) !== undefined) return undefined;
  const named = typeof arn === "string" ? arn : "null";
  return { code: "NotFound", message: serviceMessage(DESTINATION_TYPE, `Connection '${named}' does not exist.`) };
}
