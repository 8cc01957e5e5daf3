import { DescribeConnectionCommand, type EventBridgeClient, ListConnectionsCommand } from "@aws-sdk/client-eventbridge";
import * as v from "valibot";
import type { JsonObject } from "../../workflows/engine/json.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import { CloudError } from "../../workflows/ports/cloud.ts";
import type { ConnectionInventory, ListedConnection } from "../../workflows/ports/inventory.ts";
import { callAws, misunderstood } from "./cloud-errors.ts";
import { repeatRead } from "./repeat-read.ts";

/** The most that EventBridge lists at once. */
const PAGE_SIZE = 100;

const pageSchema = v.object({
  Connections: v.optional(v.array(v.object({ Name: v.string(), ConnectionState: v.string() })), []),
  NextToken: v.optional(v.string()),
});

/** A secret's value is dropped right here: that AWS withholds it is unconfirmed. So is an undeclared one's. */
const parameterSchema = v.pipe(
  v.object({ Key: v.string(), Value: v.optional(v.string()), IsValueSecret: v.optional(v.boolean()) }),
  v.transform(({ Key, Value, IsValueSecret }): JsonObject => {
    if (IsValueSecret !== false) return { Key, IsValueSecret: true };
    return Value === undefined ? { Key, IsValueSecret } : { Key, Value, IsValueSecret };
  }),
);

const listSchema = v.optional(v.array(parameterSchema), []);

const parametersSchema = v.pipe(
  v.object({ HeaderParameters: listSchema, QueryStringParameters: listSchema, BodyParameters: listSchema }),
  v.transform((lists): JsonObject | null => {
    const used = Object.entries(lists).filter(([, list]) => list.length > 0);
    return used.length === 0 ? null : Object.fromEntries(used);
  }),
);

const describedSchema = v.object({
  AuthParameters: v.optional(
    v.object({
      InvocationHttpParameters: v.optional(parametersSchema),
      OAuthParameters: v.optional(v.object({ OAuthHttpParameters: v.optional(parametersSchema) })),
    }),
  ),
});

export interface ConnectionInventoryOptions {
  readonly client: EventBridgeClient;
  readonly clock: Clock;
}

/** What EventBridge itself says of all connections. Cloud Control reads no HTTP parameter back, not even a public one. */
export function createConnectionInventory({ client, clock }: ConnectionInventoryOptions): ConnectionInventory {
  return {
    async list(signal) {
      const call = { operation: "ListConnections", subject: "all connections", signal };
      const found: ListedConnection[] = [];
      let token: string | undefined;
      do {
        const input = { Limit: PAGE_SIZE, ...(token === undefined ? {} : { NextToken: token }) };
        const answer = await repeatRead(clock, signal, () =>
          callAws(call, () => client.send(new ListConnectionsCommand(input), { abortSignal: signal })),
        );
        const page = v.safeParse(pageSchema, answer);
        if (!page.success) throw misunderstood(call, "a connection in the list lacks its name or its state");
        found.push(...page.output.Connections.map(({ Name, ConnectionState: state }) => ({ name: Name, state })));
        // A page may be empty and have another behind it.
        token = page.output.NextToken;
      } while (token !== undefined);
      return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },

    async httpParameters(name, signal) {
      const call = { operation: "DescribeConnection", subject: name, signal };
      try {
        const answer = await repeatRead(clock, signal, () =>
          callAws(call, () => client.send(new DescribeConnectionCommand({ Name: name }), { abortSignal: signal })),
        );
        const described = v.safeParse(describedSchema, answer);
        if (!described.success) throw misunderstood(call, "the HTTP parameters are not lists of keys and values");
        const { InvocationHttpParameters, OAuthParameters } = described.output.AuthParameters ?? {};
        return {
          invocation: InvocationHttpParameters ?? null,
          oauth: OAuthParameters?.OAuthHttpParameters ?? null,
        };
      } catch (error) {
        if (error instanceof CloudError && error.kind === "not-found") return undefined;
        throw error;
      }
    },
  };
}
