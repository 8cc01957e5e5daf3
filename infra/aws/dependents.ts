import type { Dependents } from "../../workflows/ports/resources.ts";
import { callAws } from "./cloud-errors.ts";
import type { Apis, DependentsApi } from "./service-apis.ts";

/** Who uses a resource, by the API that its type's kind names. Rejects with `CloudError`. */
export function createDependents(apis: Apis<DependentsApi>): Dependents {
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
