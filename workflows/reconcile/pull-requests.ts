import { CALLS_AT_ONCE, mapConcurrently } from "../calls/map-concurrently.ts";
import { digestOf } from "../engine/values/digest.ts";
import { type Found, newestPublished } from "../plan/published.ts";
import { checkNames, forkCheckId, type HeadCheck } from "../ports/checks.ts";
import type { PublishedPlan } from "../ports/ledger.ts";
import type { ListedPull } from "../ports/review.ts";
import { ANY_HEAD } from "../pull-request/publish.ts";
import { concludeOpen, concludeUnbegun, isStuck, MOST_RESTARTS } from "./close-checks.ts";
import { enqueue, nextAttempt, planOf, type ReconcileDeps, type RepositoryRound } from "./context.ts";
import { openPulls } from "./open-pulls.ts";
import { type Missed, wasJustTold } from "./redeliver.ts";

const HOUR_MS = 60 * 60 * 1000;
/** How often a pull request is planned again because of the same engine, or the same pause. */
const RETRY_MS = 24 * HOUR_MS;
/** What of a pull request changed within this may be on its way to the queue. */
const YOUNG_MS = 10 * 60 * 1000;
/** How often a plan is queued that never begins, before its check says so: a few hours, since GitHub may be away. */
const MOST_BEGINNINGS = 12;
/** Longer than a commit stays the head of anything that somebody waits for. */
const REMEMBERED_MS = 7 * 24 * HOUR_MS;

/**
 * What one round does for pull requests, those that were opened first before the others. Strangers open as many as they
 * like: theirs take nothing from the rest.
 */
export const pullBudgets = { own: 40, strangers: 10 } as const;

/** What became of the open pull requests of a round. */
export interface PullsDone {
  /** Whose plan never began: it was queued. */
  readonly begun: number;
  /** Whose check stood open: its plan was queued again. */
  readonly restarted: number;
  /** Whose plan another engine made, or was put off until now. */
  readonly replanned: number;
  /** Checks that were given up. */
  readonly concluded: number;
  /** What is left to the next round. */
  readonly left: number;
  /** What failed; the log says why. */
  readonly failed: number;
}

interface OpenPull {
  readonly pull: ListedPull;
  /** Its own check runs; undefined: GitHub did not say. */
  readonly checks: readonly HeadCheck[] | undefined;
  readonly published: Found;
  /** That nothing was asked for it in an hour of the last day, whatever its head was. */
  readonly paused: PublishedPlan | undefined;
}

/** What a pull request needs, and how often it was tried; done by `act`. */
interface Need {
  readonly what: "begun" | "restarted" | "replanned";
  readonly cause: string;
  /** undefined: its one key was not taken yet. */
  readonly attempt: number | "spent" | undefined;
}

/**
 * Looks after every open pull request: one without a check, whatever became of its webhook and its job; one whose check
 * a dead worker left open; one whose plan another version made, or was put off until now. Queues plans, and gives up what
 * was tried often enough. One that fails keeps none of the others.
 */
export async function lookAfterPulls(round: RepositoryRound, missed: Missed, deps: ReconcileDeps): Promise<PullsDone> {
  const done = { begun: 0, restarted: 0, replanned: 0, concluded: 0, left: 0, failed: 0 };
  const spent = { own: 0, strangers: 0 };
  const isComing = wasJustTold("pull_request", round, missed, deps.clock);
  for (const open of await look(round, deps)) {
    const { pull } = open;
    const spender = pull.isFork ? "strangers" : "own";
    try {
      const isLeft = spent[spender] >= pullBudgets[spender];
      const need = isLeft ? undefined : await needOf(open, isComing, round, deps);
      if (isLeft && whatOf(open, deps) !== undefined) done.left += 1;
      if (need === undefined) continue;
      spent[spender] += 1;
      done[need.attempt === "spent" ? "concluded" : need.what] += 1;
      await act(need, pull, round, deps);
    } catch (error) {
      done.failed += 1;
      spent[spender] += 1;
      deps.log.error("a pull request could not be looked after", error, { pullRequest: pull.number });
    }
  }
  if (done.left > 0) deps.log.info("pull requests are left to the next round", { count: done.left });
  return done;
}

