import type { JsonObject } from "../../../../workflows/engine/values/json.ts";
import { AwsError } from "../wire/aws-error.ts";
import { type Call, operation, type Operation, present, reads, timestamp, writes } from "../wire/call.ts";
import { describedConnection, listedConnection } from "./connection-description.ts";
import { authorizationType, connectionMember } from "./connection-inputs.ts";
import {
  createConnection,
  deauthorizeConnection,
  deleteConnection,
  doesNotExist,
  updateConnection,
} from "./connection-service.ts";
import { eventsName, invalidToken, listing, listLimit } from "./inputs.ts";
import { byKey, pageOf } from "../wire/page.ts";
import type { Refusal } from "../cloud-control/handler-errors.ts";
import type { Act } from "../cloud-control/resource-type.ts";
import type { StoredConnection } from "../state.ts";
import { serviceAlteration } from "../faults/alterations.ts";

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
      succeed(createConnection(actOf(call), input.Name, present(input)));
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
      succeed(updateConnection(actOf(call), input.Name, present(input)));
      return changed(connectionNamed(call, input.Name), true);
    },
  ),

  DeleteConnection: operation(writes, { Name: eventsName }, (input, call) => {
    succeed(deleteConnection(actOf(call), input.Name));
    return changed(connectionNamed(call, input.Name), true);
  }),

  DeauthorizeConnection: operation(writes, { Name: eventsName }, (input, call) => {
    succeed(deauthorizeConnection(actOf(call), input.Name));
    return changed(connectionNamed(call, input.Name), true);
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

/** The API does at once what it is asked for. */
const actOf = (call: Call): Act => ({ ...call, at: call.now, alteration: serviceAlteration(call) });

function connectionNamed(call: Call, name: string): StoredConnection {
  const found = call.store.connections.get(name);
  if (found === undefined) throw errorOf(doesNotExist(name));
  return found;
}

const errorOf = ({ exception, message }: Refusal): AwsError => new AwsError(exception, message);

function succeed(refusal: Refusal | undefined): void {
  if (refusal !== undefined) throw errorOf(refusal);
}

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
