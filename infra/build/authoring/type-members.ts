import { connectionSchema } from "../../../workflows/engine/kinds/connection/schema.ts";
import { connection } from "../../../workflows/engine/kinds/connection/index.ts";
import type { ExtraProperty } from "../../../workflows/engine/kinds/extra-property.ts";
import { extrasAt } from "../../../workflows/engine/kinds/own-properties.ts";
import { nodeAt, type ObjectNode, type SchemaNode } from "../../../workflows/engine/kinds/schema.ts";
import { camelCaseOf, spellingsOf } from "../../../workflows/engine/kinds/spellings.ts";
import { extraDoc, propertyDoc } from "./property-doc.ts";
import { type Member, typeUnion } from "./typescript-text.ts";

const reference = 'ssm("/bridgehead/…")';

/** A property of the resource type, in every spelling, the camelCase one first. */
export function membersOf(name: string, node: SchemaNode, parent: string): readonly Member[] {
  const spellings = [...new Set([camelCaseOf(name), ...spellingsOf(name)])];
  return spellings.map((spelling) => memberOf(spelling, name, node, { parent, optional: true }));
}

/** Where a member stands, whether it may be left out, and its type where that is not the property's own. */
export interface MemberOptions {
  /** Path of the object that has it. */
  readonly parent: string;
  readonly optional: boolean;
  readonly type?: string;
}

export function memberOf(
  spelling: string,
  name: string,
  node: SchemaNode,
  { parent, optional, type = typeOf(name, node) }: MemberOptions,
): Member {
  const note = spelling === camelCaseOf(name) ? "" : ` Also written \`${camelCaseOf(name)}\`.`;
  return { name: spelling, type, optional, doc: `${propertyDoc(node, `${parent}/${name}`, reference)}${note}` };
}

/** What the object at a path may have beside the properties of the resource type. */
export function extraMembers(path: string): readonly Member[] {
  return Object.entries(extrasAt(connection, path)).map(([name, extra]) => extraMember(name, extra, null, true));
}

/** A short form of what stands at a path. */
export function shortMember(name: string, stands: string, optional: boolean): Member {
  const extra = extrasAt(connection, "/AuthParameters")[name];
  if (extra === undefined) throw new Error(`there is no short form ${name}`);
  return extraMember(name, extra, stands, optional);
}

function extraMember(name: string, extra: ExtraProperty, stands: string | null, optional: boolean): Member {
  const texts = extra.also === undefined ? "" : ` | ${literals(extra.also)}`;
  const type = extra.enum === undefined ? `${extra.type}${texts}` : literals(extra.enum);
  return { name, type, optional, doc: extraDoc(extra, stands, reference) };
}

/** The type that is made of a list: the lists of an invocation and of a token request hold the same. */
export function itemName(name: string): string {
  return name.replace(/s$/, "");
}

/** The properties that a definition may set. */
export function settable(node: ObjectNode): readonly (readonly [string, SchemaNode])[] {
  return Object.entries(node.properties).filter(([, child]) => child.access !== "read-only");
}

export function objectAt(path: string): ObjectNode {
  const node = nodeAt(connectionSchema, path);
  if (node?.kind !== "object") throw new Error(`${path} is no object`);
  return node;
}

export function literals(values: readonly string[]): string {
  return typeUnion(values.map((value) => JSON.stringify(value)));
}

function typeOf(name: string, node: SchemaNode): string {
  switch (node.kind) {
    case "object":
      return name;
    case "list":
    case "set":
      return `readonly ${typeOf(itemName(name), node.items)}[]`;
    case "map":
      return `Readonly<Record<string, ${typeOf(itemName(name), node.values)}>>`;
    case "json":
      return "unknown";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "string":
      return node.enum === undefined ? "string" : literals(node.enum);
  }
}
