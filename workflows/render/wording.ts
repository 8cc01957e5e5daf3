import { checkNames } from "../ports/checks.ts";
import { dangerOf, loosensPolicy } from "./danger.ts";
import { stopping } from "../engine/definition/diagnostic.ts";
import { type Action, type Change, type Counts, pendingChanges, type Plan } from "../engine/plan/plan.ts";
import {
  reasons,
  type ChangeResult,
  type Outcome,
  type Reason,
  type ResultStatus,
  type RunResult,
} from "../engine/plan/write/result.ts";

/** The words that comment, check and terminal share, so that the three agree. */

interface ActionWords {
  readonly symbol: string;
  /** As in "1 to create". */
  readonly verb: string;
  /** As in "1 created". */
  readonly done: string;
}

export const actionWords: Readonly<Record<Action, ActionWords>> = {
  create: { symbol: "+", verb: "create", done: "created" },
  update: { symbol: "~", verb: "update", done: "updated" },
  configure: { symbol: "⚙", verb: "configure", done: "configured" },
  replace: { symbol: "±", verb: "replace", done: "replaced" },
  delete: { symbol: "-", verb: "delete", done: "deleted" },
  adopt: { symbol: "↧", verb: "adopt", done: "adopted" },
  forget: { symbol: ".", verb: "forget", done: "forgotten" },
  "no-op": { symbol: "=", verb: "unchanged", done: "unchanged" },
};

/** The order in which actions are named: what adds, what changes, what takes away, what only the ledger sees. */
const named = [
  "create",
  "update",
  "configure",
  "replace",
  "delete",
  "adopt",
  "forget",
] as const satisfies readonly Action[];

/** "1 to create · 2 to update", or "no changes". */
export function countsSentence(counts: Counts): string {
  const parts = named
    .filter((action) => counts[action] > 0)
    .map((action) => `${counts[action]} to ${actionWords[action].verb}`);
  return parts.length === 0 ? "no changes" : parts.join(" · ");
}

/** "2 created · 1 failed": what was done by action, then what was not done by status. */
function resultsSentence(results: readonly ChangeResult[]): string {
  const applied = results.filter(({ status }) => status === "applied");
  const done = named.flatMap((action) =>
    [
      ...Map.groupBy(
        applied.filter((result) => result.action === action),
        resultWords,
      ),
    ].map(([words, { length }]) => `${length} ${words}`),
  );
  const open = (["failed", "in-doubt", "held", "continued", "skipped"] as const).map((status) => {
    const count = results.filter((result) => result.status === status).length;
    return count === 0 ? "" : `${count} ${statusWords[status]}`;
  });
  return [...done, ...open.filter((part) => part !== "")].join(" · ") || "no changes";
}

const statusWords: Readonly<Record<ResultStatus, string>> = {
  applied: "applied",
  failed: "failed",
  held: "held",
  continued: "still running",
  "in-doubt": "in doubt",
  skipped: "skipped",
};

/** What was done to one resource: "updated", or how it ended otherwise. */
export function resultWords(result: ChangeResult): string {
  if (result.status !== "applied") return statusWords[result.status];
  return result.writes === false ? "taken over, nothing written" : actionWords[result.action].done;
}

const outcomeWords: Readonly<Record<Outcome, Verdict>> = {
  applied: { symbol: "✅", text: "Applied" },
  "no-changes": { symbol: "✅", text: "Nothing to apply" },
  held: { symbol: "⏸️", text: "Held" },
  failed: { symbol: "❌", text: "Failed" },
  continued: { symbol: "⏳", text: "Still running" },
  refused: { symbol: "⛔", text: "Refused" },
};

/** The first line of a report. A comment shows the symbol, its only one; "": nothing to see at once. */
export interface Verdict {
  readonly symbol: string;
  readonly text: string;
}

