import { stopping } from "../../engine/definition/diagnostic.ts";
import type { ResourceKinds } from "../../engine/kinds/registry.ts";
import { type Plan, pendingChanges } from "../../engine/plan/plan.ts";
import type { Preflight } from "../../render/context.ts";

/** What was looked up for the changes of a plan and found in order. */
export function preflightOf(plan: Plan, kinds: ResourceKinds): Preflight {
  const fine = pendingChanges(plan).filter(({ key }) => stopping(key, plan.diagnostics).length === 0);
  const created = fine.filter(({ action }) => action === "create" || action === "adopt");
  const types = [...new Set(created.map(({ key }) => key.type))];
  return {
    parameters: new Set(fine.flatMap(({ parameters }) => parameters.map(({ path }) => path))).size,
    names: fine.filter(({ action }) => action === "create").length,
    quotas: types.flatMap((type) => {
      const most = kinds.of({ type }).quota;
      const count = plan.changes.filter(({ key, desired }) => key.type === type && desired !== null).length;
      return most === null ? [] : [{ type, count, most }];
    }),
  };
}
