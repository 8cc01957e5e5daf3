import { text } from "../../definition/text.ts";
import type { StructureFacts } from "../../interpret/facts.ts";
import type { SharedFacts } from "../../kinds/check.ts";
import { nodeAt } from "../../kinds/schema.ts";
import type { About, Texts } from "../../kinds/texts.ts";
import { exampleLine, exportLine, lastName } from "../corrected-line.ts";
import { wrongType } from "./wrong-type.ts";

/** What is said of properties that stand there or are missing, whatever they hold. */
export const structureTexts: Texts<StructureFacts & SharedFacts> = {
  "wrong-type": wrongType,
  "duplicate-property": ({ one, other }) => text(`\`${one}\` and \`${other}\` are the same property.`),
  "duplicate-property/entry": ({ list, index, first }, { source }) =>
    text(`Entry ${index} of \`${source.name(list)}\` is the same as entry ${first}.`),
  "duplicate-property/alternatives": ({ chosen }, about) => {
    const names = chosen.map((name) => nounAt(`${about.path}/${name}`, about) ?? shortName(name, about));
    return text(`${ownerText(about)} has ${names.join(" and ")}, of which it takes one.`, "Keep one of them.");
  },
  "missing-property": (_, about) => text(lackOf(about), add(exampleLine(about))),
  "missing-property/alternative": (_, about) => {
    const node = nodeAt(about.kind.schema, about.path);
    const choices = node?.kind === "object" ? (node.exactlyOneOf ?? []) : [];
    return text(
      `${ownerText(about)} has none of ${choices.map((name) => shortName(name, about)).join(", ")}.`,
      add(exampleLine(about)),
    );
  },
  "read-only-property": ({ instead }, about) =>
    text(
      `Only AWS sets ${about.name}.`,
      instead === undefined ? "Remove it." : `Remove it; to hand the ARN on write \`${exportLine(instead, about)}\``,
    ),
};

/** That the object around a path has no such property. */
export function lackOf({ kind, source, path }: About): string {
  // With a short form the property would stand in the object that has the short form.
  const names = source.name(path).split(".");
  const owner = path.lastIndexOf("/") === 0 ? `The ${kind.noun}` : `\`${names.slice(0, -1).join(".")}\``;
  return `${owner} lacks \`${names.at(-1)}\`.`;
}

export function add(line: string): string {
  return `Add \`${line}\``;
}

/** The object that a problem is about, at the beginning of a sentence. */
export function ownerText({ kind, path, name }: About): string {
  return path === "" ? `The ${kind.noun}` : name;
}

/** A member of the object that a problem is about. */
function shortName(name: string, { path, source }: About): string {
  return `\`${lastName(`${path}/${name}`, source)}\``;
}

function nounAt(path: string, { kind }: About): string | undefined {
  const node = nodeAt(kind.schema, path);
  return node?.kind === "object" ? node.noun : undefined;
}
