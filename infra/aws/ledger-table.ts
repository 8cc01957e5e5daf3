import {
  ConditionalCheckFailedException,
  paginateQuery,
  TransactionCanceledException,
  TransactionConflictException,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { PermanentError } from "../../workflows/engine/values/errors.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import { type Codec, fromStored, parseLedgerText, toStored } from "../ledger/format.ts";

export type Item = Readonly<Record<string, AttributeValue>>;

/** DynamoDB's own limit is 400 KB for an item, names of attributes and keys included. */
const LARGEST_BODY = 390 * 1024;
const CONFLICT_ATTEMPTS = 8;
const CONFLICT_PAUSE = 50;

/** What was to be kept does not fit into one item of the table. */
export class LedgerItemTooLargeError extends PermanentError {
  override readonly name = "LedgerItemTooLargeError";
}

export function toBody(value: object, what: string): AttributeValue {
  const body = JSON.stringify(toStored(value));
  const bytes = Buffer.byteLength(body);
  if (bytes <= LARGEST_BODY) return { S: body };
  throw new LedgerItemTooLargeError(
    `${what} takes ${Math.ceil(bytes / 1024)} KB and the ledger holds at most ${LARGEST_BODY / 1024} KB; ` +
      "split the change into several pull requests",
  );
}

export function parseBody<Output>(
  codec: Codec<Output>,
  item: Item,
  { table, firstType }: { readonly table: string; readonly firstType: string },
): Output {
  const source = {
    where: `The item "${item["pk"]?.S ?? ""}", "${item["sk"]?.S ?? ""}" of the ledger table "${table}"`,
    fix:
      "Restore the table to an earlier point in time, or remove the item; a resource whose record is removed has to " +
      "be adopted (`adopt: true`).",
    firstType,
  };
  return fromStored(codec, parseLedgerText(item["body"]?.S ?? "", source), source);
}

/** A number attribute, or 0 where there is none. */
export function numberOf(item: Item | undefined, attribute: string): number {
  return Number(item?.[attribute]?.N ?? 0);
}

/** All items of a partition, or those whose sort key begins with a prefix, in the order of their sort keys. */
export async function queryPartition(
  client: DynamoDBClient,
  table: string,
  partition: string,
  prefix?: string,
): Promise<readonly Item[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: prefix === undefined ? "pk = :pk" : "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: { ":pk": { S: partition }, ...(prefix !== undefined && { ":prefix": { S: prefix } }) },
    },
  );
  const items: Item[] = [];
  for await (const page of pages) items.push(...(page.Items ?? []));
  return items;
}

/** Whether a write was refused because its condition, or the first one of its transaction, does not hold. */
export function isConditionFailure(
  error: unknown,
): error is ConditionalCheckFailedException | TransactionCanceledException {
  if (error instanceof ConditionalCheckFailedException) return true;
  return error instanceof TransactionCanceledException && reasonsOf(error)[0] === "ConditionalCheckFailed";
}

/**
 * Repeats a write that only lost against a transaction on the same item, which DynamoDB refuses instead of waiting and
 * the SDK does not repeat. Every transaction checks the lock's item, so two workers that meet there are normal.
 */
export async function withoutConflict<Result>(clock: Clock, write: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isConflict(error) || attempt === CONFLICT_ATTEMPTS) throw error;
      await clock.sleep(Math.random() * CONFLICT_PAUSE * 2 ** attempt, new AbortController().signal);
    }
  }
}

function isConflict(error: unknown): boolean {
  if (error instanceof TransactionConflictException) return true;
  if (!(error instanceof TransactionCanceledException)) return false;
  const reasons = reasonsOf(error).filter((reason) => reason !== "None");
  return reasons.length > 0 && reasons.every((reason) => transientReasons.has(reason));
}

const transientReasons = new Set(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]);

function reasonsOf(error: TransactionCanceledException): readonly string[] {
  return (error.CancellationReasons ?? []).map((reason) => reason.Code ?? "None");
}
