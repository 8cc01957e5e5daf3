import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0));
const text = v.pipe(v.string(), v.maxLength(2048));

/** Which calls a fault applies to (absent: any) and how often. */
const matcher = {
  service: v.optional(v.picklist(["cloudcontrol", "ssm", "events", "sts", "secretsmanager"])),
  /** Operation name, such as `GetParameters`. */
  operation: v.optional(text),
  /** Name of the resource or parameter. */
  name: v.optional(text),
  /** How many calls it strikes before it is used up; 1 by default, unlimited with `every`. */
  times: v.optional(count),
  /** Strikes every n-th matching call only; 1 means all of them. */
  every: v.optional(count),
};

const kind = <const K extends string, const M extends v.ObjectEntries>(name: K, members: M) =>
  v.strictObject({ kind: v.literal(name), ...members, ...matcher });

/** What may go wrong with a call, before it takes effect or after. */
const callFaults = [
  /** Refused with ThrottlingException. */
  kind("throttle", {}),
  /** Refused with ThrottlingException beyond so many requests a second of each service. */
  kind("rate", { perSecond: count }),
  /** Refused with the service's internal failure. */
  kind("internal-failure", {}),
  /** Refused for lack of permission. */
  kind("access-denied", {}),
  /** Refused with any other error. */
  kind("error", {
    code: text,
    message: text,
    status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599))),
  }),
  /** The server's clock is ahead by so much, or behind. */
  kind("clock-skew", { milliseconds: v.pipe(v.number(), v.integer()) }),
  /** Cloud Control's errors have the HTTP statuses of this convention. */
  kind("status", { convention: v.picklist(["documented", "http-error"]) }),
  /** The connection is reset, before the call takes effect or after. */
  kind("reset", { when: v.picklist(["before", "after"]) }),
  /** The answer takes longer. */
  kind("latency", { milliseconds }),
] as const;

/** What a call that only reads may show. */
const readFaults = [
  /** GetResource does not find a resource that exists: eventual consistency. */
  kind("not-found", {}),
  /** A list begins with a page that has nothing on it but the token of the next one. */
  kind("empty-page", {}),
  /** ListResources returns all readable properties, not the identifier alone. */
  kind("list-all-properties", {}),
  /** DescribeConnection shows the values of secret HTTP parameters. */
  kind("show-secrets", {}),
  /** The secret of a connection spells HTTP parameters as the API does. */
  kind("api-spelling", {}),
  /** A decrypting read of a SecureString is refused by KMS, the whole call with it or that parameter alone. */
  kind("kms-denied", { scope: v.optional(v.picklist(["call", "parameter"])) }),
  /** GetParameters takes a name that is given twice. */
  kind("allow-duplicates", {}),
  /** GetParameters refuses the whole call for a name that does not exist. */
  kind("refuse-missing", {}),
] as const;

/** What happens by itself. */
const unaskedFaults = [
  /** EventBridge refreshes the tokens of OAuth connections so often, and the times of the connection move with it. */
  kind("token-refresh", { milliseconds: count }),
] as const;

/** What may happen when a resource operation is accepted. */
const acceptanceFaults = [
  /** What a client token that was used before gets, in place of the operation as it stands now. */
  kind("token-replay", { answers: v.picklist(["first", "conflict", "anew", "anew-after-failure"]) }),
  /** Refused with ConcurrentOperationException, whatever else runs. */
  kind("busy", {}),
  /** Refused with ThrottlingException while so many operations run. */
  kind("ceiling", { operations: count }),
  /** Read-only properties of a create are dropped, not refused. */
  kind("ignore-read-only", {}),
  /** An update that removes the private path makes the connection public. */
  kind("go-public", {}),
  /** A patch may write a property that must not change, if it writes the value that is there. */
  kind("allow-same-value", {}),
] as const;

/** What may become of a resource operation that was accepted. */
const operationFaults = [
  /** Fails later with a HandlerErrorCode, and changes nothing. */
  kind("fail", { code: text, message: v.optional(text) }),
  /** The create fails later, after the resource came to be. */
  kind("remnant", { code: v.optional(text), message: v.optional(text) }),
  /** Stays PENDING for longer before its handler acts. */
  kind("slow", { milliseconds }),
  /** Somebody cancels it, before its handler acts or after. */
  kind("cancel", { when: v.picklist(["before", "after"]) }),
  /** A CloudFormation hook refuses it. */
  kind("hook", { message: text }),
  /** ResourceModel: none at all, the identifier alone, what can be read, or all that was asked for, secrets included. */
  kind("resource-model", { shows: v.picklist(["nothing", "sparse", "desired", "readable"]) }),
  /** RetryAfter of the running operation lies this far after its submission. */
  kind("retry-after", { milliseconds }),
  /** No Identifier before the handler has acted. */
  kind("late-identifier", {}),
  /** EventTime is when the operation was asked for, as the API reference has it, and not when its status changed. */
  kind("event-time", {}),
  /** The connection ends in this state, such as DEAUTHORIZED. */
  kind("end-state", { state: text, reason: text }),
  /** Ends when the connection is authorized, and fails when that fails: nothing else happens without it. */
  kind("await-authorization", {}),
  /** Ends when its handler has acted, whatever becomes of the authorization. */
  kind("end-early", {}),
  /** Handlers act, authorizations come and states are looked at in the time that AWS takes. */
  kind("handler-times", {}),
  /** The update succeeds, but properties that it leaves out keep their values: those of connections do without it. */
  kind("ignore-removals", {}),
  /** The update of a connection takes away what its patch removes. */
  kind("take-removals", {}),
  /** Empty lists in an update of a connection are ignored. */
  kind("keep-emptied", {}),
  /** An update without a KMS key, or with an empty one, takes the key off. */
  kind("release-key", {}),
  /** A KMS key that is given by its id is kept, and shown, as its ARN. */
  kind("kms-arn", {}),
  /** A private path may lead to a resource configuration of another region. */
  kind("any-region", {}),
  /** The service refuses what the handler asks of it. */
  kind("service-refuses", { exception: text, message: v.optional(text) }),
  /** Handlers pass on what the service refuses with a code of its own. */
  kind("mapped-errors", {}),
  /** The EventBridge API's own patterns are enforced for credentials: no colon. */
  kind("refuse-colon", {}),
  /** A connection that API destinations use is not deleted. */
  kind("in-use", { code: v.optional(text) }),
] as const;

/** The faults that can be injected, each one a plain object. */
export const faultSchema = v.variant("kind", [
  ...callFaults,
  ...readFaults,
  ...unaskedFaults,
  ...acceptanceFaults,
  ...operationFaults,
]);

export type Fault = v.InferOutput<typeof faultSchema>;
export type FaultKind = Fault["kind"];
export type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;

export const faultKinds: readonly FaultKind[] = faultSchema.options.map(({ entries }) => entries.kind.literal);

/** The faults that are kept with the operation that they strike. */
export const alteringKinds = operationFaults.map(({ entries }) => entries.kind.literal);