/** "Applied: 1 created", "Failed: 1 of 3 changes", "Refused: another run holds the target's lock". */
export function resultVerdict({ outcome, reason, results }: RunResult): Verdict {
  const { symbol, text } = outcomeWords[outcome];
  if (outcome === "no-changes") return { symbol, text };
  const count = results.filter(({ status }) => status === outcome).length;
  if (count === 0) return { symbol, text: `${text}: ${reasons[reason]}` };
  const share = results.length === count ? "" : `${count} of `;
  const what = outcome === "applied" ? resultsSentence(results) : `${share}${plural(results.length, "change")}`;
  return { symbol, text: `${text}: ${what}` };
}

/** The changes that an error stops. */
export function stoppedChanges(plan: Plan): readonly Change[] {
  return pendingChanges(plan).filter(({ key }) => stopping(key, plan.diagnostics).length > 0);
}

/** What makes a run go on that an error stopped, where there is no check to press a button of. */
export const stoppedHere = "Do what the error says, then run it again. What is not stopped was applied.";

/** Errors that forbid a plan although the pull request has none: those of the base. */
export interface Elsewhere {
  readonly branch: string;
  readonly errors: number;
}

/**
 * "Plan: 1 to create", "No changes", "Plan not possible: 2 errors". The sign says how dangerous it is, and so do the words
 * behind it.
 */
export function planVerdict(plan: Plan, elsewhere?: Elsewhere): Verdict {
  const errors = plan.diagnostics.filter(({ severity }) => severity === "error").length;
  if (plan.digest === null && errors === 0 && elsewhere !== undefined && elsewhere.errors > 0)
    return { symbol: "⛔", text: `No plan: ${elsewhere.branch} has ${plural(elsewhere.errors, "error")}` };
  if (plan.digest === null)
    return { symbol: "❌", text: `Plan not possible${errors === 0 ? "" : `: ${plural(errors, "error")}`}` };
  if (plan.findings.some(({ level }) => level === "block"))
    return { symbol: "⛔", text: `Plan blocked: ${countsSentence(plan.counts)}` };
  const stopped = stoppedChanges(plan).length;
  if (stopped > 0)
    return { symbol: "⛔", text: `Plan: ${countsSentence(plan.counts)} · ${stopped} cannot be made yet` };
  if (pendingChanges(plan).length === 0)
    return loosensPolicy(plan)
      ? { symbol: dangerSigns.look, text: "No changes in AWS · more is allowed" }
      : { symbol: "✅", text: "No changes" };
  return { symbol: dangerSigns[dangerOf(plan)], text: `Plan: ${countsSentence(plan.counts)}` };
}

/** Of three shapes, for who tells no colours apart. */
const dangerSigns = { destroys: "⚠️", look: "🔶", none: "🟢" } as const;

/** What a result has besides the verdict: the reason, unless the verdict gives it. */
export function reasonSentence({ outcome, reason, results }: RunResult): string {
  if (outcome === "applied" || outcome === "no-changes") return "";
  return results.some(({ status }) => status === outcome) ? sentence(reasons[reason]) : "";
}

const acceptor = "Somebody who may write here, and neither pushed nor merged what is held,";

/** What is said of a held plan where no acceptance would let anything go. */
export const notByAcceptance =
  "No acceptance clears what holds this: it is taken off where it was put on, and the next run goes on.";

