import type { ResourceKinds } from "../../workflows/engine/kinds/registry.ts";
import type { ResourceKind } from "../../workflows/engine/kinds/resource-kind.ts";
import type { Page } from "../../workflows/ports/answer.ts";

/* The calls of AWS's services that a kind needs beside Cloud Control, by the type of its resources. */

export interface DescribeApi {
  /** Its name, for errors. */
  readonly operation: string;
  /** The answer as it comes. Rejects with the SDK's errors. */
  describe(identifier: string, signal: AbortSignal): Promise<unknown>;
}

export interface ListApi {
  readonly operation: string;
  page(token: string | undefined, signal: AbortSignal): Promise<Page<unknown>>;
}

export interface DependentsApi {
  readonly operation: string;
  /** Names of what uses the resource of that ARN. */
  page(arn: string, token: string | undefined, signal: AbortSignal): Promise<Page<string>>;
}

/** By type. */
export type Apis<Api> = ReadonlyMap<string, Api>;

/** Throws for a kind that needs a call which nobody joined. `what` the call does, for the message. */
export function requireCalls(
  what: string,
  { all }: Pick<ResourceKinds, "all">,
  apis: Apis<unknown>,
  needs: (kind: ResourceKind) => boolean,
): void {
  const without = all.find((kind) => needs(kind) && !apis.has(kind.type));
  if (without !== undefined) throw new TypeError(`no call of AWS ${what} ${without.type}, which its kind counts on`);
}
