import type { Written } from "./adoption.ts";
import type { ResourceKind, SecretDestination } from "./kinds/resource-kind.ts";
import type { Model } from "./kinds/model.ts";
import { type Change, isSent } from "./plan.ts";

/** What was applied to a resource last. */
interface Applied extends Written {
  readonly desired: Model;
}

/**
 * The pairs of secret and destination that a change sends and that nothing has sent before. Of what was taken over as it
 * was nothing was sent yet, whatever its definition named. undefined: nothing was applied.
 */
export function firstSendings(
  change: Change,
  record: Applied | undefined,
  kind: Pick<ResourceKind, "sends">,
): readonly SecretDestination[] {
  if (!isSent(change)) return [];
  const isNothingSent = record === undefined || record.unwritten === true;
  return newDestinations(kind, change.desired, isNothingSent ? [] : [record.desired]);
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
