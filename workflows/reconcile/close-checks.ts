import { checkNames, type CheckState, forkCheckId } from "../ports/checks.ts";
import { applyOf, enqueue, planOf, type ReconcileDeps, type RepositoryRound } from "./context.ts";

const MINUTE_MS = 60 * 1000;
/** No job takes this long: whoever opened the check is gone. */
const LONGEST_MS = 30 * MINUTE_MS;
/** How often the job behind an open check is queued again before the check is given up. */
const MOST_ATTEMPTS = 2;
/** Longer than a commit stays the head of anything that somebody waits for. */
const REMEMBERED_MS = 7 * 24 * 60 * MINUTE_MS;

export interface ClosedChecks {
  readonly again: number;
  readonly concluded: number;
}

interface Subject {
  readonly commit: string;
  readonly check: string;
  readonly externalId: string | null;
  readonly work: Parameters<typeof enqueue>[0];
}

/**
 * A check that a dead worker left open would block its pull request, or hide that an apply never ended. Its job is
 * queued again; when that did not help, the check fails and says what to do.
 */
export async function closeChecks(round: RepositoryRound, deps: ReconcileDeps): Promise<ClosedChecks> {
  let again = 0;
  let concluded = 0;
  for (const subject of await subjectsOf(round)) {
    const open = (await round.forge.checks.checksOn(subject.commit)).find(
      (check) => check.name === subject.check && isStuck(check, deps.clock.now()),
    );
    if (open === undefined) continue;
    const attempt = await nextAttempt(subject, open, round, deps);
    if (attempt === undefined) {
      await conclude(subject, round, deps);
      concluded += 1;
    } else {
      await enqueue(subject.work, `open-check:${subject.check}:${subject.commit}:${attempt}`, round, deps);
      again += 1;
    }
  }
  return { again, concluded };
}

async function subjectsOf(round: RepositoryRound): Promise<readonly Subject[]> {
  const pullRequests = await round.forge.review.openPullRequests(round.branch);
  const plans = pullRequests.map((pull): Subject => ({
    commit: pull.head,
    check: checkNames.plan,
    externalId: pull.isFork ? forkCheckId(pull.number) : null,
    work: planOf(pull),
  }));
  return [...plans, { commit: round.tip, check: checkNames.apply, externalId: null, work: applyOf(round) }];
}

function isStuck({ open, startedAt }: CheckState, now: number): boolean {
  return open && now - startedAt > LONGEST_MS;
}

/** Counts from 1; undefined: its job was queued often enough. A check that was opened anew counts from the start. */
async function nextAttempt(
  { commit, check }: Subject,
  { startedAt }: CheckState,
  { forge }: RepositoryRound,
  { ledger }: ReconcileDeps,
): Promise<number | undefined> {
  const key = `open-check:${forge.id.id}:${commit}:${check}:${startedAt}`;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    if (await ledger.claim(`${key}:${attempt}`, REMEMBERED_MS)) return attempt;
  }
  return undefined;
}

async function conclude(
  { commit, check, externalId, work }: Subject,
  { forge }: RepositoryRound,
  { log }: ReconcileDeps,
) {
  const next =
    work.kind === "plan"
      ? "Push to the pull request, or re-run this check, to have it planned anew."
      : "Start the workflow with `operation: apply`. What was begun is continued, and nothing is done twice.";
  const summary = `Bridgehead began this and did not end it, also when it was started again. ${next} If it stays open again, the logs of the workers and their dead-letter queues say why.`;
  const texts = { conclusion: "failure", title: "Bridgehead did not finish", summary } as const;
  await forge.checks.putCheck({ name: check, commit, externalId, annotations: [], ...texts });
  log.warn("gave up an open check", { check, commit, repository: forge.id.id });
}
