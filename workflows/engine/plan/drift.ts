import type { Look } from "./look.ts";
import type { Change, PropertyChange } from "./plan.ts";
import type { PlanRecord } from "./record.ts";

/**
 * Why a resource is not as it was applied, the dangerous first.
 *
 * deleted: it is gone. made-anew: somebody deleted it and made another of its name. credential: what cannot be read may
 * have been changed. changed: what can be read was. half-done: an earlier change did not get to its end. unusable: its
 * service cannot use it. parameter: one that it refers to is missing, or is none that can be used. rotated: one was
 * written since. expiring: one goes away by itself.
 */
export const driftCauses = [
  "deleted",
  "made-anew",
  "credential",
  "changed",
  "half-done",
  "unusable",
  "parameter",
  "rotated",
  "expiring",
] as const;
export type DriftCause = (typeof driftCauses)[number];

/** A parameter that was written since it was applied. */
export interface Rotation {
  readonly path: string;
  /** 0: it was not followed then. */
  readonly before: number;
  readonly now: number;
}

/** A resource that is not as it was applied, or of which something is ignored. */
export interface Drifted {
  readonly resource: {
    readonly record: PlanRecord;
    /** What applying the recorded desired state once more would do. */
    readonly change: Change;
    /** What AWS tells of it now; null: there is no such resource. */
    readonly look: Look | null;
  };
  /** The dangerous first; none: all that differs is ignored. */
  readonly causes: readonly DriftCause[];
  /** What somebody changed that can be read. */
  readonly edited: readonly PropertyChange[];
  /** The same, where the configuration says that it is none. */
  readonly ignored: readonly PropertyChange[];
  readonly rotations: readonly Rotation[];
  /** What is wrong with its parameters: a clause, and what to do. */
  readonly problems: readonly { readonly message: string; readonly hint: string }[];
}
