import { createDynamodbClient } from "../../infra/aws/clients.ts";
import { createDynamodbLedger } from "../../infra/aws/dynamodb-ledger.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { Lease, Ledger } from "../../workflows/ports/ledger.ts";
import { address, refusal, startWire, type WireAnswer, type WireRequest } from "./aws-wire.ts";
import { type TableItem, WRITTEN_AT } from "./first-format.ts";
import { createTestClock } from "./test-clock.ts";

/** What the tests read of a request. */
interface Input {
  readonly Key: TableItem;
  readonly Item: TableItem;
  readonly TransactItems: readonly TransactItem[];
  readonly ExpressionAttributeValues: TableItem;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
}

interface TransactItem {
  readonly ConditionCheck?: { readonly Key: TableItem };
  readonly Put?: { readonly Item: TableItem };
  readonly Delete?: { readonly Key: TableItem };
}

export interface WireTable extends AsyncDisposable {
  readonly ledger: Ledger;
  /** A lease that the table does not look at. */
  readonly lease: Lease;
  readonly requests: readonly WireRequest[];
  /** What is in it, by `pk` and `sk` with a space between them. */
  readonly items: ReadonlyMap<string, TableItem>;
}

/**
 * A ledger at a table that holds these items. It is looser than DynamoDB: a write's condition is that nothing is there.
 * `dies`: what is asked is not done, and the ledger hears of an error.
 */
export async function openWireTable(
  content: readonly TableItem[],
  dies: (request: WireRequest) => boolean = () => false,
): Promise<WireTable> {
  const items = new Map(content.map((item) => [placeOf(item), item]));
  const wire = await startWire((request) =>
    dies(request)
      ? refusal("ValidationException", 400, "it died")
      : answer(items, request.operation, JSON.parse(request.body)),
  );
  const client = createDynamodbClient({ ...address, endpoint: wire.url });
  return {
    ledger: createDynamodbLedger({
      client,
      table: "ledger",
      firstType: CONNECTION_TYPE,
      clock: createTestClock(WRITTEN_AT),
    }),
    lease: { owner: "run-1", fence: 4, expiresAt: WRITTEN_AT + 60_000 },
    requests: wire.requests,
    items,
    async [Symbol.asyncDispose]() {
      client.destroy();
      await wire[Symbol.asyncDispose]();
    },
  };
}

/** What the table answers, and what becomes of it. */
export function answer(items: Map<string, TableItem>, operation: string, input: Input): WireAnswer {
  switch (operation) {
    case "Query":
      return { body: { Items: queried(items, input) } };
    case "GetItem":
      return { body: { Item: items.get(placeOf(input.Key)) } };
    case "PutItem":
      return items.has(placeOf(input.Item)) ? refused(items.get(placeOf(input.Item))) : put(items, input.Item);
    case "UpdateItem":
      // The lock is never free.
      return refused(items.get(placeOf(input.Key)));
    case "TransactWriteItems":
      return transacted(items, input.TransactItems);
    default:
      throw new Error(`the table knows no ${operation}`);
  }
}

function queried(items: ReadonlyMap<string, TableItem>, { ExpressionAttributeValues: values, ...input }: Input) {
  const [partition, prefix = "", time] = [values[":pk"]?.S, values[":prefix"]?.S, values[":time"]?.S];
  const found = [...items.values()]
    .filter(({ pk, sk }) => pk?.S === partition && sk?.S?.startsWith(prefix))
    .filter(({ sk }) => time === undefined || (sk?.S ?? "") < time)
    .toSorted((a, b) => ((a["sk"]?.S ?? "") < (b["sk"]?.S ?? "") ? -1 : 1));
  return (input.ScanIndexForward === false ? found.toReversed() : found).slice(0, input.Limit);
}

function transacted(items: Map<string, TableItem>, writes: readonly TransactItem[]): WireAnswer {
  const places = writes.map(({ ConditionCheck, Put, Delete }) =>
    placeOf(ConditionCheck?.Key ?? Put?.Item ?? Delete?.Key ?? {}),
  );
  if (new Set(places).size < places.length) return refusal("ValidationException", 400, "two writes of one item");
  for (const { Put, Delete } of writes) {
    if (Put !== undefined) put(items, Put.Item);
    if (Delete !== undefined) items.delete(placeOf(Delete.Key));
  }
  return { body: {} };
}

function put(items: Map<string, TableItem>, item: TableItem): WireAnswer {
  items.set(placeOf(item), item);
  return { body: {} };
}

function refused(item: TableItem | undefined): WireAnswer {
  const name = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException";
  return { status: 400, body: { __type: name, Message: "no", Item: item } };
}

function placeOf({ pk, sk }: TableItem): string {
  return `${pk?.S} ${sk?.S}`;
}
