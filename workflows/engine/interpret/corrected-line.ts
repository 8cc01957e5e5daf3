import { connectionSchema } from "../kinds/connection/schema.ts";
import { nodeAt, type ObjectNode, type SchemaNode } from "../kinds/schema.ts";
import { formatReference, type Reference } from "../reference.ts";
import type { Context } from "./context.ts";
import { secretShape } from "../secret-shape.ts";

/** What a hint proposes for a property: a text, or a reference with the text before it, such as `Bearer `. */
export type Proposal = string | { readonly reference: Reference; readonly before?: string };

/**
 * The property with a proposed value as a line to paste: in the author's spelling and in the language of the file.
 * No text given here may come from a credential.
 */
export function correctedLine(path: string, value: Proposal, context: Context): string {
  return member(path, proposalText(value, context), context) + (context.places.json ? "" : ",");
}

/** The property with an example of what it takes; an object has what it requires, with `choose` among alternatives. */
export function exampleLine(path: string, context: Context, choose?: string): string {
  return (
    member(path, exampleText(nodeAt(connectionSchema, path), path, context, choose), context) +
    (context.places.json ? "" : ",")
  );
}

/** The property with a value that is no text, such as `isValueSecret: false`, to name it in a sentence. */
export function switchText(path: string, value: boolean, context: Context): string {
  return member(path, String(value), context);
}

/** A reference to the parameter where a credential of this definition would stand. */
export function suggestedReference(path: string, context: Context): Reference {
  const prefix = context.settings.secretPrefixes[0] ?? "/bridgehead/";
  return {
    service: "ssm-secure",
    path: `${prefix}${context.parameterFolder}/${leafName(path, context)}`,
    version: null,
  };
}

const leafNames: Readonly<Record<string, string>> = {
  ApiKeyValue: "api-key",
  Password: "password",
  ClientSecret: "client-secret",
};

function leafName(path: string, { places }: Context): string {
  const parameter = /\/(Header|Query|Body)(?:String)?Parameters\/(\d+)\/Value$/.exec(path);
  if (parameter !== null) return `${parameter[1]?.toLowerCase()}-${parameter[2]}`;
  if (places.name(path).endsWith("oauthToken")) return "token";
  const name = path.slice(path.lastIndexOf("/") + 1);
  return leafNames[name] ?? name.toLowerCase();
}

function member(path: string, text: string, context: Context): string {
  const name = context.places.name(path).split(".").at(-1) ?? "";
  return context.places.json ? `"${name}": ${text}` : `${name}: ${text}`;
}

/** A proposal by itself, without the property. */
export function proposalText(value: Proposal, { places }: Context): string {
  if (typeof value === "string") return JSON.stringify(value);
  const { reference, before = "" } = value;
  // Only a secure reference has a function that writes it.
  if (places.json || reference.service !== "ssm-secure") return `"${before}${formatReference(reference)}"`;
  const version = reference.version === null ? "" : `, ${reference.version}`;
  const call = `ssm("${reference.path}"${version})`;
  // Not a template: its backticks would end the code span that hints are shown in.
  return before === "" ? call : `"${before}" + ${call}`;
}

function exampleText(node: SchemaNode | undefined, path: string, context: Context, choose?: string): string {
  if (node?.kind === "object") {
    const members = requiredOf(node, choose).map((name) => {
      const at = `${path}/${name}`;
      return member(at, exampleText(node.properties[name], at, context), context);
    });
    return `{ ${members.join(", ")} }`;
  }
  if (node?.kind !== "string") return "…";
  if (node.secret === "always") {
    return proposalText({ reference: suggestedReference(path, context) }, context);
  }
  return JSON.stringify(node.example ?? node.enum?.[0] ?? "…");
}

function requiredOf(node: ObjectNode, choose: string | undefined): readonly string[] {
  const alternative = choose ?? node.exactlyOneOf?.at(-1);
  return [...(node.required ?? []), ...(alternative === undefined ? [] : [alternative])];
}

/** The part of a suggested parameter's name that says whose it is: the connection's name where it can stand there. */
export function parameterFolder(id: string, name: unknown): string {
  const candidates = [name, id].filter((text): text is string => typeof text === "string");
  return (
    candidates.find((text) => /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(text) && secretShape(text) === null) ??
    "my-connection"
  );
}
