import { BridgeheadError } from "../../engine/values/errors.ts";
import { reasons } from "../../engine/plan/write/result.ts";
import { checkNames } from "../../ports/checks.ts";
import type { DoneChange } from "../../ports/ledger.ts";
import { inlineCode } from "../../render/escape-markdown.ts";
import { marker } from "../../render/plan-comment.ts";
import { applyingComment, interruptedComment } from "../../render/progress.ts";
import { resultWords, shortCommit } from "../../render/wording.ts";
import type { Beginning } from "../review/begin.ts";
import { hasShown } from "./pulls.ts";
import { createDoneOf, findTold, putApplyCheck, putStage } from "./put.ts";
import type { ApplyReport, ReportDeps } from "./report.ts";

/* What is told while a run goes on, until its end is: that it has begun, and that it died. */

/** More comments than this at once are for the end of the run alone: GitHub limits what an App writes in a minute. */
export const MOST_COMMENTS = 5;

/** How many names a sentence lists. */
const NAMES = 20;

export async function reportBegin(report: ApplyReport, deps: ReportDeps): Promise<void> {
  const summary = `The target is being brought to this commit (run ${report.run}).`;
  const check = { conclusion: null, title: "Applying", summary };
  // A merge below the tip gets its check at the end, once, so that none of them stays open where a run dies.
  await findTold({ merges: commitsOf(report), pulls: report.merged.filter(hasShown) }, deps);
  await putApplyCheck(report.commit, check, deps);
  await putStage(report.commit, { is: "begun", description: check.title }, deps);
  await editComments(applyingComment(report), report, deps);
}

/** A run that was not announced goes on to change something. What its deployment says is not worth its failure. */
export async function reportGo({ commit }: ApplyReport, deps: ReportDeps): Promise<void> {
  await tryStage(commit, { is: "begun", description: "Applying" }, deps);
}

/** And it failed itself, after that: checks say what they said before, and its end is told by the run that goes on. */
export async function reportStopped({ commit }: ApplyReport, deps: ReportDeps): Promise<void> {
  await tryStage(commit, { is: "died", description: "The run failed" }, deps);
}

async function tryStage(commit: string, stage: Parameters<typeof putStage>[1], deps: ReportDeps): Promise<void> {
  try {
    await putStage(commit, stage, deps);
  } catch (error) {
    if (!(error instanceof BridgeheadError)) throw error;
    deps.log.error("a deployment does not say how far its run is", error, { commit });
  }
}

/**
 * Ends the check that a run left open on the commit before this one, since no run will look at that commit again: one that
 * died before it could report, or whose changes go on in AWS. It says what was done there.
 */
export async function closeLeft({ tip, progress }: Beginning, deps: ReportDeps): Promise<void> {
  const { pinned, reported, pending } = progress;
  if (pinned === null || pinned === tip) return;
  const isOpen = reported !== pinned || pending.some(({ state }) => state === "continued");
  if (!isOpen) return;
  try {
    const checks = await deps.forge.checks.checksOn(pinned);
    if (!checks.some(({ name, open }) => name === checkNames.apply && open)) return;
    const done = await createDoneOf(pinned, deps)([null]);
    const summary = `The branch has gone on to ${shortCommit(tip)}, and so does what this run left. ${doneWords(done)}`;
    await putApplyCheck(pinned, { conclusion: "neutral", title: "Continued by a later run", summary }, deps);
  } catch (error) {
    if (!(error instanceof BridgeheadError)) throw error;
    deps.log.error("a check that a run left was not ended", error, { commit: pinned });
  }
}

/** The run itself failed: what was begun to be shown is not left as if it went on. */
export async function reportCrash(report: ApplyReport, error: unknown, deps: ReportDeps): Promise<void> {
  const detail = error instanceof BridgeheadError ? error.message : reasons["internal-error"];
  const ended = `The run ${report.run} ended early: ${detail}. It is tried again by itself; what it began is continued.`;
  const title = "The run failed";
  const doneOf = createDoneOf(report.commit, deps);
  for (const commit of commitsOf(report)) {
    const pulls = report.merged.filter(({ pull }) => pull.mergeCommit === commit).map(({ pull }) => pull.number);
    const done = await doneOf([...(commit === report.commit ? [null] : []), ...pulls]);
    const summary = `${ended} ${doneWords(done)}`;
    await putApplyCheck(commit, { conclusion: "failure", title, summary }, deps);
  }
  await putStage(report.commit, { is: "died", description: title }, deps);
  await editComments(interruptedComment(report, detail), report, deps);
}

/** The tip, and where those were merged who wait for something. */
function commitsOf({ commit, merged }: ApplyReport): ReadonlySet<string> {
  return new Set([commit, ...merged.filter(hasShown).flatMap(({ pull }) => pull.mergeCommit ?? [])]);
}

/** What runs did of a commit before they failed. Markdown. */
export function doneWords(done: readonly DoneChange[]): string {
  if (done.length === 0) return "Nothing was done before that.";
  const each = done.slice(0, NAMES).map(({ result }) => `${inlineCode(result.name)} ${resultWords(result)}`);
  const rest = done.length > NAMES ? ` and ${done.length - NAMES} more` : "";
  return `Done before that: ${each.join(", ")}${rest}.`;
}

/** Says it where people were shown a plan. It is the end of the run that counts: this one is not worth its failure. */
async function editComments(body: string, { merged, run }: ApplyReport, { forge, log }: ReportDeps): Promise<void> {
  for (const { pull } of merged.filter(hasShown).slice(0, MOST_COMMENTS)) {
    try {
      await forge.review.putComment(pull.number, marker("plan"), body, "edit-only");
    } catch (error) {
      log.warn("a comment does not say how far the apply is", { run, pullRequest: pull.number });
      log.error("a comment was not written", error);
    }
  }
}
