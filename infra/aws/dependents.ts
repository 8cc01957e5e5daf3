// Wall: an adapter; only the composition knows it.

import type { Dependents } from "../../workflows/ports/resources.ts";
import { callAws } from "./call-aws.ts";
import type { ResourceKinds } from "../../workflows/engine/kinds/registry.ts";
import { type Apis, type DependentsApi, requireCalls } from "./service-apis.ts";

/**
 * Who uses a resource, by the API that its type's kind names. Throws for a kind whose users nobody could ask for: a
 * deletion would not be held.
 */
export function createDependents(kinds: ResourceKinds, apis: Apis<DependentsApi>): Dependents {
  requireCalls("tells who uses", kinds, apis, ({ dependents }) => dependents !== null);
  return {
    async page({ type }, arn, token, signal) {
      const api = apis.get(type);
      if (api === undefined) return { items: [], next: undefined };
      const call = { operation: api.operation, subject: arn, signal };
      return await callAws(call, () => api.page(arn, token, signal));
    },
  };
}
