import { isObject, type Json, valueAt } from "../../values/json.ts";
import type { Model } from "../../values/model.ts";
import type { SecretStep } from "../resource-kind.ts";

/** Members of the secret that EventBridge keeps, as recorded, by the credential that they hold. */
const credentials: ReadonlyMap<string, string> = new Map([
  ["/AuthParameters/BasicAuthParameters/Password", "password"],
  ["/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", "api_key_value"],
  ["/AuthParameters/OAuthParameters/ClientParameters/ClientSecret", "client_secret"],
]);

/** Recorded is `invocation_http_parameters` without parameters in it; everything else of these is unconfirmed. */
const parents: ReadonlyMap<string, string> = new Map([
  ["/AuthParameters/InvocationHttpParameters", "invocation_http_parameters"],
  ["/AuthParameters/OAuthParameters/OAuthHttpParameters", "oauth_http_parameters"],
]);
const lists: ReadonlyMap<string, string> = new Map([
  ["HeaderParameters", "header_parameters"],
  ["QueryStringParameters", "query_string_parameters"],
  ["BodyParameters", "body_parameters"],
]);

/** Where the secret of a connection has the value of one of its credentials. */
export function wayInManagedSecret(model: Model, path: string): readonly SecretStep[] | undefined {
  const credential = credentials.get(path);
  if (credential !== undefined) return [credential];
  const [, parentPath = "", listName = "", index = ""] = /^(.+)\/(\w+)\/(\d+)\/Value$/.exec(path) ?? [];
  const [parent, list] = [parents.get(parentPath), lists.get(listName)];
  const items = valueAt(model, `${parentPath}/${listName}`);
  if (parent === undefined || list === undefined || !Array.isArray(items)) return undefined;
  const keys = items.map((item: Json) => (isObject(item) ? item["Key"] : undefined));
  const key = keys[Number(index)];
  if (typeof key !== "string") return undefined;
  // A query string may have a key twice.
  const nth = keys.slice(0, Number(index)).filter((each) => each === key).length;
  return [parent, list, { key, nth }, "value"];
}
