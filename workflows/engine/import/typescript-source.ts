import { isObject, type Json, type JsonObject } from "../values/json.ts";
import { callText } from "../kinds/resource-kind.ts";
import type { ResourceKinds } from "../kinds/registry.ts";
import { parseTemplate } from "../values/reference.ts";
import { escapedString } from "./visible-escapes.ts";

/** Columns that a line may have, as in this project's own format. */
const WIDTH = 120;
const STEP = "  ";

/** What a file says of one resource. */
export interface SourceDraft {
  readonly type: string;
  readonly id: string;
  readonly props: JsonObject;
}

/** Definitions as a TypeScript file, laid out as Prettier and oxfmt would. */
export function typescriptSource(drafts: readonly SourceDraft[], kinds: Pick<ResourceKinds, "of">): string {
  const calls = drafts.map(
    ({ type, id, props }) => `await ${callText(kinds.of({ type }))}(${stringLiteral(id)}, ${objectText(props, "")});\n`,
  );
  return [`import { AWS, ssm } from "bridgehead";\n`, ...calls].join("\n");
}

/** Every object but those in lists is spread over lines: formatters keep what is spread. */
function objectText(value: JsonObject, indent: string): string {
  const inner = indent + STEP;
  const members = Object.entries(value).map(([name, member]) => `${memberText(name, member, inner)},\n`);
  return members.length === 0 ? "{}" : `{\n${members.join("")}${indent}}`;
}

function memberText(name: string, value: Json, indent: string): string {
  const start = `${indent}${memberName(name)}:`;
  if (Array.isArray(value)) return `${start} ${listText(value, indent, start)}`;
  if (typeof value !== "string") return `${start} ${valueText(value, indent)}`;
  const text = scalarText(value);
  if (fits(`${start} ${text}`)) return `${start} ${text}`;
  const parameter = parameterOf(value);
  if (parameter === undefined) return `${start}\n${indent}${STEP}${text}`;
  return `${start} ssm(\n${indent}${STEP}${stringLiteral(parameter)},\n${indent})`;
}

/** Names of a map, and those in a JSON value, may be anything; formatters take the quotes off where none are needed. */
function memberName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : stringLiteral(name);
}

/** On one line where it has one item, else an item a line; an item that does not fit is spread. */
function listText(items: readonly Json[], indent: string, start: string): string {
  const [only, ...more] = items;
  const brief = only === undefined || more.length > 0 ? undefined : briefText(only);
  if (brief !== undefined && fits(`${start} [${brief}]`)) return `[${brief}]`;
  const inner = indent + STEP;
  const lines = items.map((item) => {
    const text = briefText(item);
    return `${inner}${text !== undefined && fits(inner + text) ? text : valueText(item, inner)},\n`;
  });
  return lines.length === 0 ? "[]" : `[\n${lines.join("")}${indent}]`;
}

function valueText(value: Json, indent: string): string {
  if (isObject(value)) return objectText(value, indent);
  return Array.isArray(value) ? listText(value, indent, indent) : scalarText(value);
}

/** An object without objects in it, on one line; undefined: it has some. */
function briefText(value: Json): string | undefined {
  if (!isObject(value)) return Array.isArray(value) ? undefined : scalarText(value);
  const members = Object.entries(value);
  if (members.length === 0 || members.some(([, member]) => typeof member === "object")) return undefined;
  return `{ ${members.map(([name, member]) => `${memberName(name)}: ${scalarText(member)}`).join(", ")} }`;
}

function scalarText(value: Json): string {
  if (typeof value !== "string") return JSON.stringify(value);
  const parameter = parameterOf(value);
  return parameter === undefined ? stringLiteral(value) : `ssm(${stringLiteral(parameter)})`;
}

/** Whether a line has space for the text and the comma that follows it. */
function fits(text: string): boolean {
  return Array.from(text).length < WIDTH;
}

/** The parameter that a text refers to with nothing around it; undefined: the text is something else. */
function parameterOf(text: string): string | undefined {
  const [part, ...more] = parseTemplate(text);
  if (part?.kind !== "reference" || more.length > 0) return undefined;
  const { service, path, version } = part.reference;
  return service === "ssm-secure" && version === null ? path : undefined;
}

/** In double quotes, or in single ones where that takes fewer escapes. */
function stringLiteral(text: string): string {
  const double = escapedString(text);
  const count = (quote: string): number => text.split(quote).length - 1;
  if (count(`"`) <= count("'")) return double;
  const inner = double.slice(1, -1).replaceAll("'", String.raw`\'`);
  // Escaped backslashes are passed over, so that only quotes lose theirs.
  return `'${inner.replaceAll(/\\(["\\])/g, (pair, escaped: string) => (escaped === `"` ? `"` : pair))}'`;
}
