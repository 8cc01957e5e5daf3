// A wall: what is said of connections, apart from what their definitions mean. Only the kind's index joins the two.

import { isObject, type Json } from "../../values/json.ts";
import type { WrongType } from "../check.ts";
import type { About, Hints, Texts } from "../texts.ts";
import type { ConnectionFacts } from "./facts.ts";
import { credentialTexts } from "./help/credentials.ts";
import { foreignTexts } from "./help/foreign.ts";
import { placeTexts } from "./help/destinations.ts";
import { requestTexts } from "./help/requests.ts";

/** What is said of the problems of connections. */
export const texts: Texts<ConnectionFacts> = { ...credentialTexts, ...placeTexts, ...requestTexts, ...foreignTexts };

/** What is said of other problems, where the credentials say more than the schema. */
export const hints: Hints = { wrongType };

function wrongType({ expected, value }: WrongType, { path, source }: About): string | undefined {
  if (expected === "string" && path.endsWith("/ApiKeyValue") && isKeyAndValue(value)) {
    return "Write `apiKeyName` with what stands in its `key`, and `apiKey` with what stands in its `value`.";
  }
  if (expected !== "object" || path !== "/AuthParameters" || Array.isArray(value)) return undefined;
  const name = (text: string) => (source.json ? `"${text}"` : text);
  return `Write \`{ ${name("apiKeyName")}: "x-api-key", ${name("apiKey")}: … }\`, or other credentials.`;
}

function isKeyAndValue(value: Json): boolean {
  if (!isObject(value)) return false;
  const names = Object.keys(value).map((name) => name.toLowerCase());
  return names.includes("key") && names.includes("value");
}
