import type { ResourceKind, SecretDestination } from "./kinds/resource-kind.ts";
import type { Model } from "./kinds/model.ts";

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
