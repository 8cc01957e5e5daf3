import { applyBranch } from "./apply/branch.ts";
import type { ApplyBranchDeps } from "./apply/context.ts";
import type { Select } from "./apply/apply.ts";
import { checkNames } from "./check-names.ts";
import { configOrDefaults } from "./config-or-defaults.ts";
import { detectDrift, githubAdvice } from "./detect-drift.ts";
import { restrictPlan } from "./engine/build-plan.ts";
import { chosenBy } from "./engine/choose.ts";
import { acceptanceDigest } from "./engine/acceptance.ts";
import { allowedBy } from "./engine/caps.ts";
import { digestOf } from "./engine/digest.ts";
import type { Plan } from "./engine/plan.ts";
import type { Reason, RunResult } from "./engine/result.ts";
import { policyGuard } from "./guard-policy.ts";
import { planDefinitions } from "./plan-target.ts";
import type { Job } from "./ports/jobs.ts";
import { readBranch } from "./read-branch.ts";
import { type CheckTexts, renderApplyCheck, renderPlanCheck, renderRefusalCheck } from "./render/check.ts";
import { renderDriftCheck } from "./render/drift.ts";

type DispatchJob = Extract<Job, { kind: "dispatch" }>;

/** How long an acceptance holds, and a used one is remembered. */
const ACCEPT_MS = 60 * 60 * 1000;
/** Clocks differ: a run may seem to have begun a little before its webhook. */
const CLOCK_SKEW_MS = 60_000;
/** GitHub may list a run a moment after it sent the webhook. */
const RUN_WAITS_MS = [1_000, 3_000, 6_000];
const RUN_REMEMBERED_MS = 24 * ACCEPT_MS;

const knownInputs: ReadonlySet<string> = new Set(["operation", "connection", "accept", "reason"]);

const operations = ["plan", "apply", "drift"] as const;
type Operation = (typeof operations)[number];

interface Asked {
  readonly operation: Operation;
  /** NAME, or TYPE/NAME; null: all. */
  readonly connection: string | null;
  readonly accept: string | null;
}

/** Where an answer goes: the branch whose tip gets the check, and the workflow run that asked; null: none is known. */
interface Place {
  readonly branch: string;
  readonly externalId: string | null;
}

