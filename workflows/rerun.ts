import { applyAccepted, narrow, type SeenPlan, whyMismatch } from "./apply/accept.ts";
import type { ApplyBranchDeps } from "./apply/context.ts";
import { type DispatchJob, findRun, type FoundRun, holderOf } from "./apply/find-run.ts";
import { authorise } from "./doors/authorise.ts";
import { parseInputs, type RerunInputs } from "./doors/rerun-inputs.ts";
import { acceptLeft } from "./apply/report/part.ts";
import { RUN_NAME } from "./apply/run-title.ts";
import type { BranchRun } from "./apply/apply-branch.ts";
import { checkNames } from "./ports/checks.ts";
import { configOrDefaults } from "./plan/config-at.ts";
import { detectDrift, githubAdvice } from "./detect-drift.ts";
import { ignoredCount } from "./plan/drift-of.ts";
import { allowedBy } from "./engine/policy/caps.ts";
import { isDigest } from "./engine/plan/review/acceptance.ts";
import type { Plan } from "./engine/plan/plan.ts";
import type { Reason, RunResult } from "./engine/plan/write/result.ts";
import { isSameKey, type Key } from "./engine/values/key.ts";
import { guardPolicy } from "./plan/guard-policy.ts";
import { planDefinitions } from "./plan/plan-definitions.ts";
import { readBranch } from "./plan/read-branch.ts";
import { acceptRefusal, isOfAcceptance } from "./render/accept-refusal.ts";
import { type CheckTexts, renderApplyCheck, renderPlanCheck, renderRefusalCheck } from "./render/check.ts";
import { renderDriftCheck } from "./render/drift.ts";
import { inlineCode } from "./render/escape-markdown.ts";
import { nearConnection, nearInput } from "./render/near-input.ts";
import { commandBlock } from "./render/markdown.ts";

/** Where an answer goes: the branch whose tip gets the check, and the workflow run that asked; null: none is known. */
interface ReportTarget {
  readonly branch: string;
  readonly externalId: string | null;
}

