/**
 * A refusal in the words of AWS: the exception's name, the message, the HTTP status.
 *
 * Thrown by whatever finds the reason and turned into bytes in one place (`answer.ts`).
 */
export class AwsError extends Error {
  /** The exception's name on the wire, such as `ThrottlingException`. */
  readonly code: string;
  /** HTTP status; undefined: the convention that the server was started with decides. */
  readonly status: number | undefined;

  constructor(code: string, message: string, status?: number) {
    super(message);
    this.name = "AwsError";
    this.code = code;
    this.status = status;
  }
}

/** Errors that the front of every AWS service raises, before the service itself sees the request. */
const FRONT_END = "com.amazon.coral.service";

/** Cloud Control's errors that its framework raises; the namespaces are those that clients in use compare with. */
const frameworkNamespaces: ReadonlyMap<string, string> = new Map([
  ["ThrottlingException", "com.amazon.coral.availability"],
  ["ValidationException", "com.amazon.coral.validate"],
]);

/** The namespace of Cloud Control's own errors, as recorded from AWS. */
const CLOUD_CONTROL = "com.amazon.cloudapiservice";

const frontEndErrors: ReadonlySet<string> = new Set([
  "AccessDeniedException",
  "ExpiredTokenException",
  "IncompleteSignatureException",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "SerializationException",
  "UnknownOperationException",
  "UnrecognizedClientException",
]);

/** The `__type` member of an error. */
export function errorType(service: string, code: string): string {
  if (frontEndErrors.has(code)) return `${FRONT_END}#${code}`;
  return service === "cloudcontrol" ? `${frameworkNamespaces.get(code) ?? CLOUD_CONTROL}#${code}` : code;
}

/** HTTP status by the service model's error traits; everything that is missing here is 400. */
const statusByTrait: Readonly<Record<string, number>> = {
  ClientTokenConflictException: 409,
  ConcurrentOperationException: 409,
  ConcurrentModificationException: 500,
  HandlerFailureException: 502,
  HandlerInternalFailureException: 502,
  InvalidCredentialsException: 401,
  NetworkFailureException: 502,
  RequestTokenNotFoundException: 404,
  ResourceConflictException: 409,
  ResourceNotFoundException: 404,
  ServiceInternalErrorException: 502,
  ThrottlingException: 429,
  TypeNotFoundException: 404,
  UnsupportedActionException: 405,
};

/** Faults of the server by the API reference, which says 500 for them and 400 for all others. */
const serverFaults: ReadonlySet<string> = new Set([
  "ConcurrentModificationException",
  "HandlerFailureException",
  "HandlerInternalFailureException",
  "InternalFailure",
  "InternalServerError",
  "InternalException",
  "InternalServiceError",
  "NetworkFailureException",
  "ServiceInternalErrorException",
]);

/**
 * How Cloud Control maps errors to HTTP statuses: AWS's own sources disagree, so a client is tested against both.
 * `documented` is the API reference (400 and 500), `http-error` the traits in the service model.
 */
export type StatusConvention = "documented" | "http-error";

export function httpStatus(service: string, error: AwsError, convention: StatusConvention): number {
  if (error.status !== undefined) return error.status;
  const trait = statusByTrait[error.code];
  if (service === "cloudcontrol" && convention === "http-error" && trait !== undefined) return trait;
  return serverFaults.has(error.code) ? 500 : 400;
}

export const throttled = (): AwsError => new AwsError("ThrottlingException", "Rate exceeded");

export const validation = (message: string): AwsError => new AwsError("ValidationException", message);
