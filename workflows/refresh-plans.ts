import { hasErrors } from "./engine/definition/diagnostic.ts";
import { changedBetween, type DefinedResource } from "./engine/plan/review/changed-keys.ts";
import { keyIn, keyText } from "./engine/values/key.ts";
import { type AgainDeps, isAbout, type OpenPlan, openPlans, planAgain } from "./pull-request/again.ts";
import { readDeclared, type ReadBranchDeps, sameConfig, sameDefinitions } from "./plan/read-branch.ts";
import { configOrDefaults } from "./plan/config-at.ts";
import type { RecordReader } from "./ports/ledger.ts";

/** As many pull requests are asked whether they can still be merged, for one push. */
const MOST_ASKED = 50;
/** Milliseconds to wait for GitHub to try a merge, and how often. */
const ASK_MS = 1_000;
const ASKS = 3;

/** What it takes to find out which plans a push has outdated. */
export interface RefreshDeps extends AgainDeps, Omit<ReadBranchDeps, "source"> {
  readonly ledger: AgainDeps["ledger"] & RecordReader;
}

/**
 * Answers a push to the default branch: the open pull requests whose plan is another one now, or that can no longer be
 * merged, are planned again. The push only says from where on to look; what counts is the branch's tip.
 */
export async function refreshPlans(before: string, deps: RefreshDeps, signal: AbortSignal): Promise<void> {
  const { source } = deps.forge;
  const branch = await source.defaultBranch();
  const tip = await source.tip(branch);
  if (tip === undefined || tip === before) return;
  const open = await openPlans(branch, deps);
  if (open.length === 0) return;
  const isChanged = await changedSince(before, tip, deps, signal);
  // What could not be planned may be cured.
  const changed = open.filter(
    ({ published }) => isAbout(published, isChanged) || (published !== "unreadable" && published.digest === ""),
  );
  const others = open.filter((each) => !changed.includes(each)).slice(0, MOST_ASKED);
  const conflicting: OpenPlan[] = [];
  for (const each of others) if (await mayConflict(each, deps, signal)) conflicting.push(each);
  const outdated = open.filter((each) => changed.includes(each) || conflicting.includes(each));
  await planAgain(outdated, `push:${tip}`, deps);
}

/** Whether a resource is declared otherwise now, or may be allowed or read otherwise, by the text of its key. */
async function changedSince(
  before: string,
  tip: string,
  deps: RefreshDeps,
  signal: AbortSignal,
): Promise<(key: string) => boolean> {
  const reading = { ...deps, source: deps.forge.source };
  if ((await deps.forge.source.commit(before)) === undefined) return () => true;
  if (!(await sameConfig(before, tip, reading))) return () => true;
  if (await sameDefinitions(before, tip, reading)) return () => false;
  const config = await configOrDefaults(tip, reading);
  const [old, now] = [
    await readDeclared(before, config, reading, signal),
    await readDeclared(tip, config, reading, signal),
  ];
  // Nobody has a plan on a branch that is broken.
  if (hasErrors(now.definitions.diagnostics)) return () => true;
  const hasChanged = changedBetween(old, now, true);
  const files = new Map((await deps.ledger.records()).map(({ key, file }) => [keyText(key), file]));
  return (text) => {
    const resource: DefinedResource = { key: keyIn(text), file: files.get(text) ?? "" };
    return hasChanged(resource);
  };
}

/** GitHub tries a merge when it is asked for it, and answers once it has. In doubt the plan is made again. */
async function mayConflict({ pull }: OpenPlan, { forge, clock }: RefreshDeps, signal: AbortSignal): Promise<boolean> {
  for (let asks = 1; ; asks += 1) {
    const isMergeable = await forge.review.isMergeable(pull.number);
    if (isMergeable !== null) return !isMergeable;
    if (asks === ASKS) return true;
    await clock.sleep(ASK_MS, signal);
  }
}
