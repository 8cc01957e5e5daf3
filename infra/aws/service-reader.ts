import type { Described } from "../../workflows/engine/kinds/resource-kind.ts";
import type { ResourceKinds } from "../../workflows/engine/kinds/registry.ts";
import { CloudError, type ResourceReader, type ServiceReader } from "../../workflows/ports/resources.ts";
import { callAws, misunderstood } from "./cloud-errors.ts";
import type { Apis, DescribeApi } from "./service-apis.ts";

export interface ServiceReaderOptions {
  readonly kinds: ResourceKinds;
  readonly apis: Apis<DescribeApi>;
  /** For types of which no other API is asked. */
  readonly resources: ResourceReader;
}

/** All that is known of a resource where Cloud Control alone is asked: that it exists. */
const existing: Described = { state: null, reason: null, createdAt: null, arn: null, model: {} };

/** What a type's own service says, as its kind reads it. Rejects with `CloudError`. */
export function createServiceReader({ kinds, apis, resources }: ServiceReaderOptions): ServiceReader {
  return {
    async describe(key, signal) {
      const { supplement } = kinds.of(key);
      const api = apis.get(key.type);
      if (supplement === null || api === undefined) {
        return (await resources.read(key, signal)) === undefined ? undefined : existing;
      }
      const call = { operation: api.operation, subject: key.identifier, signal };
      try {
        const described = supplement(await callAws(call, () => api.describe(key.identifier, signal)));
        if (described === undefined) throw misunderstood(call, "the description is not of the documented form");
        return described;
      } catch (error) {
        if (error instanceof CloudError && error.kind === "not-found") return undefined;
        throw error;
      }
    },
  };
}
