import { valueAt } from "../../workflows/engine/json.ts";
import type { Described, ResourceKind } from "../../workflows/engine/kinds/resource-kind.ts";
import type { ResourceKinds } from "../../workflows/engine/kinds/registry.ts";
import {
  CloudError,
  type LiveResource,
  type ResourceReader,
  type ServiceReader,
} from "../../workflows/ports/resources.ts";
import { callAws, misunderstood } from "./cloud-errors.ts";
import { type Apis, type DescribeApi, requireCalls } from "./service-apis.ts";

export interface ServiceReaderOptions {
  readonly kinds: ResourceKinds;
  readonly apis: Apis<DescribeApi>;
  /** For types of which no other API is asked. */
  readonly resources: ResourceReader;
}

/** All that is known of a resource where Cloud Control alone is asked: that it exists, and its ARN. */
function existing({ properties }: LiveResource, { arn }: ResourceKind): Described {
  const found = arn === null ? undefined : valueAt(properties, arn);
  const untold = { state: null, reason: null, createdAt: null, modified: null, authorized: null };
  return { ...untold, arn: typeof found === "string" ? found : null, model: {} };
}

/**
 * What a type's own service says, as its kind reads it. Rejects with `CloudError`. Throws for a kind that reads answers
 * of a call that is not there: without them it would pass for ready.
 */
export function createServiceReader({ kinds, apis, resources }: ServiceReaderOptions): ServiceReader {
  requireCalls("describes", kinds, apis, ({ supplement }) => supplement !== null);
  return {
    async describe(key, signal) {
      const kind = kinds.of(key);
      const { supplement } = kind;
      const api = apis.get(key.type);
      if (supplement === null || api === undefined) {
        const live = await resources.read(key, signal);
        return live === undefined ? undefined : existing(live, kind);
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
