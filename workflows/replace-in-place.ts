import type { ApplyContext } from "./apply/context.ts";
import type { Replace } from "./engine/plan.ts";
import { splitReplacement } from "./engine/replacement.ts";
import type { ChangeResult } from "./engine/result.ts";
import { executeChange } from "./apply/carry-out.ts";
import { unfinished } from "./find-remnant.ts";
import { recordAfter } from "./new-intent.ts";
import type { ResourceRecord } from "./ports/ledger.ts";

/**
 * Deletes a resource and makes it anew: the name is not free before. In between, the record says that the resource is
 * to be created, so that whatever ends the run, the next one goes on with that and nothing else has to be reviewed.
 */
export async function replaceInPlace(
  change: Replace,
  record: ResourceRecord | undefined,
  context: ApplyContext,
): Promise<ChangeResult> {
  const halves = splitReplacement(change);
  const next = recordAfter(halves.create, record?.generation ?? 0, context);
  const after = next === null ? null : unfinished(next, change.digest, null);
  const removed = await executeChange(halves.remove, record, context, after);
  if (removed.status !== "applied") return { ...removed, action: "replace" };
  // Not the unfinished record: that would have the old one looked for, which a late read may still show.
  const made = await executeChange(halves.create, next ?? undefined, context);
  if (made.status === "failed" && made.arn === null) {
    const error = `the old one is deleted, and the new one is not there yet: ${made.error}`;
    return { ...made, action: "replace", error };
  }
  return { ...made, action: "replace" };
}
