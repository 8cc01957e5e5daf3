import type { JsonObject } from "../engine/values/json.ts";
import type { Key } from "../engine/values/key.ts";
import type { Described, Listed } from "../engine/kinds/resource-kind.ts";
import type { SecretText } from "../engine/values/secret-text.ts";
import type { Answer, Page } from "./answer.ts";

/* Every method sends one request at most, and what AWS refused is its answer. */

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
  /** HandlerErrorCode of a failed operation; an open enumeration. */
  readonly errorCode: string | null;
  /** AWS's own words, with those of failed hooks. May quote the request: redact before showing it. */
  readonly message: string | null;
  /** When AWS said so, in milliseconds since the epoch by its clock; null: it did not say. */
  readonly at: number | null;
  /** When to ask next, in milliseconds since the epoch; null: the caller decides. */
  readonly retryAfter: number | null;
  /** How often the request was sent before this answer; an adapter sends it once, and says 0. */
  readonly repeats: number;
}

export interface ResourceReader {
  /** undefined: there is no such resource. */
  read(key: Key, signal: AbortSignal): Promise<Answer<LiveResource | undefined>>;
}

/** The Cloud Control API. `clientToken` makes a repeated submission one operation. */
export interface ResourceWriter extends ResourceReader {
  /** `desired` is the JSON text of the desired state, credentials included. */
  create(key: Key, desired: SecretText, clientToken: string, signal: AbortSignal): Promise<Answer<Progress>>;
  /** `patch` is the JSON text of an RFC 6902 patch, credentials included. */
  update(key: Key, patch: SecretText, clientToken: string, signal: AbortSignal): Promise<Answer<Progress>>;
  delete(key: Key, clientToken: string, signal: AbortSignal): Promise<Answer<Progress>>;
  progress(requestToken: string, signal: AbortSignal): Promise<Answer<Progress>>;
}

/** What a type's own service says of its resources, beside Cloud Control. */
export interface ServiceReader {
  /**
   * undefined: there is no such resource. Of a type whose service is not asked it says only whether Cloud Control has
   * it.
   */
  describe(key: Key, signal: AbortSignal): Promise<Answer<Described | undefined>>;
}

/** All resources of a type in the account and region. */
export interface Inventory {
  /** Every one, whoever made it, in no order. `token`: the `next` of the page before; undefined: the first page. */
  page(type: string, token: string | undefined, signal: AbortSignal): Promise<Answer<Page<Listed>>>;
}

/** Who uses a resource. */
export interface Dependents {
  /** Names of what uses the resource of that ARN, in no order; none where nobody can be asked. */
  page(key: Key, arn: string, token: string | undefined, signal: AbortSignal): Promise<Answer<Page<string>>>;
}
