import { type Change, type Finding, pendingChanges, type Plan } from "./engine/plan.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "./map-concurrently.ts";
import type { PlanAws } from "./ports/aws.ts";
import type { ConnectionRecord } from "./ports/ledger.ts";

/** Adds the remarks that take a look outside: a freeze, and who uses what goes away. */
export async function guardPlan(
  plan: Plan,
  records: readonly ConnectionRecord[],
  aws: PlanAws,
  signal: AbortSignal,
): Promise<Plan> {
  const pending = pendingChanges(plan);
  if (pending.length === 0) return plan;
  const findings: Finding[] = [];
  const why = await aws.freeze.frozen(signal);
  if (why !== null)
    findings.push({ code: "frozen", level: "block", message: `the target is frozen: ${why}`, name: null });
  const arns = new Map(records.map(({ name, arn }) => [name, arn]));
  const users = await mapConcurrently(pending, CALLS_AT_ONCE, (change) => dependentFindings(change, arns, aws, signal));
  findings.push(...users.flat());
  return { ...plan, findings: [...plan.findings, ...findings] };
}

async function dependentFindings(
  { action, name, replaces }: Change,
  arns: ReadonlyMap<string, string | null>,
  { dependents }: PlanAws,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (action !== "delete" && action !== "replace") return [];
  const goes = replaces?.name ?? name;
  const arn = arns.get(goes) ?? null;
  const users = arn === null ? [] : await dependents.dependents(arn, signal);
  if (users.length === 0) return [];
  const many = users.length === 1 ? "1 API destination points" : `${users.length} API destinations point`;
  const remedy = action === "replace" ? "give them the new ARN after the apply" : "remove them first";
  const message = `${many} at "${goes}" and will fail: ${users.join(", ")}; ${remedy}`;
  // A replacement leaves something to point them at; after a deletion they are left with nothing.
  return [{ code: "dependents", level: action === "delete" ? "block" : "warn", message, name }];
}
