import { CloudControlClient, CreateResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { CreateApiDestinationCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { JsonObject } from "../../workflows/engine/values/json.ts";

/* What people do in AWS without Bridgehead. */

export interface AwsAddress {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Asks for connections, each with a key of its own; `more`: what they have beside it. */
export async function createInConsole(address: AwsAddress, names: readonly string[], more: JsonObject): Promise<void> {
  const client = new CloudControlClient(address);
  for (const name of names) {
    const key = { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: `theirs-${name}` } };
    const model = { Name: name, AuthorizationType: "API_KEY", AuthParameters: key, ...more };
    await client.send(new CreateResourceCommand({ TypeName: CONNECTION_TYPE, DesiredState: JSON.stringify(model) }));
  }
  client.destroy();
}

/** Makes API destinations that point at a connection. */
export async function createDestinations(
  address: AwsAddress,
  ConnectionArn: string | undefined,
  names: readonly string[],
): Promise<void> {
  const client = new EventBridgeClient(address);
  for (const Name of names) {
    const InvocationEndpoint = `https://api.example.com/${Name}`;
    await client.send(new CreateApiDestinationCommand({ Name, ConnectionArn, InvocationEndpoint, HttpMethod: "POST" }));
  }
  client.destroy();
}
