import { placeAt, type PlanCommentContext, type Waiting } from "./context.ts";
import { errorList } from "./diagnostics-list.ts";
import { cell, htmlCode } from "./escape-markdown.ts";
import { fitLines } from "./comment-size.ts";
import { fold, row, table } from "./markdown.ts";
import { hasSeveralTypes, nameMarkdown } from "./resource-name.ts";
import { actionWords, plural, sentence } from "./wording.ts";

/** Its share of the comment, in bytes. */
const LIMIT = 8_000;

/** What waits on the base from elsewhere: a neutral line, folded; "": nothing does. */
export function waitingFold(context: PlanCommentContext): string {
  const { waiting, baseBranch } = context;
  if (waiting === undefined || waiting.changes.length + waiting.errors.length === 0) return "";
  const on = baseBranch === null || baseBranch === undefined ? "the base" : htmlCode(baseBranch);
  const { changes, errors } = waiting;
  const about = errors.filter((error) => error.about !== undefined);
  const counts = [
    changes.length === 0 ? "" : `${plural(changes.length, "change waits", "changes wait")} on ${on}`,
    about.length === 0 ? "" : plural(about.length, "error"),
  ].filter((part) => part !== "");
  if (counts.length === 0) return "";
  const body = [
    changes.length === 0 ? "" : waitingTable(changes, context),
    about.length === 0 ? "" : errorList(about, placeAt(context, context.base)),
    "Merging this pull request neither reviews nor changes any of it.",
  ];
  return fold(`Not from here: ${counts.join(", ")}`, body.filter((part) => part !== "").join("\n\n"));
}

function waitingTable(changes: Waiting["changes"], context: PlanCommentContext): string {
  const isMixed = hasSeveralTypes(changes.map(({ change }) => change));
  const lines = changes.map(({ change, pull, why }) => {
    const { symbol, verb } = actionWords[change.action];
    const cells = [
      `${symbol}&nbsp;${verb}`,
      nameMarkdown(change, isMixed),
      cell(sentence(why === "" ? change.reason : why)),
    ];
    return row([...cells, pull === null ? "" : pullLink(pull, context)]);
  });
  const rows = fitLines(lines, LIMIT, (omitted) => row(["", `and ${omitted} more`, "", ""]));
  return table(["", "What waits", "Why", "From"], rows);
}

/** "#12", linked. */
export function pullLink(
  number: number,
  { repository, webUrl = "https://github.com" }: Pick<PlanCommentContext, "repository" | "webUrl">,
): string {
  if (repository === null || repository === undefined) return `#${number}`;
  return `[#${number}](${webUrl}/${repository.owner}/${repository.name}/pull/${number})`;
}
