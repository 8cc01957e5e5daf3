import { nounOf } from "../engine/kinds/noun.ts";
import { pendingChanges, type Change, type Plan, type PropertyChange } from "../engine/plan/plan.ts";
import { htmlCode, inlineCode, prose } from "./escape-markdown.ts";
import { fitLines, type Block } from "./comment-size.ts";
import { fold, row, table } from "./markdown.ts";
import { phraseMarkdown } from "./phrase.ts";
import { adoptedText, afterText, beforeText, propertyPath } from "./property-text.ts";
import { hasSeveralTypes } from "./resource-name.ts";
import { actionWords, plural, sentence } from "./wording.ts";

/** One change's share of the comment, in bytes. */
const DETAIL_LIMIT = 12_000;

/** A fold for each change with its properties. What takes away gives way last. */
export function planDetails(plan: Plan): readonly Block[] {
  const pending = pendingChanges(plan);
  const isMixed = hasSeveralTypes(pending);
  return pending
    .filter((change) => change.properties.length > 0)
    .map((change) => ({
      text: detail(change, isMixed),
      rank: change.action === "replace" || change.action === "delete" ? 1 : 2,
    }));
}

function detail(change: Change, isMixed: boolean): string {
  const { symbol } = actionWords[change.action];
  const type = isMixed ? ` (${nounOf(change.key.type)})` : "";
  const count = plural(change.properties.length, "property", "properties");
  const summary = `${symbol} ${htmlCode(change.name)}${type}: ${count}`;
  const columns = columnsOf(change);
  const lines = change.properties.map((property) => ({
    text: row([inlineCode(propertyPath(property.path)), ...columns.map((column) => column.text(property))]),
    rank: 0,
  }));
  const rows = fitLines(lines, DETAIL_LIMIT, (omitted) =>
    row([`and ${plural(omitted, "more property", "more properties")}`, ...columns.map(() => "")]),
  );
  const properties = table(["Property", ...columns.map((column) => column.head)], rows);
  // The table above gives the reason of what goes away.
  const reason = change.action === "delete" || change.reason === "" ? "" : `${prose(sentence(change.reason))}\n\n`;
  return fold(summary, reason + properties);
}

interface Column {
  readonly head: string;
  readonly text: (property: PropertyChange) => string;
}

/** Only the columns that can hold something: what is created has no past, what is deleted no future. */
function columnsOf(change: Change): readonly Column[] {
  const now: Column = { head: "AWS now", text: (property) => phraseMarkdown(beforeText(property), 300) };
  const then: Column = {
    head: "After apply",
    text: (property) => phraseMarkdown(afterText(property, change), 300),
  };
  switch (change.action) {
    case "create":
      return [then];
    case "configure":
      // Nothing of it is AWS's.
      return [{ ...now, head: "Now" }, then];
    case "delete":
    case "forget":
      return [now];
    case "adopt":
      return [{ ...now, text: (property) => phraseMarkdown(adoptedText(property), 300) }, then];
    case "update":
    case "replace":
    case "no-op":
      return [now, then];
  }
}
