// Wall: what is said of connections, apart from what their definitions mean. Only the kind's index joins the two.

import { isObject, type Json } from "../../values/json.ts";
import { unknownProperty } from "../../help/texts/unknown-property.ts";
import type { WrongType } from "../check.ts";
import type { About, Hints, Texts } from "../texts.ts";
import type { ConnectionFacts, Foreign } from "./facts.ts";
import { credentialTexts } from "./help/credentials.ts";
import { destinationTexts } from "./help/destinations.ts";
import { requestTexts } from "./help/requests.ts";

/** What is said of the problems of connections. */
export const texts: Texts<ConnectionFacts> = {
  ...credentialTexts,
  ...destinationTexts,
  ...requestTexts,
  "unknown-property/foreign": ({ foreign }, about) => unknownProperty(about, advice[foreign]),
};

/** What to do instead of what other tools have. */
const advice: Readonly<Record<Foreign, string>> = {
  authorization: "Write `authorizationType`, and the credentials into `authParameters`.",
  prefix: "Write `name` with the whole name: names are never made up.",
  tags: "Remove it: connections have no tags in AWS.",
  target: "Remove it: account and region are the target's.",
  dependency: "Remove it: definitions do not depend on each other.",
  protect: "Write `protect: true` to block a plan that would delete the connection.",
  removal: 'Write `removal: "retain"` to keep the connection when its definition goes away.',
  loop: "Remove it, and call `AWS.Events.Connection` in a loop of a .ts file.",
  switch: "Remove it: a connection is on as long as it is defined.",
  destination: "Remove it: it belongs to the API destination that uses the connection.",
  reported: "Remove it: AWS reports it, a definition cannot set it.",
  header: "Headers of each request stand in `authParameters.invocationHttpParameters.headerParameters`, as a list.",
  type: "Remove it: a definition is always a connection.",
  grant: "It is a parameter of the token request: write it into `oauthParameters.oauthHttpParameters.bodyParameters`.",
};

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
