import type { ApplyContext } from "./apply-context.ts";
import { materialise, resolver } from "./engine/materialise.ts";
import { patchFor, type PatchOperation } from "./engine/patch.ts";
import { samenessAt } from "./engine/kinds/resource-kind.ts";
import { unreadIn } from "./engine/look.ts";
import type { Change, Update } from "./engine/plan.ts";
import type { Answer } from "./ports/answer.ts";
import type { Progress } from "./ports/resources.ts";

/** Hands a change to AWS, once. Rejects with `UnresolvedError` before anything is sent. */
export async function submitChange(
  change: Change,
  clientToken: string,
  context: ApplyContext,
): Promise<Answer<Progress>> {
  const { signal } = context;
  const { resources } = context.aws;
  const { key } = change;
  const resolve = resolver(context.literals, context.values, change.parameters);
  const desired = change.desired ?? {};
  switch (change.action) {
    case "create":
      return await resources.create(key, materialise(desired, resolve), clientToken, signal);
    case "update":
    case "adopt": {
      const patch = patchOf(change, context).map((operation) => ({ ...operation }));
      return await resources.update(key, materialise(patch, resolve), clientToken, signal);
    }
    case "delete":
      return await resources.delete(key, clientToken, signal);
    case "replace":
    case "forget":
    case "no-op":
      throw new TypeError(`a ${change.action} is not one operation`);
  }
}

/**
 * Whether a resource is taken over exactly as it is. Even an update that asks for nothing would take from it what Cloud
 * Control does not read and the definition does not say, such as a credential.
 */
export function isTakenAsItIs(change: Change, context: Pick<ApplyContext, "kinds" | "target">): boolean {
  return change.action === "adopt" && patchOf(change, context).every(({ op }) => op === "test");
}

function patchOf(change: Update, { kinds, target }: Pick<ApplyContext, "kinds" | "target">): readonly PatchOperation[] {
  const kind = kinds.of(change.key);
  const unread = unreadIn(kind.schema, change.seen, null);
  return patchFor(kind.schema, { live: change.live, unread }, change.desired, samenessAt(kind, target));
}
