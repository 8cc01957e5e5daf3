import { stopping } from "../engine/definition/diagnostic.ts";
import type { ResourceKinds } from "../engine/kinds/registry.ts";
import type { Parts } from "../engine/plan/own-part.ts";
import { type Plan, pendingChanges } from "../engine/plan/plan.ts";
import { keyText } from "../engine/values/key.ts";
import type { BranchProgress } from "../ports/progress.ts";
import type { Preflight, Waiting } from "../render/context.ts";

/* What a plan comment has beside the plan. */

/** What waits on the base from elsewhere, and what its errors are: with whose it is, as the newest run left it. */
export function waitingOf({ others, othersErrors }: Parts, { pending }: BranchProgress): Waiting {
  const byKey = new Map(pending.map((each) => [keyText(each.key), each]));
  const changes = others.map((change) => {
    const left = byKey.get(keyText(change.key));
    return { change, pull: left?.cause?.pull ?? null, why: left?.reason ?? "" };
  });
  return { changes, errors: othersErrors };
}

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