async function look(round: RepositoryRound, deps: ReconcileDeps): Promise<readonly OpenPull[]> {
  const { forge } = round;
  const { clock, ledger } = deps;
  const pulls = await openPulls(round, deps);
  if (pulls.length === 0) return [];
  // Where GitHub tells of the first few alone, they are others each time.
  const begin = Number.parseInt(digestOf(clock.now()).slice(0, 8), 16) % pulls.length;
  const heads = [...pulls.slice(begin), ...pulls.slice(0, begin)].map(({ head }) => head);
  const checks = await forge.checks.checksOnMany(checkNames.plan, heads);
  return await mapConcurrently(pulls, CALLS_AT_ONCE, async (pull): Promise<OpenPull> => {
    const of = { ledger, repository: forge.id.id };
    const [published, silence] = [
      await newestPublished(pull, of),
      await newestPublished({ number: pull.number, head: ANY_HEAD }, of),
    ];
    const isLate = typeof silence === "object" && clock.now() - silence.publishedAt < RETRY_MS;
    return { pull, published, checks: ownOf(pull, checks.get(pull.head)), paused: isLate ? silence : undefined };
  });
}

/** A copy of a head that a fork proposes has checks of its own, which say nothing of the head that was copied. */
function ownOf({ isFork, number }: ListedPull, checks: readonly HeadCheck[] | undefined) {
  return checks?.filter(({ fork }) => fork === undefined || (isFork && fork === number));
}

/** What there is to be done, by what was found, whether or not it was done before. */
function whatOf(open: OpenPull, deps: ReconcileDeps): Pick<Need, "what" | "cause"> | undefined {
  const { pull, checks } = open;
  const { clock, engine } = deps;
  const place = `${pull.number}:${pull.head}`;
  const { published, paused } = open;
  const isNewer = typeof published === "object" && published.publishedAt > (paused?.publishedAt ?? 0);
  const found = isNewer ? published : (paused ?? published);
  const until = typeof found === "object" ? found.pausedUntil : undefined;
  const newest = checks?.toSorted((a, b) => b.startedAt - a.startedAt)[0];
  // Nothing is asked before the hour is over.
  if (checks !== undefined && newest === undefined && (until ?? 0) <= clock.now()) {
    return { what: "begun", cause: `no-check:${place}` };
  }
  if (newest !== undefined && isStuck(newest, clock.now())) {
    return { what: "restarted", cause: `open-check:${pull.number}:${pull.head}:${newest.startedAt}` };
  }
  // A pull request without a plan has nothing to lose.
  if (found === undefined) return undefined;
  if (found !== "unreadable" && found.engine === engine && (until ?? Infinity) > clock.now()) return undefined;
  const why = until === undefined ? `engine:${engine}` : `paused:${until}`;
  return { what: "replanned", cause: `${why}:${place}` };
}

/** The same, unless it was done before, or is being done. */
async function needOf(
  open: OpenPull,
  isComing: boolean,
  { forge }: RepositoryRound,
  deps: ReconcileDeps,
): Promise<Need | undefined> {
  const found = whatOf(open, deps);
  if (found === undefined) return undefined;
  const { what, cause } = found;
  const { ledger, clock } = deps;
  const key = `${cause}:${forge.id.id}`;
  if (what === "replanned") {
    return (await ledger.claim(`reconcile:${cause}`, RETRY_MS)) ? { ...found, attempt: undefined } : undefined;
  }
  if (what === "begun" && isComing && clock.now() - open.pull.updatedAt < YOUNG_MS) {
    // Once: whoever writes comments all the time keeps a pull request young.
    if (await ledger.claim(`seen:${key}`, REMEMBERED_MS)) return undefined;
  }
  const most = what === "begun" ? MOST_BEGINNINGS : MOST_RESTARTS;
  const attempt = await nextAttempt(key, { most, milliseconds: REMEMBERED_MS }, ledger);
  return attempt === "lately" ? undefined : { ...found, attempt };
}

async function act(
  { what, cause, attempt }: Need,
  pull: ListedPull,
  round: RepositoryRound,
  deps: ReconcileDeps,
): Promise<void> {
  if (attempt !== "spent") {
    await enqueue(planOf(pull), attempt === undefined ? cause : `${cause}:${attempt}`, round, deps);
    return;
  }
  const check = {
    commit: pull.head,
    name: checkNames.plan,
    externalId: pull.isFork ? forkCheckId(pull.number) : null,
  };
  await (what === "begun" ? concludeUnbegun : concludeOpen)(check, round, deps);
}
