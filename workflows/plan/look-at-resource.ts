import type { Key } from "../engine/values/key.ts";
import type { ResourceKinds } from "../engine/kinds/registry.ts";
import { lookAt, lookOf, type Look } from "../engine/plan/look.ts";
import { type Answer, Refusal } from "../ports/answer.ts";
import type { SurveyAws } from "../ports/aws.ts";

/** All that one request tells of a resource. */
export interface Sight extends Look {
  /** Why it is in its state. May quote a request: mask it before it is shown. */
  readonly reason: string | null;
  /** Milliseconds since the epoch; null: nobody says. */
  readonly createdAt: number | null;
}

interface Eyes {
  readonly kinds: ResourceKinds;
  readonly aws: Pick<SurveyAws, "resources" | "services">;
  readonly signal: AbortSignal;
}

/** Looks at a resource by its service, or where no service is asked by Cloud Control. undefined: there is none. */
export async function sightOf(key: Key, { kinds, aws, signal }: Eyes): Promise<Answer<Sight | undefined>> {
  const kind = kinds.of(key);
  if (kind.supplement === null) {
    const found = await aws.resources.read(key, signal);
    if (found === undefined || found instanceof Refusal) return found;
    return { ...lookAt(kind, found.properties), reason: null, createdAt: null };
  }
  const described = await aws.services.describe(key, signal);
  if (described === undefined || described instanceof Refusal) return described;
  const { reason, createdAt } = described;
  return { ...lookOf(kind, described), reason, createdAt };
}
