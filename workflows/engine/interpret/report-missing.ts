import { didYouMean } from "../values/did-you-mean.ts";
import type { JsonObject } from "../values/json.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Missing } from "../kinds/meaning.ts";
import { nodeAt, type SchemaNode } from "../kinds/schema.ts";
import { spellingFor, spellingsOf } from "../kinds/spellings.ts";
import type { Context } from "./context.ts";
import { extraNames } from "./property-names.ts";

/** Reports a required property that is missing, or all alternatives; not where a misspelt one explains it. */
export function reportMissing(missing: Missing, tree: JsonObject, context: Context): void {
  const { problems, kind } = context;
  const { path, parent } = missing;
  if (problems.brokenAt(path) || isMisspelt(missing, context)) return;
  if (kind.checks.missing(missing, tree, context)) return;
  problems.add(path === parent ? "missing-property/alternative" : "missing-property", path, {});
}

/**
 * Whether something unknown beside it was meant for the missing property: nearly its name, or something that belongs
 * inside it. That is reported already, and its hint repairs both.
 */
function isMisspelt({ path, parent }: Missing, { kind, problems }: Context): boolean {
  const unknown = problems.unknownIn(parent);
  if (unknown.length === 0) return false;
  const node = nodeAt(kind.schema, path) ?? kind.schema;
  const names = [...namesWithin(kind, node, path)];
  if (path !== parent) names.push(...spellingsOf(path.slice(path.lastIndexOf("/") + 1)));
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
