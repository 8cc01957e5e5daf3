import { isBeingMade } from "./engine/record-state.ts";
import type { ResourceRecord, Intent } from "./ports/ledger.ts";

/**
 * The record after a change that failed, or was lost, though AWS may have begun it; undefined: it stays as it is.
 * Without this a definition that goes back to what the record says would be taken for applied.
 */
export function inDoubt(record: ResourceRecord | undefined, intent: Intent): ResourceRecord | undefined {
  if (record === undefined || isBeingMade(record)) return undefined;
  if (intent.action !== "update" && intent.action !== "delete") return undefined;
  const begun = { digest: intent.changeDigest, desired: intent.record?.desired ?? null, before: record.live };
  return { ...record, state: "in-doubt", begun };
}
