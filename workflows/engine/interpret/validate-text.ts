import { matches } from "../kinds/matches.ts";
import type { StringNode } from "../kinds/schema.ts";
import { parseTemplate, type TemplatePart } from "../values/reference.ts";
import type { Context } from "./context.ts";
import { namePath } from "../kinds/resource-kind.ts";

/** Reports what is wrong with one text. Of a text with references only what is written is checked: the rest is not known. */
export function validateText(node: StringNode, value: string, path: string, context: Context): void {
  const { problems } = context;
  const parts = parseTemplate(value);
  const hasReferences = parts.some((part) => part.kind !== "text");
  if (hasReferences && (path === namePath(context.kind) || node.enum !== undefined)) {
    problems.add("reference-not-allowed/text", path, {});
  } else if (node.enum !== undefined) {
    const isJudged = node.choice === "judged-by-the-kind";
    if (!isJudged && !node.enum.includes(value)) problems.add("invalid-value", path, { value });
  } else {
    validateLength(node, parts, path, context);
    // Patterns of texts with an API limit restrict characters, so that any stand-in does for a reference.
    if (!hasReferences || node.apiPattern !== undefined) validatePattern(node, parts, { path, value }, context);
  }
}

function validateLength(node: StringNode, parts: readonly TemplatePart[], path: string, context: Context): void {
  const written = parts.reduce((sum, part) => sum + (part.kind === "text" ? part.text.length : 0), 0);
  const most = Math.min(node.maxLength ?? Infinity, node.apiMaxLength ?? Infinity);
  // A character is one code unit or two.
  if (written <= most) return;
  const length = parts.reduce((sum, part) => sum + (part.kind === "text" ? Array.from(part.text).length : 0), 0);
  if (length <= most) return;
  const limit = node.maxLength === most ? "registry" : "service";
  const code = path === namePath(context.kind) ? "invalid-name" : limit === "registry" ? "invalid-format" : "api-limit";
  context.problems.add(`${code}/length`, path, { length, most, limit });
}

interface TextAt {
  readonly path: string;
  readonly value: string;
}

function validatePattern(
  node: StringNode,
  parts: readonly TemplatePart[],
  { path, value }: TextAt,
  context: Context,
): void {
  const { problems } = context;
  const text = parts.map((part) => (part.kind === "text" ? part.text : "x")).join("");
  // A reference that does not close is reported as such; a name is no place for one.
  if (path !== namePath(context.kind) && text.includes("{{")) return;
  // An address with a host that is refused needs no word about its characters.
  if (problems.isSettled(path) || problems.has("reference-not-allowed", path)) return;
  const isFormed = text.length >= (node.minLength ?? 0) && matches(node.pattern, text);
  if (isFormed && matches(node.apiPattern, text)) return;
  if (isFormed && node.apiPatternUnconfirmed !== undefined) {
    // What was meant as a reference has characters of its own.
    if (!problems.brokenAt(path)) context.ofKind.add(node.apiPatternUnconfirmed.code, path, {});
    return;
  }
  const code = isFormed ? "api-limit" : path === namePath(context.kind) ? "invalid-name" : "invalid-format";
  problems.add(`${code}/form`, path, { value });
}
