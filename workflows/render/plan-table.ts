import { headFor } from "../engine/kinds/noun.ts";
import { pendingChanges, type Action, type Change, type Plan } from "../engine/plan/plan.ts";
import { briefLine, changeLine } from "./change-text.ts";
import { openAndFolded } from "./folded-table.ts";
import { locationLink, type Place, row } from "./markdown.ts";
import { phraseMarkdown } from "./phrase.ts";
import { hasSeveralTypes, nameMarkdown } from "./resource-name.ts";
import { actionWords, plural } from "./wording.ts";

/** With more rows than this each is said in fewer words. */
const MOST_SPELLED = 8;

/** What is dangerous comes first, and stays in a table that has to be cut. */
const order: readonly Action[] = ["delete", "replace", "forget", "adopt", "update", "configure", "create"];

/**
 * The changes that do something, one a row, by what they do; empty when there are none. With a limit in bytes the folded
 * rows give way before the others.
 */
export function planTable(plan: Plan, place: Place, limit = Infinity): string {
  const changes = order.flatMap((action) => pendingChanges(plan).filter((change) => change.action === action));
  if (changes.length === 0) return "";
  const isMixed = hasSeveralTypes(changes);
  const isBrief = changes.length > MOST_SPELLED;
  const rowOf = (change: Change): string => {
    const { symbol, verb } = actionWords[change.action];
    const what = isBrief ? phraseMarkdown(briefLine(change), 32) : phraseMarkdown(changeLine(change), 80);
    const where = change.file === null ? "removed" : locationLink({ file: change.file, line: change.line }, place);
    return row([`${symbol}&nbsp;${verb}`, nameMarkdown(change, isMixed), what, where]);
  };
  const head = ["", headFor(changes), "What changes", "Defined in"];
  const note = (omitted: number): string =>
    row(["", `and ${plural(omitted, "more change")}`, "not shown: there is no space left here", ""]);
  return openAndFolded({ head, rows: changes.map(rowOf), called: "more change", note }, limit);
}

/** "14 others unchanged."; empty when nothing is left to say. */
export function unchangedNote(plan: Plan): string {
  const count = plan.counts["no-op"];
  if (plan.digest !== null && plan.changes.length === 0) return "There are no definitions and no managed connections.";
  if (count === 0) return "";
  return pendingChanges(plan).length === 0 ? `${count} unchanged.` : `${plural(count, "other")} unchanged.`;
}
