import type { ResourceKinds } from "../../engine/kinds/registry.ts";
import { pendingChanges, type Target } from "../../engine/plan/plan.ts";
import type { Outcome } from "../../engine/plan/write/result.ts";
import { BridgeheadError } from "../../engine/values/errors.ts";
import { isSameKey, type Key } from "../../engine/values/key.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Ledger } from "../../ports/ledger.ts";
import type { Log, LogFields } from "../../ports/log.ts";
import type { TrailStep } from "../../ports/trail.ts";
import { renderApplyComment } from "../../render/apply-comment.ts";
import { renderApplyCheck } from "../../render/check.ts";
import type { ApplyContext, ChangeElsewhere } from "../../render/context.ts";
import { marker } from "../../render/plan-comment.ts";
import { resultVerdict } from "../../render/wording.ts";
import type { ApplyBranchDeps } from "../context.ts";
import { type Decided, isNews, isOfTip, pullOf } from "./decided.ts";
import { type Part, partOf, withEarlier } from "./part.ts";
import { changedAgain, hasShown, pullAt, type ShownPull } from "./pulls.ts";
import { failureOf } from "./failure.ts";
import { createDoneOf, type DoneOf, findTold, putApplyCheck, putStage } from "./put.ts";

/** An apply of a commit, as reports name it. */
export interface ApplyReport {
  readonly run: string;
  readonly branch: string;
  readonly commit: string;
  /** Merged since the newest commit whose run was reported. */
  readonly merged: readonly ShownPull[];
  /** The one resource that was asked for, as it was named; null: all. */
  readonly connection: string | null;
  /** Whether it was shown that the run has begun. */
  readonly isAnnounced: boolean;
}

export interface ReportDeps extends Pick<ApplyBranchDeps, "workflow"> {
  readonly kinds: ResourceKinds;
  readonly target: Target;
  readonly forge: Forge;
  readonly ledger: Pick<Ledger, "done" | "publicationBefore" | "trail" | "noteStep" | "claim" | "claimedBy">;
  readonly clock: Clock;
  readonly log: Log;
}

/** What there is to tell at the end of a run. */
export interface Ending {
  readonly decided: Decided;
  /** Pull requests of earlier runs of which it decided something. */
  readonly earlier: readonly ShownPull[];
  /** The numbers of those that changed what is declared; null: there was a plan, so that nobody has to know. */
  readonly declaring: ReadonlySet<number> | null;
  /** The definitions folder, from the root of the repository. */
  readonly folder: string;
  /** Milliseconds. */
  readonly duration: number;
}

interface Telling extends Ending {
  readonly report: ApplyReport;
  readonly deps: ReportDeps;
  readonly doneOf: DoneOf;
}

/**
 * Tells each pull request of which a run decided something its own part, to the end, and no other one anything. What
 * cannot be told keeps nothing else from being told. Gives the pull requests that were not; where nothing could be told
 * at all it fails, so that the run is tried again.
 */
export async function reportApply(report: ApplyReport, ending: Ending, deps: ReportDeps): Promise<readonly number[]> {
  const { commit, merged } = report;
  const telling: Telling = { ...ending, report, deps, doneOf: createDoneOf(commit, deps) };
  const told = [...merged, ...ending.earlier];
  const merges = told.flatMap(({ pull }) => pull.mergeCommit ?? []);
  // What could not be found so is looked for one by one.
  await errorOf(() => findTold({ merges: [commit, ...merges], pulls: told }, deps));
  const errors: BridgeheadError[] = [];
  let isAnyTold = false;
  const attempt = async (tell: () => Promise<void>, about: LogFields): Promise<boolean> => {
    const error = await errorOf(tell);
    isAnyTold ||= error === undefined;
    if (error === undefined) return true;
    errors.push(error);
    deps.log.error("a part of a report was not told", error, { ...about, run: report.run });
    return false;
  };
  const failed = new Set<number>();
  // Nobody else closes the check of a merge once the branch has gone on.
  const tellCheck = async (sha: string, find: () => Promise<readonly ShownPull[]>): Promise<void> => {
    let pulls: readonly ShownPull[] = [];
    const tellAll = async (): Promise<void> => {
      pulls = await find();
      await putCheck(sha, pulls, telling);
    };
    if (await attempt(tellAll, { commit: sha })) return;
    for (const { pull } of pulls) failed.add(pull.number);
  };
  for (const [mergeCommit, pulls] of Map.groupBy(told, ({ pull }) => pull.mergeCommit)) {
    if (mergeCommit !== null && mergeCommit !== commit) await tellCheck(mergeCommit, async () => pulls);
  }
  if (await isAboutTip(told, telling)) await tellCheck(commit, () => pullsAtTip(told, telling));
  await attempt(() => putDeployment(telling), { commit });
  for (const shown of told) {
    const { number } = shown.pull;
    if (!(await attempt(() => putComment(shown, telling), { pullRequest: number }))) failed.add(number);
  }
  const [first] = errors;
  if (first !== undefined && !isAnyTold) throw first;
  return [...failed];
}

