import type { Json, JsonObject } from "../../../workflows/engine/json.ts";
import { isObject } from "../../../workflows/engine/json.ts";
import { AwsError, validation } from "./aws-error.ts";
import { type Call, operation, type Operation, present, reads, timestamp, writes } from "./call.ts";
import { describedConnection, listedConnection } from "./connection-description.ts";
import { authorizationType, connectionMember } from "./connection-inputs.ts";
import { connectionType } from "./connection-type.ts";
import { eventsName, invalidToken, listing, listLimit } from "./events-inputs.ts";
import { byKey, pageOf } from "./page.ts";
import type { HandlerFailure } from "./resource-type.ts";
import type { StoredConnection } from "./state.ts";

const STATES = [
  "CREATING",
  "UPDATING",
  "DELETING",
  "AUTHORIZED",
  "DEAUTHORIZED",
  "AUTHORIZING",
  "DEAUTHORIZING",
  "ACTIVE",
  "FAILED_CONNECTIVITY",
];

const description = { type: "string", max: 512 } as const;
const kmsKey = { type: "string", max: 2048, pattern: String.raw`^[a-zA-Z0-9_\-\/:]*$` } as const;

/** EventBridge's own operations on connections, which Cloud Control's handlers call. */
export const connectionOperations: Readonly<Record<string, Operation>> = {
  CreateConnection: operation(
    writes,
    {
      Name: eventsName,
      Description: description,
      AuthorizationType: { ...authorizationType, required: true },
      AuthParameters: connectionMember("AuthParameters", "whole", true),
      InvocationConnectivityParameters: connectionMember("InvocationConnectivityParameters", "whole", false),
      KmsKeyIdentifier: kmsKey,
    },
    (input, call) => {
      succeed(connectionType.create({ ...call, at: call.now, twist: {} }, input.Name, present(input)), input.Name);
      return changed(connectionNamed(call, input.Name), false);
    },
  ),

  UpdateConnection: operation(
    writes,
    {
      Name: eventsName,
      Description: description,
      AuthorizationType: authorizationType,
      AuthParameters: connectionMember("AuthParameters", "changes", false),
      InvocationConnectivityParameters: connectionMember("InvocationConnectivityParameters", "changes", false),
      KmsKeyIdentifier: kmsKey,
    },
    (input, call) => {
      const { properties } = connectionNamed(call, input.Name);
      const { Name: _, ...changes } = present(input);
      const act = { ...call, at: call.now, twist: { goPublic: true } };
      succeed(connectionType.update(act, input.Name, publicWhereEmptied(merged(properties, changes))), input.Name);
      return changed(connectionNamed(call, input.Name), true);
    },
  ),

  DeleteConnection: operation(writes, { Name: eventsName }, (input, call) => {
    succeed(connectionType.remove({ ...call, at: call.now, twist: {} }, input.Name), input.Name);
    return changed(connectionNamed(call, input.Name), true);
  }),

  /** Takes the credentials away and leaves the connection; API destinations on it stop working. */
  DeauthorizeConnection: operation(writes, { Name: eventsName }, (input, call) => {
    const connection = connectionNamed(call, input.Name);
    const { AuthParameters: _, ...rest } = connection.properties;
    connection.properties = rest;
    connection.modified = call.now;
    connection.state = "DEAUTHORIZING";
    connection.next = { at: call.now + call.settleMs, to: "DEAUTHORIZED", reason: "The connection was deauthorized." };
    return changed(connection, true);
  }),

  DescribeConnection: operation(reads, { Name: eventsName }, (input, call) => {
    const connection = connectionNamed(call, input.Name);
    return describedConnection(connection, call.faults.take(call, ["show-secrets"]) !== undefined);
  }),

  ListConnections: operation(
    reads,
    { ...listing, ConnectionState: { type: "string", enum: STATES } },
    (input, call) => {
      const wanted = [...call.store.connections.values()].filter(
        ({ name, state }) => name.startsWith(input.NamePrefix ?? "") && (input.ConnectionState ?? state) === state,
      );
      const sorted = wanted.toSorted(byKey(({ name }) => name));
      const asked = { limit: input.Limit ?? listLimit, token: input.NextToken, invalid: invalidToken };
      const page = pageOf(call, sorted, ({ name }) => name, asked);
      return present({ Connections: page.items.map(listedConnection), NextToken: page.nextToken });
    },
  ),
};

const doesNotExist = (name: string): AwsError =>
  new AwsError(
    "ResourceNotFoundException",
    `Failed to describe the connection(s). Connection '${name}' does not exist.`,
  );

function connectionNamed(call: Call, name: string): StoredConnection {
  const found = call.store.connections.get(name);
  if (found === undefined) throw doesNotExist(name);
  return found;
}

/** Raises a handler's failure as the error of the API that it comes from. */
function succeed(failure: HandlerFailure | undefined, name: string): void {
  if (failure === undefined) return;
  switch (failure.code) {
    case "AlreadyExists":
      throw new AwsError("ResourceAlreadyExistsException", `Connection ${name} already exists.`);
    case "NotFound":
      throw doesNotExist(name);
    case "ServiceLimitExceeded":
      throw new AwsError("LimitExceededException", plain(failure));
    default:
      throw validation(plain(failure));
  }
}

/** The handler's words without where it has them from. */
const plain = ({ message }: HandlerFailure): string => message.replace(/ \(Service: EventBridge, [^()]*\)$/, "");

/** What the operations that change a connection answer. */
function changed(connection: StoredConnection, withAuthorized: boolean): JsonObject {
  const { arn, state, created, modified, authorized } = connection;
  return present({
    ConnectionArn: arn,
    ConnectionState: state,
    CreationTime: timestamp(created),
    LastModifiedTime: timestamp(modified),
    LastAuthorizedTime: withAuthorized && authorized !== null ? timestamp(authorized) : null,
  });
}

/** What the update leaves out stays, at every level; lists are replaced. */
function merged(before: JsonObject, changes: JsonObject): JsonObject {
  const members = Object.entries(changes).map(([name, value]): [string, Json] => {
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    return [name, isObject(old) && isObject(value) ? merged(old, value) : value];
  });
  return { ...before, ...Object.fromEntries(members) };
}

/** An empty resource configuration takes the private path away. */
function publicWhereEmptied(model: JsonObject): JsonObject {
  const path = model["InvocationConnectivityParameters"];
  const parameters = isObject(path) ? path["ResourceParameters"] : undefined;
  if (!isObject(parameters) || parameters["ResourceConfigurationArn"] !== "") return model;
  const { InvocationConnectivityParameters: _, ...rest } = model;
  return rest;
}
