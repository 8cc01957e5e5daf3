import type { ResourceRecord, Intent } from "./ports/ledger.ts";

/**
 * The record after a change that failed, or was lost, though AWS may have begun it; undefined: it stays as it is.
 * Without this a definition that goes back to what the record says would be taken for applied.
 */
export function inDoubt(record: ResourceRecord | undefined, intent: Intent): ResourceRecord | undefined {
  if (record === undefined || record.unfinished === true) return undefined;
  if (intent.action !== "update" && intent.action !== "delete") return undefined;
  return { ...record, inDoubt: { attempted: intent.record?.desired ?? null } };
}
