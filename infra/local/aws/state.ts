import * as v from "valibot";
import { isObject, type JsonObject } from "../../../workflows/engine/values/json.ts";

const jsonObject = v.custom<JsonObject>(isObject, "not an object");
const milliseconds = v.number();

/** A map by name, kept as a list of pairs: names such as `constructor` are no good as keys of an object. */
const mapOf = <T>(item: v.GenericSchema<unknown, T>) =>
  v.pipe(
    v.array(v.tuple([v.string(), item])),
    v.transform((entries): Map<string, T> => new Map(entries)),
  );

/** What a connection's secret was made of. */
const secretVersion = v.object({ id: v.string(), created: milliseconds, properties: jsonObject });

const connection = v.object({
  name: v.string(),
  arn: v.string(),
  secretArn: v.string(),
  /** Oldest first; empty: the secret is gone; absent: the file is from before they were kept. */
  secret: v.optional(v.array(secretVersion)),
  /** The whole model as the handler received it, credentials included, less the read-only properties. */
  properties: jsonObject,
  /** Read-only properties that AWS made up, by JSON Pointer. */
  generated: v.record(v.string(), v.string()),
  state: v.string(),
  stateReason: v.nullable(v.string()),
  created: milliseconds,
  modified: milliseconds,
  authorized: v.nullable(milliseconds),
  /** The state that the connection reaches by itself; `to` null: it is gone then. */
  next: v.nullable(v.object({ at: milliseconds, to: v.nullable(v.string()), reason: v.nullable(v.string()) })),
});

const destination = v.object({
  name: v.string(),
  arn: v.string(),
  properties: jsonObject,
  created: milliseconds,
  modified: milliseconds,
});

/** A resource of a type that has no handlers of its own. */
const resource = v.object({
  properties: jsonObject,
  /** Read-only properties that AWS made up, by name. */
  generated: v.record(v.string(), v.string()),
  created: milliseconds,
  modified: milliseconds,
});

/** What a fault changes about one accepted operation; kept with it, so that a restart keeps it too. */
const alteration = v.object({
  fail: v.optional(v.object({ code: v.string(), message: v.string() })),
  /** A create that fails after the resource came to be. */
  remnant: v.optional(v.boolean()),
  cancel: v.optional(v.picklist(["before", "after"])),
  hook: v.optional(v.string()),
  model: v.optional(v.picklist(["nothing", "sparse", "desired", "readable"])),
  retryAfter: v.optional(milliseconds),
  lateIdentifier: v.optional(v.boolean()),
  eventTime: v.optional(v.literal("initiated")),
  endState: v.optional(v.object({ state: v.string(), reason: v.string() })),
  endEarly: v.optional(v.boolean()),
  handlerTimes: v.optional(v.boolean()),
  ignoreRemovals: v.optional(v.boolean()),
  takeRemovals: v.optional(v.boolean()),
  keepEmptied: v.optional(v.boolean()),
  releaseKey: v.optional(v.boolean()),
  kmsArn: v.optional(v.boolean()),
  /** What the service refuses the handler with. */
  refusal: v.optional(v.object({ exception: v.string(), message: v.string() })),
  mappedErrors: v.optional(v.boolean()),
  goPublic: v.optional(v.boolean()),
  anyRegion: v.optional(v.boolean()),
  refuseColon: v.optional(v.boolean()),
  /** HandlerErrorCode with which the delete of a connection in use fails. */
  inUse: v.optional(v.string()),
});

const request = v.object({
  token: v.string(),
  typeName: v.string(),
  operation: v.picklist(["CREATE", "UPDATE", "DELETE"]),
  status: v.picklist(["PENDING", "IN_PROGRESS", "SUCCESS", "FAILED", "CANCEL_IN_PROGRESS", "CANCEL_COMPLETE"]),
  identifier: v.string(),
  /** Its type does not exist: the history has it all the same, without an operation. */
  untyped: v.optional(v.literal(true)),
  submitted: milliseconds,
  /** When the handler acts, and when the request ends. */
  actsAt: milliseconds,
  endsAt: milliseconds,
  /** When the status last changed. */
  changed: milliseconds,
  acted: v.boolean(),
  /** What the handler is to make; null for a delete, and dropped when the request ends. */
  desired: v.nullable(jsonObject),
  /** The failure that the handler ended with. */
  failure: v.nullable(v.object({ code: v.string(), message: v.string() })),
  /** The model that a finished request shows. */
  model: v.nullable(jsonObject),
  alteration,
});

const parameterVersion = v.object({
  version: v.number(),
  value: v.string(),
  type: v.picklist(["String", "StringList", "SecureString"]),
  keyId: v.nullable(v.string()),
  description: v.nullable(v.string()),
  allowedPattern: v.nullable(v.string()),
  tier: v.picklist(["Standard", "Advanced"]),
  dataType: v.string(),
  modified: milliseconds,
  labels: v.optional(v.array(v.string()), []),
  /** JSON text of the parameter's policies. */
  policies: v.optional(v.nullable(v.string()), null),
});

const region = v.object({
  connections: mapOf(connection),
  destinations: mapOf(destination),
  /** By type, and then by identifier. */
  resources: v.optional(mapOf(mapOf(resource)), []),
  requests: mapOf(request),
  clientTokens: mapOf(v.object({ fingerprint: v.string(), requestToken: v.string(), used: milliseconds })),
  parameters: mapOf(v.array(parameterVersion)),
  /** Keys and values of each parameter's tags. */
  tags: v.optional(mapOf(mapOf(v.string())), []),
});

/** Everything that the local AWS remembers: the gate for its state file. */
export const stateSchema = v.object({ format: v.literal(1), regions: mapOf(region) });

export type State = v.InferOutput<typeof stateSchema>;
export type RegionState = v.InferOutput<typeof region>;
export type StoredConnection = v.InferOutput<typeof connection>;
export type SecretVersion = v.InferOutput<typeof secretVersion>;
export type StoredDestination = v.InferOutput<typeof destination>;
export type StoredResource = v.InferOutput<typeof resource>;
export type StoredRequest = v.InferOutput<typeof request>;
export type StoredVersion = v.InferOutput<typeof parameterVersion>;
export type Alteration = v.InferOutput<typeof alteration>;

export function emptyState(): State {
  return { format: 1, regions: new Map() };
}

/** The state as the text that `stateSchema` reads. */
export function stateText(state: State): string {
  return JSON.stringify(state, (_, value: unknown) => (value instanceof Map ? [...value] : value));
}

/** The region's part of the state, made on first use. */
export function regionOf(state: State, name: string): RegionState {
  const known = state.regions.get(name);
  if (known !== undefined) return known;
  const made: RegionState = {
    connections: new Map(),
    destinations: new Map(),
    resources: new Map(),
    requests: new Map(),
    clientTokens: new Map(),
    parameters: new Map(),
    tags: new Map(),
  };
  state.regions.set(name, made);
  return made;
}
