import { allPages, describeParameters } from "../calls/all-pages.ts";
import { exportFindings, plannedExports } from "../engine/plan/guards/export-guards.ts";
import { isRemoval } from "../engine/plan/guards/guard.ts";
import { dependentFindings, freezeFindings } from "../engine/plan/guards/outside-guards.ts";
import { keyText } from "../engine/values/key.ts";
import type { ResourceKinds } from "../engine/kinds/registry.ts";
import type { Limits } from "../engine/policy/limits.ts";
import { pendingChanges, type Plan, replacedBy } from "../engine/plan/plan.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "../calls/map-concurrently.ts";
import { need } from "../ports/answer.ts";
import type { PlanAws } from "../ports/aws.ts";
import type { ResourceRecord } from "../ports/ledger.ts";
import { whyFrozen } from "../ports/freeze.ts";

/** Adds the remarks that take a look outside: a freeze, who uses what goes away, and what ARNs are written to. */
export async function guardPlan(
  plan: Plan,
  records: readonly ResourceRecord[],
  { kinds, aws, limits }: { readonly kinds: ResourceKinds; readonly aws: PlanAws; readonly limits: Limits },
  signal: AbortSignal,
): Promise<Plan> {
  const pending = pendingChanges(plan);
  if (pending.length === 0) return plan;
  const frozen = freezeFindings(await whyFrozen(aws.freeze, signal));
  const arns = new Map(records.map(({ key, arn }) => [keyText(key), arn]));
  const used = await mapConcurrently(pending.filter(isRemoval), CALLS_AT_ONCE, async (change) => {
    const { key } = replacedBy(change) ?? change;
    const arn = arns.get(keyText(key)) ?? null;
    const users =
      arn === null ? [] : need(await allPages((token) => aws.dependents.page(key, arn, token, signal))).toSorted();
    return dependentFindings(change, kinds.of(key), users);
  });
  const exporting = { changes: plan.changes, records, limits };
  const planned = plannedExports(exporting);
  const asked = planned.flatMap(({ parameter, fault }) => (fault === null ? [parameter] : []));
  const existing = need(await describeParameters(asked, aws.parameters, signal));
  const exported = exportFindings(planned, new Set(existing.keys()), exporting);
  return { ...plan, findings: [...plan.findings, ...exported, ...frozen, ...used.flat()] };
}
