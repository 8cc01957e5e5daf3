import type { JsonObject } from "../../../workflows/engine/json.ts";
import { AwsError, validation } from "./aws-error.ts";
import { type Call, operation, type Operation, present, reads, timestamp, writes } from "./call.ts";
import { describedConnection, listedConnection } from "./connection-description.ts";
import { createDestination, destinationState, HTTP_METHODS, removeDestination } from "./destination-type.ts";
import { byKey, pageOf } from "./page.ts";
import type { StoredConnection, StoredDestination } from "./state.ts";

const NAME = { type: "string", required: true, min: 1, max: 64, pattern: String.raw`[\.\-_A-Za-z0-9]+` } as const;
const listing = {
  NamePrefix: { type: "string", min: 1, max: 64 },
  NextToken: { type: "string", min: 1, max: 2048 },
  Limit: { type: "integer", min: 1, max: 100 },
} as const;
const LIST_PAGE = 100;
const invalidToken = (): AwsError => validation("The NextToken is not valid.");

/** The part of EventBridge that deals with connections and what depends on them. */
export const eventsOperations: Readonly<Record<string, Operation>> = {
  DescribeConnection: operation(reads, { Name: NAME }, (input, call) =>
    describedConnection(connectionNamed(call, input.Name)),
  ),

  ListConnections: operation(reads, { ...listing, ConnectionState: { type: "string" } }, (input, call) => {
    const wanted = [...call.store.connections.values()].filter(
      ({ name, state }) => name.startsWith(input.NamePrefix ?? "") && (input.ConnectionState ?? state) === state,
    );
    const sorted = wanted.toSorted(byKey(({ name }) => name));
    const page = pageOf(sorted, ({ name }) => name, input.Limit ?? LIST_PAGE, input.NextToken, invalidToken);
    return present({ Connections: page.items.map(listedConnection), NextToken: page.nextToken });
  }),

  /** Takes the credentials away and leaves the connection; API destinations on it stop working. */
  DeauthorizeConnection: operation(writes, { Name: NAME }, (input, call) => {
    const connection = connectionNamed(call, input.Name);
    const { AuthParameters: _, ...rest } = connection.properties;
    connection.properties = rest;
    connection.modified = call.now;
    connection.state = "DEAUTHORIZING";
    connection.next = { at: call.now + call.settleMs, to: "DEAUTHORIZED", reason: "The connection was deauthorized." };
    return present({
      ConnectionArn: connection.arn,
      ConnectionState: connection.state,
      CreationTime: timestamp(connection.created),
      LastModifiedTime: timestamp(connection.modified),
      LastAuthorizedTime: connection.authorized === null ? null : timestamp(connection.authorized),
    });
  }),

  ListApiDestinations: operation(
    reads,
    { ...listing, ConnectionArn: { type: "string", min: 1, max: 1600 } },
    (input, call) => {
      const wanted = [...call.store.destinations.values()].filter(
        ({ name, properties }) =>
          name.startsWith(input.NamePrefix ?? "") &&
          (input.ConnectionArn === undefined || properties["ConnectionArn"] === input.ConnectionArn),
      );
      const sorted = wanted.toSorted(byKey(({ name }) => name));
      const page = pageOf(sorted, ({ name }) => name, input.Limit ?? LIST_PAGE, input.NextToken, invalidToken);
      return present({
        ApiDestinations: page.items.map((destination) => listedDestination(call, destination)),
        NextToken: page.nextToken,
      });
    },
  ),

  DescribeApiDestination: operation(reads, { Name: NAME }, (input, call) => {
    const found = destinationNamed(call, input.Name);
    return present({ ...listedDestination(call, found), Description: found.properties["Description"] });
  }),

  CreateApiDestination: operation(
    writes,
    {
      Name: NAME,
      Description: { type: "string", max: 512 },
      ConnectionArn: { type: "string", required: true, min: 1, max: 1600 },
      InvocationEndpoint: { type: "string", required: true, min: 1, max: 2048 },
      HttpMethod: { type: "string", required: true, enum: HTTP_METHODS },
      InvocationRateLimitPerSecond: { type: "integer", min: 1 },
    },
    (input, call) => {
      const failure = createDestination({ ...call, at: call.now, twist: {} }, input.Name, present(input));
      if (failure?.code === "AlreadyExists") {
        throw new AwsError("ResourceAlreadyExistsException", `An api-destination '${input.Name}' already exists.`);
      }
      if (failure !== undefined) throw new AwsError("ResourceNotFoundException", failure.message);
      const { ApiDestinationArn, ApiDestinationState, CreationTime, LastModifiedTime } = listedDestination(
        call,
        destinationNamed(call, input.Name),
      );
      return present({ ApiDestinationArn, ApiDestinationState, CreationTime, LastModifiedTime });
    },
  ),

  DeleteApiDestination: operation(writes, { Name: NAME }, (input, call) => {
    destinationNamed(call, input.Name);
    removeDestination({ ...call, at: call.now, twist: {} }, input.Name);
    return {};
  }),
};

function connectionNamed(call: Call, name: string): StoredConnection {
  const found = call.store.connections.get(name);
  if (found !== undefined) return found;
  throw new AwsError(
    "ResourceNotFoundException",
    `Failed to describe the connection(s). Connection '${name}' does not exist.`,
  );
}

function destinationNamed(call: Call, name: string): StoredDestination {
  const found = call.store.destinations.get(name);
  if (found !== undefined) return found;
  throw new AwsError(
    "ResourceNotFoundException",
    `Failed to describe the api-destination(s). An api-destination '${name}' does not exist.`,
  );
}

function listedDestination(call: Call, destination: StoredDestination): JsonObject {
  const { ConnectionArn, InvocationEndpoint, HttpMethod, InvocationRateLimitPerSecond } = destination.properties;
  return present({
    ApiDestinationArn: destination.arn,
    Name: destination.name,
    ApiDestinationState: destinationState(call.store, destination),
    ConnectionArn,
    InvocationEndpoint,
    HttpMethod,
    InvocationRateLimitPerSecond,
    CreationTime: timestamp(destination.created),
    LastModifiedTime: timestamp(destination.modified),
  });
}
