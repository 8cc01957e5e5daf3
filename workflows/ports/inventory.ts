import type { LiveHttpParameters } from "../engine/kinds/connection/live-http.ts";

/** A connection as EventBridge lists it. */
export interface ListedConnection {
  readonly name: string;
  /** AUTHORIZED, DELETING, …; an open enumeration. */
  readonly state: string;
}

/** What Cloud Control does not read of a connection, though AWS tells it. */
export interface HttpParameterReader {
  /** undefined: there is no such connection. Rejects with `CloudError`. */
  httpParameters(name: string, signal: AbortSignal): Promise<LiveHttpParameters | undefined>;
}

/** All connections of the account and region. */
export interface ConnectionInventory extends HttpParameterReader {
  /** Every connection, whoever made it, sorted by name. Rejects with `CloudError`. */
  list(signal: AbortSignal): Promise<readonly ListedConnection[]>;
}
