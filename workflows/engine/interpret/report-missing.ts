import { connectionSchema } from "../kinds/connection/schema.ts";
import { nodeAt, type SchemaNode } from "../kinds/schema.ts";
import { spellingFor, spellingsOf } from "../kinds/spellings.ts";
import type { JsonObject } from "../json.ts";
import type { Context } from "./context.ts";
import { correctedLine, exampleLine } from "./corrected-line.ts";
import { didYouMean } from "../did-you-mean.ts";
import { extraNames } from "./property-names.ts";
import { blockFor, typeFor } from "../kinds/connection/authorization.ts";

/** Reports a required property that is missing, or an object without credentials; not where a misspelt one explains it. */
export function reportMissing(missing: string, parent: string, tree: JsonObject, context: Context): void {
  const { problems, places } = context;
  if (problems.brokenAt(missing) || isMisspelt(missing, parent, context)) return;
  if (missing === parent) {
    const message = `\`${places.name(missing)}\` has no credentials.`;
    const line = exampleLine(`${missing}/${blockFor(tree) ?? "ApiKeyAuthParameters"}`, context);
    problems.add("credentials-missing", missing, message, `Add credentials, such as \`${line}\``);
    return;
  }
  // With a short form the property would stand in the object that has the short form.
  const names = places.name(missing).split(".");
  const owner = parent === "" ? "The connection" : `\`${names.slice(0, -1).join(".")}\``;
  const message = `${owner} lacks \`${names.at(-1)}\`.`;
  problems.add("missing-property", missing, message, `Add \`${lineFor(missing, tree, context)}\``);
}

function lineFor(missing: string, tree: JsonObject, context: Context): string {
  const type = typeFor(tree);
  if (missing === "/AuthorizationType" && type !== undefined) return correctedLine(missing, type, context);
  return exampleLine(missing, context, missing === "/AuthParameters" ? blockFor(tree) : undefined);
}

/**
 * Whether something unknown beside it was meant for the missing property: nearly its name, or something that belongs
 * inside it. That is reported already, and its hint repairs both.
 */
function isMisspelt(missing: string, parent: string, context: Context): boolean {
  const unknown = context.problems.unknownIn(parent);
  if (unknown.length === 0) return false;
  const node = nodeAt(connectionSchema, missing) ?? connectionSchema;
  const names = [...namesWithin(node, missing)];
  if (missing !== parent) names.push(...spellingsOf(missing.slice(missing.lastIndexOf("/") + 1)));
  return unknown.some((key) => didYouMean(key, names) !== undefined);
}

function namesWithin(node: SchemaNode, path: string): readonly string[] {
  if (node.kind === "list") return namesWithin(node.items, path);
  if (node.kind !== "object") return [];
  return [
    ...extraNames(path),
    ...Object.entries(node.properties).flatMap(([name, child]) => [
      spellingFor(name, true),
      ...namesWithin(child, `${path}/${name}`),
    ]),
  ];
}
