import type { ApplyContext } from "./apply-context.ts";
import { withRetries } from "./await-operation.ts";
import { equalJson } from "./engine/json.ts";
import { normaliseLive, readablePart } from "./engine/model.ts";
import type { Change } from "./engine/plan.ts";
import { explain } from "./explain-error.ts";
import { CloudError, type LiveConnection } from "./ports/cloud.ts";

export type Look =
  /** The change, on what is live now. */
  | { readonly kind: "as-planned"; readonly change: Change }
  /** What was to be deleted is no longer there. */
  | { readonly kind: "gone" }
  | { readonly kind: "differs"; readonly why: string };

/**
 * Reads a connection anew before its change is tried another time: a failed operation is not rolled back, and another
 * one may have changed the connection. In that second case (`isOthers`) the change goes on only where the connection
 * is still as it was planned, or already reads as the definition asks.
 */
export async function lookAgain(change: Change, isOthers: boolean, context: ApplyContext): Promise<Look> {
  const { name, action } = change;
  const found = await readNow(name, context);
  if (found instanceof CloudError) return { kind: "differs", why: `it cannot be read (${explain(found, context)})` };
  if (action === "create") {
    return found === undefined ? { kind: "as-planned", change } : { kind: "differs", why: unmanaged(name) };
  }
  if (found === undefined) {
    return action === "delete" ? { kind: "gone" } : { kind: "differs", why: "it is no longer there; plan again" };
  }
  const live = normaliseLive(found.properties);
  const isExpected = equalJson(live, change.live) || equalJson(live, readablePart(change.desired ?? {}));
  if (isOthers && !isExpected) return { kind: "differs", why: "somebody changed it meanwhile; plan again" };
  return { kind: "as-planned", change: { ...change, live } };
}

/** What a failed create left behind, as words to put behind the failure. Nobody deletes it: it may be another's. */
export async function describeRemnant(name: string, context: ApplyContext): Promise<string> {
  const found = await readNow(name, context);
  if (found instanceof CloudError) return "; whether something was left behind cannot be read";
  return found === undefined ? "" : `; ${unmanaged(name)}`;
}

function unmanaged(name: string): string {
  return `there is a connection "${name}" now that Bridgehead does not manage: delete it, or set \`adopt: true\``;
}

async function readNow(name: string, context: ApplyContext): Promise<LiveConnection | CloudError | undefined> {
  try {
    return await withRetries(() => context.connections.read(name, context.signal), context);
  } catch (error) {
    if (error instanceof CloudError) return error;
    throw error;
  }
}
