import { pointerSegments } from "../values/json.ts";
import type { ExtraProperty } from "../kinds/extra-property.ts";
import { childNode, type SchemaNode } from "../kinds/schema.ts";
import { kebabCaseOf } from "../kinds/spellings.ts";
import type { Subject } from "../kinds/texts.ts";

/** The short form that the author wrote for what stands at a path; undefined where it is none. */
export function shortFormAt(path: string, { kind, source }: Subject): ExtraProperty | undefined {
  const name = source.name(path).split(".").at(-1) ?? "";
  for (const extras of Object.values(kind.shortForms.properties)) {
    if (Object.hasOwn(extras, name)) return extras[name];
  }
  return undefined;
}

/** The last level of the parameter's name that a hint proposes for a credential; safe to print. */
export function credentialLabel(path: string, about: Subject): string {
  const { nodes, segments } = wayTo(path, about.kind.schema);
  const leaf = nodes.at(-1);
  const isSecret = leaf?.kind === "string" && leaf.secret !== undefined;
  const item = nodes.findLastIndex((node) => node?.kind === "list" || node?.kind === "set");
  const list = nodes[item];
  if (isSecret && (list?.kind === "list" || list?.kind === "set")) {
    return `${list.label ?? kebabCaseOf(segments[item - 1] ?? "")}-${segments[item]}`;
  }
  const own = leaf?.kind === "string" ? leaf.label : undefined;
  // A name of a map is the author's own, and may be anything.
  const named = nodes.findLastIndex((_, index) => nodes[index - 1]?.kind === "object");
  const name = segments[named - 1] ?? "";
  return shortFormAt(path, about)?.label ?? own ?? (isSecret ? kebabCaseOf(name) : name.toLowerCase());
}

/** The nodes from the whole to what stands at a path, and the names between them. */
function wayTo(path: string, schema: SchemaNode) {
  const segments = pointerSegments(path);
  const nodes: (SchemaNode | undefined)[] = [schema];
  for (const segment of segments) nodes.push(childNode(nodes.at(-1), segment));
  return { nodes, segments };
}
