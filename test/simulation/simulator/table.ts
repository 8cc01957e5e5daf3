import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  type GetItemCommandInput,
  type PutItemCommandInput,
  type QueryCommandInput,
  TransactionCanceledException,
  type TransactWriteItemsCommandInput,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { type Expressed, type Item, meets, updated } from "./expressions.ts";
import type { Calling } from "./calling.ts";

/** What may go wrong with a request to the table, as the SDK's own repeats leave it. */
export type TableFault =
  /** It does not get there. */
  | "refused"
  /** It takes effect, and nobody learns of it. */
  | "unheard"
  /** It takes effect, its answer is lost, and the SDK sends it once more. */
  | "sent twice";

export interface Table {
  /** Asked before each request. */
  faultOf: (operation: string) => TableFault | undefined;
  /** Of a process. */
  client(call: Calling): DynamoDBClient;
  /** Everything in it. */
  items(): readonly Item[];
}

/** Data of DynamoDB's form, in memory, with the conditions and updates that the ledger writes. */
export function createTable(): Table {
  const partitions = new Map<string, Map<string, Item>>();

  const partition = (pk: string): Map<string, Item> => {
    const found = partitions.get(pk) ?? new Map<string, Item>();
    partitions.set(pk, found);
    return found;
  };
  const place = (key: Item | undefined): readonly [string, string] => [key?.["pk"]?.S ?? "", key?.["sk"]?.S ?? ""];
  const get = (key: Item | undefined): Item | undefined => {
    const [pk, sk] = place(key);
    return partitions.get(pk)?.get(sk);
  };
  const set = (item: Item): void => {
    const [pk, sk] = place(item);
    partition(pk).set(sk, item);
  };
  const remove = (key: Item | undefined): void => {
    const [pk, sk] = place(key);
    partitions.get(pk)?.delete(sk);
  };

  function require(item: Item | undefined, given: Expressed): void {
    if (meets(item, given)) return;
    const message = "The conditional request failed";
    throw new ConditionalCheckFailedException({ message, $metadata: {}, ...(item && { Item: { ...item } }) });
  }

  const operations = {
    GetItem: ({ Key }: GetItemCommandInput) => ({ Item: get(Key) }),
    PutItem(input: PutItemCommandInput) {
      const item = input.Item ?? {};
      require(get(item), input);
      set(item);
      return {};
    },
    UpdateItem(input: UpdateItemCommandInput) {
      const before = get(input.Key);
      require(before, input);
      const after = updated(input.Key ?? {}, before, input);
      set(after);
      return { Attributes: after };
    },
    Query(input: QueryCommandInput) {
      const values = input.ExpressionAttributeValues ?? {};
      const [prefix, time] = [values[":prefix"]?.S ?? "", values[":time"]?.S];
      const found = [...(partitions.get(values[":pk"]?.S ?? "") ?? [])]
        .filter(([sk]) => sk.startsWith(prefix) && (time === undefined || sk < time))
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([, item]) => item);
      const ordered = input.ScanIndexForward === false ? found.toReversed() : found;
      return { Items: ordered.slice(0, input.Limit) };
    },
    TransactWriteItems({ TransactItems: items = [] }: TransactWriteItemsCommandInput) {
      const isMet = items.map(({ ConditionCheck: check }) => check === undefined || meets(get(check.Key), check));
      if (isMet.includes(false)) {
        const CancellationReasons = isMet.map((met) => ({ Code: met ? "None" : "ConditionalCheckFailed" }));
        throw new TransactionCanceledException({ message: "cancelled", $metadata: {}, CancellationReasons });
      }
      for (const { Put, Delete } of items) {
        if (Put?.Item !== undefined) set(Put.Item);
        if (Delete !== undefined) remove(Delete.Key);
      }
      return {};
    },
  };

  function serve(operation: string, input: object): unknown {
    const known = operations as unknown as Readonly<Record<string, (given: object) => unknown>>;
    const run = known[operation];
    if (run === undefined) throw new Error(`the table knows no ${operation}`);
    return run(input);
  }

  const table: Table = {
    faultOf: () => undefined,
    items: () => [...partitions.values()].flatMap((each) => [...each.values()]),
    client(call) {
      const send = (command: { readonly input: object }) => {
        const operation = command.constructor.name.replace(/Command$/, "");
        return call(`ledger.${operation}`, () => {
          const fault = table.faultOf(operation);
          if (fault === "refused") throw unreachable();
          const answer = serve(operation, command.input);
          if (fault === "unheard") throw unreachable();
          // A transaction has a token of the SDK's by which the second one is the first.
          return fault === "sent twice" && operation !== "TransactWriteItems"
            ? serve(operation, command.input)
            : answer;
        });
      };
      // Pages are asked for only of what is such a client.
      return Object.assign(Object.create(DynamoDBClient.prototype) as DynamoDBClient, { send });
    },
  };
  return table;
}

function unreachable(): Error {
  return Object.assign(new Error("the table does not answer"), { name: "TimeoutError" });
}
