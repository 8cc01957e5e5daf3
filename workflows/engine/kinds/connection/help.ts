import { isObject, type Json, type JsonObject } from "../../values/json.ts";
import type { CheckContext } from "../check.ts";
import type { Help, MissingText } from "../meaning.ts";
import type { SchemaNode } from "../schema.ts";
import { blockFor, typeFor } from "./authorization.ts";
import { foreignName } from "./foreign-names.ts";

const AUTH = "/AuthParameters";

/** What to say about mistakes in definitions of connections. */
export const help: Partial<Help> = {
  foreignName,
  // A short form takes a text; where an object stands, as in Terraform and Pulumi, its block was meant.
  meant: (name, value) => (name === "apiKey" && isObject(value) ? "ApiKeyAuthParameters" : name),
  missing,
  wrongType,
};

function missing(
  property: string,
  parent: string,
  tree: JsonObject,
  { places, lines }: CheckContext,
): MissingText | undefined {
  if (property === parent) {
    return {
      code: "credentials-missing",
      message: `\`${places.name(property)}\` has no credentials.`,
      hint: `Add credentials, such as \`${lines.example(`${property}/${blockFor(tree) ?? "ApiKeyAuthParameters"}`)}\``,
    };
  }
  const type = typeFor(tree);
  if (property === "/AuthorizationType" && type !== undefined) return add(lines.corrected(property, type));
  return property === AUTH ? add(lines.example(property, blockFor(tree))) : undefined;
}

function add(line: string): MissingText {
  return { hint: `Add \`${line}\`` };
}

function wrongType(
  expected: SchemaNode["kind"],
  value: Json,
  path: string,
  { places }: CheckContext,
): string | undefined {
  if (expected === "string" && path.endsWith("/ApiKeyValue") && isKeyAndValue(value)) {
    return "Write `apiKeyName` with what stands in its `key`, and `apiKey` with what stands in its `value`.";
  }
  if (expected !== "object" || path !== AUTH || Array.isArray(value)) return undefined;
  const name = (text: string) => (places.json ? `"${text}"` : text);
  return `Write \`{ ${name("apiKeyName")}: "x-api-key", ${name("apiKey")}: … }\`, or other credentials.`;
}

function isKeyAndValue(value: Json): boolean {
  if (!isObject(value)) return false;
  const names = Object.keys(value).map((name) => name.toLowerCase());
  return names.includes("key") && names.includes("value");
}
