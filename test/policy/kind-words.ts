import { extraProperties } from "../../workflows/engine/kinds/connection/extras.ts";
import { connection } from "../../workflows/engine/kinds/connection/index.ts";
import { connectionSchema } from "../../workflows/engine/kinds/connection/schema.ts";
import { callText } from "../../workflows/engine/kinds/resource-kind.ts";
import type { SchemaNode } from "../../workflows/engine/kinds/schema.ts";
import { spellingsOf } from "../../workflows/engine/kinds/spellings.ts";

/** Names of connections that other types have as well. */
const common: ReadonlySet<string> = new Set(["Name", "Arn", "ArnForPolicy", "Description", "Key", "Value"]);

/** Words of any sentence: they name a property only where they stand alone in quotes, or where a property does. */
const ordinary: ReadonlySet<string> = new Set(["Username", "username", "Password", "password"]);

/** What only connections have: their type, their call, and names of their properties in every spelling. */
const words: readonly string[] = [
  ...new Set([
    connection.type,
    callText(connection),
    ...namesIn(connectionSchema)
      .filter((name) => !common.has(name))
      .flatMap(spellingsOf),
    ...Object.values(extraProperties).flatMap((extras) => Object.keys(extras)),
  ]),
];

function namesIn(node: SchemaNode): readonly string[] {
  if (node.kind === "list" || node.kind === "set") return namesIn(node.items);
  if (node.kind !== "object") return [];
  return Object.entries(node.properties).flatMap(([name, child]) => [name, ...namesIn(child)]);
}

const anywhere = words.filter((word) => !ordinary.has(word)).map(escaped);
const somewhere = words.filter((word) => ordinary.has(word)).map(escaped);
const pattern = new RegExp(
  [
    String.raw`(?<![\w$])(?:${anywhere.join("|")})(?![\w$])`,
    // In quotes or backticks, alone or as the last name of a path; as a member; as a key.
    String.raw`(?<=["'\u0060/])(?:${somewhere.join("|")})(?=["'\u0060])`,
    String.raw`(?<=[\w\])]\??\.)(?:${somewhere.join("|")})(?![\w$])`,
    String.raw`(?<=(?:^|[{,(])\s*)(?:${somewhere.join("|")})(?=\??:)`,
  ].join("|"),
  "g",
);

function escaped(word: string): string {
  return word.replaceAll(/[^\w]/g, String.raw`\$&`);
}

/** Each place where a text names what only connections have, as `line: word`. */
export function connectionWords(text: string): readonly string[] {
  return text
    .split("\n")
    .flatMap((line, index) => Array.from(line.matchAll(pattern), ([word]) => `${index + 1}: ${word}`));
}
