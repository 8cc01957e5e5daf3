import { randomUUID } from "node:crypto";
import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  type DynamoDBClient,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import { compareKeys, type Key } from "../../workflows/engine/values/key.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import {
  type ClaimingRole,
  type DoneChange,
  type Lease,
  type Ledger,
  type ResourceRecord,
  type RunSummary,
  subjectOf,
} from "../../workflows/ports/ledger.ts";
import { checkFormat, LEDGER_FORMAT, type Codec } from "../ledger/format.ts";
import { doneCodec, intentCodec, recordCodec } from "../ledger/schema.ts";
import { createDynamodbProgress } from "./dynamodb-progress.ts";
import { createDynamodbCounters } from "./dynamodb-counters.ts";
import { createDynamodbNotes } from "./dynamodb-notes.ts";
import { createDynamodbDrift } from "./dynamodb-drift.ts";
import { createDynamodbPublications } from "./dynamodb-publications.ts";
import { createDynamodbTrail } from "./dynamodb-trail.ts";
import { createDynamodbPushes } from "./dynamodb-pushes.ts";
import { createDynamodbLock, leaseCondition, orLeaseLost, type InTurn } from "./dynamodb-lock.ts";
import {
  attributes,
  format,
  keys,
  number,
  partitions,
  PUBLICATION_LIFETIME,
  RUN_LIFETIME,
  seconds,
  type ItemKey,
} from "./ledger-items.ts";
import {
  type Item as StoredItem,
  numberOf,
  parseBody,
  queryPartition,
  toBody,
  withoutConflict,
} from "./ledger-table.ts";

export interface DynamodbLedgerOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** The type of the resources in items of format 1, which name none. */
  readonly firstType: string;
  /** Workers compare leases with their own clocks: a lease must be longer than these can differ. */
  readonly clock: Clock;
  /** Whose one-time keys it takes; default: the applier's. */
  readonly role?: ClaimingRole;
}

interface Store extends DynamodbLedgerOptions {
  readonly inTurn: InTurn;
}

/**
 * The ledger of a deployed stack: one table, one target (the layout is in `ledger-items.ts`). Every write of the apply
 * path is a transaction that checks the lock's item, so that a lease that ran out can't write. Rejects with
 * `LeaseLostError`, `LedgerCorruptError`, `LedgerFormatError`, `LedgerItemTooLargeError`, or the SDK's own error when
 * the table does not answer.
 */
