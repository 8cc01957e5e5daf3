import { isObject, type Json } from "../../../values/json.ts";
import type { WrongType } from "../../check.ts";
import type { About } from "../../texts.ts";

/** What to write in place of a value of the wrong type, where the credentials say more than the schema. */
export function wrongType({ expected, value }: WrongType, { path, places }: About): string | undefined {
  if (expected === "string" && path.endsWith("/ApiKeyValue") && isKeyAndValue(value)) {
    return "Write `apiKeyName` with what stands in its `key`, and `apiKey` with what stands in its `value`.";
  }
  if (expected !== "object" || path !== "/AuthParameters" || Array.isArray(value)) return undefined;
  const name = (text: string) => (places.json ? `"${text}"` : text);
  return `Write \`{ ${name("apiKeyName")}: "x-api-key", ${name("apiKey")}: … }\`, or other credentials.`;
}

function isKeyAndValue(value: Json): boolean {
  if (!isObject(value)) return false;
  const names = Object.keys(value).map((name) => name.toLowerCase());
  return names.includes("key") && names.includes("value");
}
