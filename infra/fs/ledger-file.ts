import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import * as v from "valibot";
import type { ConnectionRecord, Intent, PublishedPlan, RunSummary } from "../../workflows/ports/ledger.ts";
import {
  connectionRecordSchema,
  intentSchema,
  parseLedgerText,
  publishedPlanSchema,
  runSummarySchema,
} from "../ledger-schema.ts";

const FORMAT = 1;

/** What one scope of a ledger file holds. */
export interface LedgerState {
  /** The fence of the newest lease stays after its end, so that the next one is greater. `owner` null: released. */
  readonly lock: { readonly owner: string | null; readonly fence: number; readonly expiresAt: number };
  readonly records: readonly ConnectionRecord[];
  readonly intents: readonly Intent[];
  readonly publications: readonly PublishedPlan[];
  readonly runs: readonly RunSummary[];
  readonly lastApplied: readonly { readonly repository: number; readonly commit: string }[];
  readonly claims: readonly { readonly key: string; readonly until: number; readonly holder?: string | undefined }[];
}

export interface LedgerFile {
  readonly format: typeof FORMAT;
  readonly scopes: readonly (LedgerState & { readonly scope: string })[];
}

export const emptyLedgerState: LedgerState = {
  lock: { owner: null, fence: 0, expiresAt: 0 },
  records: [],
  intents: [],
  publications: [],
  runs: [],
  lastApplied: [],
  claims: [],
};

const schema: v.GenericSchema<unknown, LedgerFile> = v.strictObject({
  format: v.literal(FORMAT),
  scopes: v.array(
    v.strictObject({
      scope: v.string(),
      lock: v.strictObject({ owner: v.nullable(v.string()), fence: v.number(), expiresAt: v.number() }),
      records: v.array(connectionRecordSchema),
      intents: v.array(intentSchema),
      publications: v.array(publishedPlanSchema),
      runs: v.array(runSummarySchema),
      lastApplied: v.array(v.strictObject({ repository: v.number(), commit: v.string() })),
      claims: v.array(v.strictObject({ key: v.string(), until: v.number(), holder: v.optional(v.string()) })),
    }),
  ),
});

/** A file that does not exist is an empty ledger; one that is damaged is refused, and never overwritten. */
export async function readLedgerFile(path: string): Promise<LedgerFile> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { format: FORMAT, scopes: [] };
    throw error;
  }
  return parseLedgerText(
    schema,
    text,
    `The ledger "${path}"`,
    "Restore it from a backup, or move it away to begin with an empty one; existing connections then have to be " +
      "adopted (`adopt: true`).",
  );
}

/** Whoever reads sees the old file or the new one, also after a power failure; only the user can read it. */
export async function writeLedgerFile(
  path: string,
  content: LedgerFile,
  beforeRename: () => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    {
      await using file = await open(temporary, "wx", 0o600);
      await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
      await file.sync();
    }
    await beforeRename();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await using folder = await open(dirname(path), "r");
  await folder.sync();
}

export async function makeLedgerFolder(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
}
