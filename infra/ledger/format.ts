import * as v from "valibot";
import { BridgeheadError, PermanentError } from "../../workflows/engine/values/errors.ts";
import { isObject } from "../../workflows/engine/values/json.ts";

/* The gate that everything passes which a ledger reads, in any format that there has been. */

/** What the ledger holds is not what Bridgehead writes: somebody edited it. */
export class LedgerCorruptError extends PermanentError {
  override readonly name = "LedgerCorruptError";
}

/** A newer version of Bridgehead wrote it. Nothing of it is read, so that nothing of it is lost. */
export class LedgerFormatError extends BridgeheadError {
  override readonly name = "LedgerFormatError";
}

/**
 * The format of what is written. Items of format 1 had no member `format` and named a resource by its name alone, since
 * all were connections; a newer program reads the formats before its own.
 */
export const LEDGER_FORMAT = 2;

/** How one sort of item is read. */
export interface Codec<Item> {
  readonly current: v.GenericSchema<unknown, Item>;
  /** Format 1, in which every resource was of `type`. */
  readonly first: (type: string) => v.GenericSchema<unknown, Item>;
}

/** Where something stands, for errors, and what to do about it. Values are in none of these. */
export interface ItemSource {
  /** Such as `The ledger "path"`. */
  readonly where: string;
  /** The way from there to the item, such as `scopes.0.records.3`; none: it is the whole. */
  readonly within?: string;
  readonly fix: string;
  /** The type of the resources in items of format 1, which name none. */
  readonly firstType: string;
}

/** An item as it is stored. */
export function toStored<Item extends object>(item: Item): Item & { readonly format: typeof LEDGER_FORMAT } {
  return { format: LEDGER_FORMAT, ...item };
}

/** The item that is stored. */
export function fromStored<Item>({ current, first }: Codec<Item>, stored: unknown, source: ItemSource): Item {
  if (!isObject(stored)) return parseLedger(current, stored, source);
  const { format, ...item } = stored;
  // No member is the name of the first format.
  if (format === undefined) return parseLedger(first(source.firstType), item, source);
  checkFormat(format, source);
  return parseLedger(format === LEDGER_FORMAT ? current : first(source.firstType), item, source);
}

/** Refuses what a newer version wrote, by name. */
export function checkFormat(format: unknown, { where }: Pick<ItemSource, "where">): void {
  if (format === 1 || format === LEDGER_FORMAT) return;
  const shown = typeof format === "number" || typeof format === "string" ? String(format).slice(0, 20) : "no number";
  throw new LedgerFormatError(
    `${where} has the format ${shown}, and this version of Bridgehead reads the formats 1 and ${LEDGER_FORMAT}. ` +
      "Use the version that wrote it, or a newer one; nothing was changed.",
  );
}

/** JSON text of a ledger. The parser's own message quotes the text, so it is no cause. */
export function parseLedgerText(text: string, { where, fix }: Pick<ItemSource, "where" | "fix">): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new LedgerCorruptError(`${where} is not valid JSON. ${fix}`);
  }
}

export function parseLedger<Output>(
  schema: v.GenericSchema<unknown, Output>,
  value: unknown,
  { where, within, fix }: Omit<ItemSource, "firstType">,
): Output {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const at = [within, v.getDotPath(issue)].filter((part) => part !== undefined && part !== null).join(".");
  throw new LedgerCorruptError(`${where} is not a ledger of this version, at "${at}". ${fix}`);
}
