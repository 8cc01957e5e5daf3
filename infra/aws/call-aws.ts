import { isObject } from "../../workflows/engine/values/json.ts";
import { type Answer, Refusal, type RefusalKind } from "../../workflows/ports/answer.ts";

/**
 * What each refusal means, by the exception's name alone: AWS's own sources disagree about the HTTP status that goes
 * with a name, and access denied arrives as 400. Names that are not listed are terminal.
 */
const kinds = new Map<string, RefusalKind>([
  ["ThrottlingException", "retriable"],
  ["Throttling", "retriable"],
  ["ThrottledException", "retriable"],
  ["TooManyRequestsException", "retriable"],
  ["RequestLimitExceeded", "retriable"],
  ["HandlerFailureException", "retriable"],
  ["HandlerInternalFailureException", "retriable"],
  ["NetworkFailureException", "retriable"],
  ["ServiceInternalErrorException", "retriable"],
  ["InternalException", "retriable"],
  ["InternalServerError", "retriable"],
  ["InternalFailure", "retriable"],
  ["ServiceUnavailable", "retriable"],
  ["ServiceUnavailableException", "retriable"],
  ["ServiceException", "retriable"],
  ["RequestTimeout", "retriable"],
  ["RequestTimeoutException", "retriable"],
  ["TimeoutError", "retriable"],

  ["ConcurrentOperationException", "busy"],
  ["ConcurrentModificationException", "busy"],
  ["ResourceConflictException", "busy"],

  ["ClientTokenConflictException", "token-used"],

  ["ResourceNotFoundException", "not-found"],
  ["RequestTokenNotFoundException", "not-found"],

  ["AlreadyExistsException", "already-exists"],
  ["ResourceAlreadyExistsException", "already-exists"],
  ["ParameterAlreadyExists", "already-exists"],

  ["AccessDeniedException", "denied"],
  ["AccessDenied", "denied"],
  ["NotAuthorized", "denied"],
  ["OptInRequired", "denied"],
  ["InvalidCredentialsException", "denied"],
  ["UnrecognizedClientException", "denied"],
  ["InvalidClientTokenId", "denied"],
  ["InvalidSignatureException", "denied"],
  ["SignatureDoesNotMatch", "denied"],
  ["IncompleteSignature", "denied"],
  ["MissingAuthenticationToken", "denied"],
  ["MissingAuthenticationTokenException", "denied"],
  ["ExpiredTokenException", "denied"],
  ["ExpiredToken", "denied"],
  ["RequestExpired", "denied"],
  // The SDK's own: it found no credentials to sign with.
  ["CredentialsProviderError", "denied"],
]);

/** Codes of Node and the SDK for a connection that was not made, or broke. */
const connectionCodes = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/**
 * The resource handler's own not-found, which Cloud Control wraps into other exceptions when it happens at once.
 * Anchored at the end, where AWS writes the code: what stands before it may quote a definition.
 */
const HANDLER_NOT_FOUND = /\(HandlerErrorCode: NotFound, RequestToken: [-\w]+\)$/;

/**
 * What a used client token belongs to. Anchored, and believed only of the token that was sent: the text is AWS's, and
 * its exact form is what others were seen to get (unconfirmed).
 */
