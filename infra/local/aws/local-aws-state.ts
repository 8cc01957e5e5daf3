import type { JsonObject } from "../../../workflows/engine/values/json.ts";
import { isReady } from "./events/connection-states.ts";
import { secretVersions, withNewSecret } from "./events/managed-secret.ts";
import { settle } from "./cloud-control/request-progress.ts";
import type { ResourceType, Stored } from "./cloud-control/resource-type.ts";
import type { Engine } from "./wire/serve-request.ts";
import { keptName } from "./ssm/names.ts";
import { putVersion, removeParameter } from "./ssm/put.ts";
import { type RegionState, regionOf, type StoredConnection } from "./state.ts";
import { refreshTokens } from "./events/token-refresh.ts";

interface NewParameter {
  readonly name: string;
  readonly value: string;
  /** `SecureString` by default. */
  readonly type?: "String" | "StringList" | "SecureString";
  /** When Parameter Store deletes it; absent: never. */
  readonly expires?: Date;
}

/** What a test, or the local mode, does behind AWS's back. A region is the server's own unless one is given. */
export interface LocalAwsState {
  /** What the handler stored for a connection, credentials included: for tests alone. */
  storedConnection(name: string, region?: string): Readonly<StoredConnection> | undefined;
  /** The same for a resource of any type, by its identifier or its name. */
  storedResource(typeName: string, identifier: string, region?: string): Readonly<Stored> | undefined;
  /** Names of all connections, sorted. */
  connectionNames(region?: string): readonly string[];
  /** Puts a new version of a parameter; returns its version. */
  putParameter(parameter: NewParameter, region?: string): number;
  hasParameter(name: string, region?: string): boolean;
  deleteParameter(name: string, region?: string): void;
  /** Someone edits the connection in the console: merges properties at the top level. */
  changeConnection(name: string, properties: JsonObject, region?: string): void;
  /** The same for a resource of any type, by its identifier or its name. */
  changeResource(typeName: string, identifier: string, properties: JsonObject, region?: string): void;
  /** EventBridge changes its mind about a connection, as after a refused token, which is no modification. */
  setConnectionState(name: string, state: string, reason: string | null, region?: string): void;
  /** Someone deletes the connection in the console. */
  removeConnection(name: string, region?: string): void;
  /** Whether no accepted operation is still running. */
  isIdle(region?: string): boolean;
}

function existing(store: RegionState, name: string): StoredConnection {
  const found = store.connections.get(name);
  if (found === undefined) throw new Error(`the local AWS has no connection "${name}"`);
  return found;
}

/** By its identifier, or by what people name it. */
function storedOf(type: ResourceType | undefined, store: RegionState, given: string): Stored | undefined {
  if (type === undefined) return undefined;
  const all = type.identifiers(store).map((identifier) => type.stored(store, identifier));
  return type.stored(store, given) ?? all.find((stored) => stored?.properties[type.naming.name] === given);
}

export function openHelpers(engine: Engine, home: string): LocalAwsState {
  const storeOf = (region: string): RegionState => {
    const store = regionOf(engine.states.load(), region);
    const { account, types, settleMs } = engine;
    const place = { region, account, store, types, settleMs };
    // What has happened is kept, also by a mere look: what handlers made up must not be made up again.
    const moved = settle(place, engine.now());
    if (refreshTokens(store, engine.faults, engine.now()) || moved) engine.states.save();
    return store;
  };
  /** Settles, changes, saves. */
  const edit = <T>(region: string, change: (store: RegionState) => T): T => {
    const result = change(storeOf(region));
    engine.states.save();
    return result;
  };

  return {
    storedConnection: (name, region = home) => structuredClone(storeOf(region).connections.get(name)),
    storedResource: (typeName, identifier, region = home) =>
      structuredClone(storedOf(engine.types.get(typeName), storeOf(region), identifier)),
    connectionNames: (region = home) => [...storeOf(region).connections.keys()].toSorted(),
    putParameter: ({ name, value, type = "SecureString", expires }, region = home) =>
      edit(region, (store) => {
        const policy = { Type: "Expiration", Version: "1.0", Attributes: { Timestamp: expires?.toISOString() } };
        const policies = expires === undefined ? {} : { Tier: "Advanced", Policies: JSON.stringify([policy]) };
        return putVersion(
          { region, account: engine.account, store, now: engine.now() },
          { Name: name, Value: value, Type: type, Overwrite: true, ...policies },
        ).version;
      }),
    hasParameter: (name, region = home) => {
      const store = storeOf(region);
      return store.parameters.has(keptName(store, name));
    },
    deleteParameter: (name, region = home) => {
      edit(region, (store) => removeParameter(store, name));
    },
    changeConnection: (name, properties, region = home) => {
      edit(region, (store) => {
        const connection = existing(store, name);
        connection.properties = { ...connection.properties, ...properties };
        connection.modified = engine.now();
        connection.secret = withNewSecret(secretVersions(connection), connection.properties, engine.now());
      });
    },
    changeResource: (typeName, identifier, properties, region = home) => {
      edit(region, (store) => {
        const found = storedOf(engine.types.get(typeName), store, identifier);
        if (found === undefined) throw new Error(`the local AWS has no ${typeName} "${identifier}"`);
        found.properties = { ...found.properties, ...properties };
        found.modified = engine.now();
      });
    },
    setConnectionState: (name, state, reason, region = home) => {
      edit(region, (store) => {
        const authorized = isReady(state) ? { authorized: engine.now() } : {};
        Object.assign(existing(store, name), { state, stateReason: reason, next: null, ...authorized });
      });
    },
    removeConnection: (name, region = home) => {
      edit(region, (store) => store.connections.delete(existing(store, name).name));
    },
    isIdle: (region = home) =>
      ![...storeOf(region).requests.values()].some(({ status }) =>
        ["PENDING", "IN_PROGRESS", "CANCEL_IN_PROGRESS"].includes(status),
      ),
  };
}
