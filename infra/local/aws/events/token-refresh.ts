import { isOAuth, isReady } from "./connection-states.ts";
import type { FaultBook } from "../faults/fault-book.ts";
import { secretVersions, withNewSecret } from "./managed-secret.ts";
import type { RegionState } from "../state.ts";

/**
 * EventBridge refreshes the tokens of OAuth connections, where a fault asks for it. It does so when a connection is
 * used, so that nothing happens here without the fault; whether a refresh moves the time of the last modification, as
 * it does then, is unconfirmed. Returns whether anything changed.
 */
export function refreshTokens(store: RegionState, faults: FaultBook, now: number): boolean {
  let changed = false;
  for (const connection of store.connections.values()) {
    const { name, properties, state, authorized } = connection;
    if (!isOAuth(properties) || !isReady(state) || authorized === null) continue;
    const subject = { service: "events", operation: "RefreshToken", names: [name] };
    const period = faults.peek(subject, ["token-refresh"])?.milliseconds;
    if (period === undefined) continue;
    // There are no timers: of all refreshes since, only the last one shows.
    const last = authorized + Math.floor((now - authorized) / period) * period;
    if (last <= authorized || faults.take(subject, ["token-refresh"]) === undefined) continue;
    connection.authorized = last;
    // That a refresh writes the secret is documented.
    connection.secret = withNewSecret(secretVersions(connection), properties, last);
    connection.modified = Math.max(connection.modified, last);
    changed = true;
  }
  return changed;
}
