import { checkNames, type CheckReport, type CheckState } from "../ports/checks.ts";
import { applyOf, enqueue, nextAttempt, type ReconcileDeps, type RepositoryRound } from "./context.ts";

const MINUTE_MS = 60 * 1000;
/** No job takes this long: whoever opened the check is gone. */
const LONGEST_MS = 30 * MINUTE_MS;
/** How often the job behind an open check is queued again before the check is given up. */
export const MOST_RESTARTS = 2;
/** Longer than a commit stays the tip of anything that somebody waits for. */
const REMEMBERED_MS = 7 * 24 * 60 * MINUTE_MS;

/** Which check. */
type Subject = Pick<CheckReport, "name" | "commit" | "externalId">;

/** Whether a dead worker left it open. */
export function isStuck({ open, startedAt }: Pick<CheckState, "open" | "startedAt">, now: number): boolean {
  return open && now - startedAt > LONGEST_MS;
}

/**
 * An apply's check that a dead worker left open would hide that the apply never ended. Its job is queued again; when that
 * did not help, the check fails and says what to do. A check that was opened anew counts from the start.
 */
export async function closeApplyCheck(
  round: RepositoryRound,
  deps: ReconcileDeps,
): Promise<"restarted" | "concluded" | undefined> {
  const { tip: commit, forge } = round;
  const name = checkNames.apply;
  const open = (await forge.checks.checksOn(commit)).find(
    (check) => check.name === name && isStuck(check, deps.clock.now()),
  );
  if (open === undefined) return undefined;
  const key = `open-check:${forge.id.id}:${commit}:${name}:${open.startedAt}`;
  const attempt = await nextAttempt(key, { most: MOST_RESTARTS, milliseconds: REMEMBERED_MS }, deps.ledger);
  if (attempt === "lately") return undefined;
  if (attempt === "spent") {
    await concludeOpen({ name, commit, externalId: null }, round, deps);
    const { stage: environment } = deps.target;
    const description = "Bridgehead did not finish";
    await round.forge.checks.putDeployment({ commit, environment, state: "error", description });
    return "concluded";
  }
  await enqueue(applyOf(round), `open-check:${name}:${commit}:${attempt}`, round, deps);
  return "restarted";
}

/** Gives up a check that stays open. */
export async function concludeOpen(subject: Subject, round: RepositoryRound, deps: ReconcileDeps): Promise<void> {
  const next =
    subject.name === checkNames.plan
      ? "Push to the pull request, or re-run this check, to have it planned anew."
      : "Start the workflow with `operation: apply`. What was begun is continued, and nothing is done twice.";
  const summary = `Bridgehead began this and did not end it, also when it was started again. ${next} If it stays open again, the logs of the workers and their dead-letter queues say why.`;
  await giveUp(subject, { title: "Bridgehead did not finish", summary }, round, deps);
}

/** Gives up a plan that never began. */
export async function concludeUnbegun(subject: Subject, round: RepositoryRound, deps: ReconcileDeps): Promise<void> {
  const summary =
    "Bridgehead was asked for this plan again and again, for a few hours, and never got as far as to begin this check. " +
    "Nothing of this pull request was looked at. Push to it, or re-run this check, to have it planned anew. " +
    "The logs of the planner and its dead-letter queue say why.";
  await giveUp(subject, { title: "Bridgehead could not begin", summary }, round, deps);
}

async function giveUp(
  subject: Subject,
  texts: Pick<CheckReport, "title" | "summary">,
  { forge }: RepositoryRound,
  { log }: ReconcileDeps,
): Promise<void> {
  await forge.checks.putCheck({ ...subject, annotations: [], conclusion: "failure", ...texts });
  log.warn("gave up a check", { check: subject.name, commit: subject.commit, repository: forge.id.id });
}
