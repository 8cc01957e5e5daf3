import type { ApplyContext } from "./apply-context.ts";
import { withRetries } from "./await-operation.ts";
import { explain } from "./explain-error.ts";
import { CloudError } from "./ports/cloud.ts";
import type { ConnectionRecord, Intent } from "./ports/ledger.ts";

/** What there is of a connection whose create failed. */
export type Remnant =
  | { readonly kind: "none" }
  /** Our create made it. */
  | { readonly kind: "ours" }
  | { readonly kind: "unknown"; readonly why: string }
  /** It was there before. */
  | { readonly kind: "foreign"; readonly why: string };

/** How far AWS's clock may be behind ours; its times may also be whole seconds. */
const CLOCK_SKEW_MS = 2_000;

/**
 * Looks for what a failed create left behind: Cloud Control rolls nothing back. It is ours when EventBridge made it
 * after the intent was written: the plan had found the name free, AWS took our create, and did not say that the name
 * was taken. What is older is another's, and so is what has no age.
 */
export async function findRemnant(
  { name, startedAt }: Pick<Intent, "name" | "startedAt">,
  context: ApplyContext,
): Promise<Remnant> {
  try {
    const found = await withRetries(() => context.states.describe(name, context.signal), context);
    if (found === undefined) return { kind: "none" };
    if (found.createdAt !== null && found.createdAt >= startedAt - CLOCK_SKEW_MS) return { kind: "ours" };
    const why = `there is a connection "${name}" that Bridgehead did not make: delete it, or set \`adopt: true\``;
    return { kind: "foreign", why };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { kind: "unknown", why: `whether something was left behind cannot be read (${explain(error, context)})` };
  }
}

/** The record of a connection that is ours and not what it should be: the next apply completes it. */
export function unfinished(record: ConnectionRecord): ConnectionRecord {
  return { ...record, live: {}, arn: null, authorization: null, unfinished: true };
}
