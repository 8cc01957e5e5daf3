import {
  DescribeConnectionCommand,
  ListApiDestinationsCommand,
  type EventBridgeClient,
} from "@aws-sdk/client-eventbridge";
import { CloudError, type ConnectionStates } from "../../workflows/ports/cloud.ts";
import type { Dependents } from "../../workflows/ports/safety.ts";
import { callAws, misunderstood } from "./cloud-errors.ts";

/** The most that EventBridge lists at once. */
const PAGE_SIZE = 100;

export interface ConnectionStatesOptions {
  readonly client: EventBridgeClient;
}

/** What EventBridge itself says of a connection: Cloud Control's model has no state. Rejects with `CloudError`. */
export function createConnectionStates({ client }: ConnectionStatesOptions): ConnectionStates & Dependents {
  return {
    async describe(name, signal) {
      const call = { operation: "DescribeConnection", subject: name, signal };
      try {
        const answer = await callAws(call, () =>
          client.send(new DescribeConnectionCommand({ Name: name }), { abortSignal: signal }),
        );
        // Whatever else the answer holds, such as header values, stays here.
        if (answer.ConnectionState === undefined) throw misunderstood(call, "the connection has no state");
        return {
          state: answer.ConnectionState,
          reason: answer.StateReason ?? null,
          createdAt: answer.CreationTime?.getTime() ?? null,
          arn: answer.ConnectionArn ?? null,
        };
      } catch (error) {
        if (error instanceof CloudError && error.kind === "not-found") return undefined;
        throw error;
      }
    },

    dependents: (connectionArn, signal) =>
      callAws({ operation: "ListApiDestinations", subject: connectionArn, signal }, async () => {
        const names: string[] = [];
        let token: string | undefined;
        do {
          const page = await client.send(
            new ListApiDestinationsCommand({ ConnectionArn: connectionArn, Limit: PAGE_SIZE, NextToken: token }),
            { abortSignal: signal },
          );
          names.push(...(page.ApiDestinations ?? []).flatMap(({ Name }) => (Name === undefined ? [] : [Name])));
          token = page.NextToken;
        } while (token !== undefined);
        return names.toSorted();
      }),
  };
}
