import type { Dependents } from "../../workflows/ports/resources.ts";
import { callAws } from "./cloud-errors.ts";
import type { ResourceKinds } from "../../workflows/engine/kinds/registry.ts";
import { type Apis, type DependentsApi, requireCalls } from "./service-apis.ts";

/**
 * Who uses a resource, by the API that its type's kind names. Rejects with `CloudError`. Throws for a kind whose users
 * nobody could ask for: a deletion would not be held.
 */
export function createDependents(kinds: ResourceKinds, apis: Apis<DependentsApi>): Dependents {
  requireCalls("tells who uses", kinds, apis, ({ dependents }) => dependents !== null);
  return {
    async dependents({ type }, arn, signal) {
      const api = apis.get(type);
      if (api === undefined) return [];
      const names: string[] = [];
      let token: string | undefined;
      do {
        const page = await callAws({ operation: api.operation, subject: arn, signal }, () =>
          api.page(arn, token, signal),
        );
        names.push(...page.items);
        token = page.next;
      } while (token !== undefined);
      return names.toSorted();
    },
  };
}