/** Who can do what about an outcome; null: nothing to do. The digest to accept is shown beside it. */
export const remedies: Readonly<Record<Reason, string | null>> = {
  applied: null,
  "no-changes": null,
  "definitions-invalid": "Correct the definitions in a new pull request.",
  "not-reviewed": `${acceptor} reads the plan and accepts it:`,
  "stopped-by-error": `Do what the error says, and press Re-run on the check \`${checkNames.apply}\`: a parameter that is missing is created, and no definition has to change.`,
  "blocked-by-finding": `${acceptor} reads the findings and accepts the plan with them:`,
  "history-rewritten": `${acceptor} checks that the branch is as it should be, reads the plan and accepts it:`,
  "change-failed": "Remove the cause, then run it again. What was applied stays and is not repeated.",
  "not-authorized":
    "Check the endpoint, and write the credential to its parameter anew, even where it is the same: then run it again. Until then EventBridge cannot use the connection.",
  "still-running": "Nothing to do: this report updates itself.",
  "stacks-unknown":
    "Whoever gives you permissions adds the one that is named above; docs/operations.md lists what working beside a stack takes.",
  "target-locked": "Run it again when the other run has ended. One that was killed holds the lock for two minutes.",
  "lock-lost": "Run it again. What was applied is recorded and is not repeated.",
  "accept-malformed": "Nothing was applied.",
  "accept-of-plan": "Nothing was applied.",
  "accept-mismatch": "Nothing was applied.",
  "not-confirmed": "Run it again and confirm the plan.",
  "wrong-workflow": "Use the workflow that the stack is configured for.",
  "wrong-branch": "Start the workflow from the default branch.",
  "repository-not-allowed": "Whoever operates the stack can add the repository's id to its parameters.",
  "sender-not-allowed": "Someone with write permission can start it.",
  "asked-too-often": "Press **Plan again** on the check.",
  "unknown-command": "The one command of a comment is `/bridgehead plan`.",
  "run-title-differs":
    "A run says in its title what it accepts, so that nobody can say it for somebody else. The copy of the workflow file is of an older version, or nobody asked for this.",
  "run-not-found": "Start the workflow again. GitHub may list a run late; a delivery that is sent again has none.",
  "unknown-operation": "Run it again with the operation `plan`, `apply` or `drift`.",
  "unknown-connection": "Check the spelling. A re-run with the operation `plan`, for all connections, lists them.",
  "ambiguous-name": "Write it as TYPE/NAME, with the type as in the plan.",
  "invalid-input": "Check the inputs and run it again.",
  "head-moved": "Nothing to do: the new head is planned by itself.",
  "planned-since": null,
  "base-moved": "Press **Plan again** on the check.",
  "merge-conflict": "Resolve the conflict and push. The plan is made for the merge, so there is none before.",
  "other-base": "Point the pull request at the default branch: only that is applied.",
  fork: "Somebody with write permission presses **Plan this head** on the check.",
  "requests-spent": "Nothing to do: it is planned by itself when the hour is over.",
  "accept-expired":
    "Nothing was applied: an acceptance that comes to be worked on after an hour may be of what nobody wants any more.",
  "accept-used": "An acceptance counts once. What it did not begin can be accepted once more an hour after it.",
  "accept-waits": "Nothing is applied yet. Each acceptance counts for an hour.",
  "pusher-may-not-accept": "Nothing was applied.",
  "pusher-unknown":
    "A webhook of a push was lost, or it is too long ago. Open a pull request that brings the same change: merging it is its review.",
  "not-open": "Reopen the pull request to have it planned.",
  "internal-error": "Run it again. If it fails again, the logs of the run say where.",
};

/** The beginning of a digest, enough to tell two plans apart by eye; never enough to accept one. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 8);
}

/** It stands in Markdown as it is, so that what is no commit loses what Markdown reads. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 7).replaceAll(/[^0-9a-z-]/gi, "?");
}

/** Text from the engine or from AWS as a sentence of its own: a capital letter first, a full stop last. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  const capital = /^[a-z]+(?:[ ,']|$)/.test(trimmed) ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1) : trimmed;
  return /[\p{L}\p{N}"'`)\]]$/u.test(capital) ? `${capital}.` : capital;
}

/** "1 error", "2 errors". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A duration in milliseconds as "41 s" or "3 min 5 s". */
export function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** What cannot be seen when live and desired state are compared. */
export const readGapNote = "AWS never gives credentials back. They are compared with what was applied last.";
