import * as v from "valibot";
import { type Fault, type FaultKind, type FaultOf, faultSchema } from "./faults.ts";

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
  /** Those that may still strike. */
  inForce(): readonly Fault[];
  /** The first fault of one of these kinds that may strike the call. Asking does not count. */
  peek<K extends FaultKind>(subject: FaultSubject, kinds: readonly K[]): FaultOf<K> | undefined;
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

const isSpent = ({ fault, struck }: Entry): boolean =>
  struck >= (fault.times ?? (fault.every === undefined ? 1 : Number.POSITIVE_INFINITY));

/** Throws a ValiError where a fault is not a fault. */
export function openFaults(initial: readonly Fault[]): FaultBook {
  let entries: Entry[] = [];
  const add = (fault: Fault): void => {
    entries.push({ fault: v.parse(faultSchema, fault), seen: 0, struck: 0 });
  };
  initial.forEach(add);

  const matches = (entry: Entry, subject: FaultSubject): boolean => {
    const { service, operation, name } = entry.fault;
    if (service !== undefined && service !== subject.service) return false;
    if (operation !== undefined && operation !== subject.operation) return false;
    if (name !== undefined && !subject.names.includes(name)) return false;
    return !isSpent(entry);
  };
  const strikes = (entry: Entry, subject: FaultSubject): boolean => {
    const { every } = entry.fault;
    if (!matches(entry, subject)) return false;
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
    inForce: () => entries.filter((entry) => !isSpent(entry)).map(({ fault }) => fault),
    peek(subject, kinds) {
      for (const entry of entries) {
        if (isOf(entry.fault, kinds) && matches(entry, subject)) return entry.fault;
      }
      return undefined;
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
