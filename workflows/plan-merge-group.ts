import { keyText } from "./engine/values/key.ts";
import { limitsOf } from "./engine/policy/limits.ts";
import type { Plan } from "./engine/plan/plan.ts";
import { findGroup, type Group, type Member } from "./merge-group/members.ts";
import { unshownChanges, withoutPlan } from "./merge-group/judge.ts";
import { configAt } from "./plan/config-at.ts";
import { newestPublished } from "./plan/published.ts";
import { type BranchDefinitions, readBranch } from "./plan/read-branch.ts";
import { checkNames, groupCheckId } from "./ports/checks.ts";
import type { Log } from "./ports/log.ts";
import type { Account, PullRequest } from "./ports/review.ts";
import type { Refused } from "./pull-request/not-planned.ts";
import { partPlan, touches } from "./pull-request/whose.ts";
import { planWhole, type PlanMergeDeps } from "./pull-request/plan-merge.ts";
import { budgets, type RequestBudget, RequestsSpentError } from "./pull-request/request-budget.ts";
import type { CheckTexts } from "./render/check.ts";
import * as states from "./render/merge-group.ts";

/** What a plan of a merge group has. */
export interface PlanMergeGroupDeps extends PlanMergeDeps {
  readonly log: Log;
  /** What all groups may ask of GitHub in this hour. */
  readonly budget: RequestBudget;
}

export interface GroupRequest {
  readonly commit: string;
  /** Whether the group is gone, so that a check that was begun is only ended. */
  readonly isGone: boolean;
  /** Who pressed the check's button. GitHub may take a press of anybody who can see it: that costs one question. */
  readonly by?: Account | undefined;
}

export type PlanMergeGroupOutcome =
  | { readonly outcome: "planned"; readonly plan: Plan }
  | { readonly outcome: "untouched" | "not-shown" | "no-plan" }
  | Refused;

/** As many pull requests of a group are planned by themselves, to say what differs. */
const MOST_ALONE = 3;

/**
 * Plans what a merge queue's group would bring to its branch, and gives the group's commit its check: a failure where a
 * change is not the one that people were shown on its pull request, so that the queue takes that out. Nothing is published
 * and no comment is written: what a group's plan shows has nobody reviewed.
 */
export async function planMergeGroup(
  { commit, isGone, by }: GroupRequest,
  deps: PlanMergeGroupDeps,
  signal: AbortSignal,
): Promise<PlanMergeGroupOutcome> {
  const { forge, budget, log } = deps;
  if (isGone) return await leave("not-open");
  if (by !== undefined && !(await forge.trigger.mayWrite(by))) {
    log.info("a merge group is not planned again for somebody who may not write", { commit });
    return { outcome: "refused", reason: "sender-not-allowed" };
  }
  const found = await findGroup(commit, await forge.source.defaultBranch(), forge);
  if (typeof found === "string") return await leave(found === "off-line" ? "base-moved" : "not-open");
  if (!budget.allow("writers")) return await tellSpent();
  await put(states.planningGroup);
  try {
    const { texts, outcome } = await look(found, deps, signal);
    await put(texts);
    log.info("planned a merge group", { commit, outcome: outcome.outcome, count: found.members.length });
    return outcome;
  } catch (error) {
    if (error instanceof RequestsSpentError) return await tellSpent();
    // Open, and not failed: the queue would take out what the next try may find in order.
    await put(states.groupTriedAgain);
    throw error;
  }

  async function put(texts: CheckTexts): Promise<void> {
    const { button, ...report } = texts;
    const actions = button === undefined ? {} : { actions: [button] };
    await forge.checks.putCheck({ name: checkNames.plan, commit, externalId: groupCheckId, ...report, ...actions });
  }

  /** A group that is gone needs no check; one that was begun ends. */
  async function leave(reason: Refused["reason"]): Promise<Refused> {
    const isOpen = (await forge.checks.checksOn(commit)).some(
      (check) => check.name === checkNames.plan && check.externalId === groupCheckId && check.open,
    );
    if (isOpen) await put(states.groupGone);
    log.info("a merge group is not planned", { commit, reason });
    return { outcome: "refused", reason };
  }

  async function tellSpent(): Promise<Refused> {
    budget.allowReport();
    await put(states.groupPaused({ most: budgets.writers, endsAt: budget.endsAt }));
    log.warn("merge groups have spent their requests to GitHub", { commit });
    return { outcome: "refused", reason: "requests-spent" };
  }
}

interface Looked {
  readonly texts: CheckTexts;
  readonly outcome: Exclude<PlanMergeGroupOutcome, Refused>;
}

