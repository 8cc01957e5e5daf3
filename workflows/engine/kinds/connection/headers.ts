import { isObject, type Json, type JsonObject, valueAt } from "../../values/json.ts";
import { joinedWords } from "../../help/joined-words.ts";
import { parseTemplate, referencesIn, type TemplatePart } from "../../values/reference.ts";
import { isJoint, knownSchemeOf } from "../../values/scheme.ts";
import { shownValue } from "../../values/shown-value.ts";
import type { CheckContext } from "../check.ts";
import { HEADER_NAME_CHARACTERS, isHeaderName } from "../header-name.ts";
import { typeFor } from "./authorization.ts";

const KEY = "/AuthParameters/ApiKeyAuthParameters";
const NAME = `${KEY}/ApiKeyName`;
const VALUE = `${KEY}/ApiKeyValue`;
const PASSWORD = "/AuthParameters/BasicAuthParameters/Password";
const HEADERS = "/AuthParameters/InvocationHttpParameters/HeaderParameters";
const TOKEN_HEADERS = "/AuthParameters/OAuthParameters/OAuthHttpParameters/HeaderParameters";

/** A header as it stands in a request: its name, a colon, and what its value begins with. */
const WHOLE_HEADER = new RegExp(String.raw`^([${HEADER_NAME_CHARACTERS}]{1,100})\s{0,5}:\s{0,5}([A-Za-z-]{0,20})$`);
const BASIC_PAIR = /^basic {1,10}[^\s:]{1,600}:/i;

/** Reports a name of the key's header that no header can have. */
export function validateKeyName(tree: JsonObject, context: CheckContext): void {
  const name = valueAt(tree, NAME);
  if (typeof name !== "string" || name === "") return;
  const parts = parseTemplate(name);
  const written = parts.map(writtenOf).join("");
  if (isHeaderName(written) || written.includes("{{")) return;
  const shown = parts.length === 1 ? shownValue(name) : null;
  const message =
    `\`${context.places.name(NAME)}\` is the name of a header: letters, digits and ` +
    `!#$%&'*+-.^_\`|~${shown === null ? "" : `, not ${shown}`}.`;
  context.problems.add("header-name", NAME, message, nameHint(name, shown, tree, context));
}

function nameHint(name: string, shown: string | null, tree: JsonObject, context: CheckContext): string {
  const line = (text: string): string => `\`${context.lines.corrected(NAME, text)}\``;
  const [, header, scheme = ""] = WHOLE_HEADER.exec(name) ?? [];
  if (header !== undefined && scheme === "") return `Write ${line(header)}`;
  if (header !== undefined) {
    const before = `${scheme} `;
    const value = valueAt(tree, VALUE);
    const [reference] = typeof value === "string" ? referencesIn(value) : [];
    const key = reference === undefined ? "" : `: \`${context.lines.corrected(VALUE, { reference, before })}\``;
    return `Write ${line(header)} and put \`${scheme}\` before the reference in the value${key}`;
  }
  const joined = joinedWords(name, HEADER_NAME_CHARACTERS);
  return shown === null || joined === "" ? `Write it as in ${line("x-api-key")}` : `Write ${line(joined)}`;
}

/** Reports basic authentication that is put together by hand: nothing encodes it, or EventBridge does it once more. */
export function validateBasicByHand(tree: JsonObject, context: CheckContext): void {
  const { places, problems } = context;
  const password = valueAt(tree, PASSWORD);
  if (typeof password === "string" && isSchemeAndReferences(password)) {
    const scheme = knownSchemeOf(password).trim();
    const message = `\`${places.name(PASSWORD)}\` begins with \`${scheme}\`, which EventBridge would send as a part of the password.`;
    const hint = "Write the password alone: EventBridge makes the header of user name and password by itself.";
    problems.add("basic-by-hand", PASSWORD, message, hint);
    if (problems.has("basic-by-hand", PASSWORD)) problems.settle(PASSWORD);
  }
  for (const [path, value] of [[VALUE, valueAt(tree, VALUE)] as const, ...headerValues(tree)]) {
    if (typeof value !== "string" || !isPair(value)) continue;
    const message = `\`${places.name(path)}\` is \`Basic\` and a user name and password as they are, which no server takes: they have to be base64.`;
    problems.add("basic-by-hand", path, message, basicHint(path, context));
    if (isSchemeAndReferences(value) && problems.has("basic-by-hand", path)) problems.settle(path);
  }
}

function basicHint(path: string, { lines }: CheckContext): string {
  const encoded = "eep the base64 of both in the parameter, and refer to it behind `Basic `.";
  if (path.startsWith(TOKEN_HEADERS)) return `K${encoded}`;
  const type = lines.corrected("/AuthorizationType", "BASIC");
  return `Write \`${type}\` with the user name and the password, which EventBridge encodes; or k${encoded}`;
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
export function validateCredentialHeader(tree: JsonObject, context: CheckContext): void {
  const type = typeFor(tree);
  const name = type === "API_KEY" ? valueAt(tree, NAME) : "Authorization";
  if (type === undefined || typeof name !== "string") return;
  for (const { path, item } of headersAt(HEADERS, tree)) {
    const key = item["Key"];
    if (typeof key !== "string" || key.toLowerCase() !== name.toLowerCase()) continue;
    const message = `EventBridge sends the header \`${name}\` itself, with the credentials of the connection.`;
    context.problems.add("credential-header", `${path}/Key`, message, null);
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
