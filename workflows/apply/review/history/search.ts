import type { StoredCause } from "../../../ports/progress.ts";
import { type History, type Step, stepsBetween } from "./steps.ts";

/** As many steps are evaluated for one run. */
export const MOST_STEPS = 50;

/** The step that caused something; none: no commit did. */
export type Cause = Step | "too-far" | "none";

/** What all the searches of a run may still do together. */
interface Budget {
  /** Steps to evaluate. */
  steps: number;
}

export function createBudget(): Budget {
  return { steps: MOST_STEPS };
}

/** Two commits; `from` null: before the first. */
export type Between = Pick<Step, "from" | "to">;

/** A step, and what it changed. */
export interface Changed<Sought> {
  readonly step: Step;
  readonly hasChanged: (sought: Sought) => boolean;
}

/** Tells what a step changed; undefined: nothing at all, which took no evaluation. */
type Changes<Sought> = (step: Step) => Promise<Changed<Sought> | undefined>;

/** The steps between two commits that changed what is looked for. */
interface Search<Sought> {
  readonly newest: (sought: Sought) => Promise<Cause>;
  readonly every: (sought: Sought) => Promise<readonly Step[] | "too-far">;
}

export function createSearch<Sought>(
  { from, to }: Between,
  budget: Budget,
  history: History,
  changes: Changes<Sought>,
): Search<Sought> {
  const steps = stepsBetween(from, to, history);
  const known: Changed<Sought>[] = [];
  let end: "too-far" | "none" | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** The step at an index, newest first. */
  async function at(index: number) {
    while (known.length <= index && end === undefined) {
      const { value: step, done } = await steps.next();
      if (done === true) end = "none";
      else if (step === "too-far" || budget.steps <= 0) end = "too-far";
      else {
        const changed = await changes(step);
        if (changed === undefined) continue;
        budget.steps -= 1;
        known.push(changed);
      }
    }
    return known[index];
  }

  async function search(sought: Sought, isEnough: boolean): Promise<{ found: readonly Step[]; end: typeof end }> {
    const found: Step[] = [];
    for (let index = 0; ; index += 1) {
      const entry = await at(index);
      if (entry === undefined) return { found, end };
      if (entry.hasChanged(sought)) found.push(entry.step);
      if (isEnough && found.length > 0) return { found, end: undefined };
    }
  }
  // One after the other: they share what was walked.
  const inTurn = (sought: Sought, isEnough: boolean): ReturnType<typeof search> => {
    const result = turn.then(() => search(sought, isEnough));
    turn = result.catch(() => undefined);
    return result;
  };
  return {
    async newest(resource) {
      const { found, end: why = "none" } = await inTurn(resource, true);
      return found[0] ?? why;
    },
    async every(resource) {
      const { found, end: why } = await inTurn(resource, false);
      return why === "too-far" ? why : found;
    },
  };
}

/**
 * Asks anew who brought what was found before, since GitHub may name a pull request later than its commits. `find` looks
 * for the step between two commits once more.
 */
export async function searchAgain(
  { from, to, until, pull }: StoredCause,
  history: History,
  find: (between: Between) => Promise<Cause>,
): Promise<Cause> {
  const pulls = await history.pullRequestsOf(to);
  const same = pulls.find(({ number, mergeCommit }) => number === pull && mergeCommit === to);
  if (same !== undefined) return { from, to, pull: same };
  if (pulls.length === 0) return { from, to, pull: null };
  const step = await find({ from, to: until });
  return step === "none" ? { from, to, pull: null } : step;
}
