import { reasons } from "../engine/plan/write/result.ts";
import { BridgeheadError } from "../engine/values/errors.ts";
import type { GivenUp } from "../ports/jobs.ts";
import type { CheckTexts } from "./check.ts";
import type { PlanCommentContext } from "./context.ts";
import { prose } from "./escape-markdown.ts";
import { checkLink } from "./next-step.ts";
import { checkOf, comment } from "./pull-request-states.ts";
import { rerunBlock, type RerunRequest } from "./rerun-command.ts";
import { plural, sentence } from "./wording.ts";

/* What people are told of a job that the queue gave up: what happened, and what they can do. */

const RECORDED = "The log of the worker says more, at “job given up”.";

/** What happened, in Markdown. */
function whatHappened({ why, tries, error }: GivenUp): string {
  const detail = error instanceof BridgeheadError ? error.message : reasons["internal-error"];
  switch (why) {
    case "permanent":
      return `${prose(sentence(detail))} Doing it again would end the same.`;
    case "worker-died":
      return `${plural(tries, "worker", "workers")} began this and ended without a word: time or memory ran out.`;
    case "failed-too-often":
      return `${prose(sentence(detail))} It was tried ${plural(tries, "time", "times")}.`;
  }
}

const ENDED = "It is not tried again by itself.";
const PLAN = "Bridgehead could not plan";

export function planGivenUp(given: GivenUp): CheckTexts {
  const next = `${ENDED} **Next:** once the cause is gone, press **Plan again**, or push.`;
  return checkOf("failure", `${PLAN}, and gave up`, [whatHappened(given), next, RECORDED].join("\n\n"));
}

/** Where a plan stood that is outdated. */
export function planGivenUpComment(context: PlanCommentContext, given: GivenUp): string {
  return comment({ symbol: "❌", text: PLAN }, context, [
    `**Next:** once the cause is gone, press **Plan again** on the check ${checkLink(context)}, or push.`,
    `${whatHappened(given)} ${ENDED}`,
  ]);
}

/** `done`: what was done all the same, as Markdown; "": nobody can say. */
export function applyGivenUp(given: GivenUp, done: string, rerun: RerunRequest): CheckTexts {
  const left =
    "What was begun is continued by the next run, and nothing is done twice. One is started by the next push to this branch, within some hours by itself, and at once by:";
  return checkOf(
    "failure",
    "The run failed, and was given up",
    [whatHappened(given), done, left, rerunBlock(rerun, null), RECORDED].filter((part) => part !== "").join("\n\n"),
  );
}

export function rerunGivenUp(given: GivenUp): CheckTexts {
  const next = `${ENDED} **Next:** once the cause is gone, start the workflow again with the same inputs. What was begun is continued, and nothing is done twice.`;
  return checkOf("failure", "Given up", [whatHappened(given), next, RECORDED].join("\n\n"));
}