/** Only what the outside refuses, or does not answer, is no reason to stop. */
async function errorOf(tell: () => Promise<void>): Promise<BridgeheadError | undefined> {
  try {
    await tell();
    return undefined;
  } catch (error) {
    if (error instanceof BridgeheadError) return error;
    throw error;
  }
}

/** The pull request whose merge the tip is; of a history that was rewritten none. */
async function pullsAtTip(
  told: readonly ShownPull[],
  { report, decided, deps }: Telling,
): Promise<readonly ShownPull[]> {
  const at = decided.before.doubt === "rewritten" ? undefined : await pullAt(report.commit, told, deps);
  return at === undefined ? [] : [at];
}

/** Whether the run has something to say of the tip itself: a re-run that decided nothing of it leaves its check alone. */
async function isAboutTip(told: readonly ShownPull[], telling: Telling): Promise<boolean> {
  const { report, decided } = telling;
  const { commit, isAnnounced } = report;
  if (isAnnounced || (decided.isWhole && decided.before.reported !== commit)) return true;
  if (told.some(({ pull }) => pull.mergeCommit === commit)) return true;
  // Whether a merge made the tip is not worth a question yet: what that decides is no reason to write it anew.
  const tip = { tip: commit, done: await telling.doneOf([null]), isMerge: true };
  const { results } = decided.applied.result;
  return results.some((result) => isNews(result, decided) && isOfTip(result.key, decided, tip));
}

/** The part of pull requests; of the tip, with what is no pull request's. */
async function putCheck(commit: string, pulls: readonly ShownPull[], telling: Telling): Promise<void> {
  const { report, decided, declaring, deps } = telling;
  const isTip = commit === report.commit;
  const numbers = new Set(pulls.map(({ pull }) => pull.number));
  const atTip = isTip ? await telling.doneOf([null]) : [];
  const tip = { tip: commit, done: atTip, isMerge: pulls.length > 0 };
  const isOwn = (key: Key): boolean => {
    const pull = pullOf(key, decided);
    return pull === null ? isTip && isOfTip(key, decided, tip) : numbers.has(pull);
  };
  const done = [...atTip, ...(await telling.doneOf([...numbers]))];
  const isTouched = pulls.length === 0 || pulls.some((shown) => isDeclaring(shown, telling));
  const part = partOf({ isOwn, done, isTouched }, decided, { kinds: deps.kinds, commit: report.commit });
  const isEmpty = part.result.outcome === "no-changes";
  const isStopped = isEmpty && declaring !== null;
  const context: ApplyContext = {
    ...contextOf(part, telling),
    ...(isEmpty || isTip ? { elsewhere: elsewhere(isOwn, decided) } : {}),
    isStopped,
  };
  const check = renderApplyCheck(part.result, isStopped ? null : part.plan, context);
  try {
    await putApplyCheck(commit, check, deps);
  } catch (error) {
    if (!(error instanceof BridgeheadError)) throw error;
    // A check that stays open would say that the run goes on.
    deps.log.error("a check was refused, and says less", error, { commit });
    await putApplyCheck(commit, { ...check, summary: `${check.title}.`, annotations: [] }, deps);
  }
}

