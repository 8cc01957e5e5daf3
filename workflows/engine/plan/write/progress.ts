import { type Key, keyText } from "../../values/key.ts";
import type { Action } from "../plan.ts";
import type { ChangeResult } from "./result.ts";

/** A change of a run, by its resource. */
export interface ProgressSubject {
  readonly key: Key;
  readonly name: string;
  readonly action: Action;
}

/** What happens in an apply, as it happens. No text in it comes from a credential or from AWS. */
export type ApplyEvent =
  /** What the run is going to do; the number of results that it will tell. */
  | { readonly kind: "planned"; readonly count: number }
  | { readonly kind: "started"; readonly change: ProgressSubject }
  /** AWS took the operation. */
  | { readonly kind: "submitted"; readonly change: ProgressSubject; readonly requestToken: string }
  /** AWS was asked how far it is; `status` as in `IN_PROGRESS`. */
  | { readonly kind: "polled"; readonly change: ProgressSubject; readonly status: string }
  /** The resource is there, and the service was asked for its state, such as `AUTHORIZING`. */
  | { readonly kind: "authorising"; readonly change: ProgressSubject; readonly state: string }
  | { readonly kind: "ended"; readonly result: ChangeResult };

/** What stands of a run. */
export interface Progress {
  readonly planned: number;
  /** Results so far by status. */
  readonly applied: number;
  readonly failed: number;
  /** Held back, skipped, or going on in AWS beyond the run. */
  readonly other: number;
  /** What each change that is under way is waiting for, by key, in the order in which they were begun. */
  readonly running: ReadonlyMap<string, Running>;
}

export interface Running extends ProgressSubject {
  readonly step: "beginning" | "submitted" | "authorising";
}

export const noProgress: Progress = { planned: 0, applied: 0, failed: 0, other: 0, running: new Map() };

export function doneOf({ applied, failed, other }: Progress): number {
  return applied + failed + other;
}

/** What stands of the run after an event. */
export function advance(progress: Progress, event: ApplyEvent): Progress {
  switch (event.kind) {
    case "planned":
      return { ...noProgress, planned: event.count };
    case "started":
      return withStep(progress, event.change, "beginning");
    case "submitted":
    case "polled":
      return withStep(progress, event.change, "submitted");
    case "authorising":
      return withStep(progress, event.change, "authorising");
    case "ended": {
      const { key, status } = event.result;
      const counted = status === "applied" || status === "failed" ? status : "other";
      const running = new Map([...progress.running].filter(([other]) => other !== keyText(key)));
      return { ...progress, [counted]: progress[counted] + 1, running };
    }
  }
}

function withStep(progress: Progress, subject: ProgressSubject, step: Running["step"]): Progress {
  const { key, name, action } = subject;
  const text = keyText(key);
  // Of what was not begun in this run, such as an operation that is continued, nothing is counted.
  if (step !== "beginning" && !progress.running.has(text)) return progress;
  const known = progress.running.get(text)?.action ?? action;
  return { ...progress, running: new Map(progress.running).set(text, { key, name, action: known, step }) };
}
