import { hasErrors } from "./engine/definition/diagnostic.ts";
import { changedBetween, type DefinedResource } from "./engine/plan/review/changed-keys.ts";
import { keyIn, keyText } from "./engine/values/key.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "./calls/map-concurrently.ts";
import { type AgainDeps, isAbout, type OpenPlan, openPlans, planAgain } from "./pull-request/again.ts";
import { noteRefreshed, refreshedUpTo } from "./pull-request/refreshed.ts";
import { readDeclared, type ReadBranchDeps, sameConfig, sameDefinitions } from "./plan/read-branch.ts";
import { configOrDefaults } from "./plan/config-at.ts";
import type { PublicationStore, RecordReader } from "./ports/ledger.ts";

/** As many pull requests are asked whether they can still be merged, for one push. */
const MOST_ASKED = 100;
/** Milliseconds to wait for GitHub to try merges, before each time that those are asked which it had not tried. */
const ASK_AGAIN_MS = [1_000, 3_000];

/** What it takes to find out which plans a push has outdated. */
export interface RefreshDeps extends AgainDeps, Omit<ReadBranchDeps, "source"> {
  readonly ledger: AgainDeps["ledger"] & RecordReader & Pick<PublicationStore, "publish">;
  readonly engine: string;
}

/** A push, by the commit that the branch was at, and the delivery that told of it: the same one causes a plan once. */
export interface PushTold {
  readonly before: string;
  readonly delivery: string;
}

/**
 * Answers a push to the default branch: the open pull requests whose plan is another one now, or that can no longer be
 * merged, are planned again. The push only says from where on to look; what counts is the branch's tip.
 */
export async function refreshPlans(
  { before, delivery }: PushTold,
  deps: RefreshDeps,
  signal: AbortSignal,
): Promise<void> {
  const { source } = deps.forge;
  const branch = await source.defaultBranch();
  const tip = await source.tip(branch);
  if (tip === undefined) return;
  const { forge, ledger } = deps;
  const upTo = await refreshedUpTo(forge.id.id, ledger);
  if (tip !== before) await planOutdated({ branch, before, tip, delivery }, deps, signal);
  // What lies between is looked for by nobody where an earlier push was lost: then the reconciler asks for it from there.
  if (upTo !== tip && (upTo ?? before) === before) await noteRefreshed(forge.id.id, tip, deps);
}

interface Moved extends PushTold {
  readonly branch: string;
  readonly tip: string;
}

async function planOutdated(
  { branch, before, tip, delivery }: Moved,
  deps: RefreshDeps,
  signal: AbortSignal,
): Promise<void> {
  const open = await openPlans(branch, deps);
  if (open.length === 0) return;
  const push = await whatChanged(before, tip, deps, signal);
  const changed = open.filter((each) => isAffected(each, push));
  const others = open.filter((each) => each.published !== undefined && !changed.includes(each)).slice(0, MOST_ASKED);
  const conflicting = await conflictsAmong(others, deps, signal);
  const outdated = open.filter((each) => changed.includes(each) || conflicting.includes(each));
  await planAgain(outdated, `push:${before}:${tip}:${delivery}`, deps);
}

interface WhatChanged {
  /** Whether a resource is declared otherwise now, by the text of its key. */
  readonly isChanged: (key: string) => boolean;
  /** Whether any is. */
  readonly isAny: boolean;
  /** Whether another folder may be the one of definitions, or they may be read otherwise. */
  readonly isReading: boolean;
}

const everything: WhatChanged = { isChanged: () => true, isAny: true, isReading: true };
const nothing: WhatChanged = { isChanged: () => false, isAny: false, isReading: false };

function isAffected({ published }: OpenPlan, { isChanged, isAny, isReading }: WhatChanged): boolean {
  // What changed no definition may change some now.
  if (isReading || published === "unreadable") return true;
  if (published === undefined) return false;
  // What could not be planned may be cured, and what others may use is used by more.
  return published.digest === "" || (isAny && published.isWide === true) || isAbout(published, isChanged);
}

async function whatChanged(before: string, tip: string, deps: RefreshDeps, signal: AbortSignal): Promise<WhatChanged> {
  const reading = { ...deps, source: deps.forge.source };
  if ((await deps.forge.source.commit(before)) === undefined) return everything;
  if (!(await sameConfig(before, tip, reading))) return everything;
  if (await sameDefinitions(before, tip, reading)) return nothing;
  const config = await configOrDefaults(tip, reading);
  const [old, now] = [
    await readDeclared(before, config, reading, signal),
    await readDeclared(tip, config, reading, signal),
  ];
  // Nobody has a plan on a branch that is broken; who changes no definition needs none.
  if (hasErrors(now.definitions.diagnostics)) return { ...everything, isReading: false };
  const hasChanged = changedBetween(old, now, true);
  const files = new Map((await deps.ledger.records()).map(({ key, file }) => [keyText(key), file]));
  const isChanged = (text: string): boolean => {
    const resource: DefinedResource = { key: keyIn(text), file: files.get(text) ?? "" };
    return hasChanged(resource);
  };
  return { isChanged, isAny: true, isReading: false };
}

/** GitHub tries a merge when it is asked for it, and answers once it has. In doubt the plan is made again. */
async function conflictsAmong(
  open: readonly OpenPlan[],
  { forge, clock }: RefreshDeps,
  signal: AbortSignal,
): Promise<readonly OpenPlan[]> {
  const conflicting: OpenPlan[] = [];
  let untried = open;
  for (const wait of [0, ...ASK_AGAIN_MS]) {
    if (untried.length === 0) break;
    if (wait > 0) await clock.sleep(wait, signal);
    const answers = await mapConcurrently(untried, CALLS_AT_ONCE, ({ pull }) => forge.review.isMergeable(pull.number));
    conflicting.push(...untried.filter((_, index) => answers[index] === false));
    untried = untried.filter((_, index) => answers[index] === null);
  }
  return [...conflicting, ...untried];
}
