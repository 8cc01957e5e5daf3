import { isObject, type Json, type JsonObject, valueAt } from "../../values/json.ts";
import { referencesIn } from "../../values/reference.ts";
import type { CheckContext } from "../check.ts";
import { shownValue } from "../../values/shown-value.ts";

const INVOCATION = "/AuthParameters/InvocationHttpParameters";
const TOKEN_REQUEST = "/AuthParameters/OAuthParameters/OAuthHttpParameters";
const lists = ["HeaderParameters", "QueryStringParameters", "BodyParameters"] as const;

/** What goes with an event, in bytes, and the most that the managed secret of the connection holds. */
const MOST_BYTES = 65_536;

/** Headers that EventBridge removes from requests to API destinations, as its user guide lists them. */
const removedHeaders: ReadonlySet<string> = new Set(
  (
    "a-im accept-charset accept-datetime accept-encoding cache-control connection content-encoding content-length " +
    "content-md5 date expect forwarded from host http2-settings if-match if-modified-since if-none-match if-range " +
    "if-unmodified-since max-forwards origin pragma proxy-authorization range referer te trailer transfer-encoding " +
    "user-agent upgrade via warning"
  ).split(" "),
);

/** Names, in lower case without `-` and `_`, of parameters that carry credentials by what they are called. */
const CREDENTIAL_NAME =
  /^(?:authorization|proxyauthorization|cookie|auth|xauth|token|xtoken|(?:x?auth|access|refresh|id|private|bearer|security|session|xamzsecurity|xvault|xgitlab|xshopifyaccess|xaccess|xapi|api)token|.{0,60}(?:password|passwd|apikey|secret|secretkey|accesskey|subscriptionkey|functionskey))$/;

/** Reports HTTP parameters that do not do what they look like: removed, doubled, or readable credentials. */
export function validateParameters(tree: JsonObject, context: CheckContext): void {
  for (const parent of [INVOCATION, TOKEN_REQUEST]) {
    const parameters = valueAt(tree, parent);
    if (!isObject(parameters)) continue;
    for (const list of lists) {
      const items = parameters[list];
      if (Array.isArray(items)) validateList(items, `${parent}/${list}`, context);
    }
    validateSize(parameters, parent, context);
  }
  const header = "/AuthParameters/ApiKeyAuthParameters/ApiKeyName";
  const name = valueAt(tree, header);
  if (typeof name === "string") validateHeader(name, header, context);
}

function validateList(items: readonly Json[], path: string, context: CheckContext): void {
  const isHeader = path.endsWith("/HeaderParameters");
  const firsts = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    if (!isObject(item) || typeof item["Key"] !== "string") continue;
    const key = item["Key"];
    const at = `${path}/${index}`;
    // How the token request treats these headers is not documented.
    if (isHeader && path.startsWith(INVOCATION)) validateHeader(key, `${at}/Key`, context);
    if (isReadableCredential(item, key)) {
      const message = `${quoted(key)} is the name of a credential, but its value is declared public.`;
      const mark = context.lines.switched(`${at}/IsValueSecret`, false);
      const hint = `Remove \`${mark}\`, so that AWS and plans keep the value to themselves.`;
      context.problems.add("public-credential", `${at}/IsValueSecret`, message, hint);
    }
    // A query string may have a key twice.
    if (path.endsWith("/QueryStringParameters")) continue;
    const same = isHeader ? key.toLowerCase() : key;
    const first = firsts.get(same);
    if (first === undefined) firsts.set(same, index);
    else {
      const message = `${quoted(key)} stands twice; entry ${first} of the list has it already.`;
      context.problems.add("duplicate-parameter", `${at}/Key`, message, "Keep one of the two.");
    }
  }
}

function isReadableCredential(item: JsonObject, key: string): boolean {
  if (item["IsValueSecret"] !== false || !CREDENTIAL_NAME.test(key.toLowerCase().replaceAll(/[-_]/g, ""))) return false;
  // A reference to a SecureString is refused as such.
  const value = item["Value"];
  return typeof value !== "string" || !referencesIn(value).some(({ service }) => service === "ssm-secure");
}

function validateHeader(name: string, path: string, context: CheckContext): void {
  if (!removedHeaders.has(name.toLowerCase())) return;
  const message = `EventBridge removes the header \`${name}\` from every request.`;
  const hint = "Remove the parameter, or use a header of another name that the endpoint reads.";
  context.problems.add("removed-header", path, message, hint);
}

function validateSize(parameters: JsonObject, parent: string, context: CheckContext): void {
  const texts = lists.flatMap((list) => textsOf(parameters[list]));
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes <= MOST_BYTES) return;
  const message = `\`${context.places.name(parent)}\` has ${bytes} bytes; an event goes out with ${MOST_BYTES} at most.`;
  context.problems.add("api-limit", parent, message, "Send less with each event.");
}

function textsOf(items: Json | undefined): readonly string[] {
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: Json) =>
    isObject(item) ? [item["Key"], item["Value"]].filter((text) => typeof text === "string") : [],
  );
}

function quoted(key: string): string {
  const shown = shownValue(key);
  return shown === null ? "The parameter's key" : `\`${shown.slice(1, -1)}\``;
}
