import type { Diagnostic } from "../engine/definition/diagnostic.ts";
import { type Ownership, type Parts, partsOf } from "../engine/plan/own-part.ts";
import { changedBetween } from "../engine/plan/review/changed-keys.ts";
import { resourcesOf, type Plan } from "../engine/plan/plan.ts";
import { limitsOf, policyDigest } from "../engine/policy/limits.ts";
import { keyText } from "../engine/values/key.ts";
import type { RecordReader } from "../ports/ledger.ts";
import {
  type BranchDefinitions,
  readBranch,
  type ReadBranchDeps,
  readDeclared,
  sameConfig,
  sameDefinitions,
} from "../plan/read-branch.ts";

/** Two commits: a merge, or a head, and what it is compared with. */
export interface Ends {
  readonly commit: string;
  readonly base: string;
}

/** Whether what lies between changes a definition, a helper of one, or the configuration. */
export async function touches({ commit, base }: Ends, deps: ReadBranchDeps): Promise<boolean> {
  const [isSame, isConfigSame] = await Promise.all([
    sameDefinitions(commit, base, deps),
    sameConfig(commit, base, deps),
  ]);
  return !isSame || !isConfigSame;
}

export interface WhoseDeps extends ReadBranchDeps {
  readonly ledger: RecordReader;
}

/** Tells the pull request's own part of the plan of its merge from what happens on the base anyway. */
export async function partPlan(
  plan: Plan,
  merged: BranchDefinitions,
  { base }: Pick<Ends, "base">,
  { deps, signal }: { readonly deps: WhoseDeps; readonly signal: AbortSignal },
): Promise<Parts> {
  const before = await readDeclared(base, merged.config, deps, signal);
  // A base that cannot be read says nothing about whose a change is: what nobody can tell is not this pull request's.
  const hasChanged = changedBetween(before, merged, false);
  const records = new Map((await deps.ledger.records()).map((record) => [keyText(record.key), record]));
  const ownership: Ownership = {
    isOwn: (change) => resourcesOf(change, records).every(hasChanged),
    base: await saidOfBase(plan, base, deps, signal),
    changesPolicy: policyDigest(limitsOf(before.config)) !== policyDigest(limitsOf(merged.config)),
  };
  return partsOf(plan, ownership);
}

/** What the base's own configuration makes of its definitions. Asked for where the merge has something to say at all. */
async function saidOfBase(
  plan: Plan,
  base: string,
  deps: WhoseDeps,
  signal: AbortSignal,
): Promise<readonly Diagnostic[]> {
  if (plan.diagnostics.every(({ about }) => about !== undefined)) return [];
  return (await readBranch(base, deps, signal)).definitions.diagnostics;
}
