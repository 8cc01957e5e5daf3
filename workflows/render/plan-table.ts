import { headFor } from "../engine/kinds/noun.ts";
import { pendingChanges, type Action, type Change, type Plan } from "../engine/plan/plan.ts";
import { changeLine } from "./change-text.ts";
import { fitLines, sizeOf } from "./comment-size.ts";
import { locationLink, row, table, type Browser } from "./markdown.ts";
import { phraseMarkdown } from "./phrase.ts";
import { hasSeveralTypes, nameMarkdown } from "./resource-name.ts";
import { actionWords, plural } from "./wording.ts";

/** The table's share of the comment, in bytes. */
const TABLE_LIMIT = 34_000;

/** What takes away stays in a table that has to be cut. */
const ranks: Readonly<Record<Action, number>> = {
  delete: 0,
  replace: 0,
  adopt: 1,
  forget: 1,
  update: 2,
  configure: 2,
  create: 3,
  "no-op": 4,
};

/** The changes that do something, one a line; empty when there are none. Links go first when space is short. */
export function planTable(plan: Plan, folder: string, browser: Browser | null): string {
  const changes = pendingChanges(plan);
  if (changes.length === 0) return "";
  const isMixed = hasSeveralTypes(changes);
  const rowsWith = (link: Browser | null, width: number): readonly string[] =>
    changes.map((change) => {
      const where =
        change.file === null ? "removed" : locationLink(folder, { file: change.file, line: change.line }, link);
      return changeRow(change, nameMarkdown(change, isMixed), where, width);
    });
  const linked = rowsWith(browser, 80);
  const rows = sizeOf(linked.join("\n")) <= TABLE_LIMIT ? linked : rowsWith(null, 32);
  const lines = changes.map((change, index) => ({ text: rows[index] ?? "", rank: ranks[change.action] }));
  const fitted = fitLines(lines, TABLE_LIMIT, (omitted) =>
    row(["", `and ${plural(omitted, "more change")}`, "not shown: there is no space left here", ""]),
  );
  return table(["", headFor(changes), "What changes", "Defined in"], fitted);
}

function changeRow(change: Change, name: string, where: string, width: number): string {
  const { symbol, verb } = actionWords[change.action];
  return row([`${symbol}&nbsp;${verb}`, name, phraseMarkdown(changeLine(change), width), where]);
}

/** "14 others unchanged."; empty when nothing is left to say. */
export function unchangedNote(plan: Plan): string {
  const count = plan.counts["no-op"];
  if (plan.digest !== null && plan.changes.length === 0) return "There are no definitions and no managed connections.";
  if (count === 0) return "";
  return pendingChanges(plan).length === 0 ? `${count} unchanged.` : `${plural(count, "other")} unchanged.`;
}
