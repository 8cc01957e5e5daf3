import type { Alteration } from "./state.ts";

/** How long things take, in milliseconds. */
interface Times {
  /** From the acceptance of an operation until its handler acts. */
  readonly act: number;
  /** From there until the operation may end. */
  readonly report: number;
  /** Until EventBridge has a token, or has dropped one. */
  readonly authorize: number;
  /** Until a connection that is being deleted is gone. */
  readonly remove: number;
  /** Between two looks of a handler at the state; null: it looks when the state changes. */
  readonly poll: number | null;
  /** For so long a handler waits for a state. */
  readonly patience: number;
}

/**
 * AWS's own times. Polling and patience are in its handlers; the rest is what it is about, and the time of a delete is
 * unconfirmed.
 */
const ofHandlers: Times = {
  act: 1_000,
  report: 0,
  authorize: 5_000,
  remove: 1_000,
  poll: 15_000,
  patience: 360_000,
};

/** A handler gives up after so many looks. */
const LOOKS = ofHandlers.patience / (ofHandlers.poll ?? 1);

/** The times of an operation: fractions of the server's setting, or AWS's where a fault asks for them. */
export function timesOf({ settleMs }: { readonly settleMs: number }, alteration: Alteration): Times {
  if (alteration.handlerTimes === true) return ofHandlers;
  const half = Math.floor(settleMs / 2);
  return {
    act: half,
    report: settleMs - half,
    authorize: settleMs,
    remove: half,
    poll: null,
    patience: LOOKS * settleMs,
  };
}
