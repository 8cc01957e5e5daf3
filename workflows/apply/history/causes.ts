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
  /**
   * Every step after a commit of the line, or from the beginning (null), that changed a resource, newest first. Not for a
   * branch whose history is in doubt.
   */
  since(commit: string | null, resource: Placed): Promise<readonly Step[] | "too-far">;
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
  const search = createSearch(from, tip, deps);
  const searches = new Map([[from, search]]);
  const stored = (key: Key): StoredCause | null =>
    progress.pending.find((pending) => isSameKey(pending.key, key))?.cause ?? null;
  const found = new Map<string, Promise<Cause>>();

  async function find(resource: Placed): Promise<Cause> {
    // What runs looked at is not where they saw it: nothing of before counts.
    if (progress.doubt !== "none") return { from, to: tip, pull: null };
    const step = await search.newest(resource);
    if (step !== "none") return step;
    const cause = stored(resource.key);
    return cause === null ? "none" : await askAgain(cause, resource, deps);
  }

  const of = (resource: Placed): Promise<Cause> => {
    const key = `${keyText(resource.key)} ${resource.file}`;
    const cause = found.get(key) ?? find(resource);
    found.set(key, cause);
    return cause;
  };

  return {
    of,
    async since(commit, resource) {
      const since = searches.get(commit) ?? createSearch(commit, tip, deps);
      searches.set(commit, since);
      return await since.every(resource);
    },
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

/** The steps between two commits that changed a resource. */
interface Search {
  newest(resource: Placed): Promise<Cause>;
  every(resource: Placed): Promise<readonly Step[] | "too-far">;
}

function createSearch(from: string | null, to: string, deps: CausesDeps): Search {
  const steps = stepsBetween(from, to, deps.history);
  const known: { readonly step: Step; readonly hasChanged: (resource: Placed) => boolean }[] = [];
  let end: "too-far" | "none" | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** The step at an index, newest first. */
  async function at(index: number) {
    while (known.length <= index && end === undefined) {
      const { value: step, done } = await steps.next();
      if (done === true) end = "none";
      else if (step === "too-far" || known.length >= MOST_STEPS) end = "too-far";
      else known.push({ step, hasChanged: await whatChanged(step, deps.declared) });
    }
    return known[index];
  }

  async function search(resource: Placed, isEnough: boolean): Promise<{ found: readonly Step[]; end: typeof end }> {
    const found: Step[] = [];
    for (let index = 0; ; index += 1) {
      const entry = await at(index);
      if (entry === undefined) return { found, end };
      if (entry.hasChanged(resource)) found.push(entry.step);
      if (isEnough && found.length > 0) return { found, end: undefined };
    }
  }
  // One after the other: they share what was walked.
  const inTurn = (resource: Placed, isEnough: boolean): ReturnType<typeof search> => {
    const result = turn.then(() => search(resource, isEnough));
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

async function whatChanged({ from, to }: Step, declared: DeclaredReader): Promise<(resource: Placed) => boolean> {
  const after = await declared.read(to);
  return changedBetween(await declared.read(from), after, true);
}

/** GitHub may name a pull request later than its commits. */
async function askAgain(cause: StoredCause, resource: Placed, deps: CausesDeps): Promise<Cause> {
  const { from, to, until } = cause;
  const pulls = await deps.history.pullRequestsOf(to);
  const same = pulls.find(({ number, mergeCommit }) => number === cause.pull && mergeCommit === to);
  if (same !== undefined) return { from, to, pull: same };
  if (pulls.length === 0) return { from, to, pull: null };
  const step = await createSearch(from, until, deps).newest(resource);
  return step === "none" ? { from, to, pull: null } : step;
}
