import type { JsonObject } from "../../../../workflows/engine/values/json.ts";
import { AwsError } from "../wire/aws-error.ts";
import { type Call, operation, type Operation, present, reads, timestamp, writes } from "../wire/call.ts";
import { CONNECTION_ARN, destinationState, destinationType, HTTP_METHODS, URL_TEXT } from "./destination-type.ts";
import { eventsName, invalidToken, listing, listLimit } from "./inputs.ts";
import { byKey, pageOf } from "../wire/page.ts";
import type { HandlerFailure } from "../cloud-control/resource-type.ts";
import type { StoredDestination } from "../state.ts";

const connectionArn = { type: "string", min: 1, max: 1600, pattern: CONNECTION_ARN } as const;
const endpoint = { type: "string", min: 1, max: 2048, pattern: URL_TEXT } as const;
const method = { type: "string", enum: HTTP_METHODS } as const;
const optional = {
  Description: { type: "string", max: 512 },
  InvocationRateLimitPerSecond: { type: "integer", min: 1 },
} as const;

/** EventBridge's operations on what depends on a connection. */
export const destinationOperations: Readonly<Record<string, Operation>> = {
  CreateApiDestination: operation(
    writes,
    {
      Name: eventsName,
      ...optional,
      ConnectionArn: { ...connectionArn, required: true },
      InvocationEndpoint: { ...endpoint, required: true },
      HttpMethod: { ...method, required: true },
    },
    (input, call) => {
      const act = { ...call, at: call.now, alteration: {} };
      succeed(destinationType.create(act, input.Name, present(input)), input.Name);
      return changed(call, destinationNamed(call, input.Name));
    },
  ),

  UpdateApiDestination: operation(
    writes,
    { Name: eventsName, ...optional, ConnectionArn: connectionArn, InvocationEndpoint: endpoint, HttpMethod: method },
    (input, call) => {
      const { properties } = destinationNamed(call, input.Name);
      const act = { ...call, at: call.now, alteration: {} };
      succeed(destinationType.update(act, input.Name, { ...properties, ...present(input) }), input.Name);
      return changed(call, destinationNamed(call, input.Name));
    },
  ),

  DeleteApiDestination: operation(writes, { Name: eventsName }, (input, call) => {
    succeed(destinationType.remove({ ...call, at: call.now, alteration: {} }, input.Name), input.Name);
    return {};
  }),

  DescribeApiDestination: operation(reads, { Name: eventsName }, (input, call) => {
    const found = destinationNamed(call, input.Name);
    return present({ ...listed(call, found), Description: found.properties["Description"] });
  }),

  ListApiDestinations: operation(reads, { ...listing, ConnectionArn: connectionArn }, (input, call) => {
    const wanted = [...call.store.destinations.values()].filter(
      ({ name, properties }) =>
        name.startsWith(input.NamePrefix ?? "") &&
        (input.ConnectionArn === undefined || properties["ConnectionArn"] === input.ConnectionArn),
    );
    const sorted = wanted.toSorted(byKey(({ name }) => name));
    const asked = { limit: input.Limit ?? listLimit, token: input.NextToken, invalid: invalidToken };
    const page = pageOf(call, sorted, ({ name }) => name, asked);
    const ApiDestinations = page.items.map((destination) => listed(call, destination));
    return present({ ApiDestinations, NextToken: page.nextToken });
  }),
};

const doesNotExist = (name: string): AwsError =>
  new AwsError(
    "ResourceNotFoundException",
    `Failed to describe the api-destination(s). An api-destination '${name}' does not exist.`,
  );

function destinationNamed(call: Call, name: string): StoredDestination {
  const found = call.store.destinations.get(name);
  if (found === undefined) throw doesNotExist(name);
  return found;
}

/** Raises a handler's failure as the error of the API that it comes from. */
function succeed(failure: HandlerFailure | undefined, name: string): void {
  if (failure === undefined) return;
  if (failure.code === "AlreadyExists") {
    throw new AwsError("ResourceAlreadyExistsException", `An api-destination '${name}' already exists.`);
  }
  // A connection that does not exist is named by the handler's own words.
  throw failure.message.includes("Connection '")
    ? new AwsError("ResourceNotFoundException", failure.message)
    : doesNotExist(name);
}

/** What the operations that change a destination answer. */
function changed(call: Call, destination: StoredDestination): JsonObject {
  const { ApiDestinationArn, ApiDestinationState, CreationTime, LastModifiedTime } = listed(call, destination);
  return present({ ApiDestinationArn, ApiDestinationState, CreationTime, LastModifiedTime });
}

function listed(call: Call, destination: StoredDestination): JsonObject {
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
