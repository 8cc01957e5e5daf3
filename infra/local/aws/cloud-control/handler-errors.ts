import type { HandlerFailure } from "./resource-type.ts";
import { serviceMessage } from "../service-words.ts";
import type { Alteration } from "../state.ts";

/** A service's refusal of what a handler asks of it: the exception's name, and its words, which may quote the model. */
export interface Refusal {
  readonly exception: string;
  readonly message: string;
}

/** The exceptions that handlers tell apart, and the HandlerErrorCode of each, as AWS's published ones do. */
const told: ReadonlyMap<string, string> = new Map([
  ["ConcurrentModificationException", "ResourceConflict"],
  ["LimitExceededException", "ServiceLimitExceeded"],
  ["ResourceAlreadyExistsException", "AlreadyExists"],
  ["ResourceNotFoundException", "NotFound"],
]);

/** Those that would have a code of their own. That the deployed handlers do not use it is unconfirmed: see the fault. */
const untold: ReadonlyMap<string, string> = new Map([
  ["AccessDeniedException", "AccessDenied"],
  ["ThrottlingException", "Throttling"],
  ["ValidationException", "InvalidRequest"],
]);

/** What becomes of a refusal: a code with the service's words, or, for most, a failure that says nothing. */
export function handlerFailure(
  typeName: string,
  { exception, message }: Refusal,
  alteration: Alteration,
): HandlerFailure {
  const code = told.get(exception) ?? (alteration.mappedErrors === true ? untold.get(exception) : undefined);
  return code === undefined
    ? { code: "GeneralServiceException", message: `Error occurred during operation '${typeName}'.` }
    : { code, message: serviceMessage(typeName, message) };
}
