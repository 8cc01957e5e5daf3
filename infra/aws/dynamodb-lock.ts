import { randomUUID } from "node:crypto";
import { ConditionalCheckFailedException, UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Clock } from "../../workflows/ports/clock.ts";
import { LeaseLostError, type Lease, type LockStore } from "../../workflows/ports/ledger.ts";
import { checkFormat, LEDGER_FORMAT } from "../ledger/format.ts";
import { attributes, format, keys, number } from "./ledger-items.ts";
import { isConditionFailure, numberOf, withoutConflict } from "./ledger-table.ts";

/** Runs each task after the one before it has ended, however that ended. */
export type InTurn = <Result>(task: () => Promise<Result>) => Promise<Result>;

export interface DynamodbLockOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
  /** Shared with the writes that check the lock's item: they would conflict with its changes. */
  readonly inTurn: InTurn;
}

/** The target's lock: one item, changed by conditional writes alone. */
export function createDynamodbLock({ client, table, clock, inTurn }: DynamodbLockOptions): LockStore {
  return {
    acquire: (owner, milliseconds) =>
      inTurn(async () => {
        const now = clock.now();
        const expiresAt = now + milliseconds;
        // Tells our own write, repeated by the SDK after its answer was lost, from another owner's.
        const nonce = randomUUID();
        try {
          const { Attributes } = await withoutConflict(clock, () =>
            client.send(
              new UpdateItemCommand({
                TableName: table,
                Key: attributes(keys.lock),
                UpdateExpression:
                  "SET fence = if_not_exists(fence, :zero) + :one, #owner = :owner, #until = :until, nonce = :nonce, #format = :format",
                ConditionExpression:
                  "attribute_not_exists(pk) OR (#until <= :now AND (attribute_not_exists(#format) OR #format <= :format))",
                ExpressionAttributeNames: { "#owner": "owner", "#until": "until", "#format": "format" },
                ExpressionAttributeValues: {
                  ":format": format,
                  ":zero": number(0),
                  ":one": number(1),
                  ":owner": { S: owner },
                  ":until": number(expiresAt),
                  ":nonce": { S: nonce },
                  ":now": number(now),
                },
                ReturnValues: "ALL_NEW",
                ReturnValuesOnConditionCheckFailure: "ALL_OLD",
              }),
            ),
          );
          return { owner, fence: numberOf(Attributes, "fence"), expiresAt };
        } catch (error) {
          if (!(error instanceof ConditionalCheckFailedException)) throw error;
          if (numberOf(error.Item, "format") > LEDGER_FORMAT)
            checkFormat(numberOf(error.Item, "format"), lockIn(table));
          if (error.Item?.["nonce"]?.S !== nonce) return { heldUntil: numberOf(error.Item, "until") };
          return { owner, fence: numberOf(error.Item, "fence"), expiresAt };
        }
      }),

    renew: (lease, milliseconds) =>
      inTurn(async () => {
        const expiresAt = clock.now() + milliseconds;
        await orLeaseLost(lease, () =>
          withoutConflict(clock, () => {
            const holding = leaseCondition(lease, clock.now());
            return client.send(
              new UpdateItemCommand({
                TableName: table,
                Key: attributes(keys.lock),
                UpdateExpression: "SET #until = :until",
                ...holding,
                ExpressionAttributeValues: { ...holding.ExpressionAttributeValues, ":until": number(expiresAt) },
              }),
            );
          }),
        );
        return { ...lease, expiresAt };
      }),

    release: (lease) =>
      inTurn(async () => {
        try {
          await withoutConflict(clock, () =>
            client.send(
              new UpdateItemCommand({
                TableName: table,
                Key: attributes(keys.lock),
                // The item stays, for its fence.
                UpdateExpression: "SET #until = :zero REMOVE #owner, nonce",
                ConditionExpression: "#owner = :owner AND fence = :fence",
                ExpressionAttributeNames: { "#owner": "owner", "#until": "until" },
                ExpressionAttributeValues: {
                  ":zero": number(0),
                  ":owner": { S: lease.owner },
                  ":fence": number(lease.fence),
                },
              }),
            ),
          );
        } catch (error) {
          if (!isConditionFailure(error)) throw error;
        }
      }),
  };
}

const lockIn = (table: string) => ({ where: `The lock of the ledger table "${table}"` });

/** Holds while the lease is the newest and has not run out. */
export function leaseCondition(lease: Lease, now: number) {
  return {
    ConditionExpression: "#owner = :owner AND fence = :fence AND #until > :now",
    ExpressionAttributeNames: { "#owner": "owner", "#until": "until" },
    ExpressionAttributeValues: {
      ":owner": { S: lease.owner },
      ":fence": number(lease.fence),
      ":now": number(now),
    },
  };
}

/** Runs a write whose condition, or whose first one, is `leaseCondition`. Rejects with `LeaseLostError`. */
export async function orLeaseLost(lease: Lease, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
    throw new LeaseLostError(`the lease ${lease.fence} of "${lease.owner}" is no longer the newest, or ran out`);
  }
}
