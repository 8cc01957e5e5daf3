import { pendingChanges, type Plan } from "../engine/plan/plan.ts";
import type { ChangeResult, RunResult } from "../engine/plan/write/result.ts";
import { isSameKey } from "../engine/values/key.ts";
import type { ApplyContext, Failure } from "./context.ts";
import { inlineCode, prose } from "./escape-markdown.ts";
import { commandBlock } from "./markdown.ts";
import { actionWords, sentence } from "./wording.ts";

/* What whoever merged it has to know of an apply that failed, and what they can do. */

/** As much of an error stands in the sentence; all of it stands in the table. */
const ERROR = 400;
/** GitHub's logins, those of managed accounts included: nothing else may follow an `@` of ours. */
const LOGIN = /^[\w-]{1,100}$/;

/** In one sentence, what failed; "": nothing, or no pull request's comment is written. */
export function failureSentence({ outcome, results }: RunResult, plan: Plan | null, { failure }: ApplyContext): string {
  if (failure === undefined || outcome !== "failed") return "";
  const failed = results.filter(({ status }) => status === "failed" || status === "in-doubt");
  const [first] = failed;
  const called = callOf(failure);
  if (first === undefined) return called === "" ? "" : `${called} the apply of this pull request failed.`;
  const more = failed.length === 1 ? "" : `, and ${failed.length - 1} more`;
  const why = prose(first.error ?? "AWS gave no reason", ERROR).replace(/[.\s]+$/, "");
  return sentence(`${called} ${inlineCode(first.name)}${more} ${wasNot(first, plan)}: ${why}`);
}

function wasNot({ key, action, status }: ChangeResult, plan: Plan | null): string {
  const change = plan === null ? undefined : pendingChanges(plan).find((each) => isSameKey(each.key, key));
  const { done } = actionWords[change?.action ?? action];
  return status === "failed" ? `could not be ${done}` : `may have been ${done}, or not`;
}

function callOf({ login }: Failure): string {
  return login === null || !LOGIN.test(login) ? "" : `@${login},`;
}

/** How the merge is undone; "": it did not fail, or it is no pull request's. */
export function revertHelp({ failure, repository, webUrl = "https://github.com" }: ApplyContext): string {
  if (failure === undefined || repository === null || repository === undefined) return "";
  const { number } = failure;
  const url = `${webUrl}/${repository.owner}/${repository.name}/pull/${number}`;
  const command = commandBlock(`gh pr revert ${number}`, "sh");
  return `Or undo it: press **Revert** on [#${number}](${url}), which opens a pull request with a plan of its own, as this does:\n\n${command}`;
}

/** Where the workflow is started in a browser; "": it is not known. */
export function workflowLink({ repository, webUrl = "https://github.com", workflow }: ApplyContext): string {
  const file = workflow?.split("/").at(-1);
  if (file === undefined || !/^[\w.-]+$/.test(file) || repository === null || repository === undefined) return "";
  return `It is started [in the browser](${webUrl}/${repository.owner}/${repository.name}/actions/workflows/${file}) as well.`;
}
