import type { ShapeFacts } from "../../read/facts.ts";
import { limits } from "../../read/sandbox/limits.ts";
import { nounsOf } from "../kind-words.ts";
import type { FileTexts } from "../tell-files.ts";
import { text } from "../../definition/text.ts";
import { sizes, split } from "./bounds.ts";

const notDefinition = "A file that is no definition gets a name that begins with `_`.";

/** Of a JSON definition. */
export const shapeTexts: FileTexts<keyof ShapeFacts> = {
  "definition-too-large/json": () => text("the definition is too large", sizes),
  "evaluation-budget/file": ({ count }) =>
    text(`the file has ${count} definitions; ${limits.definitions} are the most`, split),
  "json-shape/beside": ({ name, list }) =>
    text(`nothing but \`$schema\` stands beside \`${list}\``, `Remove \`${name}\`, or write it into each definition.`),
  "json-shape/id": () => text("the `id` is not a short text", "Write the id as a string."),
  "json-shape/list": ({ name }) => text(`\`${name}\` is not an array`, "Write an array of definitions."),
  "json-shape/no-id": ({ kind }) =>
    text(`of several definitions each has an \`id\` or a \`${kind.name[0]}\``, "Add an `id`."),
  "json-shape/no-object": () => text("a definition is an object", notDefinition),
  "json-shape/other-type": ({ list, right }) =>
    text(`\`${list}\` holds definitions of another type`, `Write it into \`${right}\`, or remove the \`type\`.`),
  "json-shape/unknown-type": ({ kinds }) =>
    text(
      "the `type` is none that Bridgehead manages",
      `It is one of ${kinds.map(({ type }) => `"${type}"`).join(", ")}.`,
    ),
  "json-shape/value": () => text("the file holds neither a definition nor an array of definitions", notDefinition),
  "no-definitions/json": ({ kinds }) => {
    const { one } = nounsOf(kinds);
    return text(`the file declares no ${one}`, `Write an object for each ${one}, or remove the file.`);
  },
};
