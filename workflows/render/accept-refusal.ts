import { acceptanceDigest, type Mismatch } from "../engine/plan/review/acceptance.ts";
import { type Finding, pendingChanges, type Plan } from "../engine/plan/plan.ts";
import type { Reason } from "../engine/plan/write/result.ts";
import { isHeldForGood } from "../engine/plan/review/review.ts";
import { inlineCode, prose } from "./escape-markdown.ts";
import { rerunBlock, type RerunRequest } from "./rerun-command.ts";
import { notByAcceptance, plural, sentence, shortCommit } from "./wording.ts";

const acceptReasons = [
  "accept-malformed",
  "accept-of-plan",
  "accept-mismatch",
  "accept-expired",
  "accept-used",
  "accept-waits",
  "pusher-may-not-accept",
  "pusher-unknown",
] as const satisfies readonly Reason[];
type AcceptReason = (typeof acceptReasons)[number];

/** Whether it is the acceptance that was refused. */
export function isOfAcceptance(reason: Reason): reason is AcceptReason {
  return acceptReasons.some((each) => each === reason);
}

/** How many findings a list names. */
const MOST_FINDINGS = 10;

/** An acceptance that was refused, and what there is to accept now. */
export interface RefusedAcceptance {
  readonly given: string;
  readonly sender: string;
  readonly plan: Plan;
  readonly commit: string;
  /** null: the digest is the right one. */
  readonly mismatch: Mismatch | null;
  /** As many more people have to accept it. */
  readonly missing: number;
  readonly rerun: RerunRequest;
}

/** Why it was refused, as far as that is known, and the whole command with today's digest. Markdown. */
export function acceptRefusal(reason: AcceptReason, refused: RefusedAcceptance): string {
  const { plan, commit, rerun } = refused;
  const pending = pendingChanges(plan);
  const isOpen = pending.some((change) => !isHeldForGood(change, plan));
  const digest = isOpen ? acceptanceDigest(plan, commit) : null;
  const next = pending.length > 0 && !isOpen ? notByAcceptance : nextText(reason, digest, rerun);
  return [whyText(reason, refused), next].filter((part) => part !== "").join("\n\n");
}

function whyText(reason: AcceptReason, refused: RefusedAcceptance): string {
  const { mismatch, given, sender, plan, commit, missing } = refused;
  if (reason === "accept-waits")
    return `${inlineCode(sender)} accepts it. It takes ${plural(missing, "more person", "more people")}.`;
  if (reason === "pusher-may-not-accept")
    return `${inlineCode(sender)} is one of those who pushed, merged or wrote it.`;
  switch (mismatch?.kind) {
    case "malformed":
      return `It has ${plural(given.length, "character")}; a digest is 64 of the digits 0 to 9 and a to f. The short ones that reports show only tell plans apart.`;
    case "of-plan":
      return "What is accepted has a digest of its own: it goes over the commit and what blocks the plan as well.";
    case "moved":
      return `It is of the same changes at ${shortCommit(mismatch.from)}, and the branch is at ${shortCommit(commit)}.${foundText(mismatch.since)}`;
    case "found":
      return `It is of the same changes at the same commit.${foundText(mismatch.since)}`;
    case "selection":
      return mismatch.name === null
        ? "It is of all changes, and one resource was asked for."
        : `It is of ${inlineCode(mismatch.name)} alone, and the input \`connection\` does not say so.`;
    case "other":
      return plan.digest === null
        ? "There is no plan now: a definition has an error."
        : "It is of another plan, or of another target.";
    case undefined:
      return "";
  }
}

function foundText(since: readonly Finding[]): string {
  if (since.length === 0) return "";
  const each = since
    .slice(0, MOST_FINDINGS)
    .map(({ code, message }) => `- ${prose(sentence(message), 400)} (\`${code}\`)`);
  const more = since.length > MOST_FINDINGS ? [`- and ${since.length - MOST_FINDINGS} more`] : [];
  return ["\n\nWhat blocks it since then:\n", ...each, ...more].join("\n");
}

function nextText(reason: AcceptReason, digest: string | null, rerun: RerunRequest): string {
  switch (reason) {
    case "pusher-unknown":
      return "";
    case "accept-used":
      return `What that acceptance began goes on without another one:\n\n${rerunBlock(rerun, null)}`;
    case "accept-waits":
    case "pusher-may-not-accept":
      return digest === null ? "" : `Somebody else who may write here accepts it with:\n\n${rerunBlock(rerun, digest)}`;
    case "accept-malformed":
    case "accept-of-plan":
    case "accept-mismatch":
    case "accept-expired":
      return digest === null
        ? "There is nothing to accept now."
        : `Whoever has read the plan as it is now accepts it with:\n\n${rerunBlock(rerun, digest)}`;
  }
}
