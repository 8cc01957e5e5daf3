import { BridgeheadError } from "../engine/bridgehead-error.ts";
import type { SecretText } from "../engine/secret-text.ts";
import type { JsonObject } from "../engine/json.ts";

/** What Cloud Control `GetResource` returned for one connection, before normalisation. */
export interface LiveConnection {
  readonly name: string;
  /** CloudFormation's spelling, read-only properties included, write-only ones missing. */
  readonly properties: JsonObject;
}

export type OperationStatus =
  | "PENDING"
  | "IN_PROGRESS"
  | "SUCCESS"
  | "FAILED"
  | "CANCEL_IN_PROGRESS"
  | "CANCEL_COMPLETE";

/** A Cloud Control ProgressEvent, less its ResourceModel, which may echo what was sent. */
export interface Progress {
  readonly requestToken: string;
  readonly status: OperationStatus;
  /** The connection's name once AWS knows it; a failed create with a name may have left something behind. */
  readonly identifier: string | null;
  /** HandlerErrorCode of a failed operation; an open enumeration. */
  readonly errorCode: string | null;
  /** AWS's own words, with those of failed hooks. May quote the request: redact before showing it. */
  readonly message: string | null;
  /** When to ask next, in milliseconds since the epoch; null: the caller decides. */
  readonly retryAfter: number | null;
}

export interface ConnectionReader {
  /** undefined: there is no such connection. */
  read(name: string, signal: AbortSignal): Promise<LiveConnection | undefined>;
}

/**
 * The Cloud Control API for connections. Every method rejects with a `CloudError` for what AWS refused.
 * `clientToken` makes a repeated submission one operation.
 */
export interface ConnectionWriter extends ConnectionReader {
  /** `desired` is the JSON text of the desired state, credentials included. */
  create(desired: SecretText, clientToken: string, signal: AbortSignal): Promise<Progress>;
  /** `patch` is the JSON text of an RFC 6902 patch, credentials included. */
  update(name: string, patch: SecretText, clientToken: string, signal: AbortSignal): Promise<Progress>;
  delete(name: string, clientToken: string, signal: AbortSignal): Promise<Progress>;
  progress(requestToken: string, signal: AbortSignal): Promise<Progress>;
}

/** The connection as EventBridge itself sees it. */
export interface ConnectionState {
  /** AUTHORIZED, DEAUTHORIZED, AUTHORIZING, ACTIVE, FAILED_CONNECTIVITY, … */
  readonly state: string;
  readonly reason: string | null;
  /** When the connection was made, in milliseconds since the epoch; null: EventBridge does not say. */
  readonly createdAt: number | null;
  /** Tells the connection from an earlier or a later one of its name; null: EventBridge does not say. */
  readonly arn: string | null;
}

export interface ConnectionStates {
  /** undefined: there is no such connection. */
  describe(name: string, signal: AbortSignal): Promise<ConnectionState | undefined>;
}

/** How AWS refused: what the caller does next depends on nothing but this. */
export type CloudErrorKind =
  /** The same request, with the same token, may succeed later: throttled, an internal failure, no connection. */
  | "retriable"
  /** Another operation runs on the connection: wait. */
  | "busy"
  | "not-found"
  | "already-exists"
  | "denied"
  /** Everything else: repeating it changes nothing. */
  | "terminal";

/**
 * A call that AWS refused, or that did not get through. The message names the operation, the connection and AWS's
 * request id. AWS's own text may quote the request, so it is kept apart and redacted by whoever shows it.
 */
export class CloudError extends BridgeheadError {
  override readonly name = "CloudError";
  readonly kind: CloudErrorKind;
  /** The exception's name, such as `ThrottlingException`. */
  readonly code: string;
  /** AWS's own words. */
  readonly detail: string;

  constructor(fields: {
    readonly kind: CloudErrorKind;
    readonly code: string;
    readonly operation: string;
    readonly subject: string;
    readonly detail: string;
    readonly requestId?: string | undefined;
    readonly cause?: unknown;
  }) {
    const request = fields.requestId === undefined ? "" : ` (request ${fields.requestId})`;
    super(`${fields.operation} of "${fields.subject}" was refused with ${fields.code}${request}`, {
      cause: fields.cause,
    });
    this.kind = fields.kind;
    this.code = fields.code;
    this.detail = fields.detail;
  }
}
