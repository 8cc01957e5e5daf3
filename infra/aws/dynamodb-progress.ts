import { GetItemCommand, type DynamoDBClient, type TransactWriteItem } from "@aws-sdk/client-dynamodb";
import * as v from "valibot";
import type { Lease, Ledger, RunSummary } from "../../workflows/ports/ledger.ts";
import { type BranchProgress, noProgress, type PendingChange } from "../../workflows/ports/progress.ts";
import { chunked } from "../../workflows/calls/all-pages.ts";
import { type Codec, LedgerCorruptError } from "../ledger/format.ts";
import { pendingCodec, progressCodec, type ProgressItem, progressOf } from "../ledger/progress-schema.ts";
import { attributes, type ItemKey, keys, partitions, pendingPrefix } from "./ledger-items.ts";
import { parseBody, queryPartition, type Item as StoredItem } from "./ledger-table.ts";

/** How much of what is pending one item holds: it takes 400 KB, and a reason of 500 characters up to 3 KB. */
const CHUNK = 100;

export interface DynamodbProgressOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly firstType: string;
  readonly put: (key: ItemKey, value: object, what: string) => TransactWriteItem;
  readonly remove: (key: ItemKey) => TransactWriteItem;
  readonly putRun: (run: RunSummary) => TransactWriteItem;
  /** Writes all items or none, while the lease holds. */
  readonly write: (lease: Lease, ...items: readonly TransactWriteItem[]) => Promise<void>;
}

const appliedSchema = v.strictObject({ commit: v.string() });
const appliedCodec: Codec<{ readonly commit: string }> = { current: appliedSchema, first: () => appliedSchema };

/**
 * How far the target is. What is pending may be too much for one item or one transaction: it is written first, under the
 * next number, and the item that names the number is written last, together with the run's summary. What the number
 * before names stays until the next end of a run, for whoever is reading it.
 */
export function createDynamodbProgress(
  options: DynamodbProgressOptions,
): Pick<Ledger, "progress" | "pin" | "finish" | "noteTold"> {
  const { client, table, put, remove, putRun, write } = options;

  async function item(key: ItemKey): Promise<StoredItem | undefined> {
    const command = new GetItemCommand({ TableName: table, Key: attributes(key), ConsistentRead: true });
    return (await client.send(command)).Item;
  }

  async function stored(repository: number): Promise<ProgressItem> {
    const now = await item(keys.progress(repository));
    if (now !== undefined) return parseBody(progressCodec, now, options);
    const first = await item(keys.firstProgress(repository));
    const { pending: _, ...nothing } = noProgress;
    const begun = first === undefined ? nothing : progressOf(parseBody(appliedCodec, first, options).commit);
    return { ...begun, seq: 0, chunks: 0 };
  }

  async function pendingOf(repository: number, { seq, chunks }: ProgressItem): Promise<readonly PendingChange[]> {
    if (chunks === 0) return [];
    const { pk } = keys.pending(repository, seq, 0);
    const items = await queryPartition(client, table, pk, pendingPrefix(seq));
    const bySortKey = new Map(items.map((each) => [each["sk"]?.S, each]));
    return Array.from({ length: chunks }, (_, index) => {
      const { sk } = keys.pending(repository, seq, index);
      const found = bySortKey.get(sk);
      if (found !== undefined) return parseBody(pendingCodec, found, options).pending;
      // What is pending holds changes back: a part of it would pass for all.
      throw new LedgerCorruptError(
        `The item "${pk}", "${sk}" of the ledger table "${table}" is missing. ` +
          "Restore the table to an earlier point in time.",
      );
    }).flat();
  }

  /** What no progress names: of the runs before the last, and of one that died at its end. */
  async function leftovers(repository: number, seq: number): Promise<readonly ItemKey[]> {
    const pk = partitions.pending(repository);
    const items = await queryPartition(client, table, pk);
    const sortKeys = items.map((each) => each["sk"]?.S ?? "");
    return sortKeys.filter((sk) => !sk.startsWith(pendingPrefix(seq))).map((sk) => ({ pk, sk }));
  }

  /** Writes what is pending under the next number, which counts once the progress names it. */
  async function writePending(
    lease: Lease,
    repository: number,
    before: ProgressItem,
    pending: readonly PendingChange[],
  ): Promise<Pick<ProgressItem, "seq" | "chunks">> {
    const seq = before.seq + 1;
    for (const key of await leftovers(repository, before.seq)) await write(lease, remove(key));
    const chunks = chunked(pending, CHUNK);
    for (const [index, part] of chunks.entries()) {
      await write(lease, put(keys.pending(repository, seq, index), { pending: part }, "What is pending"));
    }
    return { seq, chunks: chunks.length };
  }

  const putProgress = (repository: number, value: ProgressItem): TransactWriteItem =>
    put(keys.progress(repository), value, "The progress");

  return {
    async progress(repository): Promise<BranchProgress> {
      const value = await stored(repository);
      const { seq: _, chunks: __, ...rest } = value;
      return { ...rest, pending: await pendingOf(repository, value) };
    },
    async pin(lease, repository, pin) {
      await write(lease, putProgress(repository, { ...(await stored(repository)), ...pin }));
    },
    async finish(lease, repository, { pending, ...end }, run) {
      const before = await stored(repository);
      const where = await writePending(lease, repository, before, pending);
      await write(lease, putProgress(repository, { ...before, ...end, doubt: "none", ...where }), putRun(run));
    },
    async noteTold(lease, repository, { pending, ...told }) {
      const before = await stored(repository);
      const where = pending === undefined ? {} : await writePending(lease, repository, before, pending);
      await write(lease, putProgress(repository, { ...before, ...told, ...where }));
    },
  };
}
