import { configAt } from "../config-at.ts";
import { parseConfig } from "../engine/config.ts";
import type { ResourceKinds } from "../engine/kinds/registry.ts";
import { limitsOf, policyChangeDigest, policyDigest } from "../engine/limits.ts";
import type { PublicationStore } from "../ports/ledger.ts";
import type { StoredCause, StoredPolicy } from "../ports/progress.ts";
import type { Source } from "../ports/source.ts";
import type { BranchDefinitions } from "../read-branch.ts";
import type { Beginning } from "./begin.ts";
import { keptCause } from "./history/causes.ts";
import { type Between, type Cause, createBudget, createSearch, searchAgain } from "./history/search.ts";
import type { History } from "./history/steps.ts";
import { lastPublished } from "./published.ts";

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
}

/**
 * Moves the stored policy to that of the tip, where the last step that changed it was a pull request, and the newest
 * plan before its merge showed just this change of policy. Never by a push and a run: if it moved to whatever a run saw,
 * a loosening that nobody reviewed would hold from the second run on.
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
  const cause = await causeOf({ tip, progress }, deps);
  const isReviewed = await isShown(cause, policyChangeDigest(stored.value, value), deps);
  if (isReviewed) return { policy: now, policyCause: null };
  return { policy: stored, policyCause: keptCause(cause, { tip, progress }, progress.policyCause) };
}

async function causeOf({ tip, progress }: Pick<Beginning, "tip" | "progress">, deps: PolicyDeps): Promise<Cause> {
  const budget = createBudget();
  const find = (between: Between): Promise<Cause> =>
    createSearch<null>(between, budget, deps.history, async (step) => {
      const isOther = (await policyAt(step.from, deps)) !== (await policyAt(step.to, deps));
      return isOther ? () => true : undefined;
    }).newest(null);
  const cause = await find({ from: progress.progress?.commit ?? null, to: tip });
  const before = progress.policyCause;
  return cause === "none" && before !== null ? await searchAgain(before, deps.history, find) : cause;
}

/** Of a broken configuration, that it is: the next step may bring anything. */
async function policyAt(commit: string | null, deps: PolicyDeps): Promise<string> {
  const config = commit === null ? parseConfig(undefined, deps.kinds) : await configAt(commit, deps);
  return config === undefined ? "broken" : policyDigest(limitsOf(config));
}

async function isShown(cause: Cause, change: string, deps: PolicyDeps): Promise<boolean> {
  if (typeof cause === "string" || cause.pull === null) return false;
  const plan = await lastPublished(cause.pull, deps);
  return plan !== undefined && plan !== "unreadable" && plan.engine === deps.engine && plan.policy === change;
}
