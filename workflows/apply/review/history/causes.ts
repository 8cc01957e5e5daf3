import { changedBetween, type DefinedResource } from "../../../engine/plan/review/changed-keys.ts";
import { keyText, type Key } from "../../../engine/values/key.ts";
import { type BranchProgress, entryOf, type StoredCause } from "../../../ports/progress.ts";
import { remember } from "./remember.ts";
import type { DeclaredReader } from "./declared.ts";
import { type Between, type Cause, type Changed, createBudget, createSearch, searchAgain } from "./search.ts";
import type { History, Step } from "./steps.ts";

/** Finds which step of the default branch changed what last, among those that no run has looked at to its end. */
export interface Causes {
  of(resource: DefinedResource): Promise<Cause>;
  /**
   * Every step after a commit of the line, or from the beginning (null), that changed a resource, newest first. Not for a
   * branch whose history is in doubt.
   */
  since(commit: string | null, resource: DefinedResource): Promise<readonly Step[] | "too-far">;
  /** As it is kept for later runs. */
  stored(resource: DefinedResource): Promise<StoredCause | null>;
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
    createSearch<DefinedResource>(between, budget, deps.history, (step) => whatChanged(step, deps.declared));
  const search = find({ from, to: tip });
  const searches = new Map([[from, search]]);
  const stored = (key: Key): StoredCause | null => entryOf(key, progress.pending)?.cause ?? null;
  const found = new Map<string, Promise<Cause>>();

  async function findOf(resource: DefinedResource): Promise<Cause> {
    // What runs looked at is not where they saw it: nothing of before counts.
    if (progress.doubt !== "none") return { from, to: tip, pull: null };
    const step = await search.newest(resource);
    if (step !== "none") return step;
    const cause = stored(resource.key);
    if (cause === null) return "none";
    return await searchAgain(cause, deps.history, (between) => find(between).newest(resource));
  }

  const of = (resource: DefinedResource): Promise<Cause> =>
    remember(found, `${keyText(resource.key)} ${resource.file}`, () => findOf(resource));

  return {
    of,
    async since(commit, resource) {
      return await remember(searches, commit, () => find({ from: commit, to: tip })).every(resource);
    },
    stored: async (resource) => keptCause(await of(resource), { tip, progress }, stored(resource.key)),
  };
}

async function whatChanged(step: Step, declared: DeclaredReader): Promise<Changed<DefinedResource> | undefined> {
  const { from, to } = step;
  if ((await declared.idOf(from)) === (await declared.idOf(to))) return undefined;
  const after = await declared.read(to);
  const before = await declared.read(from);
  // Of an end whose files nobody can read a pull request has shown nothing: it counts as a push that changed everything.
  const isRead = before.files !== undefined && after.files !== undefined;
  return { step: isRead ? step : { ...step, pull: null }, hasChanged: changedBetween(before, after, true) };
}

/** A cause as later runs find it. `before`: as an earlier run kept it. */
export function keptCause(cause: Cause, { tip, progress }: Window, before: StoredCause | null): StoredCause | null {
  if (cause === "none" || progress.doubt !== "none") return null;
  if (cause === "too-far") return { from: progress.progress?.commit ?? null, to: tip, until: tip, pull: null };
  const isOld = before !== null && before.to === cause.to;
  return { from: cause.from, to: cause.to, until: isOld ? before.until : tip, pull: cause.pull?.number ?? null };
}
