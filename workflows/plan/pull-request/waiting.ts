import type { Parts } from "../../engine/plan/own-part.ts";
import { keyText } from "../../engine/values/key.ts";
import type { BranchProgress } from "../../ports/progress.ts";
import type { Waiting } from "../../render/context.ts";

/** What waits on the base from elsewhere, and what its errors are: with whose it is, as the newest run left it. */
export function waitingOf({ others, othersErrors }: Parts, { pending }: BranchProgress): Waiting {
  const byKey = new Map(pending.map((each) => [keyText(each.key), each]));
  const changes = others.map((change) => {
    const left = byKey.get(keyText(change.key));
    return { change, pull: left?.cause?.pull ?? null, why: left?.reason ?? "" };
  });
  return { changes, errors: othersErrors };
}
