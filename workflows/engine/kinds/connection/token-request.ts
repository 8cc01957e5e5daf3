import { isObject, type JsonObject, valueAt } from "../../values/json.ts";
import type { CheckContext } from "../check.ts";

const OAUTH = "/AuthParameters/OAuthParameters";
const PARAMETERS = `${OAUTH}/OAuthHttpParameters`;

/** What the token request carries without being told. */
const clientNames: ReadonlySet<string> = new Set(["client_id", "client_secret"]);

/** Reports parameters of the token request that it has already, and a body where a request has none. */
export function validateTokenRequest(tree: JsonObject, context: CheckContext): void {
  for (const list of ["QueryStringParameters", "BodyParameters"]) {
    const items = valueAt(tree, `${PARAMETERS}/${list}`);
    if (!Array.isArray(items)) continue;
    for (const [index, item] of items.entries()) {
      const key = isObject(item) ? item["Key"] : undefined;
      if (typeof key !== "string" || !clientNames.has(key)) continue;
      // How EventBridge hands over the client is not documented in full: a provider may need both (docs/operations.md).
      const message = `EventBridge sends the client's id and secret by itself; the token request may have \`${key}\` twice.`;
      context.problems.add("client-sent-twice", `${PARAMETERS}/${list}/${index}/Key`, message, null);
    }
  }
  const body = valueAt(tree, `${PARAMETERS}/BodyParameters`);
  if (valueAt(tree, `${OAUTH}/HttpMethod`) !== "GET" || !Array.isArray(body)) return;
  const path = `${PARAMETERS}/BodyParameters`;
  const message = "The token request is a GET, whose body no server has to read.";
  const hint = `Write \`${context.lines.corrected(`${OAUTH}/HttpMethod`, "POST")}\`, or the parameters as \`${queryName(context)}\`.`;
  context.problems.add("body-with-get", path, message, hint);
}

function queryName({ places }: CheckContext): string {
  return places.name(`${PARAMETERS}/QueryStringParameters`).split(".").at(-1) ?? "";
}
