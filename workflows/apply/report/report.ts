import type { AppliedDefinitions } from "../apply-definitions.ts";
import type { ApplyBranchDeps } from "../context.ts";
import { checkNames, type CheckReport, type DeploymentReport } from "../../ports/checks.ts";
import { BridgeheadError } from "../../engine/values/errors.ts";
import type { Target } from "../../engine/plan/plan.ts";
import { type Outcome, reasons } from "../../engine/plan/write/result.ts";
import type { Forge } from "../../ports/forge.ts";
import type { DoneChange } from "../../ports/ledger.ts";
import type { Log } from "../../ports/log.ts";
import type { PullRequest } from "../../ports/review.ts";
import { renderApplyComment } from "../../render/apply-comment.ts";
import { renderApplyCheck } from "../../render/check.ts";
import { inlineCode } from "../../render/escape-markdown.ts";
import { marker } from "../../render/plan-comment.ts";
import { resultWords } from "../../render/wording.ts";

/** What an apply is about: a commit, and the pull requests that it brings to the target. */
export interface ApplyReport {
  readonly run: string;
  readonly branch: string;
  readonly commit: string;
  /** Merged since the last applied commit. */
  readonly merged: readonly PullRequest[];
  /** The one resource that was asked for, as it was named; null: all. */
  readonly connection: string | null;
}

interface ReportDeps extends Pick<ApplyBranchDeps, "workflow"> {
  readonly target: Target;
  readonly forge: Forge;
  readonly log: Log;
}

export async function reportBegin(report: ApplyReport, deps: ReportDeps): Promise<void> {
  const summary = `The target is being brought to this commit (run ${report.run}).`;
  await putChecks(report, { conclusion: null, title: "Applying", summary, annotations: [] }, deps);
  await putDeployment(report.commit, "in_progress", "Applying", deps);
}

/** The run itself failed. `done`: what the ledger knows of the commit's apply. */
export async function reportCrash(
  report: ApplyReport,
  error: unknown,
  done: readonly DoneChange[],
  deps: ReportDeps,
): Promise<void> {
  const detail = error instanceof BridgeheadError ? error.message : reasons["internal-error"];
  const before = done.length === 0 ? "Nothing was done before that." : `Done before that: ${doneWords(done)}.`;
  const summary = `The run ${report.run} ended early: ${detail}. It is tried again; what it began is continued. ${before}`;
  await putChecks(report, { conclusion: "failure", title: "The run failed", summary, annotations: [] }, deps);
  await putDeployment(report.commit, "error", "The run failed", deps);
}

/** How many names a sentence lists. */
const NAMES = 20;

function doneWords(done: readonly DoneChange[]): string {
  const each = done.slice(0, NAMES).map(({ result }) => `${inlineCode(result.name)} ${resultWords(result)}`);
  const rest = done.length > NAMES ? ` and ${done.length - NAMES} more` : "";
  return `${each.join(", ")}${rest}`;
}

/** Reports on every pull request that the run brought to the target: the comment, and the check on its merge commit. */
export async function reportApply(
  report: ApplyReport & { readonly folder: string },
  { result, plan, review }: AppliedDefinitions,
  duration: number,
  deps: ReportDeps,
): Promise<void> {
  const { folder, commit, branch, run, connection } = report;
  const context = {
    folder,
    connection,
    commit,
    branch,
    run,
    ...(deps.workflow !== undefined && { workflow: deps.workflow }),
    duration,
    repository: deps.forge.id,
    webUrl: deps.forge.webUrl,
    noticed: review.allowed.filter(({ by }) => by === "noticed").map(({ change }) => change.name),
  };
  const check = renderApplyCheck(result, plan, context);
  await putChecks(report, check, deps);
  await putDeployment(report.commit, deploymentStates[result.outcome], check.title, deps);
  for (const { number } of report.merged) {
    const body = renderApplyComment(result, plan, { ...context, pullRequest: number });
    await deps.forge.review.putComment(number, marker("plan"), body, "create-or-edit");
    deps.log.info("reported an apply", { pullRequest: number, outcome: result.outcome });
  }
}

/** What is held or refused is not at the commit, whatever is right about it. */
const deploymentStates: Readonly<Record<Outcome, DeploymentReport["state"]>> = {
  applied: "success",
  "no-changes": "success",
  held: "failure",
  failed: "failure",
  refused: "failure",
  continued: "in_progress",
};

async function putDeployment(
  commit: string,
  state: DeploymentReport["state"],
  description: string,
  { forge, target }: ReportDeps,
): Promise<void> {
  await forge.checks.putDeployment({ commit, environment: target.stage, state, description });
}

async function putChecks(
  { commit, merged }: ApplyReport,
  texts: Omit<CheckReport, "name" | "commit" | "externalId">,
  { forge }: ReportDeps,
): Promise<void> {
  const commits = new Set([commit, ...merged.flatMap(({ mergeCommit }) => mergeCommit ?? [])]);
  for (const each of commits) {
    await forge.checks.putCheck({ name: checkNames.apply, commit: each, externalId: null, ...texts });
  }
}
