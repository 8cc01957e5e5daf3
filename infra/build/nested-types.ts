import { connectionSchema } from "../../workflows/engine/kinds/connection/schema.ts";
import { type ObjectNode, type SchemaNode } from "../../workflows/engine/kinds/schema.ts";
import { camelCaseOf, spellingsOf } from "../../workflows/engine/kinds/spellings.ts";
import { extraMembers, itemName, memberOf, membersOf, settable } from "./type-members.ts";
import { interfaceText, typeText, typeUnion } from "./typescript-text.ts";

/** The objects inside a connection, but for the credentials themselves: each once, in the order in which it is met. */
export function nestedTypes(): readonly string[] {
  const texts = new Map<string, string>();
  const visit = (name: string, node: SchemaNode, path: string): void => {
    if (node.kind === "list") visit(itemName(name), node.items, path);
    if (node.kind !== "object") return;
    if (path !== "" && path !== "/AuthParameters") {
      const text = objectTypes(name, node, path);
      if (texts.has(name) && texts.get(name) !== text) throw new Error(`two types would be named ${name}`);
      texts.set(name, text);
    }
    for (const [child, of] of settable(node)) visit(child, of, `${path}/${child}`);
  };
  visit("", connectionSchema, "");
  return [...texts.values()];
}

/** One interface where nothing is required; else one for each spelling of what is, so that it is required in one. */
function objectTypes(name: string, node: ObjectNode, path: string): string {
  const extras = extraMembers(path);
  // Where settings without a counterpart in AWS may stand alone, nothing is required.
  const required = extras.length > 0 ? [] : (node.required ?? []);
  const members = settable(node);
  if (required.length === 0) {
    const all = members.flatMap(([child, of]) => membersOf(child, of, path));
    return interfaceText(name, node.doc, { members: [...all, ...extras] });
  }
  const variants = spellingVariants(members.map(([child]) => child));
  return [
    typeText(name, node.doc, typeUnion(variants.map(({ prefix }) => prefix + name))),
    ...variants.map(({ prefix, spell }) =>
      interfaceText(prefix + name, node.doc, {
        members: members.map(([child, of]) =>
          memberOf(spell(child), child, of, { parent: path, optional: !required.includes(child) }),
        ),
      }),
    ),
  ].join("\n");
}

export interface SpellingVariant {
  readonly prefix: string;
  readonly spell: (name: string) => string;
}

/**
 * The spellings of a group of names. Of two that fit equally well the compiler names the one that comes last, by the
 * order of the declarations or by the alphabet, depending on its version: so the usual spelling comes after the other.
 */
export function spellingVariants(names: readonly string[]): readonly SpellingVariant[] {
  const lowerFirst = (name: string): string => spellingsOf(name)[2] ?? camelCaseOf(name);
  return [
    ...(names.some((name) => lowerFirst(name) !== camelCaseOf(name))
      ? [{ prefix: "Alternate", spell: lowerFirst }]
      : []),
    { prefix: "CamelCase", spell: camelCaseOf },
    { prefix: "CloudFormation", spell: (name) => name },
  ];
}
