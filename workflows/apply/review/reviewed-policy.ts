import type { IsShown } from "../../plan/approvals.ts";
import { configAt } from "../../plan/config-at.ts";
import { parseConfig } from "../../engine/config/config.ts";
import type { ResourceKinds } from "../../engine/kinds/registry.ts";
import { allowedText, limitsOf, loosenings, policyDigest } from "../../engine/policy/limits.ts";
import type { PublicationStore } from "../../ports/ledger.ts";
import type { StoredCause, StoredPolicy } from "../../ports/progress.ts";
import type { Source } from "../../ports/source.ts";
import type { BranchDefinitions } from "../../plan/read-branch.ts";
import type { Beginning } from "./begin.ts";
import { keptCause } from "./history/causes.ts";
import { type Between, type Cause, createBudget, createSearch, searchAgain } from "./history/search.ts";
import type { IsApproved } from "./approved.ts";
import type { History } from "./history/steps.ts";
import { lastPublished } from "../../plan/published.ts";

/** The policy as a run leaves it. */
export interface PolicyEnd {
  readonly policy: StoredPolicy | null;
  /** What changed the configuration's policy since, where that is not the stored one; null: nothing, or no more. */
  readonly policyCause: StoredCause | null;
}

export interface PolicyDeps {
  readonly kinds: ResourceKinds;
  readonly source: Source;
  readonly history: History;
  readonly ledger: Pick<PublicationStore, "publicationBefore">;
  readonly repository: number;
  readonly engine: string;
  readonly isApproved: IsApproved;
}

/**
 * Moves the stored policy to that of the tip, where every step that changed it since was a pull request, and their newest
 * plans before the merges showed all that it loosens, to as many people as have to approve that. Never by a push and a
 * run: if it moved to whatever a run saw, a loosening that nobody reviewed would hold from the second run on.
 */
export async function policyAfter(
  { tip, progress }: Beginning,
  { config }: BranchDefinitions,
  deps: PolicyDeps,
): Promise<PolicyEnd> {
  const value = limitsOf(config);
  const now: StoredPolicy = { commit: tip, digest: policyDigest(value), value };
  const stored = progress.policy;
  if (stored === null) return { policy: now, policyCause: null };
  if (stored.digest === now.digest) return { policy: stored, policyCause: null };
  // What runs looked at is not where they saw it: nothing that was reviewed before counts.
  if (progress.doubt !== "none") return { policy: stored, policyCause: null };
  const causes = await causesOf({ tip, progress }, deps);
  const looser = new Set(loosenings(stored.value, value).map(allowedText));
  const shown = await shownBy(causes, looser, deps);
  const isShown = shown !== undefined && [...looser].every((each) => shown.has(each));
  if (isShown) return { policy: now, policyCause: null };
  return { policy: stored, policyCause: keptCause(causes[0] ?? "none", { tip, progress }, progress.policyCause) };
}

/** Every step that changed the policy since the last run, newest first; none: what an earlier run has kept. */
async function causesOf(
  { tip, progress }: Pick<Beginning, "tip" | "progress">,
  deps: PolicyDeps,
): Promise<readonly Cause[]> {
  const budget = createBudget();
  const search = (between: Between) =>
    createSearch<null>(between, budget, deps.history, async (step) => {
      const isOther = (await policyAt(step.from, deps)) !== (await policyAt(step.to, deps));
      return isOther ? { step, hasChanged: () => true } : undefined;
    });
  const steps = await search({ from: progress.progress?.commit ?? null, to: tip }).every(null);
  if (steps === "too-far") return ["too-far"];
  const before = progress.policyCause;
  if (steps.length > 0 || before === null) return steps;
  return [await searchAgain(before, deps.history, (between) => search(between).newest(null))];
}

/** Of a broken configuration, that it is: the next step may bring anything. */
async function policyAt(commit: string | null, deps: PolicyDeps): Promise<string> {
  const config = commit === null ? parseConfig(undefined, deps.kinds) : await configAt(commit, deps);
  return config === undefined ? "broken" : policyDigest(limitsOf(config));
}

/** What the plans of all these steps showed as looser; undefined: nobody reviewed one of them, or there is none. */
async function shownBy(
  causes: readonly Cause[],
  looser: ReadonlySet<string>,
  deps: PolicyDeps,
): Promise<ReadonlySet<string> | undefined> {
  const shown = new Set<string>();
  for (const cause of causes) {
    if (typeof cause === "string" || cause.pull === null) return undefined;
    const plan = await lastPublished(cause.pull, deps);
    if (plan === undefined || plan === "unreadable" || plan.engine !== deps.engine) return undefined;
    const own = plan.policy.filter((each) => looser.has(each));
    const isShown: IsShown = ({ engine, policy }) =>
      engine === deps.engine && own.every((each) => policy.includes(each));
    // What only becomes stricter needs nobody's approval.
    if (own.length > 0 && !(await deps.isApproved(cause.pull, isShown))) return undefined;
    for (const each of own) shown.add(each);
  }
  return causes.length === 0 ? undefined : shown;
}
