import { policyAfter } from "../apply/review/reviewed-policy.ts";
import { createApproved } from "../apply/review/approved.ts";
import { evidenceFrom } from "../apply/review/evidence.ts";
import { createCauses } from "../apply/review/history/causes.ts";
import { createDeclared } from "../apply/review/history/declared.ts";
import type { History } from "../apply/review/history/steps.ts";
import { pendingChanges, type Plan } from "../engine/plan/plan.ts";
import { approvalsNeeded } from "../engine/policy/caps.ts";
import { limitsOf, loosened, policyDigest } from "../engine/policy/limits.ts";
import { configAt } from "../plan/config-at.ts";
import type { PlannedTarget } from "../plan/plan-definitions.ts";
import { newestPublished } from "../plan/published.ts";
import type { BranchDefinitions } from "../plan/read-branch.ts";
import { type BranchProgress, noProgress } from "../ports/progress.ts";
import type { PullRequest } from "../ports/review.ts";
import type { PlanMergeDeps } from "../pull-request/plan-merge.ts";
import type { UnshownChange, UnshownPolicy, WithoutPlan } from "../render/merge-group.ts";
import type { Group, Member } from "./members.ts";

/** A plan of a group, and its own part of it. */
export interface PlannedGroup {
  readonly group: Group;
  readonly merged: BranchDefinitions;
  readonly planned: PlannedTarget;
  readonly own: Plan;
  /** How far the target is. */
  readonly progress: BranchProgress;
}

/** Those of the members that have no plan, although they need one. */
export async function withoutPlan(
  members: readonly Member[],
  { forge, ledger, engine }: Pick<PlanMergeDeps, "forge" | "ledger" | "engine">,
): Promise<readonly WithoutPlan[]> {
  const found: WithoutPlan[] = [];
  for (const { pull } of members) {
    if (pull === null) continue;
    const { number, isFork } = pull;
    const plan = await newestPublished(pull, { ledger, repository: forge.id.id });
    // Published is also that there is no plan any more.
    if (plan === undefined || plan === "unreadable" || plan.digest === "")
      found.push({ pull: number, isFork, why: "no-plan" });
    else if (plan.engine !== engine) found.push({ pull: number, isFork, why: "other-engine" });
  }
  return found;
}

/**
 * What an apply of the group would find that nobody reviewed: the rule is the applier's own, asked before the merge, with the
 * members for what GitHub will say they are after it. Beyond that rule no change is let off for being no danger.
 */
export async function unshownChanges(
  { group, merged, planned, own, progress }: PlannedGroup,
  deps: PlanMergeDeps,
  signal: AbortSignal,
): Promise<{ readonly changes: readonly UnshownChange[]; readonly policy: UnshownPolicy | null }> {
  const { forge, ledger, kinds, engine, caps, clock } = deps;
  const { source } = forge;
  const { base, commit, branch, members } = group;
  const stored = progress.policy;
  const keep = async (): Promise<void> => undefined;
  const declared = createDeclared({ ...deps, source, repaired: merged.config, keep }, signal);
  const pulls = new Map(
    members.flatMap((member) => [...member.commits].map((sha) => [sha, asMerged(member, clock.now())])),
  );
  const history: History = {
    line: (tip, count) => source.line(tip, count),
    idOf: (each) => declared.idOf(each),
    pullRequestsOf: async (each) => [pulls.get(each) ?? []].flat(),
    isSpent: () => false,
  };
  const window = {
    branch,
    tip: commit,
    // The branch as it is counts as looked at: what waits on it is none of the group's.
    progress: { ...noProgress, progress: { commit: base, run: "", at: 0 }, policy: stored, branches: [branch] },
  };
  const causes = createCauses(window, { declared, history });
  const isApproved = createApproved(approvalsNeeded(merged.config, stored?.value ?? null, caps), deps);
  const reading = { kinds, causes, ledger, repository: forge.id.id, engine, isApproved };
  const evidenceOf = evidenceFrom({ progress: window.progress, records: planned.records, merged: [] }, reading);
  const changes: UnshownChange[] = [];
  for (const change of pendingChanges(own)) {
    const evidence = await evidenceOf(change);
    if (evidence.kind === "reviewed") continue;
    const why = evidence.kind === "uncaused" ? "no-pull-request" : evidence.why;
    changes.push({ change, why, pull: evidence.kind === "uncaused" ? null : evidence.pull, alone: undefined });
  }
  const policy = await unshownPolicy();
  return { changes, policy };

  /** What the group allows that its members' plans have not shown; null: nothing. */
  async function unshownPolicy(): Promise<UnshownPolicy | null> {
    const value = limitsOf(merged.config);
    const before = await configAt(base, { source, kinds });
    if (before !== undefined && policyDigest(limitsOf(before)) === policyDigest(value)) return null;
    const end = await policyAfter(window, merged, { ...reading, source, history });
    if (stored === null || end.policy?.digest === policyDigest(value)) return null;
    return { allows: loosened(stored.value, value) };
  }
}

/** A member's pull request as GitHub will tell it after the merge. */
function asMerged({ pull, to }: Member, now: number): PullRequest[] {
  return pull === null ? [] : [{ ...pull, open: false, merged: true, mergedAt: now, mergeCommit: to }];
}
