import type { Members } from "./fault-values.ts";

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

export const always = 1;
/** Often enough to be met, seldom enough for a caller that tries again. */
export const sometimes = 3;
