import { pointerSegments } from "../values/json.ts";
import type { Proposal } from "../kinds/check.ts";
import { nodeAt, type ObjectNode, type SchemaNode } from "../kinds/schema.ts";
import { plainText } from "../values/plain-text.ts";
import { formatReference, type Reference } from "../values/reference.ts";
import { secretShape } from "../values/secret-shape.ts";
import type { Context } from "../interpret/context.ts";
import { credentialLabel } from "./credential-label.ts";

/**
 * The property with a proposed value as a line to paste: in the author's spelling and in the language of the file.
 * No text given here may come from a credential.
 */
export function correctedLine(path: string, value: Proposal, context: Context): string {
  return member(path, proposalText(value, context), context) + (context.places.json ? "" : ",");
}

/** The property with an example of what it takes; an object has what it requires, with `choose` among alternatives. */
export function exampleLine(path: string, context: Context, choose?: string): string {
  const text = exampleText(nodeAt(context.kind.schema, path), path, context, choose);
  return member(path, text, context) + (context.places.json ? "" : ",");
}

/** The property with a value that is no text, such as `enabled: false`, to name it in a sentence. */
export function switchText(path: string, value: boolean, context: Context): string {
  return member(path, String(value), context);
}

/** What to do where a reference stands and a text belongs. */
export function textHint(path: string, example: string, context: Context): string {
  return `Write the value as text, as in \`${correctedLine(path, example, context)}\``;
}

/** A reference to the parameter where a credential of this definition would stand. */
export function suggestedReference(path: string, context: Context): Reference {
  const prefix = context.settings.secretPrefixes[0] ?? "/bridgehead/";
  return {
    service: "ssm-secure",
    path: `${prefix}${context.parameterFolder}/${credentialLabel(path, context)}`,
    version: null,
  };
}

/** An item of a list has no name. */
function member(path: string, text: string, { kind, places }: Context): string {
  const parent = nodeAt(kind.schema, path.slice(0, path.lastIndexOf("/")));
  if (parent?.kind === "list" || parent?.kind === "set") return text;
  // A name of a map may be anything, and has one spelling.
  const own = parent?.kind === "map" ? plainText(pointerSegments(path).at(-1) ?? "", 40) : undefined;
  const name = own ?? places.name(path).split(".").at(-1) ?? "";
  const isPlain = /^[A-Za-z_$][\w$]*$/.test(name);
  return places.json || !isPlain ? `${JSON.stringify(name)}: ${text}` : `${name}: ${text}`;
}

/** A proposal by itself, without the property. */
export function proposalText(value: Proposal, { places }: Context): string {
  if (typeof value === "string") return JSON.stringify(value);
  const { reference, before = "" } = value;
  // Only a secure reference has a function that writes it.
  if (places.json || reference.service !== "ssm-secure") return JSON.stringify(before + formatReference(reference));
  const version = reference.version === null ? "" : `, ${reference.version}`;
  const call = `ssm("${reference.path}"${version})`;
  // Not a template: its backticks would end the code span that hints are shown in.
  return before === "" ? call : `${JSON.stringify(before)} + ${call}`;
}

function exampleText(node: SchemaNode | undefined, path: string, context: Context, choose?: string): string {
  switch (node?.kind) {
    case "object": {
      const members = requiredOf(node, choose).map((name) => {
        const at = `${path}/${name}`;
        return member(at, exampleText(node.properties[name], at, context), context);
      });
      return `{ ${members.join(", ")} }`;
    }
    case "list":
    case "set":
      return `[${exampleText(node.items, `${path}/0`, context)}]`;
    case "string":
      if (node.secret === "always") return proposalText({ reference: suggestedReference(path, context) }, context);
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

/** The part of a suggested parameter's name that says whose it is: the resource's name where it can stand there. */
export function parameterFolder(id: string, name: unknown, noun: string): string {
  const candidates = [name, id].filter((text): text is string => typeof text === "string");
  return (
    candidates.find((text) => /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(text) && secretShape(text) === null) ??
    `my-${noun.replaceAll(/[^a-z0-9]+/gi, "-")}`
  );
}
