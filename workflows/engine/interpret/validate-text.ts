import type { StringNode } from "../../../connections/_authoring/schema.ts";
import { parseTemplate, type TemplatePart } from "../reference.ts";
import type { Context } from "./context.ts";
import { didYouMean } from "./did-you-mean.ts";

/**
 * Reports what is wrong with one text. A message says what is expected and never quotes the text, which may be a
 * credential. Of a text with references only what is written is checked: the rest is not known.
 */
export function validateText(node: StringNode, value: string, path: string, context: Context): void {
  const parts = parseTemplate(value);
  const hasReferences = parts.some((part) => part.kind !== "text");
  if (hasReferences && (path === "/Name" || node.enum !== undefined)) {
    const message = `\`${context.places.name(path)}\` cannot be a reference.`;
    context.problems.add("reference-not-allowed", path, message, "Write the value as text.");
  } else if (node.enum !== undefined) {
    validateChoice(node.enum, value, path, context);
  } else {
    validateLength(node, parts, path, context);
    // Patterns of texts with an API limit restrict characters, so that any stand-in does for a reference.
    if (!hasReferences || node.apiMaxLength !== undefined) validatePattern(node, parts, path, context);
  }
}

function validateChoice(choices: readonly string[], value: string, path: string, context: Context): void {
  if (choices.includes(value)) return;
  const list = choices.map((choice) => `"${choice}"`).join(", ");
  const near = didYouMean(value, choices);
  const hint = near === undefined ? null : `Did you mean "${near}"?`;
  context.problems.add("invalid-value", path, `\`${context.places.name(path)}\` is one of ${list}.`, hint);
}

function validateLength(node: StringNode, parts: readonly TemplatePart[], path: string, context: Context): void {
  const length = parts.reduce((sum, part) => sum + (part.kind === "text" ? Array.from(part.text).length : 0), 0);
  const name = context.places.name(path);
  if (node.maxLength !== undefined && length > node.maxLength) {
    const code = path === "/Name" ? "invalid-name" : "invalid-format";
    const message = `\`${name}\` has ${length} characters; AWS takes ${node.maxLength}.`;
    context.problems.add(code, path, message, nameHint(path) ?? "Shorten it.");
  } else if (node.apiMaxLength !== undefined && length > node.apiMaxLength) {
    const message = `\`${name}\` has ${length} characters; EventBridge takes ${node.apiMaxLength}.`;
    context.problems.add("api-limit", path, message, "Shorten it.");
  }
}

function validatePattern(node: StringNode, parts: readonly TemplatePart[], path: string, context: Context): void {
  const text = parts.map((part) => (part.kind === "text" ? part.text : "x")).join("");
  // A reference that does not close is reported as such.
  if (text.includes("{{")) return;
  const expected = node.form ?? "another form of text";
  const message = `\`${context.places.name(path)}\` takes ${expected}.`;
  if (text.length < (node.minLength ?? 0) || !matches(node.pattern, text)) {
    const code = path === "/Name" ? "invalid-name" : "invalid-format";
    const empty = text === "" ? "It is empty." : null;
    context.problems.add(code, path, message, nameHint(path) ?? empty);
  } else if (!matches(node.apiPattern, text)) {
    if (node.apiPatternUnconfirmed === true) {
      const colon = `\`${context.places.name(path)}\` has a colon, which EventBridge may refuse.`;
      context.problems.add("colon-in-credential", path, colon, "Prefer a value without a colon.");
    } else {
      context.problems.add("api-limit", path, message, null);
    }
  }
}

function matches(pattern: string | undefined, text: string): boolean {
  return pattern === undefined || new RegExp(pattern, "u").test(text);
}

function nameHint(path: string): string | null {
  return path === "/Name" ? "Give the definition a `name` that fits; without one the id is the name." : null;
}
