import type { FaultKind } from "./faults.ts";

/** A fault's kind, and its own members. */
export type Members = { readonly kind: FaultKind } & Readonly<Record<string, unknown>>;

/** A fault that is spelled wrongly; the message says how it is spelled right. */
export class FaultSpecError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "FaultSpecError";
  }
}

export const plain = (kind: FaultKind) => (): Members => ({ kind });

export const oneOf =
  <const C extends string>(choices: readonly [C, ...C[]], make: (choice: C) => Members) =>
  (value: string | undefined): Members => {
    const choice = value === undefined ? choices[0] : choices.find((each) => each === value);
    if (choice === undefined) throw new FaultSpecError(`takes ${choices.join(", ")}, not "${String(value)}"`);
    return make(choice);
  };

export const needed =
  (what: string, make: (value: string) => Members) =>
  (value: string | undefined): Members => {
    if (value === undefined || value === "") throw new FaultSpecError(`needs ${what}`);
    return make(value);
  };

export const number = (what: string, make: (value: number) => Members) =>
  needed(what, (value) => {
    if (!/^[1-9]\d{0,6}$/.test(value)) throw new FaultSpecError(`takes ${what}, not "${value}"`);
    return make(Number(value));
  });

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

export const duration = (make: (milliseconds: number) => Members) =>
  needed("a time such as 200ms, 2s or 5m", (value) => {
    const [, count, unit = ""] = /^(\d{1,7})(ms|s|m|h)$/.exec(value) ?? [];
    if (count === undefined) throw new FaultSpecError(`takes a time such as 200ms, 2s or 5m, not "${value}"`);
    return make(Number(count) * (units[unit] ?? 1));
  });

/** A time that lies ahead, or behind with a minus before it. */
export const offset = (make: (milliseconds: number) => Members) =>
  needed("a time such as 20m or -1h", (value) => {
    const [, minus, rest = ""] = /^(-?)(.*)$/.exec(value) ?? [];
    return duration((milliseconds) => make(minus === "-" ? -milliseconds : milliseconds))(rest);
  });

export const code =
  (make: (code: string | undefined) => Members) =>
  (value: string | undefined): Members => {
    if (value !== undefined && !/^[A-Za-z]{3,64}$/.test(value)) {
      throw new FaultSpecError(`takes the name of an error, not "${value}"`);
    }
    return make(value);
  };
