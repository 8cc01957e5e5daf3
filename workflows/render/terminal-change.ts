import { type Action, type Change, pendingChanges, type Plan, type PropertyChange } from "../engine/plan/plan.ts";
import { changeLine } from "./change-text.ts";
import { gap, pad, widthOf, wrap, type TerminalOptions } from "./layout.ts";
import { phrasePlain } from "./phrase.ts";
import { adoptedText, afterText, beforeText, isWrittenUnseen, propertyPath } from "./property-text.ts";
import { hasSeveralTypes, nameDetails } from "./resource-name.ts";
import { style, type Style } from "./style.ts";
import { clip, visibleLine, visibleText } from "./visible-text.ts";
import { actionWords, sentence } from "./wording.ts";

/** Longest name, path or value in a terminal, in code points. */
const VALUE = 120;
const INDENT = "      ";

const tones: Readonly<Record<Action, keyof Style>> = {
  create: "green",
  update: "yellow",
  configure: "yellow",
  replace: "red",
  delete: "red",
  adopt: "blue",
  forget: "blue",
  "no-op": "dim",
};

/** What a plan does, a block for each change. */
export function changeBlocks(plan: Plan, options: TerminalOptions): readonly string[] {
  const pending = pendingChanges(plan);
  const isMixed = hasSeveralTypes(pending);
  return pending.map((change) => changeBlock(change, isMixed, options));
}

/** A change with its properties: symbol, name (with its type where the list has several), action and place; the reason; a line or two for each property. */
function changeBlock(change: Change, isMixed: boolean, { color, width }: TerminalOptions): string {
  const paint = style(color);
  const { symbol, verb } = actionWords[change.action];
  const title = `${visible(change.name)}${nameDetails(change, isMixed, visible)}: ${verb}`;
  const where =
    change.file === null ? "" : [visible(change.file), change.line].filter((part) => part !== null).join(":");
  const space = where === "" ? "" : gap(`  ${symbol} ${title}`, where, width);
  const why = change.reason === "" ? phrasePlain(changeLine(change), VALUE) : visibleLine(sentence(change.reason));
  const rows = change.properties.map((property) => ({
    path: visible(propertyPath(property.path).replace(/^AuthParameters\./, "")),
    value: propertyValue(change, property),
  }));
  const column = Math.min(Math.max(0, ...rows.map((row) => widthOf(row.path))), Math.floor(width / 2));
  return [
    `  ${paint[tones[change.action]](symbol)} ${paint.bold(title)}${space}${paint.dim(where)}`,
    paint.dim(wrap(why, width, INDENT)),
    ...rows.map((row) => propertyRow(row, column, width)),
  ].join("\n");
}

/** What is created has no past, what is deleted no future. */
function propertyValue(change: Change, property: PropertyChange): string {
  const before = phrasePlain(beforeText(property), VALUE);
  const after = phrasePlain(afterText(property, change), VALUE);
  switch (change.action) {
    case "create":
      return after;
    case "delete":
    case "forget":
      return before;
    case "update":
    case "configure":
    case "replace":
    case "no-op":
      return property.readable ? `${before} → ${after}` : `${after} (not readable)`;
    case "adopt":
      if (isWrittenUnseen(property)) return `${after} (written; cannot be compared)`;
      return `${phrasePlain(adoptedText(property), VALUE)} → ${after}`;
  }
}

/** Path and value beside each other, or below each other where a line is too short for both. */
function propertyRow(row: { readonly path: string; readonly value: string }, column: number, width: number): string {
  const beside = `${INDENT}${pad(row.path, column)}  ${row.value}`;
  if (widthOf(beside) <= width && widthOf(row.path) <= column) return beside;
  return `${INDENT}${row.path}\n${wrap(row.value, width, `${INDENT}  `)}`;
}

/** A name, a path or a state, fit for a line of a terminal. */
export function visible(text: string): string {
  return clip(visibleText(text), VALUE);
}
