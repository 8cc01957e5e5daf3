import { valueAt } from "../../workflows/engine/values/json.ts";
import type { Described, ResourceKind } from "../../workflows/engine/kinds/resource-kind.ts";
import type { ResourceKinds } from "../../workflows/engine/kinds/registry.ts";
import { Refusal } from "../../workflows/ports/answer.ts";
import type { LiveResource, ResourceReader, ServiceReader } from "../../workflows/ports/resources.ts";
import { callAws, misunderstood } from "./call-aws.ts";
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
 * What a type's own service says, as its kind reads it. Throws for a kind that reads answers of a call that is not
 * there: without them it would pass for ready.
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
        return live === undefined || live instanceof Refusal ? live : existing(live, kind);
      }
      const call = { operation: api.operation, subject: key.identifier, signal };
      const answer = await callAws(call, () => api.describe(key.identifier, signal));
      if (answer instanceof Refusal) return answer.kind === "not-found" ? undefined : answer;
      return supplement(answer) ?? misunderstood(call, "the description is not of the documented form");
    },
  };
}
