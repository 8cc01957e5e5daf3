import { changedBetween, type Placed } from "../../engine/changed-keys.ts";
import { isSameKey, keyText, type Key } from "../../engine/kinds/key.ts";
import type { BranchProgress, StoredCause } from "../../ports/progress.ts";
import type { DeclaredReader } from "./declared.ts";
import { type History, type Step, stepsBetween } from "./steps.ts";

/** As many steps are evaluated for one run. */
export const MOST_STEPS = 50;

/** The step that caused a change; none: no commit did. */
export type Cause = Step | "too-far" | "none";

/** Finds which step of the default branch changed what last, among those that no run has looked at to its end. */
export interface Causes {
  of(resource: Placed): Promise<Cause>;
  /** As it is kept for later runs. */
  stored(resource: Placed): Promise<StoredCause | null>;
}

export interface CausesDeps {
  readonly history: History;
  readonly declared: DeclaredReader;
}

export interface Window {
  readonly tip: string;
  /** With the doubt of this run. */
  readonly progress: BranchProgress;
}

export function createCauses({ tip, progress }: Window, deps: CausesDeps): Causes {
  const from = progress.progress?.commit ?? null;
  const budget = createBudget();
  const find = (between: Between) =>
    createSearch<Placed>(between, budget, deps.history, (step) => whatChanged(step, deps.declared));
  const search = find({ from, to: tip });
  const stored = (key: Key): StoredCause | null =>
    progress.pending.find((pending) => isSameKey(pending.key, key))?.cause ?? null;
  const found = new Map<string, Promise<Cause>>();

  async function findOf(resource: Placed): Promise<Cause> {
    // What runs looked at is not where they saw it: nothing of before counts.
    if (progress.doubt !== "none") return { from, to: tip, pull: null };
    const step = await search(resource);
    if (step !== "none") return step;
    const cause = stored(resource.key);
    if (cause === null) return "none";
    return await searchAgain(cause, deps.history, (between) => find(between)(resource));
  }

  const of = (resource: Placed): Promise<Cause> => {
    const key = `${keyText(resource.key)} ${resource.file}`;
    const cause = found.get(key) ?? findOf(resource);
    found.set(key, cause);
    return cause;
  };

  return {
    of,
    stored: async (resource) => keptCause(await of(resource), { tip, progress }, stored(resource.key)),
  };
}

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

/** Tells whether a step changed what is looked for. */
type Changes<Sought> = (step: Step) => Promise<(sought: Sought) => boolean>;

/** Finds the newest step between two commits that changed what is looked for. */
export function createSearch<Sought>(
  { from, to }: Between,
  budget: Budget,
  history: History,
  changes: Changes<Sought>,
): (sought: Sought) => Promise<Cause> {
  const steps = stepsBetween(from, to, history);
  const known: { readonly step: Step; readonly hasChanged: (sought: Sought) => boolean }[] = [];
  let end: "too-far" | "none" | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** The step at an index, newest first. */
  async function at(index: number) {
    while (known.length <= index && end === undefined) {
      const { value: step, done } = await steps.next();
      if (done === true) end = "none";
      else if (step === "too-far" || budget.steps <= 0) end = "too-far";
      else {
        budget.steps -= 1;
        known.push({ step, hasChanged: await changes(step) });
      }
    }
    return known[index];
  }

  async function search(sought: Sought): Promise<Cause> {
    for (let index = 0; ; index += 1) {
      const entry = await at(index);
      if (entry === undefined) return end ?? "none";
      if (entry.hasChanged(sought)) return entry.step;
    }
  }
  // One after the other: they share what was walked.
  return (sought) => {
    const result = turn.then(() => search(sought));
    turn = result.catch(() => undefined);
    return result;
  };
}

async function whatChanged({ from, to }: Step, declared: DeclaredReader): Promise<(resource: Placed) => boolean> {
  if ((await declared.idOf(from)) === (await declared.idOf(to))) return () => false;
  const after = await declared.read(to);
  return changedBetween(await declared.read(from), after, true);
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

/** A cause as later runs find it. `before`: as an earlier run kept it. */
export function keptCause(cause: Cause, { tip, progress }: Window, before: StoredCause | null): StoredCause | null {
  if (cause === "none" || progress.doubt !== "none") return null;
  if (cause === "too-far") return { from: progress.progress?.commit ?? null, to: tip, until: tip, pull: null };
  const isOld = before !== null && before.to === cause.to;
  return { from: cause.from, to: cause.to, until: isOld ? before.until : tip, pull: cause.pull?.number ?? null };
}