const TOKEN_USED =
  /^ClientToken (\S+) is already associated with an existing operation with RequestToken ([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;

export interface AwsCall {
  readonly operation: string;
  /** A name or a path: never a value. */
  readonly subject: string;
  readonly signal: AbortSignal;
  /** Of a call that carries one. */
  readonly clientToken?: string;
}

/** What AWS refuses a request with whose time is wrong; the first two also whatever else is wrong with a signature. */
const clockErrors = new Set([
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "RequestExpired",
  "RequestTimeTooSkewed",
  "RequestInTheFuture",
]);

/** As far as a clock may be off before the SDK corrects what it signs with. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** For words alone: what to do about it goes by the error's name and the time of the answer. */
const CLOCK_TEXT = /^Signature (?:expired|not yet current): /;

/** Runs an SDK call, once. Rejects with the signal's reason when it was aborted; every other failure is a refusal. */
export async function callAws<Result>(call: AwsCall, send: () => Promise<Result>): Promise<Answer<Result>> {
  try {
    call.signal.throwIfAborted();
    return await send();
  } catch (error) {
    call.signal.throwIfAborted();
    return toRefusal(error, call);
  }
}

/** An answer that does not have the form that AWS documents. */
export function misunderstood({ operation, subject }: Omit<AwsCall, "signal">, what: string): Refusal {
  return new Refusal({ kind: "misunderstood", code: "UnexpectedAnswer", operation, subject, detail: what });
}

/** Nothing of the SDK's error goes on but this: it holds the whole response, which may hold a credential. */
function toRefusal(error: unknown, { operation, subject, clientToken }: AwsCall): Refusal {
  const failure = describeFailure(error);
  const { code, detail, requestId = null } = failure;
  const kind = kindOf(failure);
  const requestToken = kind === "token-used" ? requestTokenIn(detail, clientToken) : null;
  return new Refusal({ kind, code, operation, subject, detail, requestId, requestToken });
}

function requestTokenIn(detail: string, clientToken: string | undefined): string | null {
  const [, used, requestToken = null] = TOKEN_USED.exec(detail) ?? [];
  return used === clientToken ? requestToken : null;
}

interface Failure {
  readonly code: string;
  readonly detail: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** AWS refused the time of the request, and its own is another: the SDK signs by AWS's from now on. */
  readonly isClockOff: boolean;
}

function describeFailure(error: unknown): Failure {
  const nothing = { status: undefined, requestId: undefined, isClockOff: false };
  if (!(error instanceof Error)) return { code: "UnknownError", detail: "", ...nothing };
  const { httpStatusCode: status, requestId } = metadataOf(error);
  const known = { status, requestId, isClockOff: false };
  if (isRefusal(error)) {
    const isOfClock = clockErrors.has(error.name);
    const words = isOfClock && CLOCK_TEXT.test(error.message) ? "the clock of this machine is off. " : "";
    const isClockOff = isOfClock && isElsewhen(error);
    return { code: error.name, detail: words + error.message, status, requestId, isClockOff };
  }
  if ("code" in error && typeof error.code === "string") return { code: error.code, detail: error.message, ...known };
  // Anything else is about the answer's text, which its message may quote.
  return { code: error.name, detail: ownErrors.has(error.name) ? error.message : "", ...known };
}

/** Whether the answer is of another time than this machine's. */
function isElsewhen(error: Error): boolean {
  if (!("$response" in error) || !isObject(error.$response)) return false;
  const { headers } = error.$response;
  const date = isObject(headers) ? headers["date"] : undefined;
  return typeof date === "string" && Math.abs(Date.parse(date) - Date.now()) >= CLOCK_TOLERANCE_MS;
}

/** Errors of the SDK itself that quote no answer. */
const ownErrors = new Set(["TimeoutError", "CredentialsProviderError"]);

/** AWS's refusals carry whose fault it is; errors of the transport and of reading the answer do not. */
function isRefusal(error: Error): boolean {
  return "$fault" in error;
}

function metadataOf(error: Error): { readonly httpStatusCode?: number; readonly requestId?: string } {
  if (!("$metadata" in error) || typeof error.$metadata !== "object" || error.$metadata === null) return {};
  const { httpStatusCode, requestId } = error.$metadata as { httpStatusCode?: unknown; requestId?: unknown };
  return {
    ...(typeof httpStatusCode === "number" && { httpStatusCode }),
    ...(typeof requestId === "string" && { requestId }),
  };
}

function kindOf({ code, detail, status, isClockOff }: Failure): RefusalKind {
  // Nothing has taken effect, and what is sent again is signed by AWS's time.
  if (isClockOff) return "retriable";
  if (HANDLER_NOT_FOUND.test(detail)) return "not-found";
  const kind = kinds.get(code);
  if (kind !== undefined) return kind;
  if (status !== undefined && status < 300) return "misunderstood";
  if (connectionCodes.has(code)) return "retriable";
  // A load balancer's answer has no name that we know.
  return status !== undefined && status >= 500 ? "retriable" : "terminal";
}
