import { type Key, keyText } from "./engine/kinds/key.ts";
import type { ResourceKinds } from "./engine/kinds/registry.ts";
import { type Look, lookAt, lookOf } from "./engine/look.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "./map-concurrently.ts";
import { need } from "./ports/answer.ts";
import type { SurveyAws } from "./ports/aws.ts";

export interface LookDeps {
  readonly kinds: ResourceKinds;
  readonly aws: Pick<SurveyAws, "resources" | "services">;
}

/** What AWS tells of resources, by the text of the key; null: there is no such resource. */
export async function lookAtAll(
  keys: readonly Key[],
  deps: LookDeps,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Look | null>> {
  const entries = await mapConcurrently(
    keys,
    CALLS_AT_ONCE,
    async (key) => [keyText(key), await lookAtOne(key, deps, signal)] as const,
  );
  return new Map(entries);
}

/** By the service itself, where its kind reads what it tells; else by Cloud Control. One call. */
async function lookAtOne(key: Key, { kinds, aws }: LookDeps, signal: AbortSignal): Promise<Look | null> {
  const kind = kinds.of(key);
  if (kind.supplement === null) {
    const found = need(await aws.resources.read(key, signal));
    return found === undefined ? null : lookAt(kind, found.properties);
  }
  const described = need(await aws.services.describe(key, signal));
  return described === undefined ? null : lookOf(kind, described);
}
