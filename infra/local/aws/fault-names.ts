import { code, duration, type Members, needed, number, oneOf, plain } from "./fault-values.ts";

/** How a fault is named in words, as `NAME[=VALUE]`. */
export interface FaultName {
  readonly name: string;
  /** What stands for VALUE in the help; a value in brackets may be left out; absent: it takes none. */
  readonly value?: string;
  readonly doc: string;
  /** Which matching calls it strikes unless it says otherwise: every n-th. */
  readonly every: number;
  /** The fault's own members. Throws FaultSpecError for a value that it does not take. */
  readonly read: (value: string | undefined) => Members;
}

const always = 1;
/** Often enough to be met, seldom enough for a caller that tries again. */
const sometimes = 3;

/** Every fault that there is, in the order of the help. */
export const faultNames: readonly FaultName[] = [
  { name: "throttle", doc: "refuses a call with ThrottlingException", every: sometimes, read: plain("throttle") },
  {
    name: "rate",
    value: "N",
    doc: "takes N requests a second of each service, and throttles the rest",
    every: always,
    read: number("a number of requests a second", (perSecond) => ({ kind: "rate", perSecond })),
  },
  {
    name: "ceiling",
    value: "N",
    doc: "throttles an operation while N others run",
    every: always,
    read: number("a number of operations", (operations) => ({ kind: "ceiling", operations })),
  },
  {
    name: "internal-failure",
    doc: "refuses a call with the service's internal failure",
    every: sometimes,
    read: plain("internal-failure"),
  },
  { name: "access-denied", doc: "refuses calls for lack of permission", every: always, read: plain("access-denied") },
  {
    name: "expired-credentials",
    doc: "refuses calls with ExpiredTokenException",
    every: always,
    read: () => ({
      kind: "error",
      code: "ExpiredTokenException",
      message: "The security token included in the request is expired",
    }),
  },
  {
    name: "busy",
    doc: "refuses an operation with ConcurrentOperationException",
    every: sometimes,
    read: plain("busy"),
  },
  {
    name: "error",
    value: "CODE",
    doc: "refuses calls with the exception of that name",
    every: sometimes,
    read: needed("the name of an exception", (value) =>
      code((name) => ({ kind: "error", code: name, message: "" }))(value),
    ),
  },
  {
    name: "status",
    value: "[http-error|documented]",
    doc: "HTTP statuses of Cloud Control's errors: those of the API reference, or of the service's model",
    every: always,
    read: oneOf(["http-error", "documented"], (convention) => ({ kind: "status", convention })),
  },
  {
    name: "reset",
    value: "[before|after]",
    doc: "breaks the connection, before a call takes effect or after",
    every: sometimes,
    read: oneOf(["after", "before"], (when) => ({ kind: "reset", when })),
  },
  {
    name: "latency",
    value: "TIME",
    doc: "every answer takes longer",
    every: always,
    read: duration((milliseconds) => ({ kind: "latency", milliseconds })),
  },
  {
    name: "not-found",
    doc: "GetResource does not find what exists: eventual consistency",
    every: 2,
    read: plain("not-found"),
  },
  { name: "empty-page", doc: "lists begin with an empty page", every: always, read: plain("empty-page") },
  {
    name: "list-all-properties",
    doc: "ListResources shows all that can be read, not the identifier alone",
    every: always,
    read: plain("list-all-properties"),
  },
  {
    name: "show-secrets",
    doc: "DescribeConnection shows the values of secret HTTP parameters",
    every: always,
    read: plain("show-secrets"),
  },
  {
    name: "kms-denied",
    value: "[call|parameter]",
    doc: "KMS refuses to decrypt, and the whole call fails, or that parameter is missing from its answer",
    every: always,
    read: oneOf(["call", "parameter"], (scope) => ({ kind: "kms-denied", scope })),
  },
  {
    name: "allow-duplicates",
    doc: "GetParameters takes a name that is given twice",
    every: always,
    read: plain("allow-duplicates"),
  },
  {
    name: "refuse-missing",
    doc: "GetParameters fails where a parameter is missing",
    every: always,
    read: plain("refuse-missing"),
  },
  {
    name: "token-replay",
    value: "[first|conflict|anew|anew-after-failure]",
    doc: "a client token that was used gets the first answer again, a conflict, or a new operation",
    every: always,
    read: oneOf(["first", "conflict", "anew", "anew-after-failure"], (answers) => ({ kind: "token-replay", answers })),
  },
  {
    name: "ignore-read-only",
    doc: "a create drops read-only properties in place of refusing them",
    every: always,
    read: plain("ignore-read-only"),
  },
  {
    name: "allow-same-value",
    doc: "a patch may write the value that is there to a property that must not change",
    every: always,
    read: plain("allow-same-value"),
  },
  {
    name: "fail",
    value: "[CODE]",
    doc: "an operation fails later with that HandlerErrorCode, Throttling by default, and changes nothing",
    every: sometimes,
    read: code((name) => ({ kind: "fail", code: name ?? "Throttling" })),
  },
  {
    name: "remnant",
    value: "[CODE]",
    doc: "a create fails later, NotStabilized by default, and leaves the resource behind",
    every: sometimes,
    read: code((name) => ({ kind: "remnant", ...(name !== undefined && { code: name }), operation: "CreateResource" })),
  },
  {
    name: "slow",
    value: "TIME",
    doc: "operations stay PENDING for so long",
    every: always,
    read: duration((milliseconds) => ({ kind: "slow", milliseconds })),
  },
  {
    name: "cancel",
    value: "[before|after]",
    doc: "somebody cancels an operation, before it takes effect or after",
    every: sometimes,
    read: oneOf(["before", "after"], (when) => ({ kind: "cancel", when })),
  },
  {
    name: "hook",
    value: "[TEXT]",
    doc: "a CloudFormation hook refuses operations, in these words",
    every: always,
    read: (value) => ({ kind: "hook", message: value ?? "The local hook refuses everything." }),
  },
  {
    name: "resource-model",
    value: "[sparse|nothing|desired|readable]",
    doc: "what operations that succeed show of the resource: its name, nothing as by default, all that was sent, secrets included, or what can be read",
    every: always,
    read: oneOf(["sparse", "nothing", "desired", "readable"], (shows) => ({ kind: "resource-model", shows })),
  },
  {
    name: "retry-after",
    value: "TIME",
    doc: "operations ask not to be looked at for so long",
    every: always,
    read: duration((milliseconds) => ({ kind: "retry-after", milliseconds })),
  },
  {
    name: "late-identifier",
    doc: "operations name their resource only once its handler has acted",
    every: always,
    read: plain("late-identifier"),
  },
  {
    name: "end-state",
    value: "[STATE]",
    doc: "operations succeed, and the connection ends in that state, DEAUTHORIZED by default",
    every: always,
    read: (value) => ({
      kind: "end-state",
      state: value ?? "DEAUTHORIZED",
      reason: "The authorization endpoint refused the credentials.",
    }),
  },
  {
    name: "await-authorization",
    doc: "operations end when the connection is authorized, and fail when it is not",
    every: always,
    read: plain("await-authorization"),
  },
  {
    name: "ignore-removals",
    doc: "an update keeps what its patch removes",
    every: always,
    read: plain("ignore-removals"),
  },
  {
    name: "go-public",
    doc: "an update that removes the private path makes the connection public",
    every: always,
    read: plain("go-public"),
  },
  { name: "refuse-colon", doc: "a colon in a credential is refused", every: always, read: plain("refuse-colon") },
  {
    name: "in-use",
    value: "[CODE]",
    doc: "a connection that API destinations use is not deleted; with that HandlerErrorCode, InvalidRequest by default",
    every: always,
    read: code((name) => ({ kind: "in-use", ...(name !== undefined && { code: name }) })),
  },
];