export function createDynamodbLedger(options: DynamodbLedgerOptions): Ledger {
  const store: Store = { ...options, inTurn: createTurns() };
  const { client, table, firstType } = store;
  const write = (lease: Lease, ...items: readonly TransactWriteItem[]) => writeHolding(store, lease, items);
  const put = (key: ItemKey, value: object, what: string, expiresAt?: number): TransactWriteItem => ({
    Put: {
      TableName: table,
      Item: {
        pk: { S: key.pk },
        sk: { S: key.sk },
        body: toBody(value, what),
        ...(expiresAt !== undefined && { expiresAt: seconds(expiresAt) }),
      },
    },
  });
  const remove = (key: ItemKey): TransactWriteItem => ({ Delete: { TableName: table, Key: attributes(key) } });
  const read = <Item>(codec: Codec<Item>, item: StoredItem): Item => parseBody(codec, item, store);
  // What stands under the name alone, as in format 1, goes with the first write of its successor.
  const ifFirst = (key: Key, old: ItemKey): readonly TransactWriteItem[] =>
    key.type === firstType ? [remove(old)] : [];
  const putRecord = (record: ResourceRecord): readonly TransactWriteItem[] => [
    put(keys.record(record.key), record, `The record of "${record.name}"`),
    ...ifFirst(record.key, keys.firstRecord(record.key)),
  ];
  const removeRecord = (key: Key): readonly TransactWriteItem[] => [
    remove(keys.record(key)),
    ...ifFirst(key, keys.firstRecord(key)),
  ];
  const putDone = (done: DoneChange | undefined): readonly TransactWriteItem[] => {
    if (done === undefined) return [];
    const { at, result } = done;
    const subject = subjectOf(done);
    const lifetime = "pull" in subject ? PUBLICATION_LIFETIME : RUN_LIFETIME;
    return [put(keys.done(subject, result.key), done, `What was done to "${result.name}"`, at + lifetime)];
  };
  const putRun = (run: RunSummary): TransactWriteItem =>
    put(keys.run(run.startedAt, run.id), run, `The run "${run.id}"`, run.endedAt + RUN_LIFETIME);

  return {
    async records() {
      const items = await queryPartition(client, table, partitions.records);
      return items.map((item) => read(recordCodec, item)).toSorted((a, b) => compareKeys(a.key, b.key));
    },
    putRecord: async (lease, record, done) => write(lease, ...putRecord(record), ...putDone(done)),
    deleteRecord: async (lease, key, done) => write(lease, ...removeRecord(key), ...putDone(done)),

    async intents() {
      // An intent becomes a mark, and never the other way round.
      const intents = await queryPartition(client, table, partitions.intents);
      const items = [...intents, ...(await queryPartition(client, table, partitions.marks))];
      return items.map((item) => read(intentCodec, item)).toSorted((a, b) => compareKeys(a.key, b.key));
    },
    putIntent: async (lease, intent) =>
      write(
        lease,
        put(keys.intent(intent.key), intent, `The intent for "${intent.name}"`),
        ...ifFirst(intent.key, keys.firstIntent(intent.key)),
      ),
    async leaveMark(intent) {
      const body = toBody({ ...intent, isMark: true }, `The mark for "${intent.name}"`);
      const key = attributes(keys.mark(intent.key, intent.clientToken));
      await client.send(new PutItemCommand({ TableName: table, Item: { ...key, body } }));
    },
    async settleIntent(lease, intent, { record, done }) {
      const { key } = intent;
      const items = intent.isMark
        ? [remove(keys.mark(key, intent.clientToken))]
        : [remove(keys.intent(key)), ...ifFirst(key, keys.firstIntent(key))];
      if (record !== undefined) items.push(...(record === null ? removeRecord(key) : putRecord(record)));
      await write(lease, ...items, ...putDone(done));
    },
    async done(subject) {
      const items = await queryPartition(client, table, partitions.done(subject));
      return items.map((item) => read(doneCodec, item)).toSorted((a, b) => compareKeys(a.result.key, b.result.key));
    },

    putRun: async (lease, run) => write(lease, putRun(run)),
    ...createDynamodbProgress({ client, table, firstType, put, remove, putRun, write }),
    claim: (key, milliseconds, holder) => claim(store, key, milliseconds, holder),
    claimedBy: (key) => claimedBy(store, key),
    ...createDynamodbPublications(store),
    ...createDynamodbTrail(store),
    ...createDynamodbPushes(store),
    ...createDynamodbLock(store),
    ...createDynamodbCounters(store),
    ...createDynamodbNotes(store),
    ...createDynamodbDrift(store),
  };
}

async function claim(
  { client, table, clock, role }: Store,
  key: string,
  milliseconds: number,
  holder: string | undefined,
): Promise<boolean> {
  const now = clock.now();
  const until = now + milliseconds;
  // Without a holder, it still tells our own claim whose first answer was lost.
  const nonce = holder ?? randomUUID();
  const { pk, sk } = attributes(keys.claim(key, role));
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: { pk, sk, format, until: number(until), nonce: { S: nonce }, expiresAt: seconds(until) },
        // DynamoDB deletes what has expired when it gets to it, so the condition looks at the time itself.
        ConditionExpression:
          "attribute_not_exists(pk) OR (#until <= :now AND (attribute_not_exists(#format) OR #format <= :format))",
        ExpressionAttributeNames: { "#until": "until", "#format": "format" },
        ExpressionAttributeValues: { ":now": number(now), ":format": format },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    checkClaim(error.Item, key, table);
    return error.Item?.["nonce"]?.S === nonce;
  }
}

async function claimedBy({ client, table, clock, role }: Store, key: string): Promise<string | undefined> {
  const place = attributes(keys.claim(key, role));
  const { Item: item } = await client.send(new GetItemCommand({ TableName: table, Key: place, ConsistentRead: true }));
  checkClaim(item, key, table);
  return numberOf(item, "until") > clock.now() ? item?.["nonce"]?.S : undefined;
}

function checkClaim(item: StoredItem | undefined, key: string, table: string): void {
  const taken = numberOf(item, "format");
  if (taken > LEDGER_FORMAT) checkFormat(taken, { where: `The key "${key}" of the ledger table "${table}"` });
}

/** Writes all items or none, and only while the lease is the newest and has not run out. */
async function writeHolding(store: Store, lease: Lease, items: readonly TransactWriteItem[]): Promise<void> {
  const { client, table, clock, inTurn } = store;
  // One run writes in turn: its own transactions would conflict at the lock's item.
  await inTurn(() =>
    orLeaseLost(lease, () =>
      withoutConflict(clock, () => {
        const check = { TableName: table, Key: attributes(keys.lock), ...leaseCondition(lease, clock.now()) };
        return client.send(new TransactWriteItemsCommand({ TransactItems: [{ ConditionCheck: check }, ...items] }));
      }),
    ),
  );
}

function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => {});
    return result;
  };
}
