import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import * as v from "valibot";
import { type ProgressEntry, progressEntryCodec, progressOf } from "../ledger/progress-schema.ts";
import type {
  DoneChange,
  Intent,
  NotedPush,
  PublishedPlan,
  ResourceRecord,
  RunSummary,
} from "../../workflows/ports/ledger.ts";
import {
  checkFormat,
  type Codec,
  fromStored,
  LEDGER_FORMAT,
  type ItemSource,
  parseLedger,
  parseLedgerText,
  toStored,
} from "../ledger/format.ts";
import {
  count,
  doneCodec,
  intentCodec,
  publicationCodec,
  pushCodec,
  recordCodec,
  runCodec,
  trailCodec,
} from "../ledger/schema.ts";
import { driftCodec } from "../ledger/drift-schema.ts";
import type { DriftMemory } from "../../workflows/ports/drift.ts";
import type { TrailStep } from "../../workflows/ports/trail.ts";

/** What one scope of a ledger file holds. */
export interface LedgerState {
  /** The fence of the newest lease stays after its end, so that the next one is greater. `owner` null: released. */
  readonly lock: { readonly owner: string | null; readonly fence: number; readonly expiresAt: number };
  readonly records: readonly ResourceRecord[];
  /** Marks included. */
  readonly intents: readonly Intent[];
  readonly done: readonly DoneChange[];
  readonly publications: readonly PublishedPlan[];
  readonly trail: readonly TrailStep[];
  readonly runs: readonly RunSummary[];
  /** In the order in which they were noted. */
  readonly pushes: readonly { readonly repository: number; readonly push: NotedPush }[];
  readonly progress: readonly ProgressEntry[];
  /** What the planner counts. */
  readonly counters: readonly { readonly key: string; readonly count: number; readonly until: number }[];
  /** What the reconciler keeps of drift; null: nothing. */
  readonly drift: DriftMemory | null;
  readonly claims: readonly { readonly key: string; readonly until: number; readonly holder?: string | undefined }[];
}

export interface LedgerFile {
  readonly scopes: readonly (LedgerState & { readonly scope: string })[];
}

export const emptyLedgerState: LedgerState = {
  lock: { owner: null, fence: 0, expiresAt: 0 },
  records: [],
  intents: [],
  done: [],
  publications: [],
  trail: [],
  runs: [],
  pushes: [],
  progress: [],
  counters: [],
  drift: null,
  claims: [],
};

/** The file as it is stored: its items are read one by one, each in the format that it names. */
const schema = v.strictObject({
  format: v.number(),
  scopes: v.array(
    v.strictObject({
      scope: v.string(),
      lock: v.strictObject({ owner: v.nullable(v.string()), fence: v.number(), expiresAt: v.number() }),
      records: v.array(v.unknown()),
      intents: v.array(v.unknown()),
      done: v.optional(v.array(v.unknown()), []),
      publications: v.array(v.unknown()),
      trail: v.optional(v.array(v.unknown()), []),
      runs: v.array(v.unknown()),
      pushes: v.optional(v.array(v.strictObject({ repository: count, push: v.unknown() })), []),
      progress: v.optional(v.array(v.unknown()), []),
      /** The one pointer that an earlier version kept. */
      lastApplied: v.optional(v.array(v.strictObject({ repository: v.number(), commit: v.string() })), []),
      counters: v.optional(v.array(v.strictObject({ key: v.string(), count, until: v.number() })), []),
      drift: v.optional(v.unknown(), null),
      claims: v.array(v.strictObject({ key: v.string(), until: v.number(), holder: v.optional(v.string()) })),
    }),
  ),
});

/**
 * A file that does not exist is an empty ledger; one that is damaged, or of a newer format, is refused, and never
 * overwritten. `firstType` as in `ItemSource`.
 */
export async function readLedgerFile(path: string, firstType: string): Promise<LedgerFile> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { scopes: [] };
    throw error;
  }
  const source: ItemSource = {
    where: `The ledger "${path}"`,
    fix:
      "Restore it from a backup, or move it away to begin with an empty one; existing resources then have to be " +
      "adopted (`adopt: true`).",
    firstType,
  };
  const stored = parseLedgerText(text, source);
  if (typeof stored === "object" && stored !== null && "format" in stored) checkFormat(stored.format, source);
  const { scopes } = parseLedger(schema, stored, source);
  return {
    scopes: scopes.map(({ lastApplied, ...scope }, index) => ({
      ...scope,
      ...itemsOf({ ...scope, lastApplied }, `scopes.${index}`, source),
    })),
  };
}

type Listed = "records" | "intents" | "done" | "publications" | "trail" | "runs" | "progress";

interface StoredItems extends Readonly<Record<Listed, readonly unknown[]>> {
  readonly drift: unknown;
  readonly pushes: readonly { readonly repository: number; readonly push: unknown }[];
  readonly lastApplied: readonly { readonly repository: number; readonly commit: string }[];
}

function itemsOf(stored: StoredItems, scope: string, source: ItemSource) {
  const read = <Item>(codec: Codec<Item>, list: Listed): readonly Item[] =>
    stored[list].map((item, index) => fromStored(codec, item, { ...source, within: `${scope}.${list}.${index}` }));
  return {
    records: read(recordCodec, "records"),
    intents: read(intentCodec, "intents"),
    done: read(doneCodec, "done"),
    publications: read(publicationCodec, "publications"),
    trail: read(trailCodec, "trail"),
    runs: read(runCodec, "runs"),
    drift: stored.drift === null ? null : fromStored(driftCodec, stored.drift, { ...source, within: `${scope}.drift` }),
    pushes: stored.pushes.map(({ repository, push }, index) => ({
      repository,
      push: fromStored(pushCodec, push, { ...source, within: `${scope}.pushes.${index}` }),
    })),
    progress: [
      ...read(progressEntryCodec, "progress"),
      ...stored.lastApplied.map(({ repository, commit }) => ({ repository, ...progressOf(commit), pending: [] })),
    ],
  };
}

function toFile({ scopes }: LedgerFile): object {
  return {
    format: LEDGER_FORMAT,
    scopes: scopes.map(({ records, intents, done, publications, trail, runs, pushes, progress, drift, ...scope }) => ({
      ...scope,
      drift: drift === null ? null : toStored({ ...drift, parts: 1 }),
      records: records.map(toStored),
      intents: intents.map(toStored),
      done: done.map(toStored),
      publications: publications.map(toStored),
      trail: trail.map(toStored),
      runs: runs.map(toStored),
      progress: progress.map(toStored),
      pushes: pushes.map(({ repository, push }) => ({ repository, push: toStored(push) })),
    })),
  };
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
      await file.writeFile(`${JSON.stringify(toFile(content), null, 2)}\n`);
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
