import { nounOf } from "../engine/kinds/noun.ts";
import { pendingChanges, type Change, type Plan, type PropertyChange } from "../engine/plan/plan.ts";
import { htmlCode, inlineCode, prose } from "./escape-markdown.ts";
import { fitLines, sizeOf, type Block } from "./comment-size.ts";
import { fold, row, table } from "./markdown.ts";
import { phraseMarkdown } from "./phrase.ts";
import { adoptedText, afterText, beforeText, propertyPath } from "./property-text.ts";
import { hasSeveralTypes } from "./resource-name.ts";
import { actionWords, plural, sentence } from "./wording.ts";

/** One change's share of the comment, in bytes. */
const DETAIL_LIMIT = 12_000;
/** With more changes than this their folds stand in folds themselves, each of as many bytes. */
const MOST_OPEN = 8;
const GROUP_LIMIT = 8_000;

interface Detail {
  readonly change: Change;
  readonly text: string;
}

/** A fold for each change with its properties, and folds of them where there are many. What takes away gives way last. */
export function planDetails(plan: Plan): readonly Block[] {
  const pending = pendingChanges(plan);
  const isMixed = hasSeveralTypes(pending);
  const details = pending
    .filter((change) => change.properties.length > 0)
    .map((change) => ({ change, text: detail(change, isMixed) }));
  if (details.length <= MOST_OPEN) return details.map(({ change, text }) => ({ text, rank: rankOf(change) }));
  const removals = details.filter(({ change }) => rankOf(change) === 1);
  const others = details.filter(({ change }) => rankOf(change) !== 1);
  return [...grouped(removals).map(blockOf(1)), ...grouped(others).map(blockOf(2))];
}

function rankOf({ action }: Change): number {
  return action === "replace" || action === "delete" ? 1 : 2;
}

const blockOf =
  (rank: number) =>
  (group: readonly Detail[]): Block => {
    const [first] = group;
    const last = group.at(-1);
    const names = [first, last].map((each) => htmlCode(each?.change.name ?? ""));
    const title = group.length === 1 ? names[0] : `${names[0]} to ${names[1]}`;
    return { text: fold(`Properties of ${title}`, group.map(({ text }) => text).join("\n\n")), rank };
  };

/** In their order, in as few groups as hold them. */
function grouped(details: readonly Detail[]): readonly (readonly Detail[])[] {
  const groups: Detail[][] = [];
  let size = GROUP_LIMIT;
  for (const each of details) {
    const bytes = sizeOf(each.text);
    if (size + bytes > GROUP_LIMIT) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)?.push(each);
    size += bytes;
  }
  return groups;
}

function detail(change: Change, isMixed: boolean): string {
  const { symbol } = actionWords[change.action];
  const type = isMixed ? ` (${nounOf(change.key.type)})` : "";
  const count = plural(change.properties.length, "property", "properties");
  const summary = `${symbol} ${htmlCode(change.name)}${type}: ${count}`;
  const columns = columnsOf(change);
  const lines = change.properties.map((property) =>
    row([inlineCode(propertyPath(property.path)), ...columns.map((column) => column.text(property))]),
  );
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
