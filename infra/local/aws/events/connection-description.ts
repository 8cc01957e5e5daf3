import { isObject, type Json, type JsonObject, valueAt } from "../../../../workflows/engine/values/json.ts";
import { present, timestamp } from "../wire/call.ts";
import { readableModel } from "./connection-type.ts";
import type { StoredConnection } from "../state.ts";

/**
 * A connection as DescribeConnection returns it: never a credential, but the HTTP parameters, which Cloud Control
 * keeps back. That secret ones come without their values is unconfirmed: a fault shows them.
 */
export function describedConnection(connection: StoredConnection, showSecrets: boolean): JsonObject {
  const { Description, InvocationConnectivityParameters, KmsKeyIdentifier } = connection.properties;
  const associated =
    connection.generated["/InvocationConnectivityParameters/ResourceParameters/ResourceAssociationArn"];
  const path = valueAt(InvocationConnectivityParameters ?? null, "/ResourceParameters");
  return present({
    ...listedConnection(connection),
    Description,
    KmsKeyIdentifier,
    SecretArn: connection.secretArn,
    InvocationConnectivityParameters: isObject(path)
      ? { ResourceParameters: present({ ...path, ResourceAssociationArn: associated }) }
      : undefined,
    AuthParameters: describedAuth(connection, showSecrets ? (list) => list : publicParameters),
  });
}

/** A connection as ListConnections returns it. */
export function listedConnection(connection: StoredConnection): JsonObject {
  return present({
    ConnectionArn: connection.arn,
    Name: connection.name,
    ConnectionState: connection.state,
    StateReason: connection.stateReason,
    AuthorizationType: connection.properties["AuthorizationType"],
    CreationTime: timestamp(connection.created),
    LastModifiedTime: timestamp(connection.modified),
    LastAuthorizedTime: connection.authorized === null ? undefined : timestamp(connection.authorized),
  });
}

/** The readable part of the credentials, and the HTTP parameters less their secrets. */
function describedAuth(connection: StoredConnection, shown: typeof publicParameters): Json | undefined {
  const full = connection.properties["AuthParameters"];
  const readable = readableModel(connection)["AuthParameters"];
  if (!isObject(full) || !isObject(readable)) return undefined;
  const oauth = full["OAuthParameters"];
  const readableOAuth = readable["OAuthParameters"];
  return present({
    ...readable,
    InvocationHttpParameters: shown(full["InvocationHttpParameters"]),
    OAuthParameters:
      isObject(oauth) && isObject(readableOAuth)
        ? present({ ...readableOAuth, OAuthHttpParameters: shown(oauth["OAuthHttpParameters"]) })
        : undefined,
  });
}

function publicParameters(parameters: Json | undefined): Json | undefined {
  if (!isObject(parameters)) return undefined;
  return Object.fromEntries(
    Object.entries(parameters).map(([place, list]) => [place, Array.isArray(list) ? list.map(publicParameter) : list]),
  );
}

function publicParameter(parameter: Json): Json {
  if (!isObject(parameter) || parameter["IsValueSecret"] === false) return parameter;
  const { Value: _, ...rest } = parameter;
  return { ...rest, IsValueSecret: true };
}
