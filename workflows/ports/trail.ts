/** What can become of a pull request, as its comment tells the way that it went. */
export const trailEvents = [
  "planned",
  /** There can be no plan: a definition, or the base, has an error. */
  "no-plan",
  /** Its head is in a fork, and nobody has asked for a plan of it. */
  "unasked",
  /** The plans of it have taken as much of GitHub as they may in an hour. */
  "paused",
  "conflict",
  /** The plan that is shown is not the one that a merge would have now. */
  "outdated",
  "closed",
  /** It is for another branch now. */
  "retargeted",
  "applied",
  "no-changes",
  "held",
  "failed",
  "continued",
] as const;
export type TrailEvent = (typeof trailEvents)[number];

/**
 * One step of the way that a pull request went. It is shown; that there is any says that there is a comment to edit. No
 * plan and no apply goes by it.
 */
export interface TrailStep {
  readonly repository: number;
  readonly pullRequest: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly what: TrailEvent;
  /** The head that it is about; after the merge the commit of the base that was applied. */
  readonly commit: string;
  /** The tip of the base that the head was merged into; null: that says nothing here. */
  readonly base: string | null;
  /** Of the plan; null: there is none. */
  readonly digest: string | null;
}

/** As many steps of one pull request are told. */
export const MOST_STEPS = 50;

/** The ways that pull requests went, for as long as their plans are kept. */
export interface TrailStore {
  /** Needs no lease, and replaces nothing. */
  noteStep(step: TrailStep): Promise<void>;
  /** The newest `MOST_STEPS` steps, oldest first. */
  trail(repository: number, pullRequest: number): Promise<readonly TrailStep[]>;
}
