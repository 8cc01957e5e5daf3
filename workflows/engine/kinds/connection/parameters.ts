import { isObject, type Json, type JsonObject, valueAt } from "../../values/json.ts";
import { referencesIn } from "../../values/reference.ts";
import type { ConnectionContext } from "./facts.ts";

const INVOCATION = "/AuthParameters/InvocationHttpParameters";
const OAUTH = "/AuthParameters/OAuthParameters";
const TOKEN_REQUEST = `${OAUTH}/OAuthHttpParameters`;
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
export function validateParameters(tree: JsonObject, context: ConnectionContext): void {
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

function validateList(items: readonly Json[], path: string, context: ConnectionContext): void {
  const isHeader = path.endsWith("/HeaderParameters");
  const firsts = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    if (!isObject(item) || typeof item["Key"] !== "string") continue;
    const key = item["Key"];
    const at = `${path}/${index}`;
    // How the token request treats these headers is not documented.
    if (isHeader && path.startsWith(INVOCATION)) validateHeader(key, `${at}/Key`, context);
    if (isReadableCredential(item, key)) context.problems.add("public-credential", `${at}/IsValueSecret`, { key });
    // A query string may have a key twice.
    if (path.endsWith("/QueryStringParameters")) continue;
    const same = isHeader ? key.toLowerCase() : key;
    const first = firsts.get(same);
    if (first === undefined) firsts.set(same, index);
    else context.problems.add("duplicate-parameter", `${at}/Key`, { key, first });
  }
}

function isReadableCredential(item: JsonObject, key: string): boolean {
  if (item["IsValueSecret"] !== false || !CREDENTIAL_NAME.test(key.toLowerCase().replaceAll(/[-_]/g, ""))) return false;
  // A reference to a SecureString is refused as such.
  const value = item["Value"];
  return typeof value !== "string" || !referencesIn(value).some(({ service }) => service === "ssm-secure");
}

function validateHeader(header: string, path: string, context: ConnectionContext): void {
  if (removedHeaders.has(header.toLowerCase())) context.problems.add("removed-header", path, { header });
}

function validateSize(parameters: JsonObject, parent: string, { problems }: ConnectionContext): void {
  const texts = lists.flatMap((list) => textsOf(parameters[list]));
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes > MOST_BYTES) problems.add("api-limit/bytes", parent, { bytes, most: MOST_BYTES });
}

function textsOf(items: Json | undefined): readonly string[] {
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: Json) =>
    isObject(item) ? [item["Key"], item["Value"]].filter((text) => typeof text === "string") : [],
  );
}

/** What the token request carries without being told. */
const clientNames: ReadonlySet<string> = new Set(["client_id", "client_secret"]);

/** Reports parameters of the token request that it has already, and a body where a request has none. */
export function validateTokenRequest(tree: JsonObject, context: ConnectionContext): void {
  for (const list of ["QueryStringParameters", "BodyParameters"]) {
    const items = valueAt(tree, `${TOKEN_REQUEST}/${list}`);
    if (!Array.isArray(items)) continue;
    for (const [index, item] of items.entries()) {
      const key = isObject(item) ? item["Key"] : undefined;
      if (typeof key !== "string" || !clientNames.has(key)) continue;
      // How EventBridge hands over the client is not documented in full: a provider may need both (docs/operations.md).
      context.problems.add("client-sent-twice", `${TOKEN_REQUEST}/${list}/${index}/Key`, { key });
    }
  }
  const path = `${TOKEN_REQUEST}/BodyParameters`;
  if (valueAt(tree, `${OAUTH}/HttpMethod`) === "GET" && Array.isArray(valueAt(tree, path))) {
    context.problems.add("body-with-get", path, {});
  }
}
