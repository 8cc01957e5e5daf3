import { checkNames } from "../ports/checks.ts";
import { digestOf } from "../engine/values/digest.ts";
import type { Config } from "../engine/config/config.ts";
import { pendingChanges, type Plan } from "../engine/plan/plan.ts";
import { renderDriftCheck } from "../render/drift.ts";
import { ignoredStrangers } from "../engine/plan/ignored-drift.ts";
import { type DriftedResource, ignoredCount } from "../plan/drift-of.ts";
import type { SurveyedResource } from "../plan/survey.ts";
import type { DriftMemory } from "../ports/drift.ts";
import type { IssueRefusal, KeptIssue } from "../ports/issues.ts";
import type { ResourceRecord } from "../ports/ledger.ts";
import { applyOf, enqueue, type ReconcileDeps, type RepositoryRound } from "./context.ts";
import type { DriftRound } from "./drift-memory.ts";
import { mayRepair, repair } from "./repair.ts";
import { tellDrift } from "./tell-drift.ts";

/** How often an apply is queued for the same versions of the same parameters. */
const RETRY_MS = 6 * 60 * 60 * 1000;

export interface ReportedDrift {
  /** Resources that are not as they were applied. */
  readonly drifted: number;
  /** Whether an apply was queued because of a rotated parameter. */
  readonly applied: boolean;
}

export interface FoundDrift {
  readonly plan: Plan;
  /** What has a parameter of another version than it was applied with. */
  readonly rotated: readonly SurveyedResource[];
  readonly drifted: readonly DriftedResource[];
  readonly unread: readonly ResourceRecord[];
}

/** A round over the repository, and over its drift. */
export interface DriftRoundOf extends RepositoryRound {
  readonly drift: DriftRound;
}

/**
 * Reports the drift of the target in one issue and in a check on the default branch, and where configured applies what
 * was rotated, and undoes what was done by hand.
 */
export async function reportDrift(
  found: FoundDrift,
  config: Config,
  { drift: memory, ...round }: DriftRoundOf,
  deps: ReconcileDeps,
): Promise<ReportedDrift> {
  const { plan, rotated, drifted, unread } = found;
  const { definitions: folder, onRotation } = config;
  const { forge, tip } = round;
  const repairs = await mayRepair(config, round, deps);
  // What GitHub fails at of the issue keeps nobody from the check, or from what is due.
  const [told] = await Promise.allSettled([tell(found, config, { ...round, drift: memory }, { ...deps, repairs })]);
  const issue = told.status === "fulfilled" ? told.value : undefined;
  const managed = [...drifted.map(({ resource }) => resource.record), ...plan.changes, ...unread];
  const context = { repository: forge.id, webUrl: forge.webUrl, head: tip, folder };
  const check = renderDriftCheck(plan, context, {
    issue,
    ignored: ignoredCount(drifted),
    unread: unread.length,
    strangers: ignoredStrangers(config.ignoreDrift, managed),
  });
  if (typeof issue === "string") deps.log.warn("the issue of the drift cannot be written", { reason: issue });
  await forge.checks.putCheck({ name: checkNames.drift, commit: tip, externalId: null, ...check });
  const isRotated = onRotation === "apply" && rotated.length > 0 && (await applyRotation(rotated, round, deps));
  // That one does both.
  const applied = isRotated || (repairs && (await repair(drifted, round, deps)));
  if (told.status === "rejected") throw told.reason;
  return { drifted: pendingChanges(plan).length, applied };
}

/** Keeps the issue, and what the next round has to know. */
async function tell(
  { plan, drifted, unread }: FoundDrift,
  config: Config,
  { drift: { before, after }, ...round }: DriftRoundOf,
  { repairs, ...deps }: ReconcileDeps & { readonly repairs: boolean },
): Promise<KeptIssue | IssueRefusal | undefined> {
  const remembered = after({ drifted: drifted.map(causesOf), now: deps.clock.now() });
  const issue = await tellDrift({ plan, drifted, unread, remembered, before, repairs }, config, round, deps);
  // Whoever makes the issue at this moment knows its number, and what is kept with it.
  const isMadeElsewhere = issue === undefined && remembered.some(({ since }) => Object.keys(since).length > 0);
  const number = typeof issue === "object" ? issue.number : (before?.issue ?? null);
  if (!isMadeElsewhere) await keep({ issue: issue === undefined ? null : number, resources: remembered }, before, deps);
  return issue;
}

function causesOf({ resource: { change }, causes }: DriftedResource) {
  return { key: change.key, causes };
}

function textsOf({ issue, resources }: DriftMemory) {
  return { issue, resources: resources.map(({ key, at, since }) => ({ key: { ...key }, at, since: { ...since } })) };
}

/** Nothing is written where the next round would learn nothing from it. */
async function keep(now: DriftMemory, before: DriftMemory | undefined, { ledger }: ReconcileDeps): Promise<void> {
  if (before !== undefined && digestOf(textsOf(before)) === digestOf(textsOf(now))) return;
  await ledger.keepDriftMemory(now);
}

async function applyRotation(
  rotated: readonly SurveyedResource[],
  round: RepositoryRound,
  deps: ReconcileDeps,
): Promise<boolean> {
  const versions = rotated.map(({ record, parameters }) => ({
    key: { ...record.key },
    parameters: parameters.map(({ path, version, modified }) => ({ path, version, modified })),
  }));
  const cause = `rotation:${digestOf(versions)}`;
  if (!(await deps.ledger.claim(`reconcile:${cause}`, RETRY_MS))) return false;
  await enqueue(applyOf(round), cause, round, deps);
  return true;
}
