import { type Policies, policyFindings } from "../engine/plan/guards/policy-guards.ts";
import type { ResourceKinds } from "../engine/kinds/registry.ts";
import { limitsOf } from "../engine/policy/limits.ts";
import type { Plan } from "../engine/plan/plan.ts";
import type { BranchDefinitions } from "./read-branch.ts";

/** Adds the remarks on what the configuration of a commit allows beyond the reviewed policy to a plan of it. */
export function guardPolicy(
  plan: Plan,
  { config, files }: Pick<BranchDefinitions, "config" | "files">,
  policies: Pick<Policies, "stored" | "base">,
  kinds: ResourceKinds,
): Plan {
  // A configuration that cannot be read allows nothing: there is no plan.
  if (files === undefined) return plan;
  const found = policyFindings(plan, kinds, { config: limitsOf(config), ...policies });
  return { ...plan, findings: [...plan.findings, ...found] };
}
