import type { ResourceKind, SecretDestination } from "../../kinds/resource-kind.ts";
import type { Model } from "../../values/model.ts";
import { type Change, isSent } from "../plan.ts";

/** What was applied to a resource last. */
interface Applied {
  readonly desired: Model;
}

/**
 * The pairs of secret and destination that a change brings. What takes a resource over as it is sends nothing yet; the
 * first rotation and the first change do, so that its pairs are reviewed with it. undefined: nothing was applied.
 */
export function firstSendings(
  change: Change,
  record: Applied | undefined,
  kind: Pick<ResourceKind, "sends">,
): readonly SecretDestination[] {
  if (change.action !== "adopt" && !isSent(change)) return [];
  return newDestinations(kind, change.desired, record === undefined ? [] : [record.desired]);
}

/** The pairs of secret and destination of `desired` that none of `before` has, each once. */
export function newDestinations(
  kind: Pick<ResourceKind, "sends">,
  desired: Model,
  before: readonly Model[],
): readonly SecretDestination[] {
  const key = ({ secret, destination }: SecretDestination): string => JSON.stringify([secret, destination]);
  const known = new Set(before.flatMap((model) => kind.sends(model)).map(key));
  const added = new Map(kind.sends(desired).map((pair) => [key(pair), pair]));
  return [...added].filter(([each]) => !known.has(each)).map(([, pair]) => pair);
}
