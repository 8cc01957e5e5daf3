import { BridgeheadError } from "../engine/bridgehead-error.ts";
import type { JsonObject } from "../engine/json.ts";
import type { Key } from "../engine/kinds/key.ts";
import type { Described, Listed } from "../engine/kinds/resource-kind.ts";
import type { SecretText } from "../engine/secret-text.ts";

/** What Cloud Control `GetResource` returned for one resource, before normalisation. */
export interface LiveResource {
  readonly key: Key;
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
  /** The resource's identifier once AWS knows it; a failed create with one may have left something behind. */
  readonly identifier: string | null;
  /** HandlerErrorCode of a failed operation; an open enumeration. */
  readonly errorCode: string | null;
  /** AWS's own words, with those of failed hooks. May quote the request: redact before showing it. */
  readonly message: string | null;
  /** When to ask next, in milliseconds since the epoch; null: the caller decides. */
  readonly retryAfter: number | null;
}

export interface ResourceReader {
  /** undefined: there is no such resource. */
  read(key: Key, signal: AbortSignal): Promise<LiveResource | undefined>;
}

/**
 * The Cloud Control API. Every method rejects with a `CloudError` for what AWS refused. `clientToken` makes a repeated
 * submission one operation.
 */
export interface ResourceWriter extends ResourceReader {
  /** `desired` is the JSON text of the desired state, credentials included. */
  create(key: Key, desired: SecretText, clientToken: string, signal: AbortSignal): Promise<Progress>;
  /** `patch` is the JSON text of an RFC 6902 patch, credentials included. */
  update(key: Key, patch: SecretText, clientToken: string, signal: AbortSignal): Promise<Progress>;
  delete(key: Key, clientToken: string, signal: AbortSignal): Promise<Progress>;
  progress(requestToken: string, signal: AbortSignal): Promise<Progress>;
}

/** What a type's own service says of its resources, beside Cloud Control. */
export interface ServiceReader {
  /**
   * undefined: there is no such resource. Of a type whose service is not asked it says only whether Cloud Control has
   * it. Rejects with `CloudError`.
   */
  describe(key: Key, signal: AbortSignal): Promise<Described | undefined>;
}

/** All resources of a type in the account and region. */
export interface Inventory {
  /** Every one, whoever made it, sorted by identifier. Rejects with `CloudError`. */
  list(type: string, signal: AbortSignal): Promise<readonly Listed[]>;
}

/** Who uses a resource. */
export interface Dependents {
  /** Names of what uses the resource of that ARN, sorted; none where nobody can be asked. Rejects with `CloudError`. */
  dependents(key: Key, arn: string, signal: AbortSignal): Promise<readonly string[]>;
}

/** How AWS refused: what the caller does next depends on nothing but this. */
export type CloudErrorKind =
  /** The same request, with the same token, may succeed later: throttled, an internal failure, no connection. */
  | "retriable"
  /** Another operation runs on the resource: wait. */
  | "busy"
  | "not-found"
  | "already-exists"
  | "denied"
  /** Everything else: repeating it changes nothing. */
  | "terminal";

/**
 * A call that AWS refused, or that did not get through. The message names the operation, the resource and AWS's
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
