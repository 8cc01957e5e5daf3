import { always, type FaultName, sometimes } from "./fault-name.ts";
import { code, duration, needed, number, offset, oneOf, plain } from "./fault-values.ts";

/** What may go wrong with a call, and what a read may show. */
export const callFaultNames: readonly FaultName[] = [
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
    name: "clock-skew",
    value: "TIME",
    doc: "the server's clock is ahead by so long, or behind with a minus: -1h; signatures of another time are refused",
    every: always,
    read: offset((milliseconds) => ({ kind: "clock-skew", milliseconds })),
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
    name: "api-spelling",
    doc: "the secret of a connection spells HTTP parameters as the API does, not in lower case with underscores",
    every: always,
    read: plain("api-spelling"),
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
];
