import { BridgeheadError } from "../../engine/values/errors.ts";
import type { Forge } from "../../ports/forge.ts";
import type { ClaimStore } from "../../ports/ledger.ts";
import type { Log } from "../../ports/log.ts";
import type { Failure } from "../../render/context.ts";

/** Longer than anybody waits for the apply of what they merged. */
const CALLED_MS = 180 * 24 * 60 * 60 * 1000;

interface FailureDeps {
  readonly forge: Pick<Forge, "id" | "review">;
  readonly ledger: Pick<ClaimStore, "claim" | "claimedBy">;
  readonly log: Log;
}

/**
 * Who merged what failed is called in the comment once: [U] whether GitHub notifies somebody again where a comment that
 * calls them is edited, so that from the second time on it names nobody.
 */
export async function failureOf(number: number, { forge, ledger, log }: FailureDeps): Promise<Failure> {
  const key = `called/${forge.id.id}/${number}`;
  const nobody: Failure = { number, login: null };
  if ((await ledger.claimedBy(key)) !== undefined) return nobody;
  try {
    // A list does not say it.
    const { mergedBy, mergedLogin } = await forge.review.pullRequest(number);
    if (mergedBy === null || mergedLogin === undefined) return nobody;
    await ledger.claim(key, CALLED_MS, String(mergedBy));
    return { number, login: mergedLogin };
  } catch (error) {
    if (!(error instanceof BridgeheadError)) throw error;
    log.error("who merged what failed is not known", error, { pullRequest: number });
    return nobody;
  }
}
