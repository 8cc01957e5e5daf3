import { stopping } from "../engine/definition/diagnostic.ts";
import { checkNames } from "../ports/checks.ts";
import { acceptanceDigest } from "../engine/plan/review/acceptance.ts";
import type { PlanningCode } from "../engine/plan/planning-rules.ts";
import { frozenTarget } from "../engine/plan/guards/outside-guards.ts";
import { isHeldForGood } from "../engine/plan/review/review.ts";
import { pendingChanges, type Plan } from "../engine/plan/plan.ts";
import type { PlanCommentContext } from "./context.ts";
import { literalsIn, loosensPolicy } from "./danger.ts";
import { inlineCode } from "./escape-markdown.ts";
import { folderArgument } from "./layout.ts";
import { commandBlock } from "./markdown.ts";
import { blockingFindings, isBlocking } from "./plan-notes.ts";
import { namesList } from "./resource-name.ts";
import { notByAcceptance, plural, shortDigest, stoppedChanges } from "./wording.ts";

/** What whoever reads a plan does next, in their own words; "": nothing. */
export function nextStep(plan: Plan, context: PlanCommentContext): string {
  const text = (context.pullRequest ?? null) === null ? atTerminal(plan, context) : onPullRequest(plan, context);
  return text === "" ? "" : `**Next:** ${text}`;
}

function onPullRequest(plan: Plan, context: PlanCommentContext): string {
  const { waiting, baseBranch } = context;
  const base = inlineCode(baseBranch ?? "the base");
  if (plan.digest === null) {
    const errors = plan.diagnostics.some(({ severity }) => severity === "error");
    if (!errors && waiting !== undefined && waiting.errors.length > 0)
      return `mend ${base}, here or in another pull request: its ${waiting.errors.length === 1 ? "error is" : "errors are"} not from here, and until then nobody has a plan. Then this is planned again by itself. Nothing was changed.`;
    return "correct the definitions and push; this comment updates itself. Nothing was changed.";
  }
  const stopped = stoppedChanges(plan).length;
  const pending = pendingChanges(plan);
  if (stopped > 0 && blockingFindings(plan).length === 0)
    return `${cure(plan)}, then press **Plan again** on the check ${checkLink(context)}: no commit is needed. Merged as it is, the rest is applied, and what is stopped waits.`;
  if (plan.findings.some(({ code }) => code === frozenTarget.code))
    return "wait until whoever froze the target ends that. Merged before, it is held, and the next run after the freeze applies it.";
  if (pending.length > 0 && pending.every((change) => isHeldForGood(change, plan)))
    return `change the pull request; or merge it, and it is held. ${notByAcceptance}`;
  if (blockingFindings(plan).length > 0)
    return "change the pull request; or merge it, and what the finding is about is held. That run says how somebody who neither pushed nor merged it accepts it.";
  const missing = context.approvals?.missing ?? 0;
  if (missing > 0) {
    const otherwise = pending.length === 0 ? "what it allows does not count" : "what is dangerous in it is held";
    return `approve: ${plural(missing, "approval is", "approvals are")} wanted, of somebody who may write here and did not open it. Then merge; merged without, ${otherwise}.`;
  }
  if (pending.length === 0 && loosensPolicy(plan))
    return "merge. It changes nothing in AWS, and what is named below is allowed from then on.";
  if (pending.length === 0) return "merge. It changes nothing in AWS.";
  const literals = literalsIn(plan.diagnostics).length;
  const first =
    literals === 0 ? "" : `put the ${literals === 1 ? "credential" : "credentials"} below into Parameter Store; or `;
  return `${first}merge. That applies exactly plan ${inlineCode(shortDigest(plan.digest))}, and nothing dangerous beside it.${orphansHint(plan)}`;
}

/** What is left to do after the merge, where what is used gets another ARN. */
function orphansHint({ findings }: Plan): string {
  const users = findings.flatMap((finding) => (isBlocking(finding) ? [] : (finding.users ?? [])));
  const [first] = users;
  if (first === undefined) return "";
  const count = users.reduce((total, { names }) => total + names.length, 0);
  return ` Then give ${plural(count, first.noun)} the new ARN, which this comment names.`;
}

/** The code of the one error that a command puts right. */
const missingParameter: PlanningCode = "parameter-not-found";

/** What makes go on what errors stop. */
function cure(plan: Plan): string {
  const errors = pendingChanges(plan).flatMap(({ key }) => stopping(key, plan.diagnostics));
  const isMissing = errors.every(({ code }) => code === missingParameter);
  if (!isMissing) return `do what the ${errors.length === 1 ? "error says" : "errors say"}`;
  return `create the ${plural(errors.length, "parameter").replace(/^1 /, "")} (${errors.length === 1 ? "the command is" : "the commands are"} below)`;
}

/** "Approvals: 1 of 2, by `bob`; `alice` is asked", for a plan that wants any; else "". */
export function approvalsLine({ approvals }: PlanCommentContext): string {
  if (approvals === undefined || approvals.needed === 0) return "";
  const { needed, approvedBy, early, requested, missing } = approvals;
  const given = `Approvals: ${Math.min(approvedBy.length, needed)} of ${needed}`;
  const parts = [
    approvedBy.length === 0 ? given : `${given}, by ${namesList(approvedBy)}`,
    missing === 0 || requested.length === 0 ? "" : `asked: ${namesList(requested)}`,
    missing === 0 || early.length === 0
      ? ""
      : `${namesList(early)} approved before this plan was shown, which counts no more`,
  ];
  return `${parts.filter((part) => part !== "").join("; ")}.`;
}

/** The check's name, linked where it is known. */
export function checkLink({ checkUrl = null }: Pick<PlanCommentContext, "checkUrl">): string {
  const name = inlineCode(checkNames.plan);
  return checkUrl === null ? name : `[${name}](${checkUrl})`;
}

function atTerminal(plan: Plan, { folder, flags = "" }: PlanCommentContext): string {
  const apply = `npx --no bridgehead apply${folderArgument(folder)}${flags}`;
  if (plan.digest === null) return "Correct the definitions and plan again. Nothing was changed.";
  const stopped = stoppedChanges(plan).length;
  const pending = pendingChanges(plan);
  if (stopped > 0 && blockingFindings(plan).length === 0)
    return `Do what the ${stopped === 1 ? "error says" : "errors say"} and plan again; no definition has to change for a parameter that is missing. ${inlineCode(apply)} applies what is not stopped.`;
  if (pending.length > 0 && pending.every((change) => isHeldForGood(change, plan))) return notByAcceptance;
  if (blockingFindings(plan).length > 0)
    return `What the finding is about is not applied unless the plan is accepted as it is:\n\n${commandBlock(`${apply} --accept ${acceptanceDigest(plan, null)}`, "sh")}`;
  return pending.length === 0
    ? ""
    : `${inlineCode(apply)} applies exactly plan ${inlineCode(shortDigest(plan.digest))}.`;
}
