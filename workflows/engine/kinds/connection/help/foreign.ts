import { unknownProperty } from "../../../help/texts/names.ts";
import type { Texts } from "../../texts.ts";
import type { Foreign, ForeignFacts } from "../facts.ts";

/** What is said of what other tools have. */
export const foreignTexts: Texts<ForeignFacts> = {
  "unknown-property/foreign": ({ foreign }, about) => unknownProperty(about, advice[foreign]),
};

/** What to do instead. */
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