async function look(group: Group, deps: PlanMergeGroupDeps, signal: AbortSignal): Promise<Looked> {
  const { forge, ledger } = deps;
  const { commit, base, branch, members } = group;
  const reading = { ...deps, source: forge.source };
  const context: states.GroupContext = {
    repository: forge.id,
    webUrl: forge.webUrl,
    head: commit,
    base,
    baseBranch: branch,
    folder: "",
    pulls: members.map(({ pull }) => pull?.number ?? null),
  };
  if (!(await touches({ commit, base }, reading))) {
    return { texts: states.untouchedGroup(context), outcome: { outcome: "untouched" } };
  }
  const touching: Member[] = [];
  for (const member of members) {
    if (await touches({ commit: member.to, base: member.from }, reading)) touching.push(member);
  }
  // Before anything of it is evaluated: a fork's head may be among it that nobody asked for.
  const missing = await withoutPlan(touching, deps);
  if (missing.length > 0) return { texts: states.groupWithoutPlan(missing, context), outcome: { outcome: "no-plan" } };
  const merged = await readBranch(commit, reading, signal);
  const progress = await ledger.progress(forge.id.id);
  const policies = await policiesAt(base, progress.policy?.value ?? null, deps);
  const planned = await planWhole(merged, policies, deps, signal);
  const whose = await partPlan(planned, merged, { base, policy: policies.base }, { deps: reading, signal });
  const { own } = whose.parts;
  const shown = { ...context, folder: merged.config.definitions };
  const { changes, policy } = await unshownChanges({ group, merged, planned, own, progress }, deps, signal);
  if (changes.length === 0 && policy === null) {
    return { texts: states.plannedGroup(own, shown), outcome: { outcome: "planned", plan: own } };
  }
  const beside = await besideAlone(changes, touching, { ...deps, policies }, signal);
  return { texts: states.unshownGroup({ own, changes: beside, policy }, shown), outcome: { outcome: "not-shown" } };
}

type Policies = Parameters<typeof planWhole>[1];

async function policiesAt(
  base: string,
  stored: Policies["stored"],
  { forge, kinds }: Pick<PlanMergeDeps, "forge" | "kinds">,
): Promise<Policies> {
  const config = await configAt(base, { source: forge.source, kinds });
  return { stored, base: config === undefined ? undefined : limitsOf(config) };
}

/** Puts beside each change what its pull request does to the resource by itself. */
async function besideAlone(
  changes: readonly states.UnshownChange[],
  members: readonly Member[],
  deps: PlanMergeGroupDeps & { readonly policies: Policies },
  signal: AbortSignal,
): Promise<readonly states.UnshownChange[]> {
  const numbers = new Set(changes.flatMap(({ why, pull }) => (why === "other-change" && pull !== null ? [pull] : [])));
  const plans = new Map<number, states.AlonePlan>();
  for (const number of [...numbers].slice(0, MOST_ALONE)) {
    const pull = members.find((member) => member.pull?.number === number)?.pull;
    if (pull === undefined || pull === null) continue;
    try {
      plans.set(number, await planAlone(pull, deps, signal));
    } catch (error) {
      if (signal.aborted || error instanceof RequestsSpentError) throw error;
      // It is for the words alone.
      deps.log.error("what a pull request does by itself was not found out", error, { pullRequest: number });
    }
  }
  return changes.map((each) => {
    const plan = each.pull === null ? undefined : plans.get(each.pull);
    return plan === undefined ? each : { ...each, alone: plan(each.change) };
  });
}

async function planAlone(
  pull: PullRequest,
  deps: PlanMergeGroupDeps & { readonly policies: Policies },
  signal: AbortSignal,
): Promise<states.AlonePlan> {
  const { forge, ledger, policies } = deps;
  const candidate = await forge.source.mergeCandidate(pull.number, signal);
  if (candidate.kind === "conflict") return () => ({ change: null, isShown: false });
  const merged: BranchDefinitions = await readBranch(candidate.commit, { ...deps, source: forge.source }, signal);
  const { plan } = await planWhole(merged, policies, deps, signal);
  const published = await newestPublished(pull, { ledger, repository: forge.id.id });
  const shown = published === undefined || published === "unreadable" ? {} : published.changes;
  const byKey = new Map(plan.changes.map((change) => [keyText(change.key), change]));
  return ({ key }) => {
    const change = byKey.get(keyText(key)) ?? null;
    const digest = change === null || change.action === "no-op" ? undefined : change.digest;
    return { change, isShown: shown[keyText(key)] === digest };
  };
}
