import { isObject, type Json, type JsonObject, valueAt } from "../../values/json.ts";
import { parseTemplate, referencesIn, type TemplatePart } from "../../values/reference.ts";
import { isJoint, knownSchemeOf } from "../../values/scheme.ts";
import { isHeaderName } from "../header-name.ts";
import { typeFor } from "./authorization.ts";
import type { ConnectionContext } from "./facts.ts";

const KEY = "/AuthParameters/ApiKeyAuthParameters";
const NAME = `${KEY}/ApiKeyName`;
export const VALUE = `${KEY}/ApiKeyValue`;
const PASSWORD = "/AuthParameters/BasicAuthParameters/Password";
const HEADERS = "/AuthParameters/InvocationHttpParameters/HeaderParameters";
const TOKEN_HEADERS = "/AuthParameters/OAuthParameters/OAuthHttpParameters/HeaderParameters";

const BASIC_PAIR = /^basic {1,10}[^\s:]{1,600}:/i;

/** Reports a name of the key's header that no header can have. */
export function validateKeyName(tree: JsonObject, context: ConnectionContext): void {
  const name = valueAt(tree, NAME);
  if (typeof name !== "string" || name === "") return;
  const parts = parseTemplate(name);
  const written = parts.map(writtenOf).join("");
  if (isHeaderName(written) || written.includes("{{")) return;
  const key = valueAt(tree, VALUE);
  const [reference] = typeof key === "string" ? referencesIn(key) : [];
  context.problems.add("header-name", NAME, { value: name, whole: parts.length === 1, reference });
}

/** Reports basic authentication that is put together by hand: nothing encodes it, or EventBridge does it once more. */
export function validateBasicByHand(tree: JsonObject, context: ConnectionContext): void {
  const { problems } = context;
  const password = valueAt(tree, PASSWORD);
  if (typeof password === "string" && isSchemeAndReferences(password)) {
    problems.add("basic-by-hand/password", PASSWORD, { scheme: knownSchemeOf(password).trim() });
    if (problems.has("basic-by-hand", PASSWORD)) problems.settle(PASSWORD);
  }
  for (const [path, value] of [[VALUE, valueAt(tree, VALUE)] as const, ...headerValues(tree)]) {
    if (typeof value !== "string" || !isPair(value)) continue;
    problems.add("basic-by-hand", path, { isTokenRequest: path.startsWith(TOKEN_HEADERS) });
    if (isSchemeAndReferences(value) && problems.has("basic-by-hand", path)) problems.settle(path);
  }
}

/** A scheme with references behind it, and nothing else that could be a password's own. */
function isSchemeAndReferences(value: string): boolean {
  const [first, ...rest] = parseTemplate(value);
  if (first?.kind !== "text" || rest.length === 0 || knownSchemeOf(first.text) !== first.text) return false;
  return rest.every((part) => part.kind === "reference" || (part.kind === "text" && isJoint(part.text)));
}

/** `Basic user:password`, whichever of the two is a reference. What a single reference stands for may be base64. */
function isPair(value: string): boolean {
  return BASIC_PAIR.test(parseTemplate(value.slice(0, 1_000)).map(writtenOf).join(""));
}

function writtenOf(part: TemplatePart): string {
  return part.kind === "text" ? part.text : "x";
}

/** Reports headers that EventBridge sends itself, with the credentials in them. */
export function validateCredentialHeader(tree: JsonObject, context: ConnectionContext): void {
  const type = typeFor(tree);
  const header = type === "API_KEY" ? valueAt(tree, NAME) : "Authorization";
  if (type === undefined || typeof header !== "string") return;
  for (const { path, item } of headersAt(HEADERS, tree)) {
    const key = item["Key"];
    if (typeof key !== "string" || key.toLowerCase() !== header.toLowerCase()) continue;
    context.problems.add("credential-header", `${path}/Key`, { header });
  }
}

function headersAt(list: string, tree: JsonObject): readonly { readonly path: string; readonly item: JsonObject }[] {
  const items = valueAt(tree, list);
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: Json, index) => (isObject(item) ? [{ path: `${list}/${index}`, item }] : []));
}

function headerValues(tree: JsonObject): readonly (readonly [path: string, value: Json | undefined])[] {
  return [...headersAt(HEADERS, tree), ...headersAt(TOKEN_HEADERS, tree)].map(({ path, item }) => [
    `${path}/Value`,
    item["Value"],
  ]);
}
