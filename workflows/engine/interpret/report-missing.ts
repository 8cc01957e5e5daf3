import { didYouMean } from "../values/did-you-mean.ts";
import type { JsonObject } from "../values/json.ts";
import type { Kind } from "../kinds/kind.ts";
import { nodeAt, type SchemaNode } from "../kinds/schema.ts";
import { spellingFor, spellingsOf } from "../kinds/spellings.ts";
import type { Context } from "./context.ts";
import { exampleLine } from "../help/corrected-line.ts";
import { extraNames } from "./property-names.ts";

/**
 * Reports a required property that is missing, or an object with none of its alternatives, which is its own `missing`;
 * not where a misspelt one explains it.
 */
export function reportMissing(missing: string, parent: string, tree: JsonObject, context: Context): void {
  const { problems, kind } = context;
  if (problems.brokenAt(missing) || isMisspelt(missing, parent, context)) return;
  const text = kind.help.missing(missing, parent, tree, context) ?? {};
  const message = text.message ?? (missing === parent ? noneOf(parent, context) : lackOf(missing, parent, context));
  const hint = text.hint ?? `Add \`${exampleLine(missing, context)}\``;
  problems.add(text.code ?? "missing-property", missing, message, hint);
}

function lackOf(missing: string, parent: string, { kind, places }: Context): string {
  // With a short form the property would stand in the object that has the short form.
  const names = places.name(missing).split(".");
  const owner = parent === "" ? `The ${kind.noun}` : `\`${names.slice(0, -1).join(".")}\``;
  return `${owner} lacks \`${names.at(-1)}\`.`;
}

function noneOf(parent: string, { kind, places }: Context): string {
  const node = nodeAt(kind.schema, parent);
  const choices = node?.kind === "object" ? (node.exactlyOneOf ?? []) : [];
  const names = choices.map((name) => `\`${places.name(`${parent}/${name}`).split(".").at(-1)}\``);
  const owner = parent === "" ? `The ${kind.noun}` : `\`${places.name(parent)}\``;
  return `${owner} has none of ${names.join(", ")}.`;
}

/**
 * Whether something unknown beside it was meant for the missing property: nearly its name, or something that belongs
 * inside it. That is reported already, and its hint repairs both.
 */
function isMisspelt(missing: string, parent: string, { kind, problems }: Context): boolean {
  const unknown = problems.unknownIn(parent);
  if (unknown.length === 0) return false;
  const node = nodeAt(kind.schema, missing) ?? kind.schema;
  const names = [...namesWithin(kind, node, missing)];
  if (missing !== parent) names.push(...spellingsOf(missing.slice(missing.lastIndexOf("/") + 1)));
  return unknown.some((key) => didYouMean(key, names) !== undefined);
}

function namesWithin(kind: Kind, node: SchemaNode, path: string): readonly string[] {
  if (node.kind === "list" || node.kind === "set") return namesWithin(kind, node.items, path);
  if (node.kind !== "object") return [];
  return [
    ...extraNames(kind, path),
    ...Object.entries(node.properties).flatMap(([name, child]) => [
      spellingFor(name, true),
      ...namesWithin(kind, child, `${path}/${name}`),
    ]),
  ];
}
