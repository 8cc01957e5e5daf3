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
  const budget: Budget = { steps: MOST_STEPS };
  const search = createSearch({ from, to: tip }, budget, deps);
  const stored = (key: Key): StoredCause | null =>
    progress.pending.find((pending) => isSameKey(pending.key, key))?.cause ?? null;
  const found = new Map<string, Promise<Cause>>();

  async function find(resource: Placed): Promise<Cause> {
    // What runs looked at is not where they saw it: nothing of before counts.
    if (progress.doubt !== "none") return { from, to: tip, pull: null };
    const step = await search(resource);
    if (step !== "none") return step;
    const cause = stored(resource.key);
    return cause === null ? "none" : await askAgain(cause, resource, budget, deps);
  }

  const of = (resource: Placed): Promise<Cause> => {
    const key = `${keyText(resource.key)} ${resource.file}`;
    const cause = found.get(key) ?? find(resource);
    found.set(key, cause);
    return cause;
  };

  return {
    of,
    async stored(resource) {
      if (progress.doubt !== "none") return null;
      const step = await of(resource);
      if (step === "none") return null;
      if (step === "too-far") return { from, to: tip, until: tip, pull: null };
      const before = stored(resource.key);
      const isOld = before !== null && before.to === step.to;
      return { from: step.from, to: step.to, until: isOld ? before.until : tip, pull: step.pull?.number ?? null };
    },
  };
}

/** What all the searches of a run may still do together. */
interface Budget {
  /** Steps to evaluate. */
  steps: number;
}

/** The newest step between two commits that changed a resource. */
function createSearch(
  { from, to }: { readonly from: string | null; readonly to: string },
  budget: Budget,
  deps: CausesDeps,
): (resource: Placed) => Promise<Cause> {
  const steps = stepsBetween(from, to, deps.history);
  const known: { readonly step: Step; readonly hasChanged: (resource: Placed) => boolean }[] = [];
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
        known.push({ step, hasChanged: await whatChanged(step, deps.declared) });
      }
    }
    return known[index];
  }

  async function search(resource: Placed): Promise<Cause> {
    for (let index = 0; ; index += 1) {
      const entry = await at(index);
      if (entry === undefined) return end ?? "none";
      if (entry.hasChanged(resource)) return entry.step;
    }
  }
  // One after the other: they share what was walked.
  return (resource) => {
    const result = turn.then(() => search(resource));
    turn = result.catch(() => undefined);
    return result;
  };
}

async function whatChanged({ from, to }: Step, declared: DeclaredReader): Promise<(resource: Placed) => boolean> {
  const after = await declared.read(to);
  return changedBetween(await declared.read(from), after, true);
}

/** GitHub may name a pull request later than its commits. */
async function askAgain(cause: StoredCause, resource: Placed, budget: Budget, deps: CausesDeps): Promise<Cause> {
  const { from, to, until } = cause;
  const pulls = await deps.history.pullRequestsOf(to);
  const same = pulls.find(({ number, mergeCommit }) => number === cause.pull && mergeCommit === to);
  if (same !== undefined) return { from, to, pull: same };
  if (pulls.length === 0) return { from, to, pull: null };
  const step = await createSearch({ from, to: until }, budget, deps)(resource);
  return step === "none" ? { from, to, pull: null } : step;
}
