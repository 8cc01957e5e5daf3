import { BridgeheadError } from "../engine/values/errors.ts";

/** How AWS refused: what the caller does next depends on nothing but this. */
export type RefusalKind =
  /** The same request, with the same token, may succeed later: throttled, an internal failure, no connection. */
  | "retriable"
  /** Another operation runs on the resource: wait. */
  | "busy"
  /** An earlier operation used the client token, with other content or with this one. */
  | "token-used"
  | "not-found"
  | "already-exists"
  | "denied"
  /** AWS answered, and nobody understands what: it may have done what it was asked for. */
  | "misunderstood"
  /** Everything else: repeating it changes nothing. */
  | "terminal";

export interface RefusalFields {
  readonly kind: RefusalKind;
  /** The exception's name, such as `ThrottlingException`. */
  readonly code: string;
  readonly operation: string;
  /** A name or a path: never a value. */
  readonly subject: string;
  readonly detail: string;
  readonly requestId?: string | null;
  readonly requestToken?: string | null;
  readonly repeats?: number;
}

/** How AWS refused a call, or that it did not get through. A value: no one throws it. */
export class Refusal {
  readonly kind: RefusalKind;
  readonly code: string;
  readonly operation: string;
  readonly subject: string;
  /** AWS's own words: may quote the request; redacted by whoever shows it. */
  readonly detail: string;
  readonly requestId: string | null;
  /** `token-used` only: the operation that the client token belongs to; null where AWS does not say. */
  readonly requestToken: string | null;
  /** How often the same request was sent before this answer, its answer lost or refused for a passing reason. */
  readonly repeats: number;

  constructor({ requestId = null, requestToken = null, repeats = 0, ...fields }: RefusalFields) {
    this.kind = fields.kind;
    this.code = fields.code;
    this.operation = fields.operation;
    this.subject = fields.subject;
    this.detail = fields.detail;
    this.requestId = requestId;
    this.requestToken = requestToken;
    this.repeats = repeats;
  }

  /** In our words: may be logged and shown. */
  get message(): string {
    const request = this.requestId === null ? "" : ` (request ${this.requestId})`;
    return `${this.operation} of "${this.subject}" was refused with ${this.code}${request}`;
  }

  /** The same refusal of a request that was sent before. */
  after(repeats: number): Refusal {
    const { kind, code, operation, subject, detail, requestId, requestToken } = this;
    return new Refusal({ kind, code, operation, subject, detail, requestId, requestToken, repeats });
  }
}

export type Answer<Result> = Result | Refusal;

/** A refusal where the caller cannot go on. */
export class RefusedError extends BridgeheadError {
  override readonly name = "RefusedError";
  readonly refusal: Refusal;
  /** For the log. */
  readonly code: string;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
    this.code = refusal.code;
  }
}

/** The result; throws `RefusedError` for a refusal. */
export function need<Result>(answer: Answer<Result>): Result {
  if (answer instanceof Refusal) throw new RefusedError(answer);
  return answer;
}

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** What asks for the page after it; undefined: it was the last. A page may be empty and have another behind it. */
  readonly next: string | undefined;
}
