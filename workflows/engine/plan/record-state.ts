import type { DefinitionOptions } from "../definition/definition.ts";
import type { Model } from "../values/model.ts";

/**
 * applied: AWS has what the record says, as far as AWS tells. incomplete: a change of it began and did not get to its
 * end. in-doubt: whether a change of it took effect is not known.
 */
export const recordStates = ["applied", "incomplete", "in-doubt"] as const;
export type RecordState = (typeof recordStates)[number];

/**
 * By what a change was allowed. reviewed: the newest plan before its merge had it. accepted: somebody accepted the plan.
 * noticed: nobody reviewed it, and it is no danger. uncaused: no commit brought it, and it is no danger.
 */
export const grants = ["reviewed", "accepted", "noticed", "uncaused"] as const;
export type Grant = (typeof grants)[number];

/**
 * The change that did not get to its end. What it asks for is still the change that was reviewed. Of a record that is
 * `applied` nothing but an export is missing.
 */
export interface Begun {
  /** Of the change as it was planned; null: an earlier version of Bridgehead did not keep it. */
  readonly digest: string | null;
  /** What was asked for; null: it was being deleted. */
  readonly desired: Model | null;
  /** Readable live state when it was planned; null: there was no such resource. */
  readonly before: Model | null;
  /** By what it was allowed; null: an earlier version of Bridgehead did not keep it. */
  readonly by: Grant | null;
  /** Own properties that were asked for; absent: none were, or an earlier version of Bridgehead did not keep them. */
  readonly options?: DefinitionOptions;
}

/** What AWS told of a resource after its last apply, to tell later whether somebody changed it since. */
export interface Told {
  /** When it was last changed, in milliseconds since the epoch; null: nobody says. */
  readonly modified: number | null;
  /** When its credential was last authorised, likewise. */
  readonly authorized: number | null;
  /** What another API showed of the properties that Cloud Control does not read; null: nobody was asked. */
  readonly seen: Model | null;
}

/** Whether the record is of a creation that did not get to its end: whatever has its name may be what it made. */
export function isBeingMade({ begun }: { readonly begun: Begun | null }): boolean {
  return begun !== null && begun.before === null && begun.desired !== null;
}
