import { policyFindings } from "./engine/guards/policy-guards.ts";
import type { ResourceKinds } from "./engine/kinds/registry.ts";
import { limitsOf } from "./engine/limits.ts";
import type { Plan } from "./engine/plan.ts";
import type { Forge } from "./ports/forge.ts";
import type { ProgressReader } from "./ports/ledger.ts";
import type { BranchDefinitions } from "./read-branch.ts";

interface PolicyDeps {
  readonly kinds: ResourceKinds;
  readonly ledger: ProgressReader;
  readonly forge: Pick<Forge, "id">;
}

/** What adds the remarks on what the configuration of a commit allows beyond the reviewed policy, to plans of it. */
export async function policyGuard(
  { config, files }: BranchDefinitions,
  { kinds, ledger, forge }: PolicyDeps,
): Promise<(plan: Plan) => Plan> {
  const stored = (await ledger.progress(forge.id.id)).policy?.value ?? null;
  // A configuration that cannot be read allows nothing: there is no plan.
  if (files === undefined) return (plan) => plan;
  const policies = { config: limitsOf(config), stored };
  return (plan) => ({ ...plan, findings: [...plan.findings, ...policyFindings(plan, kinds, policies)] });
}
