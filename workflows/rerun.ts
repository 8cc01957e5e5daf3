import { applyBranch, type ApplyBranchDeps } from "./apply-branch.ts";
import type { Select } from "./apply-definitions.ts";
import { checkNames } from "./check-names.ts";
import { configOrDefaults } from "./config-or-defaults.ts";
import { detectDrift, githubAdvice } from "./detect-drift.ts";
import { restrictPlan } from "./engine/build-plan.ts";
import { digestOf } from "./engine/digest.ts";
import type { Plan } from "./engine/plan.ts";
import type { Reason, RunResult } from "./engine/result.ts";
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
  /** null: all. */
  readonly connection: string | null;
  readonly accept: string | null;
}

/** Obeys or refuses a `workflow_dispatch`, and reports by a check run that carries the workflow run's id. */
export async function rerun(
  job: DispatchJob,
  request: { readonly run: string; readonly deadline: number },
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<RunResult> {
  const branch = await deps.repository.defaultBranch();
  const externalId = await findRun(job, deps, signal);
  const asked = parseInputs(job.inputs);
  const refusal = (await refusalOf(job, branch, deps)) ?? unproven(asked, externalId);
  if (refusal !== undefined || typeof asked === "string") {
    const reason = refusal ?? (asked as Reason);
    await reportRefusal(reason, branch, externalId, deps);
    return { outcome: "refused", reason, results: [] };
  }
  try {
    return await obey(job, asked, branch, externalId, request, deps, signal);
  } catch (error) {
    await reportRefusal("internal-error", branch, externalId, deps);
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

async function obey(
  job: DispatchJob,
  asked: Asked,
  branch: string,
  externalId: string | null,
  request: { readonly run: string; readonly deadline: number },
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<RunResult> {
  switch (asked.operation) {
    case "plan":
      return await show((commit) => lookAtPlan(commit, branch, deps, signal), asked, branch, externalId, deps);
    case "apply":
      return await applyAgain(job, asked, branch, externalId, request, deps, signal);
    case "drift":
      return await show((commit) => lookAtDrift(commit, deps, signal), asked, branch, externalId, deps);
  }
}

async function refusalOf(job: DispatchJob, branch: string, deps: ApplyBranchDeps): Promise<Reason | undefined> {
  if (job.ref !== `refs/heads/${branch}`) return "wrong-branch";
  return (await deps.repository.mayWrite(job.sender)) ? undefined : "sender-not-allowed";
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
  const { repository, ledger, clock } = deps;
  const branch = job.ref.replace(/^refs\/heads\//, "");
  const since = job.receivedAt - CLOCK_SKEW_MS;
  for (const wait of [...RUN_WAITS_MS, null]) {
    for (const id of await repository.dispatchedRuns(job.workflow, branch, job.sender, since)) {
      const key = `run:${repository.id.id}:${id}`;
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
async function show(
  look: (commit: string) => Promise<Shown>,
  asked: Asked,
  branch: string,
  externalId: string | null,
  deps: ApplyBranchDeps,
): Promise<RunResult> {
  const { repository } = deps;
  const commit = await repository.tip(branch);
  if (commit === undefined) return { outcome: "no-changes", reason: "no-changes", results: [] };
  const { plan, render } = await look(commit);
  if (isUnknown(asked.connection, plan)) {
    await reportRefusal("unknown-connection", branch, externalId, deps);
    return { outcome: "refused", reason: "unknown-connection", results: [] };
  }
  const check = render(narrow(asked.connection, plan));
  await repository.putCheck({ name: checkNames.rerun, commit, externalId, ...check });
  return plan.digest === null
    ? { outcome: "failed", reason: "definitions-invalid", results: [] }
    : { outcome: "no-changes", reason: "no-changes", results: [] };
}

async function lookAtPlan(commit: string, branch: string, deps: ApplyBranchDeps, signal: AbortSignal): Promise<Shown> {
  const { config, definitions } = await readBranch({ commit, config: commit }, deps, signal);
  const { plan } = await planDefinitions(definitions, "all", deps, signal);
  const { id, webUrl } = deps.repository;
  const place = { repository: id, webUrl, pullRequest: null, head: commit, base: null, baseBranch: branch };
  return { plan, render: (shown) => renderPlanCheck(shown, { ...place, folder: config.definitions }) };
}

async function lookAtDrift(commit: string, deps: ApplyBranchDeps, signal: AbortSignal): Promise<Shown> {
  const { definitions: folder } = await configOrDefaults(commit, deps.repository, deps.kinds);
  const { plan } = await detectDrift(githubAdvice(folder), deps, signal);
  const { id, webUrl } = deps.repository;
  return { plan, render: (shown) => renderDriftCheck(shown, { repository: id, webUrl, head: commit, folder }) };
}

async function applyAgain(
  job: DispatchJob,
  asked: Asked,
  branch: string,
  externalId: string | null,
  request: { readonly run: string; readonly deadline: number },
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<RunResult> {
  const { repository, ledger, clock } = deps;
  let isExpired = false;
  const accept = async (commit: string): Promise<string | null> => {
    if (asked.accept === null) return null;
    const isFresh = clock.now() - job.receivedAt < ACCEPT_MS;
    const key = `accept:${commit}:${asked.accept}:${externalId}`;
    isExpired = !isFresh || !(await ledger.claim(key, ACCEPT_MS, holderOf(job)));
    return isExpired ? null : asked.accept;
  };
  const select: Select = (plan) => {
    if (isExpired) return { refused: "accept-expired" };
    if (isUnknown(asked.connection, plan)) return { refused: "unknown-connection" };
    const narrowed = narrow(asked.connection, plan);
    const isOther = asked.accept !== null && narrowed.digest !== null && narrowed.digest !== asked.accept;
    return isOther ? { refused: "accept-mismatch" } : { plan: narrowed };
  };
  const { run: id, deadline } = request;
  const isWhole = asked.connection === null;
  const run = await applyBranch(
    { run: id, deadline, read: "all", announce: false, isWhole, accept, select },
    deps,
    signal,
  );
  if (run.outcome === "refused") {
    await reportRefusal(run.reason, branch, externalId, deps);
    return { outcome: "refused", reason: run.reason, results: [] };
  }
  if (run.applied !== null && run.commit !== null) {
    const { commit, applied, folder } = run;
    const { id: repositoryId, webUrl } = repository;
    const context = { folder, commit, branch, run: id, repository: repositoryId, webUrl, connection: asked.connection };
    const check = renderApplyCheck(applied.result, applied.plan, context);
    // What goes on in AWS is continued by another run, which does not know who waits for this one.
    const conclusion = check.conclusion ?? "neutral";
    await repository.putCheck({ name: checkNames.rerun, commit, externalId, ...check, conclusion });
  }
  return run;
}

function isUnknown(connection: string | null, plan: Plan): boolean {
  return connection !== null && plan.digest !== null && !plan.changes.some(({ name }) => name === connection);
}

function narrow(connection: string | null, plan: Plan): Plan {
  return connection === null ? plan : restrictPlan(plan, ({ name }) => name === connection);
}

async function reportRefusal(
  reason: Reason,
  branch: string,
  externalId: string | null,
  { repository, log }: ApplyBranchDeps,
): Promise<void> {
  log.warn("refused a re-run", { reason });
  const commit = await repository.tip(branch);
  if (commit === undefined) return;
  await repository.putCheck({
    name: checkNames.rerun,
    commit,
    externalId,
    ...renderRefusalCheck(reason),
  });
}
