import { text, type Text } from "../../definition/text.ts";
import { isObject, type Json } from "../../values/json.ts";
import { nodeAt, type ObjectNode, type SchemaNode } from "../../kinds/schema.ts";
import type { WrongType } from "../../kinds/check.ts";
import type { About } from "../../kinds/texts.ts";
import { plainText } from "../../values/plain-text.ts";
import { lastName, textNode } from "../corrected-line.ts";

const kinds = {
  object: "an object",
  map: "an object",
  list: "a list",
  set: "a list",
  string: "a text",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  json: "a JSON value",
} as const satisfies Readonly<Record<SchemaNode["kind"], string>>;

/** Says what is expected and what kind of value stands there; never the value, which may be a credential. */
export function wrongType({ expected, value }: WrongType, about: About): Text {
  return text(
    `${about.name} takes ${kinds[expected]}, not ${kindOf(value, expected)}.`,
    hintFor({ expected, value }, about),
  );
}

function kindOf(value: Json, expected: SchemaNode["kind"]): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "boolean") return "true or false";
  if (typeof value === "number" && expected === "integer") return "a fraction";
  return { object: "an object", string: "a text", number: "a number" }[typeof value as "object" | "string" | "number"];
}

function hintFor(facts: WrongType, about: About): string | null {
  if (facts.value === null) return "A property without a value is left out.";
  const intrinsic = intrinsicFunction(facts.value);
  if (intrinsic !== undefined) return intrinsicHint(intrinsic, about);
  return about.kind.hints.wrongType(facts, about) ?? schemaHint(facts, about);
}

/** What the schema says by itself. */
function schemaHint({ expected, value }: WrongType, about: About): string | null {
  switch (expected) {
    case "string":
      return typeof value === "number" || typeof value === "boolean" ? "Put the value in quotes." : null;
    case "boolean":
      return typeof value === "string" && /^(?:true|false)$/i.test(value)
        ? `Write ${value.toLowerCase()} without quotes.`
        : "Write true or false, without quotes.";
    case "integer":
    case "number":
      if (typeof value === "number") return "Leave out the point and what follows it.";
      return typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value) ? "Write it without quotes." : null;
    case "map":
    case "json":
      return null;
    case "list":
    case "set":
      return listHint(value, about);
    case "object":
      return objectHint(value, about);
  }
}

/** A function of CloudFormation's templates, such as `Ref`, where the value should stand; undefined when there is none. */
function intrinsicFunction(value: Json): string | undefined {
  if (!isObject(value)) return undefined;
  const [name, ...others] = Object.keys(value);
  return name !== undefined && others.length === 0 && /^(?:Ref|Condition|Fn::[A-Za-z0-9]{1,30})$/.test(name)
    ? name
    : undefined;
}

function intrinsicHint(name: string, about: About): string {
  const prefix = about.settings.secretPrefixes[0] ?? "/bridgehead/";
  const secret = textNode(about).secret !== undefined;
  const reference = about.source.json ? `"{{resolve:ssm-secure:${prefix}…}}"` : `ssm("${prefix}…")`;
  const instead = secret ? `; for a secret \`${reference}\`` : "";
  return `\`${name}\` has a meaning in a CloudFormation template only: write the value itself${instead}.`;
}

function listHint(value: Json, about: About): string | null {
  const { path } = about;
  const items = itemsAt(path, about);
  if (items?.kind === "string" && typeof value === "string") return "Put it in brackets: `[…]`.";
  if (items?.kind !== "object" || items.required === undefined) return null;
  if (hasAll(value, items.required)) return "Put it in brackets: `[{ … }]`.";
  const [first] = isObject(value) ? Object.keys(value).toSorted() : [];
  const name = first === undefined ? "…" : plainText(first, 40);
  return `Write a list: \`[{ ${itemText(items, JSON.stringify(name), path, about)} }]\`.`;
}

function objectHint(value: Json, about: About): string | null {
  if (Array.isArray(value) && value.length === 1 && isObject(value[0])) return "Remove the brackets around the object.";
  const list = about.path.slice(0, about.path.lastIndexOf("/"));
  const items = itemsAt(list, about);
  return items?.kind === "object" && items.required !== undefined
    ? `Write \`{ ${itemText(items, '"…"', list, about)} }\`.`
    : null;
}

/** What the list or set at a path holds; undefined where none stands. */
function itemsAt(path: string, { kind }: About): SchemaNode | undefined {
  const node = nodeAt(kind.schema, path);
  return node?.kind === "list" || node?.kind === "set" ? node.items : undefined;
}

/** The members that an item of a list has to have, in the author's style; the first of them with its value. */
function itemText({ required = [], properties }: ObjectNode, first: string, list: string, { source }: About): string {
  const members = required.map((name, index) => {
    const written = lastName(`${list}/0/${name}`, source);
    const value = index === 0 ? first : properties[name]?.kind === "string" ? '"…"' : "…";
    return `${source.json ? `"${written}"` : written}: ${value}`;
  });
  return members.join(", ");
}

function hasAll(value: Json, required: readonly string[]): boolean {
  if (!isObject(value)) return false;
  const names = Object.keys(value).map((name) => name.toLowerCase());
  return required.every((name) => names.includes(name.toLowerCase()));
}
