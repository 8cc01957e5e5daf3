import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0));
const text = v.pipe(v.string(), v.maxLength(2048));

/** Which calls a fault applies to (absent: any) and how often. */
const matcher = {
  service: v.optional(v.picklist(["cloudcontrol", "ssm", "events", "sts"])),
  /** Operation name, such as `GetParameters`. */
  operation: v.optional(text),
  /** Name of the connection, API destination or parameter. */
  name: v.optional(text),
  /** How many calls it strikes before it is used up; 1 by default, unlimited with `every`. */
  times: v.optional(count),
  /** Strikes every n-th matching call only; 1 means all of them. */
  every: v.optional(count),
};

/** The faults that can be injected, each one a plain object. */
export const faultSchema = v.variant("kind", [
  /** The call is refused with ThrottlingException. */
  v.strictObject({ kind: v.literal("throttle"), ...matcher }),
  /** The call is refused with the service's internal failure. */
  v.strictObject({ kind: v.literal("internal-failure"), ...matcher }),
  /** The call is refused for lack of permission. */
  v.strictObject({ kind: v.literal("access-denied"), ...matcher }),
  /** A decrypting read of a SecureString is refused by KMS, the whole call with it. */
  v.strictObject({ kind: v.literal("kms-denied"), ...matcher }),
  /** The call is refused with any other error. */
  v.strictObject({
    kind: v.literal("error"),
    code: text,
    message: text,
    status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599))),
    ...matcher,
  }),
  /** The connection is reset, before the call takes effect or after. */
  v.strictObject({ kind: v.literal("reset"), when: v.picklist(["before", "after"]), ...matcher }),
  /** The answer takes longer. */
  v.strictObject({ kind: v.literal("delay"), milliseconds, ...matcher }),
  /** GetResource does not find a resource that exists: eventual consistency. */
  v.strictObject({ kind: v.literal("not-found"), ...matcher }),
  /** The accepted operation fails later with a HandlerErrorCode, and changes nothing. */
  v.strictObject({ kind: v.literal("fail"), code: text, message: v.optional(text), ...matcher }),
  /** The accepted create fails later, after the resource came to be. */
  v.strictObject({ kind: v.literal("remnant"), code: v.optional(text), message: v.optional(text), ...matcher }),
  /** The accepted operation stays PENDING for longer before its handler acts. */
  v.strictObject({ kind: v.literal("slow"), milliseconds, ...matcher }),
  /** ResourceModel of the finished operation: the identifier alone, or all that was asked for, secrets included. */
  v.strictObject({ kind: v.literal("resource-model"), shows: v.picklist(["sparse", "desired"]), ...matcher }),
  /** RetryAfter of the running operation lies this far after its submission. */
  v.strictObject({ kind: v.literal("retry-after"), milliseconds, ...matcher }),
  /** The operation succeeds and the connection ends in this state, such as DEAUTHORIZED. */
  v.strictObject({ kind: v.literal("end-state"), state: text, reason: text, ...matcher }),
  /** The update succeeds, but properties that it leaves out keep their values. */
  v.strictObject({ kind: v.literal("ignore-removals"), ...matcher }),
  /** A CloudFormation hook refuses the operation. */
  v.strictObject({ kind: v.literal("hook"), message: text, ...matcher }),
]);

export type Fault = v.InferOutput<typeof faultSchema>;
type FaultKind = Fault["kind"];
type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;

/** What a call is about, to be matched against faults. */
export interface FaultSubject {
  readonly service: string;
  readonly operation: string;
  readonly names: readonly string[];
}

/** The faults in force. */
export interface FaultBook {
  add(fault: Fault): void;
  clear(): void;
  /** The first fault of one of these kinds that strikes the call. Asking counts as a call. */
  take<K extends FaultKind>(subject: FaultSubject, kinds: readonly K[]): FaultOf<K> | undefined;
  /** All faults of these kinds that strike the call. */
  takeAll<K extends FaultKind>(subject: FaultSubject, kinds: readonly K[]): readonly FaultOf<K>[];
}

interface Entry {
  readonly fault: Fault;
  seen: number;
  struck: number;
}

/** Throws a ValiError where a fault is not a fault. */
export function openFaults(initial: readonly Fault[]): FaultBook {
  let entries: Entry[] = [];
  const add = (fault: Fault): void => {
    entries.push({ fault: v.parse(faultSchema, fault), seen: 0, struck: 0 });
  };
  initial.forEach(add);

  const strikes = (entry: Entry, subject: FaultSubject): boolean => {
    const { service, operation, name, every } = entry.fault;
    if (service !== undefined && service !== subject.service) return false;
    if (operation !== undefined && operation !== subject.operation) return false;
    if (name !== undefined && !subject.names.includes(name)) return false;
    const limit = entry.fault.times ?? (every === undefined ? 1 : Number.POSITIVE_INFINITY);
    if (entry.struck >= limit) return false;
    entry.seen += 1;
    if (every !== undefined && entry.seen % every !== 0) return false;
    entry.struck += 1;
    return true;
  };
  const isOf = <K extends FaultKind>(fault: Fault, kinds: readonly K[]): fault is FaultOf<K> =>
    kinds.some((kind) => kind === fault.kind);

  return {
    add,
    clear() {
      entries = [];
    },
    take(subject, kinds) {
      for (const entry of entries) {
        if (isOf(entry.fault, kinds) && strikes(entry, subject)) return entry.fault;
      }
      return undefined;
    },
    takeAll(subject, kinds) {
      return entries.flatMap((entry) => (isOf(entry.fault, kinds) && strikes(entry, subject) ? [entry.fault] : []));
    },
  };
}
