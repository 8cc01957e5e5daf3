import { type JsonObject, valueAt } from "../values/json.ts";
import type { Model } from "../values/model.ts";
import type { ResourceKind, SecretStep } from "../kinds/resource-kind.ts";

/** Where a credential of a resource stands in AWS: in a secret that the service keeps. */
export interface SecretSource {
  readonly secret: string;
  readonly steps: readonly SecretStep[];
}

/** `live` is what Cloud Control reads; `property` is the JSON Pointer of the credential in the drafted model. */
export function secretSource(
  { keepsSecretAt, wayInSecret }: Pick<ResourceKind, "keepsSecretAt" | "wayInSecret">,
  live: JsonObject,
  model: Model,
  property: string,
): SecretSource | null {
  const secret = keepsSecretAt === null ? undefined : valueAt(live, keepsSecretAt);
  const steps = wayInSecret(model, property);
  return typeof secret === "string" && steps !== undefined ? { secret, steps } : null;
}
