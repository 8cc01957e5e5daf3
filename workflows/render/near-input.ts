import { askedFor, nearMiss, type Slip } from "../engine/plan/choose.ts";
import type { Plan } from "../engine/plan/plan.ts";
import { inlineCode } from "./escape-markdown.ts";
import { rerunBlock, type RerunRequest } from "./rerun-command.ts";

/* What to say about an input of a re-run that is near to a right one. Nothing is done for what it is near to. */

/** As many names are told. */
const MOST = 5;
/** As much is shown of what somebody wrote. */
const LENGTH = 80;

const slips: Readonly<Record<Slip, string>> = {
  blanks: "There are blanks around the name.",
  case: "Names are written as they are, in capitals and small letters.",
  id: "That is the id of a definition: a re-run wants the name.",
  file: "That is a file: a re-run wants the name of what it declares.",
  spelling: "",
};

/** About the one resource that was asked for. Markdown; "": no name is near. */
export function nearConnection(wanted: string, plan: Plan, rerun: RerunRequest): string {
  if (wanted.trim() === "") return "The input `connection` has nothing but blanks. Left empty, it means all.";
  const near = nearMiss(plan.changes, wanted);
  if (near === undefined) return "";
  const meant = near.meant.map((change) => askedFor(change, plan.changes));
  const shown = meant.slice(0, MOST).map((name) => inlineCode(name));
  const rest = meant.length > MOST ? ` and ${meant.length - MOST} more` : "";
  const question = `${inlineCode(wanted, LENGTH)} is no name. Did you mean ${shown.join(" or ")}${rest}?`;
  const [only, ...more] = meant;
  const block = only === undefined || more.length > 0 ? "" : rerunBlock({ ...rerun, connection: only }, null);
  return [[question, slips[near.slip]].filter((part) => part !== "").join(" "), block]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** About another input. Markdown. */
export function nearInput(
  {
    wrong,
    given,
    meant,
  }: { readonly wrong: "name" | "operation" | "accept"; readonly given: string; readonly meant: string | null },
  rerun: RerunRequest,
): string {
  switch (wrong) {
    case "name":
      return `There is no input ${inlineCode(given, LENGTH)}${meant === null ? "" : `. Did you mean ${inlineCode(meant)}`}${meant === null ? "." : "?"}`;
    case "operation":
      return meant === null
        ? ""
        : `${inlineCode(given, LENGTH)} is no operation. Did you mean ${inlineCode(meant)}?\n\n${rerunBlock({ ...rerun, operation: meant }, null)}`;
    case "accept":
      return "The input `accept` goes with the operation `apply` alone.";
  }
}
