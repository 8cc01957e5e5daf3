import { defaultLimits } from "../policy/limits.ts";
import type { ExportName } from "../definition/own-options.ts";
import { pointerSegments } from "../values/json.ts";
import { nodeAt, type ObjectNode, type SchemaNode, type StringNode } from "../kinds/schema.ts";
import { usualSpellings } from "../kinds/spellings.ts";
import type { About } from "../kinds/texts.ts";
import { plainText } from "../values/plain-text.ts";
import { formatReference, type Reference } from "../values/reference.ts";
import { secretShape } from "../values/secret-shape.ts";
import { credentialLabel } from "./credential-label.ts";
import { namePath } from "../kinds/resource-kind.ts";

/*
 * Properties as lines to paste: in the author's spelling and in the language of the file, of what a text is about unless
 * another path is given. No value given here may come from a credential.
 */

/** What a hint proposes for a property: a text, or a reference with the text before it, such as `Bearer `. */
export type Proposal = string | { readonly reference: Reference; readonly before?: string };

/** The property with a proposed value. */
export function correctedLine(value: Proposal, about: About, path: string = about.path): string {
  return line(path, proposalText(value, about), about);
}

/** The property with an example of what it takes; an object has what it requires, with `choose` among alternatives. */
export function exampleLine(about: About, path: string = about.path, choose?: string): string {
  return line(path, exampleText(nodeAt(about.kind.schema, path), path, about, choose), about);
}

/** The property with a value that is no text, such as `enabled: false`, to name it in a sentence. */
export function switchText(value: boolean, about: About, path: string): string {
  return `\`${member(path, String(value), about)}\``;
}

/** "Write" with the line as it is to be, or as it may be where that is not clear. */
export function write(value: Proposal, about: About, isClear = true): string {
  return `Write ${isClear ? "" : "it as in "}\`${correctedLine(value, about)}\``;
}

/** The schema's node of the text at a path. */
export function textNode({ kind, path }: About): Partial<StringNode> {
  const node = nodeAt(kind.schema, path);
  return node?.kind === "string" ? node : {};
}

/** Whether it is the property that people name the resource by. */
export function isName({ kind, path }: About): boolean {
  return path === namePath(kind);
}

/** What to do where a reference stands and a text belongs. */
export function asText(about: About): string {
  const example = isName(about) ? parameterFolder(about) : (textNode(about).example ?? "");
  return `Write the value as text, as in \`${correctedLine(example, about)}\``;
}

/** A reference to the parameter where a credential of this definition would stand. */
export function suggestedReference(about: About, path: string = about.path): Reference {
  const prefix = about.settings.secretPrefixes[0] ?? "/bridgehead/";
  return {
    service: "ssm-secure",
    path: `${prefix}${parameterFolder(about)}/${credentialLabel(path, about)}`,
    version: null,
  };
}

/** A line that hands an ARN on. */
export function exportLine(name: ExportName, about: About): string {
  return correctedLine(exportParameter(name, about), about, `/${name}`);
}

/** A parameter that an ARN of this resource may be written to. */
export function exportParameter(name: string, about: About): string {
  return `${defaultLimits.exportPrefix}${parameterFolder(about)}${name === "exportArn" ? "" : "-secret"}`;
}

function line(path: string, text: string, about: About): string {
  return member(path, text, about) + (about.source.json ? "" : ",");
}

/** An item of a list has no name. */
function member(path: string, text: string, { kind, source }: About): string {
  const parent = nodeAt(kind.schema, path.slice(0, path.lastIndexOf("/")));
  if (parent?.kind === "list" || parent?.kind === "set") return text;
  // A name of a map may be anything, and has one spelling.
  const own = parent?.kind === "map" ? plainText(pointerSegments(path).at(-1) ?? "", 40) : undefined;
  const name = own ?? lastName(path, source);
  const isPlain = /^[A-Za-z_$][\w$]*$/.test(name);
  return source.json || !isPlain ? `${JSON.stringify(name)}: ${text}` : `${name}: ${text}`;
}

/** A property's name alone. */
export function lastName(path: string, source: About["source"]): string {
  return source.name(path).split(".").at(-1) ?? "";
}

/** A proposal by itself, without the property. */
export function proposalText(value: Proposal, { source }: About): string {
  if (typeof value === "string") return JSON.stringify(value);
  const { reference, before = "" } = value;
  // Only a secure reference has a function that writes it.
  if (source.json || reference.service !== "ssm-secure") return JSON.stringify(before + formatReference(reference));
  const version = reference.version === null ? "" : `, ${reference.version}`;
  const call = `ssm("${reference.path}"${version})`;
  // Not a template: its backticks would end the code span that hints are shown in.
  return before === "" ? call : `${JSON.stringify(before)} + ${call}`;
}

function exampleText(node: SchemaNode | undefined, path: string, about: About, choose?: string): string {
  switch (node?.kind) {
    case "object": {
      const members = requiredOf(node, choose).map((name) => {
        const at = `${path}/${name}`;
        return member(at, exampleText(node.properties[name], at, about), about);
      });
      return `{ ${members.join(", ")} }`;
    }
    case "list":
    case "set":
      return `[${exampleText(node.items, `${path}/0`, about)}]`;
    case "string":
      if (node.secret === "always") return proposalText({ reference: suggestedReference(about, path) }, about);
      return JSON.stringify(node.example ?? node.enum?.[0] ?? "…");
    case "boolean":
      return String(node.default ?? true);
    case "integer":
    case "number":
      return String(node.default ?? node.minimum ?? node.maximum ?? 1);
    case "map":
    case "json":
      return "{ … }";
    case undefined:
      return "…";
  }
}

function requiredOf(node: ObjectNode, choose: string | undefined): readonly string[] {
  const alternative = choose ?? node.exactlyOneOf?.at(-1);
  const all = [...(node.required ?? []), ...(node.apiRequired ?? [])];
  return [...all, ...(alternative === undefined ? [] : [alternative])];
}

/**
 * The part of a suggested parameter's name, below an allowed prefix, that says whose it is: the resource's name where it
 * can stand there. Safe to print.
 */
export function parameterFolder({ kind, evaluated: { id, props } }: About): string {
  const written = usualSpellings(kind.identity.name).map((spelling) => props[spelling]);
  const name = written.find((text) => (text ?? null) !== null);
  const candidates = [name, id].filter((text) => typeof text === "string");
  return (
    candidates.find((text) => /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(text) && secretShape(text) === null) ??
    `my-${kind.noun.replaceAll(/[^a-z0-9]+/gi, "-")}`
  );
}
