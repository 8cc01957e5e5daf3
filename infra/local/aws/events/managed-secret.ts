import { randomUUID } from "node:crypto";
import { isObject, type Json, type JsonObject, valueAt } from "../../../../workflows/engine/values/json.ts";
import { present } from "../wire/call.ts";
import type { SecretVersion, StoredConnection } from "../state.ts";

/** Secrets Manager keeps the newest version, and the one before it. */
const KEPT = 2;

/** EventBridge writes the secret anew with everything that it is told: its ARN stays, and the newest is `AWSCURRENT`. */
export function withNewSecret(
  earlier: readonly SecretVersion[],
  properties: JsonObject,
  created: number,
): SecretVersion[] {
  return [...earlier, { id: randomUUID(), created, properties: credentialsOf(properties) }].slice(-KEPT);
}

/** What the secret has been, oldest first; a state file from before there were any has what the connection has. */
export function secretVersions({ secret, secretArn, properties, modified }: StoredConnection): SecretVersion[] {
  const [id = ""] = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/.exec(secretArn) ?? [];
  return secret ?? [{ id, created: modified, properties: credentialsOf(properties) }];
}

function credentialsOf({ AuthParameters }: JsonObject): JsonObject {
  return present({ AuthParameters });
}

/** The name of the secret: its ARN has a random end that the name does not have. */
export const secretName = ({ secretArn }: Pick<StoredConnection, "secretArn">): string =>
  secretArn.slice(secretArn.indexOf("events!connection/"), -"-xxxxxx".length);

/** How HTTP parameters are spelled inside a secret. */
export type Spelling = "snake" | "api";

/**
 * The text of a secret. Recorded are the members of the three kinds of credentials, and `invocation_http_parameters`
 * without parameters in it; how it holds them, and those of an OAuth token request, is unconfirmed: a fault spells
 * them as the API does.
 */
export function secretText({ properties }: SecretVersion, spelling: Spelling): string {
  const at = (path: string): Json | undefined => valueAt(properties, `/AuthParameters${path}`);
  return JSON.stringify(
    present({
      username: at("/BasicAuthParameters/Username"),
      password: at("/BasicAuthParameters/Password"),
      api_key_name: at("/ApiKeyAuthParameters/ApiKeyName"),
      api_key_value: at("/ApiKeyAuthParameters/ApiKeyValue"),
      client_id: at("/OAuthParameters/ClientParameters/ClientID"),
      client_secret: at("/OAuthParameters/ClientParameters/ClientSecret"),
      authorization_endpoint: at("/OAuthParameters/AuthorizationEndpoint"),
      http_method: at("/OAuthParameters/HttpMethod"),
      oauth_http_parameters: spelled(at("/OAuthParameters/OAuthHttpParameters"), spelling),
      invocation_http_parameters: spelled(at("/InvocationHttpParameters"), spelling),
    }),
  );
}

function spelled(parameters: Json | undefined, spelling: Spelling): Json | undefined {
  return parameters === undefined || spelling === "api" ? parameters : inSnakeCase(parameters);
}

function inSnakeCase(value: Json): Json {
  if (Array.isArray(value)) return value.map(inSnakeCase);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [snakeCase(name), inSnakeCase(member)]));
}

const snakeCase = (name: string): string => name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
