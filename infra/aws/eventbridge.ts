import {
  DescribeConnectionCommand,
  type EventBridgeClient,
  ListApiDestinationsCommand,
  ListConnectionsCommand,
} from "@aws-sdk/client-eventbridge";
import type { DependentsApi, DescribeApi, ListApi } from "./service-apis.ts";

/*
 * EventBridge's own calls about connections. Answers go on as they come: the kind reads them, and drops what must not be
 * known. One function a call, so that a bundle holds those that its role may make.
 */

/** The most that EventBridge lists at once. */
const PAGE_SIZE = 100;

export function describeConnection(client: EventBridgeClient): DescribeApi {
  return {
    operation: "DescribeConnection",
    describe: (identifier, signal) =>
      client.send(new DescribeConnectionCommand({ Name: identifier }), { abortSignal: signal }),
  };
}

export function listConnections(client: EventBridgeClient): ListApi {
  return {
    operation: "ListConnections",
    async page(token, signal) {
      const input = { Limit: PAGE_SIZE, ...(token === undefined ? {} : { NextToken: token }) };
      const { Connections = [], NextToken: next } = await client.send(new ListConnectionsCommand(input), {
        abortSignal: signal,
      });
      return { items: Connections, next };
    },
  };
}

export function apiDestinationsOf(client: EventBridgeClient): DependentsApi {
  return {
    operation: "ListApiDestinations",
    async page(arn, token, signal) {
      const { ApiDestinations = [], NextToken: next } = await client.send(
        new ListApiDestinationsCommand({ ConnectionArn: arn, Limit: PAGE_SIZE, NextToken: token }),
        { abortSignal: signal },
      );
      return { items: ApiDestinations.flatMap(({ Name }) => (Name === undefined ? [] : [Name])), next };
    },
  };
}