interface RerunRequest {
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/** A dispatch that is obeyed. */
interface Rerun extends RerunRequest, ReportTarget {
  readonly job: DispatchJob;
  readonly asked: RerunInputs;
}

/** How it ended, or until when it has to wait for another run, as in `BranchRun`. */
type RerunResult = RunResult & Pick<BranchRun, "heldUntil">;

/** Obeys or refuses a `workflow_dispatch`, and reports by a check run that carries the workflow run's id. */
export async function rerun(
  job: DispatchJob,
  request: RerunRequest,
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<RerunResult> {
  const branch = await deps.forge.source.defaultBranch();
  const found = await findRun(job, deps, signal);
  const where = { branch, externalId: found?.id ?? null };
  const asked = parseInputs(job.inputs);
  const refuse = async (reason: Reason, more = ""): Promise<RunResult> => {
    await reportRefusal(reason, where, deps, more);
    return { outcome: "refused", reason, results: [] };
  };
  // What is near is told to those alone who may ask.
  const refusal = await refusalOf(job, branch, deps);
  if (refusal !== undefined) return await refuse(refusal);
  const { workflow } = job;
  if ("wrong" in asked)
    return await refuse(asked.reason, nearInput(asked, { branch, workflow, connection: asked.connection }));
  const doubt = unproven(asked, found);
  if (doubt !== undefined) return await refuse(doubt, doubt === "run-title-differs" ? runNameText(workflow) : "");
  try {
    return await obey({ ...request, ...where, job, asked }, deps, signal);
  } catch (error) {
    await reportRefusal("internal-error", where, deps);
    throw error;
  }
}

/**
 * Whoever may write to the queue can make a job up, and whoever saw a signed body can send it again. To plan or apply once
 * more does no harm: nothing comes of it that the default branch does not say. An acceptance has to belong to a run that
 * GitHub lists for this very person, whose title carries it, and that nobody has taken.
 */
function unproven({ accept }: RerunInputs, found: FoundRun | undefined): Reason | undefined {
  if (accept === null) return undefined;
  if (found === undefined) return "run-not-found";
  return found.isTitled ? undefined : "run-title-differs";
}

async function obey(again: Rerun, deps: ApplyBranchDeps, signal: AbortSignal): Promise<RerunResult> {
  switch (again.asked.operation) {
    case "plan":
      return await show((commit) => lookAtPlan(commit, again, deps, signal), again, deps);
    case "apply":
      return await apply(again, deps, signal);
    case "drift":
      return await show((commit) => lookAtDrift(commit, deps, signal), again, deps);
  }
}

async function refusalOf(job: DispatchJob, branch: string, deps: ApplyBranchDeps): Promise<Reason | undefined> {
  if (job.workflow !== (deps.workflow ?? job.workflow)) return "wrong-workflow";
  if (job.ref !== `refs/heads/${branch}`) return "wrong-branch";
  return await authorise({ id: job.senderId, login: job.sender }, deps);
}

/** A plan to show, and how. */
interface Shown {
  readonly plan: Plan;
  readonly render: (plan: Plan) => CheckTexts;
}

/** Shows what is asked of a plan of the branch's tip, and changes nothing. */
async function show(look: (commit: string) => Promise<Shown>, again: Rerun, deps: ApplyBranchDeps): Promise<RunResult> {
  const { forge } = deps;
  const { asked, branch, externalId } = again;
  const commit = await forge.source.tip(branch);
  if (commit === undefined) return { outcome: "no-changes", reason: "no-changes", results: [] };
  const { plan, render } = await look(commit);
  const narrowed = narrow(asked.connection, plan);
  if (typeof narrowed === "string") {
    await reportRefusal(narrowed, again, deps, nearText(narrowed, again, plan));
    return { outcome: "refused", reason: narrowed, results: [] };
  }
  const check = render(narrowed);
  await forge.checks.putCheck({ name: checkNames.rerun, commit, externalId, ...check });
  return plan.digest === null
    ? { outcome: "failed", reason: "definitions-invalid", results: [] }
    : { outcome: "no-changes", reason: "no-changes", results: [] };
}

async function lookAtPlan(
  commit: string,
  { branch, job, asked }: Rerun,
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<Shown> {
  const { forge } = deps;
  const reading = { ...deps, source: forge.source };
  const source = await readBranch(commit, reading, signal);
  const { config, definitions } = source;
  const limits = allowedBy(config, deps.caps);
  const planned = await planDefinitions(definitions, "all", { ...deps, limits }, { signal });
  const { id, webUrl } = forge;
  const { policy } = await deps.ledger.progress(id.id);
  const plan = guardPolicy(planned.plan, source, { stored: policy?.value ?? null }, deps.kinds);
  const about = { repository: id, webUrl, pullRequest: null, head: commit, base: null, baseBranch: branch };
  const rerun = { branch, workflow: job.workflow, connection: asked.connection };
  return { plan, render: (shown) => renderPlanCheck(shown, { ...about, folder: config.definitions, rerun }) };
}

async function lookAtDrift(commit: string, deps: ApplyBranchDeps, signal: AbortSignal): Promise<Shown> {
  const config = await configOrDefaults(commit, { ...deps, source: deps.forge.source });
  const { definitions: folder, ignoreDrift: ignored } = config;
  const { plan, drifted } = await detectDrift(githubAdvice(folder), deps, { signal }, { ignored });
  const { id, webUrl } = deps.forge;
  const context = { repository: id, webUrl, head: commit, folder };
  return { plan, render: (shown) => renderDriftCheck(shown, context, { ignored: ignoredCount(drifted) }) };
}

async function apply(again: Rerun, deps: ApplyBranchDeps, signal: AbortSignal): Promise<RerunResult> {
  const { forge } = deps;
  const { job, asked, branch, externalId, run: id, deadline } = again;
  const { accept: digest, connection } = asked;
  if (digest !== null && !isDigest(digest)) return await refuseMalformed(digest, again, deps, signal);
  const accepted = digest === null ? null : { digest, person: job.senderId, at: job.receivedAt, holder: holderOf(job) };
  const { run, seen, missing, whole } = await applyAccepted({ run: id, deadline, connection, accepted }, deps, signal);
  if (run.heldUntil !== undefined) return run;
  if (run.outcome === "refused") {
    const why = await whyRefused(run.reason, digest, seen, { again, deps, missing });
    await reportRefusal(run.reason, again, deps, [why, nearText(run.reason, again, whole)].join(""));
    return { outcome: "refused", reason: run.reason, results: [] };
  }
  if (run.applied !== null && run.commit !== null) {
    const { commit, applied, folder } = run;
    const { id: repository, webUrl } = forge;
    const { workflow } = job;
    const done = applied.result.results.filter(({ status }) => status === "applied");
    const isDone = (key: Key): boolean => done.some((each) => isSameKey(each.key, key));
    const accepts = [acceptLeft(applied.plan, isDone, { commit, connection })];
    const context = { folder, commit, branch, run: id, repository, webUrl, connection, workflow, accepts };
    const check = renderApplyCheck(applied.result, applied.plan, context);
    // What goes on in AWS is continued by another run, which does not know who waits for this one.
    const conclusion = check.conclusion ?? "neutral";
    await forge.checks.putCheck({ name: checkNames.rerun, commit, externalId, ...check, conclusion });
  }
  return run;
}

/** Nothing is applied, and no lock is taken: what could be accepted is planned and shown. */
async function refuseMalformed(
  digest: string,
  again: Rerun,
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<RunResult> {
  const commit = await deps.forge.source.tip(again.branch);
  if (commit === undefined) return { outcome: "no-changes", reason: "no-changes", results: [] };
  const { plan: whole } = await lookAtPlan(commit, again, deps, signal);
  const plan = narrow(again.asked.connection, whole);
  const reason = typeof plan === "string" ? plan : "accept-malformed";
  const seen = typeof plan === "string" ? null : { plan, whole, commit };
  const why = await whyRefused(reason, digest, seen, { again, deps, missing: 0 });
  await reportRefusal(reason, again, deps, [why, nearText(reason, again, whole)].join(""));
  return { outcome: "refused", reason, results: [] };
}

/** What the name is near to of what there is; "": that is not why it was refused, or there is no plan. */
function nearText(reason: Reason, { asked, branch, job }: Rerun, plan: Plan | null): string {
  const { connection, operation } = asked;
  if (reason !== "unknown-connection" || connection === null || plan === null) return "";
  return nearConnection(connection, plan, { operation, branch, workflow: job.workflow });
}

/** Which input is wrong and why, and the whole command with today's digest; "": it was not the acceptance. */
async function whyRefused(
  reason: Reason,
  given: string | null,
  seen: SeenPlan | null,
  { again, deps, missing }: { readonly again: Rerun; readonly deps: ApplyBranchDeps; readonly missing: number },
): Promise<string> {
  if (given === null || seen === null || !isOfAcceptance(reason)) return "";
  const { branch, job, asked } = again;
  const { sender, workflow } = job;
  const { connection } = asked;
  const isWrong = reason === "accept-malformed" || reason === "accept-of-plan" || reason === "accept-mismatch";
  const mismatch = isWrong ? await whyMismatch(given, seen, deps) : null;
  return acceptRefusal(reason, { ...seen, given, sender, mismatch, missing, rerun: { branch, workflow, connection } });
}

/** What has to stand in the copy of the file that is obeyed. Markdown. */
function runNameText(workflow: string): string {
  return `In ${inlineCode(workflow)} on the default branch, the lines of \`run-name\` have to be:\n\n${commandBlock(RUN_NAME, "yaml")}`;
}

async function reportRefusal(
  reason: Reason,
  { branch, externalId }: ReportTarget,
  { forge, log }: ApplyBranchDeps,
  more = "",
): Promise<void> {
  log.warn("refused a re-run", { reason });
  const commit = await forge.source.tip(branch);
  if (commit === undefined) return;
  await forge.checks.putCheck({
    name: checkNames.rerun,
    commit,
    externalId,
    ...renderRefusalCheck(reason, more),
  });
}
