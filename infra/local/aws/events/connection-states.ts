import { canonicalJson, type JsonObject } from "../../../../workflows/engine/values/json.ts";
import type { Act } from "../cloud-control/resource-type.ts";
import type { RegionState, StoredConnection } from "../state.ts";
import { timesOf } from "../times.ts";

type Lifecycle = Pick<StoredConnection, "state" | "stateReason" | "authorized" | "next">;

export const isOAuth = (model: JsonObject): boolean => model["AuthorizationType"] === "OAUTH_CLIENT_CREDENTIALS";

/** Whether EventBridge can use a connection in that state. */
export const isReady = (state: string): boolean => ["ACTIVE", "AUTHORIZED"].includes(state);

/** Whether another state follows by itself. */
export const isOpen = (state: string): boolean =>
  ["AUTHORIZING", "CREATING", "DEAUTHORIZING", "UPDATING"].includes(state);

/** Public connections end AUTHORIZED, private ones ACTIVE. */
const successState = (model: JsonObject): string =>
  Object.hasOwn(model, "InvocationConnectivityParameters") ? "ACTIVE" : "AUTHORIZED";

/**
 * Basic and API key connections are authorized at once, which says nothing of the credential; OAuth ones have to fetch a
 * token first.
 */
export function afterCreate(act: Act, model: JsonObject): Lifecycle {
  const end = act.alteration.endState ?? { state: successState(model), reason: null };
  if (isOAuth(model)) {
    const at = act.at + timesOf(act, act.alteration).authorize;
    return {
      state: "AUTHORIZING",
      stateReason: null,
      // AWS gives a time also to a connection that has not been authorized yet.
      authorized: act.at,
      next: { at, to: end.state, reason: end.reason },
    };
  }
  return { state: end.state, stateReason: end.reason, authorized: act.at, next: null };
}

const credentials = (model: JsonObject): string => canonicalJson(model["AuthParameters"] ?? null);

/** An OAuth connection that works and whose credentials stay as they are is not authorized again. */
export function afterUpdate(act: Act, before: StoredConnection, model: JsonObject): Lifecycle {
  const unchanged = credentials(before.properties) === credentials(model) && before.state === successState(model);
  if (isOAuth(model) && unchanged && act.alteration.endState === undefined) {
    return { state: before.state, stateReason: before.stateReason, authorized: before.authorized, next: null };
  }
  return afterCreate(act, model);
}

/** A connection that was deauthorized may be authorized again by an update. */
export function afterDeauthorize(act: Act): Partial<Lifecycle> {
  const at = act.at + timesOf(act, act.alteration).authorize;
  const next = { at, to: "DEAUTHORIZED", reason: "The connection was deauthorized." };
  return { state: "DEAUTHORIZING", stateReason: null, next };
}

export function afterDelete(act: Act): Partial<Lifecycle> {
  const next = { at: act.at + timesOf(act, act.alteration).remove, to: null, reason: null };
  return { state: "DELETING", stateReason: null, next };
}

/** Moves connections on that were due by then; those that were being deleted go away. */
export function advanceConnections(store: RegionState, until: number): boolean {
  let changed = false;
  for (const connection of store.connections.values()) {
    const next = connection.next;
    if (next === null || next.at > until) continue;
    changed = true;
    if (next.to === null) {
      store.connections.delete(connection.name);
      continue;
    }
    connection.state = next.to;
    connection.stateReason = next.reason;
    connection.next = null;
    // The time of the last modification is that of the last create, update or deauthorization.
    if (next.reason === null) connection.authorized = next.at;
  }
  return changed;
}
