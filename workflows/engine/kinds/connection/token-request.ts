import { isObject, type JsonObject, valueAt } from "../../values/json.ts";
import type { ConnectionContext } from "./facts.ts";

const OAUTH = "/AuthParameters/OAuthParameters";
const PARAMETERS = `${OAUTH}/OAuthHttpParameters`;

/** What the token request carries without being told. */
const clientNames: ReadonlySet<string> = new Set(["client_id", "client_secret"]);

/** Reports parameters of the token request that it has already, and a body where a request has none. */
export function validateTokenRequest(tree: JsonObject, context: ConnectionContext): void {
  for (const list of ["QueryStringParameters", "BodyParameters"]) {
    const items = valueAt(tree, `${PARAMETERS}/${list}`);
    if (!Array.isArray(items)) continue;
    for (const [index, item] of items.entries()) {
      const key = isObject(item) ? item["Key"] : undefined;
      if (typeof key !== "string" || !clientNames.has(key)) continue;
      // How EventBridge hands over the client is not documented in full: a provider may need both (docs/operations.md).
      context.problems.add("client-sent-twice", `${PARAMETERS}/${list}/${index}/Key`, { key });
    }
  }
  const path = `${PARAMETERS}/BodyParameters`;
  if (valueAt(tree, `${OAUTH}/HttpMethod`) === "GET" && Array.isArray(valueAt(tree, path))) {
    context.problems.add("body-with-get", path, {});
  }
}
