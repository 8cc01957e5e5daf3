import { connectionSchema } from "./engine/kinds/connection/schema.ts";
import type { ApplyContext } from "./apply-context.ts";
import { materialise, resolver } from "./engine/materialise.ts";
import { patchFor } from "./engine/patch.ts";
import type { Change } from "./engine/plan.ts";
import type { Progress } from "./ports/cloud.ts";

/** Hands a change to AWS, once. Rejects with `CloudError`, or with `UnresolvedError` before anything is sent. */
export async function submitChange(change: Change, clientToken: string, context: ApplyContext): Promise<Progress> {
  const { signal } = context;
  const { connections } = context.aws;
  const resolve = resolver(context.literals, context.values, change.parameters);
  const desired = change.desired ?? {};
  switch (change.action) {
    case "create":
      return await connections.create(materialise(desired, resolve), clientToken, signal);
    case "update":
    case "adopt": {
      const patch = patchFor(connectionSchema, change.live ?? {}, desired).map((operation) => ({ ...operation }));
      return await connections.update(change.name, materialise(patch, resolve), clientToken, signal);
    }
    case "delete":
      return await connections.delete(change.name, clientToken, signal);
    case "replace":
    case "forget":
    case "no-op":
      throw new TypeError(`a ${change.action} is not one operation`);
  }
}
