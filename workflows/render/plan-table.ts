import { headFor } from "../engine/kinds/noun.ts";
import { pendingChanges, type Action, type Change, type Plan } from "../engine/plan/plan.ts";
import { briefLine, changeLine } from "./change-text.ts";
import { fitLines, sizeOf } from "./comment-size.ts";
import { fold, locationLink, row, table, type Browser } from "./markdown.ts";
import { phraseMarkdown } from "./phrase.ts";
import { hasSeveralTypes, nameMarkdown } from "./resource-name.ts";
import { actionWords, plural } from "./wording.ts";

/** Shares of the comment, in bytes: of the rows that are seen at once, and of those that are folded. */
const OPEN_LIMIT = 16_000;
const FOLDED_LIMIT = 14_000;
/** As many rows are read at a glance; more are folded. */
const MOST_OPEN = 25;
/** With more rows than this each is said in fewer words. */
const MOST_SPELLED = 8;

/** What is dangerous comes first, and stays in a table that has to be cut. */
const order: readonly Action[] = ["delete", "replace", "forget", "adopt", "update", "configure", "create"];

/**
 * The changes that do something, one a row, by what they do; empty when there are none. With a limit in bytes the folded
 * rows give way before the others.
 */
export function planTable(plan: Plan, folder: string, browser: Browser | null, limit = Infinity): string {
  const changes = order.flatMap((action) => pendingChanges(plan).filter((change) => change.action === action));
  if (changes.length === 0) return "";
  const isMixed = hasSeveralTypes(changes);
  const isBrief = changes.length > MOST_SPELLED;
  const rowOf = (change: Change): string => {
    const { symbol, verb } = actionWords[change.action];
    const what = isBrief ? phraseMarkdown(briefLine(change), 32) : phraseMarkdown(changeLine(change), 80);
    const where =
      change.file === null ? "removed" : locationLink(folder, { file: change.file, line: change.line }, browser);
    return row([`${symbol}&nbsp;${verb}`, nameMarkdown(change, isMixed), what, where]);
  };
  const head = ["", headFor(changes), "What changes", "Defined in"];
  const open = fitted(changes.slice(0, MOST_OPEN).map(rowOf), Math.min(OPEN_LIMIT, limit));
  const rest = changes.slice(MOST_OPEN);
  if (rest.length === 0) return table(head, open);
  const left = Math.max(0, Math.min(FOLDED_LIMIT, limit - sizeOf(table(head, open))));
  const folded = fold(plural(rest.length, "more change"), table(head, fitted(rest.map(rowOf), left)));
  return `${table(head, open)}\n\n${folded}`;
}

function fitted(rows: readonly string[], limit: number): readonly string[] {
  const lines = rows.map((text, rank) => ({ text, rank }));
  return fitLines(lines, limit, (omitted) =>
    row(["", `and ${plural(omitted, "more change")}`, "not shown: there is no space left here", ""]),
  );
}

/** "14 others unchanged."; empty when nothing is left to say. */
export function unchangedNote(plan: Plan): string {
  const count = plan.counts["no-op"];
  if (plan.digest !== null && plan.changes.length === 0) return "There are no definitions and no managed connections.";
  if (count === 0) return "";
  return pendingChanges(plan).length === 0 ? `${count} unchanged.` : `${plural(count, "other")} unchanged.`;
}
