import type { Finding } from "../plan.ts";
import { driftGuards } from "./drift-guards.ts";
import { exportGuards } from "./export-guards.ts";
import type { Guard, Hold } from "./guard.ts";
import { outsideGuards } from "./outside-guards.ts";
import { planGuards } from "./plan-guards.ts";
import { policyGuards } from "./policy-guards.ts";
import { pullRequestGuards } from "./pull-request-guards.ts";
import { stackGuards } from "./stack-guards.ts";

/** Every guard, in the order of the documentation. The planner, the review, reports, `explain` and the docs read it. */
export const guards = [
  ...planGuards,
  ...exportGuards,
  ...outsideGuards,
  ...stackGuards,
  ...policyGuards,
  ...pullRequestGuards,
  ...driftGuards,
] as const;

export type GuardCode = (typeof guards)[number]["code"];

const byCode = new Map(guards.map((guard): [string, Guard] => [guard.code, guard]));

export function guardOf({ code }: Pick<Finding, "code">): Guard {
  const guard = byCode.get(code);
  if (guard === undefined) throw new Error(`no guard has the code ${code}`);
  return guard;
}

/** Whether an acceptance of the plan leaves what a finding holds. */
export function isLasting(finding: Pick<Finding, "code">): boolean {
  return byCode.get(finding.code)?.isLasting === true;
}

/** What a finding holds, by the table. */
export function holdOf(finding: Pick<Finding, "code" | "level">): Hold {
  return guardOf(finding).holds[finding.level] ?? "nothing";
}
