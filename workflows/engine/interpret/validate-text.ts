import { matches } from "../kinds/matches.ts";
import type { StringNode } from "../kinds/schema.ts";
import { parseTemplate, type TemplatePart } from "../values/reference.ts";
import type { Context } from "./context.ts";
import { correctedLine, textHint } from "../help/corrected-line.ts";
import { didYouMean } from "../values/did-you-mean.ts";
import { joinedWords } from "../help/joined-words.ts";
import { shownValue } from "../values/shown-value.ts";

/**
 * Reports what is wrong with one text. A message says what is expected; it quotes the text only where no credential
 * belongs and it does not look like one. Of a text with references only what is written is checked: the rest is not
 * known.
 */
export function validateText(node: StringNode, value: string, path: string, context: Context): void {
  const parts = parseTemplate(value);
  const hasReferences = parts.some((part) => part.kind !== "text");
  if (hasReferences && (isName(path, context) || node.enum !== undefined)) {
    const message = `\`${context.places.name(path)}\` cannot be a reference.`;
    const example = isName(path, context) ? context.parameterFolder : (node.example ?? "");
    context.problems.add("reference-not-allowed", path, message, textHint(path, example, context));
  } else if (node.enum !== undefined) {
    if (node.choice !== "judged-by-the-kind") validateChoice(node.enum, node.example, value, path, context);
  } else {
    validateLength(node, parts, path, context);
    // Patterns of texts with an API limit restrict characters, so that any stand-in does for a reference.
    if (!hasReferences || node.apiPattern !== undefined) validatePattern(node, value, parts, path, context);
  }
}

function validateChoice(
  choices: readonly string[],
  example: string | undefined,
  value: string,
  path: string,
  context: Context,
): void {
  if (choices.includes(value)) return;
  const list = choices.map((choice) => `"${choice}"`).join(", ");
  const shown = shownValue(value);
  const message = `\`${context.places.name(path)}\` is one of ${list}${shown === null ? "" : `, not ${shown}`}.`;
  const near = didYouMean(value, choices);
  const line = `\`${correctedLine(path, near ?? example ?? "", context)}\``;
  context.problems.add("invalid-value", path, message, near === undefined ? `Write it as in ${line}` : `Write ${line}`);
}

function validateLength(node: StringNode, parts: readonly TemplatePart[], path: string, context: Context): void {
  const written = parts.reduce((sum, part) => sum + (part.kind === "text" ? part.text.length : 0), 0);
  const most = Math.min(node.maxLength ?? Infinity, node.apiMaxLength ?? Infinity);
  // A character is one code unit or two.
  if (written <= most) return;
  const length = parts.reduce((sum, part) => sum + (part.kind === "text" ? Array.from(part.text).length : 0), 0);
  if (length <= most) return;
  const isRegistry = node.maxLength === most;
  const code = isName(path, context) ? "invalid-name" : isRegistry ? "invalid-format" : "api-limit";
  const who = isRegistry ? "AWS" : context.kind.service;
  const message = `\`${context.places.name(path)}\` has ${length} characters; ${who} takes ${most}.`;
  const hint = isName(path, context) ? nameHint(node, null, context) : `Shorten it by ${length - most}.`;
  context.problems.add(code, path, message, hint);
}

function validatePattern(
  node: StringNode,
  value: string,
  parts: readonly TemplatePart[],
  path: string,
  context: Context,
): void {
  const { problems, places } = context;
  const text = parts.map((part) => (part.kind === "text" ? part.text : "x")).join("");
  // A reference that does not close is reported as such; a name is no place for one.
  if (!isName(path, context) && text.includes("{{")) return;
  // An address with a host that is refused needs no word about its characters.
  if (problems.isSettled(path) || problems.has("reference-not-allowed", path)) return;
  const isFormed = text.length >= (node.minLength ?? 0) && matches(node.pattern, text);
  if (isFormed && matches(node.apiPattern, text)) return;
  if (isFormed && node.apiPatternUnconfirmed !== undefined) {
    // What was meant as a reference has characters of its own.
    if (problems.brokenAt(path)) return;
    const { code, message, hint } = node.apiPatternUnconfirmed;
    problems.add(code, path, `\`${places.name(path)}\` ${message}.`, hint);
    return;
  }
  const code = isFormed ? "api-limit" : isName(path, context) ? "invalid-name" : "invalid-format";
  const hint = isName(path, context) ? nameHint(node, value, context) : exampleHint(node, value, path, context);
  problems.add(code, path, formMessage(node, text, value, path, context), hint);
}

function formMessage(node: StringNode, text: string, value: string, path: string, context: Context): string {
  const name = `\`${context.places.name(path)}\``;
  const expected = node.form ?? "another form of text";
  if (text === "") return `${name} is empty; it takes ${expected}.`;
  const shown = node.secret === undefined && node.quotable === true ? shownValue(value) : null;
  return `${name} takes ${expected}${shown === null ? "" : `, not ${shown}`}.`;
}

/** Whether it is the property that people name the resource by. */
function isName(path: string, { kind }: Context): boolean {
  return path === `/${kind.identity.name}`;
}

function exampleHint(node: StringNode, value: string, path: string, context: Context): string {
  const corrected = repaired(node, value);
  const example = corrected === "" ? node.example : corrected;
  if (example === undefined) return "Take out what does not belong there.";
  const line = correctedLine(path, example, context);
  return corrected === "" ? `Write it as in \`${line}\`` : `Write \`${line}\``;
}

/** A name made of the same words, where there are some. */
function nameHint(node: StringNode, value: string | null, context: Context): string {
  const path = `/${context.kind.identity.name}`;
  const own = value === null ? "" : repaired(node, value).slice(0, node.maxLength);
  const line = correctedLine(path, own === "" ? context.parameterFolder : own, context);
  return context.places.isWritten(path) ? `Write \`${line}\`` : `Without a name the id is the name: write \`${line}\``;
}

/** What is most likely meant; empty where that is not clear, or may hold a credential. */
function repaired({ repair }: StringNode, value: string): string {
  if (repair === "line") return oneLine(value);
  return repair === undefined || shownValue(value) === null ? "" : joinedWords(value, repair.words);
}

/** A text in one line; empty where it is too long for a hint, or may hold a credential. */
function oneLine(value: string): string {
  const line = value.slice(0, 512).replaceAll(/\s+/gu, " ").trim();
  return line.length <= 100 && shownValue(line) !== null ? line : "";
}