/** Whether it may be a pull request's own error that there is no plan. What an earlier one showed was decided by a run before. */
function isDeclaring(shown: ShownPull, { declaring, earlier }: Telling): boolean {
  if (declaring === null || declaring.has(shown.pull.number)) return true;
  return hasShown(shown) && !earlier.includes(shown);
}

/** What is pending and not told here. */
function elsewhere(isOwn: (key: Key) => boolean, { whole, pending }: Decided): readonly ChangeElsewhere[] {
  const changes = pendingChanges(whole);
  return pending.flatMap(({ key, cause }) => {
    if (isOwn(key)) return [];
    const name = changes.find((change) => isSameKey(change.key, key))?.name ?? key.identifier;
    return [{ name, pull: cause?.pull ?? null }];
  });
}

async function putComment(shown: ShownPull, telling: Telling): Promise<void> {
  const { report, decided, deps } = telling;
  const { number } = shown.pull;
  const isOwn = (key: Key): boolean => pullOf(key, decided) === number;
  const done = await telling.doneOf([number]);
  const isTouched = isDeclaring(shown, telling);
  const part = partOf({ isOwn, done, isTouched }, decided, { kinds: deps.kinds, commit: report.commit });
  const hasWaited = decided.before.pending.some(({ cause }) => cause?.pull === number);
  // Whoever changes nothing that is declared was told nothing, and is not to be bothered now.
  const isConcerned = part.result.outcome !== "no-changes" || hasShown(shown) || hasWaited;
  const trail = isConcerned ? await trailTo(part.result.outcome, number, telling) : [];
  const hasFailed = isConcerned && part.result.outcome === "failed";
  const failure = hasFailed ? { failure: await failureOf(number, deps) } : {};
  const context = { ...contextOf(part, telling), changedAgain: changedAgain(shown, decided), trail, ...failure };
  const body = renderApplyComment(part.result, part.plan, context);
  await deps.forge.review.putComment(number, marker("plan"), body, isConcerned ? "create-or-edit" : "edit-only");
  deps.log.info("reported an apply", { pullRequest: number, outcome: part.result.outcome });
}

/** The way that a pull request went, this outcome included. */
async function trailTo(
  outcome: Outcome,
  pullRequest: number,
  { report, deps }: Telling,
): Promise<readonly TrailStep[]> {
  const { ledger, forge, clock } = deps;
  const repository = forge.id.id;
  const trail = await ledger.trail(repository, pullRequest);
  const last = trail.at(-1);
  if (outcome === "refused" || (last?.what === outcome && last.base === null)) return trail;
  const step = {
    repository,
    pullRequest,
    at: clock.now(),
    what: outcome,
    commit: report.commit,
    base: null,
    digest: null,
  };
  await ledger.noteStep(step);
  return [...trail, step];
}

function contextOf({ noticed, accepts }: Part, { report, folder, duration, deps }: Telling): ApplyContext {
  const { connection, commit, branch, run } = report;
  const { workflow, forge } = deps;
  return {
    folder,
    connection,
    commit,
    branch,
    run,
    ...(workflow !== undefined && { workflow }),
    duration,
    repository: forge.id,
    webUrl: forge.webUrl,
    noticed,
    accepts,
  };
}

/** It stands on the tip, and tells how the whole run ended. */
async function putDeployment({ report, decided, doneOf, deps }: Telling): Promise<void> {
  const { commit } = report;
  const numbers = report.merged.map(({ pull }) => pull.number);
  const done = (await doneOf([null, ...numbers])).filter((each) => each.commit === commit);
  const result = withEarlier(
    decided.applied.result,
    done.map((each) => each.result),
  );
  // What a run of all looked at stands at this commit, whatever came of it: the deployment before it says nothing any more.
  const supersedes = decided.isWhole && decided.applied.plan.digest !== null && decided.before.reported !== commit;
  const description = resultVerdict(result).text;
  await putStage(commit, { is: result.outcome, description, supersedes }, deps);
}
