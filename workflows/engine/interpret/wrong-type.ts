import { isObject, type Json } from "../json.ts";
import type { Context } from "./context.ts";
import { plainText } from "../plain-text.ts";

const kinds = {
  object: "an object",
  map: "an object",
  list: "a list",
  set: "a list",
  string: "a text",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
} as const;

type Kind = keyof typeof kinds;

/** Says what is expected and what kind of value stands there; never the value, which may be a credential. */
export function reportWrongType(kind: Kind, value: Json, path: string, context: Context): void {
  const message = `\`${context.places.name(path)}\` takes ${kinds[kind]}, not ${kindOf(value)}.`;
  context.problems.add("wrong-type", path, message, hintFor(kind, value, path, context));
}

function kindOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "boolean") return "true or false";
  return { object: "an object", string: "a text", number: "a number" }[typeof value as "object" | "string" | "number"];
}

function hintFor(kind: Kind, value: Json, path: string, context: Context): string | null {
  if (value === null) return "A property without a value is left out.";
  const intrinsic = intrinsicFunction(value);
  if (intrinsic !== undefined) return intrinsicHint(intrinsic, path, context);
  switch (kind) {
    case "string":
      if (typeof value === "number" || typeof value === "boolean") return "Put the value in quotes.";
      return isKeyAndValue(value) && path.endsWith("/ApiKeyValue")
        ? "Write `apiKeyName` with what stands in its `key`, and `apiKey` with what stands in its `value`."
        : null;
    case "boolean":
      return typeof value === "string" && /^(?:true|false)$/i.test(value)
        ? `Write ${value.toLowerCase()} without quotes.`
        : "Write true or false, without quotes.";
    case "integer":
    case "number":
      return typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value) ? "Write it without quotes." : null;
    case "map":
      return null;
    case "list":
    case "set":
      return listHint(value, path, context);
    case "object":
      return objectHint(value, path, context);
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

function intrinsicHint(name: string, path: string, context: Context): string {
  const prefix = context.settings.secretPrefixes[0] ?? "/bridgehead/";
  const secret = /\/(?:ApiKeyValue|Password|ClientSecret|Value)$/.test(path);
  const reference = context.places.json ? `"{{resolve:ssm-secure:${prefix}…}}"` : `ssm("${prefix}…")`;
  const instead = secret ? `; for a secret \`${reference}\`` : "";
  return `\`${name}\` has a meaning in a CloudFormation template only: write the value itself${instead}.`;
}

function listHint(value: Json, path: string, context: Context): string {
  if (isKeyAndValue(value)) return "Put it in brackets: `[{ … }]`.";
  const [first] = isObject(value) ? Object.keys(value) : [];
  const name = first === undefined ? "…" : plainText(first, 40);
  return `Write a list: \`[{ ${parameter(JSON.stringify(name), path, context)} }]\`.`;
}

function objectHint(value: Json, path: string, context: Context): string | null {
  if (Array.isArray(value)) {
    if (value.length === 1 && isObject(value[0])) return "Remove the brackets around the object.";
    return isItem(path) ? parameterHint(path, context) : null;
  }
  if (isItem(path)) return parameterHint(path, context);
  if (path !== "/AuthParameters") return null;
  const name = (text: string) => (context.places.json ? `"${text}"` : text);
  return `Write \`{ ${name("apiKeyName")}: "x-api-key", ${name("apiKey")}: … }\`, or other credentials.`;
}

/** One entry of a list of HTTP parameters. */
function isItem(path: string): boolean {
  return /\/\d+$/.test(path);
}

function parameterHint(path: string, context: Context): string {
  return `Write \`{ ${parameter('"…"', path.slice(0, path.lastIndexOf("/")), context)} }\`.`;
}

/** The members of an HTTP parameter in the author's style. */
function parameter(key: string, list: string, { places }: Context): string {
  const [keyName, valueName] = ["Key", "Value"].map((name) => {
    const written = places.name(`${list}/0/${name}`).split(".").at(-1) ?? name;
    return places.json ? `"${written}"` : written;
  });
  return `${keyName}: ${key}, ${valueName}: "…"`;
}

function isKeyAndValue(value: Json): boolean {
  if (!isObject(value)) return false;
  const names = Object.keys(value).map((name) => name.toLowerCase());
  return names.includes("key") && names.includes("value");
}