interface RerunRequest {
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/** A dispatch that is obeyed. */
interface Rerun extends RerunRequest, Place {
  readonly job: DispatchJob;
  readonly asked: Asked;
}

/** Obeys or refuses a `workflow_dispatch`, and reports by a check run that carries the workflow run's id. */
export async function rerun(
  job: DispatchJob,
  request: RerunRequest,
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<RunResult> {
  const branch = await deps.forge.source.defaultBranch();
  const externalId = await findRun(job, deps, signal);
  const place = { branch, externalId };
  const asked = parseInputs(job.inputs);
  const refusal = (await refusalOf(job, branch, deps)) ?? unproven(asked, externalId);
  if (refusal !== undefined || typeof asked === "string") {
    const reason = refusal ?? (asked as Reason);
    await reportRefusal(reason, place, deps);
    return { outcome: "refused", reason, results: [] };
  }
  try {
    return await obey({ ...request, ...place, job, asked }, deps, signal);
  } catch (error) {
    await reportRefusal("internal-error", place, deps);
    throw error;
  }
}

/**
 * A signed body can be sent again by whoever saw it. To plan or apply once more does no harm: nothing comes of it that
 * the default branch does not say. An acceptance has to belong to a run that GitHub lists and nobody has taken.
 */
function unproven(asked: Asked | Reason, externalId: string | null): Reason | undefined {
  return typeof asked !== "string" && asked.accept !== null && externalId === null ? "run-not-found" : undefined;
}

async function obey(again: Rerun, deps: ApplyBranchDeps, signal: AbortSignal): Promise<RunResult> {
  switch (again.asked.operation) {
    case "plan":
      return await show((commit) => lookAtPlan(commit, again.branch, deps, signal), again, deps);
    case "apply":
      return await applyAgain(again, deps, signal);
    case "drift":
      return await show((commit) => lookAtDrift(commit, deps, signal), again, deps);
  }
}

async function refusalOf(job: DispatchJob, branch: string, deps: ApplyBranchDeps): Promise<Reason | undefined> {
  if (job.ref !== `refs/heads/${branch}`) return "wrong-branch";
  return (await deps.forge.trigger.mayWrite(job.sender)) ? undefined : "sender-not-allowed";
}

/** Exact matches only: an input that is not understood must never mean "all". */
function parseInputs(inputs: DispatchJob["inputs"]): Asked | Reason {
  if (Object.keys(inputs).some((name) => !knownInputs.has(name))) return "invalid-input";
  const given = inputs["operation"] ?? "plan";
  const operation = operations.find((known) => known === given);
  if (operation === undefined) return "unknown-operation";
  const accept = inputs["accept"] ?? "";
  if (accept !== "" && (!/^[0-9a-f]{64}$/.test(accept) || operation !== "apply")) return "invalid-input";
  const connection = inputs["connection"] ?? "";
  return { operation, connection: connection === "" ? null : connection, accept: accept === "" ? null : accept };
}

/**
 * The event has no run id. Each dispatch takes the oldest run of this sender that no other dispatch has taken; a job
 * that is delivered again keeps the one that it took.
 */
async function findRun(job: DispatchJob, deps: ApplyBranchDeps, signal: AbortSignal): Promise<string | null> {
  const { forge, ledger, clock } = deps;
  const branch = job.ref.replace(/^refs\/heads\//, "");
  const since = job.receivedAt - CLOCK_SKEW_MS;
  for (const wait of [...RUN_WAITS_MS, null]) {
    for (const id of await forge.trigger.dispatchedRuns(job.workflow, branch, job.sender, since)) {
      const key = `run:${forge.id.id}:${id}`;
      if (await ledger.claim(key, RUN_REMEMBERED_MS, holderOf(job))) return String(id);
    }
    if (wait !== null) await clock.sleep(wait, signal);
  }
  return null;
}

function holderOf(job: DispatchJob): string {
  return digestOf({ ...job, repository: job.repository.id });
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
    await reportRefusal(narrowed, again, deps);
    return { outcome: "refused", reason: narrowed, results: [] };
  }
  const check = render(narrowed);
  await forge.checks.putCheck({ name: checkNames.rerun, commit, externalId, ...check });
  return plan.digest === null
    ? { outcome: "failed", reason: "definitions-invalid", results: [] }
    : { outcome: "no-changes", reason: "no-changes", results: [] };
}

async function lookAtPlan(commit: string, branch: string, deps: ApplyBranchDeps, signal: AbortSignal): Promise<Shown> {
  const { forge } = deps;
  const reading = { ...deps, source: forge.source };
  const source = await readBranch(commit, reading, signal);
  const { config, definitions } = source;
  const limits = allowedBy(config, deps.caps);
  const planned = await planDefinitions(definitions, "all", { ...deps, limits }, { signal });
  const plan = (await policyGuard(source, deps))(planned.plan);
  const { id, webUrl } = forge;
  const place = { repository: id, webUrl, pullRequest: null, head: commit, base: null, baseBranch: branch };
  return { plan, render: (shown) => renderPlanCheck(shown, { ...place, folder: config.definitions }) };
}

async function lookAtDrift(commit: string, deps: ApplyBranchDeps, signal: AbortSignal): Promise<Shown> {
  const { definitions: folder } = await configOrDefaults(commit, deps.forge.source, deps.kinds);
  const { plan } = await detectDrift(githubAdvice(folder), deps, { signal });
  const { id, webUrl } = deps.forge;
  return { plan, render: (shown) => renderDriftCheck(shown, { repository: id, webUrl, head: commit, folder }) };
}

async function applyAgain(again: Rerun, deps: ApplyBranchDeps, signal: AbortSignal): Promise<RunResult> {
  const { forge, ledger, clock } = deps;
  const { job, asked, branch, externalId, run: id, deadline } = again;
  let isExpired = false;
  const accept = async (commit: string): Promise<string | null> => {
    if (asked.accept === null) return null;
    const isFresh = clock.now() - job.receivedAt < ACCEPT_MS;
    const key = `accept:${commit}:${asked.accept}:${externalId}`;
    isExpired = !isFresh || !(await ledger.claim(key, ACCEPT_MS, holderOf(job)));
    return isExpired ? null : asked.accept;
  };
  const select = (plan: Plan, commit: string): ReturnType<Select> => {
    if (isExpired) return { refused: "accept-expired" };
    const narrowed = narrow(asked.connection, plan);
    if (typeof narrowed === "string") return { refused: narrowed };
    const isOther =
      asked.accept !== null && narrowed.digest !== null && acceptanceDigest(narrowed, commit) !== asked.accept;
    return isOther ? { refused: "accept-mismatch" } : { plan: narrowed };
  };
  const isWhole = asked.connection === null;
  const run = await applyBranch(
    { run: id, deadline, read: "all", announce: false, isWhole, accept, select },
    deps,
    signal,
  );
  if (run.outcome === "refused") {
    await reportRefusal(run.reason, again, deps);
    return { outcome: "refused", reason: run.reason, results: [] };
  }
  if (run.applied !== null && run.commit !== null) {
    const { commit, applied, folder } = run;
    const { id: repositoryId, webUrl } = forge;
    const context = { folder, commit, branch, run: id, repository: repositoryId, webUrl, connection: asked.connection };
    const check = renderApplyCheck(applied.result, applied.plan, context);
    // What goes on in AWS is continued by another run, which does not know who waits for this one.
    const conclusion = check.conclusion ?? "neutral";
    await forge.checks.putCheck({ name: checkNames.rerun, commit, externalId, ...check, conclusion });
  }
  return run;
}

/** What was asked for; a reason: it is not one resource of the plan. */
function narrow(connection: string | null, plan: Plan): Plan | Reason {
  if (connection === null || plan.digest === null) return plan;
  const [chosen, ...more] = chosenBy(plan.changes, connection);
  if (chosen === undefined) return "unknown-connection";
  return more.length === 0 ? restrictPlan(plan, (change) => change === chosen) : "ambiguous-name";
}

async function reportRefusal(
  reason: Reason,
  { branch, externalId }: Place,
  { forge, log }: ApplyBranchDeps,
): Promise<void> {
  log.warn("refused a re-run", { reason });
  const commit = await forge.source.tip(branch);
  if (commit === undefined) return;
  await forge.checks.putCheck({
    name: checkNames.rerun,
    commit,
    externalId,
    ...renderRefusalCheck(reason),
  });
}
