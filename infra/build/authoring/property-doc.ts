import { connectionSchema } from "../../../workflows/engine/kinds/connection/schema.ts";
import type { ExtraProperty } from "../../../workflows/engine/kinds/extra-property.ts";
import { nodeAt, type SchemaNode, type StringNode } from "../../../workflows/engine/kinds/schema.ts";

/** How a secret reference is written in the language that the documentation is for. */
export type ReferenceText = 'ssm("/bridgehead/…")' | "{{resolve:ssm-secure:/bridgehead/…}}";

/**
 * What an editor says about a property: what it is, what it takes, its default, and who can read it back. Made of the
 * facts about the resource type, so that the types and the JSON Schema say what the validation does.
 */
export function propertyDoc(node: SchemaNode, path: string, reference: ReferenceText): string {
  return sentences([
    node.doc,
    limitsOf(node, path),
    exampleOf(node),
    defaultOf(node, path),
    readersOf(node, path, reference),
  ]);
}

/** The same for one of Bridgehead's own properties, or for a short form of what stands at a path. */
export function extraDoc(extra: ExtraProperty, stands: string | null, reference: ReferenceText): string {
  const value = extra.default === undefined ? "" : `Default: \`${extra.default}\`.`;
  if (stands === null) return sentences([extra.doc, value]);
  const node = nodeAt(connectionSchema, stands);
  if (node?.kind !== "string") throw new Error(`${stands} is no text`);
  return sentences([extra.doc, stringLimits(node), exampleOf(node), value, readersOf(node, stands, reference)]);
}

function sentences(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}

const more: Readonly<Record<string, string>> = {
  "/AuthorizationType":
    "It goes with the credentials in `authParameters`. `AWS_IAM` is taken too, with a warning: EventBridge has no such " +
    "type, and it is inferred from the credentials.",
  "/AuthParameters":
    "Exactly one kind of credentials, and at most one of the two extras: Cloud Control takes two members together.",
};

function limitsOf(node: SchemaNode, path: string): string {
  return node.kind === "string" && node.enum === undefined ? stringLimits(node) : (more[path] ?? "");
}

function stringLimits(node: StringNode): string {
  if (node.enum !== undefined) return "";
  const most = Math.min(node.maxLength ?? Infinity, node.apiMaxLength ?? Infinity);
  if (/characters at most/.test(node.doc)) return "";
  const said = /\d to \d/.test(node.form ?? "");
  const length = said || !Number.isFinite(most) ? "" : `${most} characters at most`;
  if (node.form !== undefined) return `Takes ${node.form}${length === "" ? "" : `; ${length}`}.`;
  return length === "" ? "" : `${length}.`;
}

function exampleOf(node: SchemaNode): string {
  if (node.kind !== "string" || node.secret !== undefined || node.enum !== undefined) return "";
  return node.example === undefined ? "" : `For example \`${node.example}\`.`;
}

function defaultOf(node: SchemaNode, path: string): string {
  if ("default" in node && node.default !== undefined) return `Default: \`${node.default}\`.`;
  return path === "/Name" ? "Default: the id." : "";
}

/** Whom AWS shows the value. */
function readersOf(node: SchemaNode, path: string, reference: ReferenceText): string {
  if (node.kind === "string" && node.secret !== undefined) {
    const secret =
      `A credential: write it as \`${reference}\`, which is read from Parameter Store at the apply. AWS returns it ` +
      "to nobody, except in the connection's own secret in Secrets Manager.";
    return node.secret === "always"
      ? secret
      : `${secret} With \`isValueSecret: false\` it is none, and readable for whoever may describe the connection.`;
  }
  if (node.access === "write-only") return "Cloud Control does not return it; Bridgehead compares with its own record.";
  if (node.kind !== "string" || node.access === "read-only") return "";
  const written = node.decides === undefined ? "" : " Written as text, never as a reference: plans show it.";
  return `Readable for whoever may describe the connection.${written}`;
}
