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
}

function describeFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { code: "UnknownError", detail: "", status: undefined, requestId: undefined };
  const { httpStatusCode: status, requestId } = metadataOf(error);
  if (isRefusal(error)) return { code: error.name, detail: error.message, status, requestId };
  if ("code" in error && typeof error.code === "string") {
    return { code: error.code, detail: error.message, status, requestId };
  }
  // Anything else is about the answer's text, which its message may quote.
  return { code: error.name, detail: ownErrors.has(error.name) ? error.message : "", status, requestId };
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

function kindOf({ code, detail, status }: Failure): RefusalKind {
  if (HANDLER_NOT_FOUND.test(detail)) return "not-found";
  const kind = kinds.get(code);
  if (kind !== undefined) return kind;
  if (status !== undefined && status < 300) return "misunderstood";
  if (connectionCodes.has(code)) return "retriable";
  // A load balancer's answer has no name that we know.
  return status !== undefined && status >= 500 ? "retriable" : "terminal";
}
