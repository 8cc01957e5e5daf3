import { listCommits, readCommit, utcSeconds } from "./git-history.ts";
import { deleteRef, resolveObject, updateRef } from "./git-objects.ts";
import { mergedCommit, type MergeMethod } from "./merge-pull.ts";
import { markMerged, withRefEvents } from "./ref-events.ts";
import { sendEvent, sendPullEvent } from "./send-event.ts";
import type { Account, GithubState, Pull, QueueEntry, QueueSettings } from "./state.ts";

/** The account that merge queues act as (others' pushes say so: ahrefs/monorobot#205). */
const queueBot: Account = { id: 118_344_674, login: "github-merge-queue[bot]", type: "Bot", permission: "write" };

/** What GitHub proposes to whoever requires a merge queue. */
export const defaultQueue: QueueSettings = {
  merge_method: "MERGE",
  grouping_strategy: "ALLGREEN",
  max_entries_to_build: 5,
  min_entries_to_merge: 1,
  max_entries_to_merge: 5,
  min_entries_to_merge_wait_minutes: 5,
  check_response_timeout_minutes: 60,
  required_checks: [],
};

const MINUTE_MS = 60_000;
const passing: ReadonlySet<string> = new Set(["success", "neutral", "skipped"]);

type Built = QueueEntry & { readonly group: NonNullable<QueueEntry["group"]> };
type Verdict = "passed" | "failed" | "pending";

/** The newest run of each required check on a commit: one that failed is enough. */
export function verdictOn(state: GithubState, commit: string, { required_checks: required }: QueueSettings): Verdict {
  const verdicts = required.map((name): Verdict => {
    const run = [...state.checkRuns.values()].findLast((each) => each.commit === commit && each.name === name);
    if (run?.conclusion === undefined || run.conclusion === null) return "pending";
    return passing.has(run.conclusion) ? "passed" : "failed";
  });
  return verdicts.find((verdict) => verdict === "failed") ?? verdicts.find((each) => each === "pending") ?? "passed";
}

/** Puts a pull request at the end of the queue, or, where it jumps, at its beginning. */
export function enqueue(state: GithubState, pull: Pull, enqueuer: Account, jump: boolean): QueueEntry {
  const entry: QueueEntry = {
    id: state.nextId(),
    pull,
    pullHead: pull.headSha,
    enqueuer,
    enqueuedAt: state.now(),
    group: null,
  };
  if (jump) state.queue.entries.unshift(entry);
  else state.queue.entries.push(entry);
  sendPullEvent(state, pull, enqueuer, { action: "enqueued" });
  return entry;
}

export async function dequeue(state: GithubState, entry: QueueEntry, reason: string): Promise<void> {
  const { entries } = state.queue;
  entries.splice(entries.indexOf(entry), 1);
  await unbuild(state, entry, "dequeued");
  sendPullEvent(state, entry.pull, queueBot, { action: "dequeued", reason });
}

/**
 * Does whatever there is to do by now, after anything has changed: takes out what cannot stay, makes the groups that are
 * missing, and merges those that passed. Must run exclusively.
 */
export async function advanceQueue(state: GithubState): Promise<void> {
  const { settings } = state.queue;
  if (settings === null) return;
  for (let isMore = true; isMore;) isMore = await step(state, settings);
}

/** Does one thing; false: there is nothing to do. */
async function step(state: GithubState, settings: QueueSettings): Promise<boolean> {
  const { entries } = state.queue;
  const branch = state.repository.defaultBranch;
  const gone = entries.find(({ pull, pullHead }) => !pull.open || pull.headSha !== pullHead || pull.baseRef !== branch);
  if (gone !== undefined) {
    await dequeue(state, gone, gone.pull.open ? "QUEUE_CLEARED" : "MANUAL");
    return true;
  }
  if (await buildNext(state, settings)) return true;
  const built = entries.filter((entry): entry is Built => entry.group !== null);
  const verdicts = built.map((entry) => timed(verdictOn(state, entry.group.head, settings), entry, state, settings));
  const count = mergeable(built, verdicts, state, settings);
  if (count > 0) {
    await mergeGroup(state, built.slice(0, count));
    return true;
  }
  const failed = built[dropped(verdicts, settings)];
  if (failed === undefined) return false;
  await dequeue(state, failed, "CI_FAILURE");
  return true;
}

/** Makes the first group that is missing, or that stands on something else than what is before it now. */
async function buildNext(state: GithubState, settings: QueueSettings): Promise<boolean> {
  const branch = state.repository.defaultBranch;
  let base = await resolveObject(state.git, `refs/heads/${branch}`, "commit");
  for (const [index, entry] of state.queue.entries.entries()) {
    if (base === undefined) return false;
    const isBuilt = index < settings.max_entries_to_build;
    if (entry.group !== null && (!isBuilt || entry.group.base !== base)) {
      await unbuild(state, entry, "invalidated");
      return true;
    }
    if (!isBuilt) continue;
    if (entry.group === null) {
      await build(state, entry, base, settings);
      return true;
    }
    base = entry.group.head;
  }
  return false;
}

async function build(state: GithubState, entry: QueueEntry, base: string, settings: QueueSettings): Promise<void> {
  const { git, repository } = state;
  const { pull, enqueuer } = entry;
  const method = settings.merge_method.toLowerCase() as MergeMethod;
  const head = await mergedCommit(state, pull, base, { by: enqueuer, method });
  if (head === undefined) return dequeue(state, entry, "MERGE_CONFLICT");
  const ref = `refs/heads/gh-readonly-queue/${repository.defaultBranch}/pr-${pull.number}-${base}`;
  await withRefEvents(state, queueBot, () => updateRef(git, ref, head));
  entry.group = { base, head, ref, builtAt: state.now() };
  await sendGroup(state, entry.group, { action: "checks_requested" });
}

async function unbuild(state: GithubState, entry: QueueEntry, reason: "dequeued" | "invalidated"): Promise<void> {
  const { group } = entry;
  if (group === null) return;
  entry.group = null;
  await withRefEvents(state, queueBot, () => deleteRef(state.git, group.ref));
  await sendGroup(state, group, { action: "destroyed", reason });
}

/** Who does not answer in time has failed. */
function timed(verdict: Verdict, { group }: Built, state: GithubState, settings: QueueSettings): Verdict {
  const isLate = state.now() - group.builtAt >= settings.check_response_timeout_minutes * MINUTE_MS;
  return verdict === "pending" && isLate ? "failed" : verdict;
}

/** How many of the first entries can be merged together. */
function mergeable(
  built: readonly Built[],
  verdicts: readonly Verdict[],
  state: GithubState,
  { grouping_strategy: strategy, ...settings }: QueueSettings,
): number {
  const most = verdicts.slice(0, settings.max_entries_to_merge);
  const firstOther = most.findIndex((verdict) => verdict !== "passed");
  const count = strategy === "HEADGREEN" ? most.lastIndexOf("passed") + 1 : firstOther < 0 ? most.length : firstOther;
  const waited = state.now() - (built[0]?.enqueuedAt ?? 0);
  const isEnough =
    count >= settings.min_entries_to_merge || waited >= settings.min_entries_to_merge_wait_minutes * MINUTE_MS;
  return isEnough ? count : 0;
}

/** The index of the entry that goes, so that those behind it get groups without it; -1: none. */
function dropped(verdicts: readonly Verdict[], { grouping_strategy: strategy }: QueueSettings): number {
  const first = verdicts.indexOf("failed");
  if (strategy === "ALLGREEN") return first;
  // Where the last one of a group passes, those before it may have failed.
  return verdicts.includes("pending") ? -1 : first;
}

async function mergeGroup(state: GithubState, merged: readonly Built[]): Promise<void> {
  const { git, repository, queue } = state;
  const [first] = merged;
  const last = merged.at(-1);
  if (first === undefined || last === undefined) return;
  queue.entries.splice(0, merged.length);
  await withRefEvents(state, queueBot, async () => {
    await updateRef(git, `refs/heads/${repository.defaultBranch}`, last.group.head, first.group.base);
    for (const { pull, group, enqueuer } of merged) {
      await deleteRef(git, group.ref);
      await deleteRef(git, `refs/pull/${pull.number}/merge`);
      const introduced = await listCommits(git, group.head, [group.base]);
      const by = state.unconfirmed.queuesMergeAs === "queue" ? queueBot : enqueuer;
      markMerged(state, pull, { by, commit: group.head, introduced });
      sendPullEvent(state, pull, queueBot, { action: "closed" });
    }
  });
  for (const { group } of merged) await sendGroup(state, group, { action: "destroyed", reason: "merged" });
}

async function sendGroup(
  state: GithubState,
  { base, head, ref }: Built["group"],
  event: { readonly action: "checks_requested" | "destroyed"; readonly reason?: string },
): Promise<void> {
  const commit = await readCommit(state.git, head);
  sendEvent(state, "merge_group", queueBot, {
    ...event,
    merge_group: {
      head_sha: head,
      head_ref: ref,
      base_sha: base,
      base_ref: `refs/heads/${state.repository.defaultBranch}`,
      head_commit: {
        id: head,
        tree_id: commit.tree,
        message: commit.message,
        timestamp: utcSeconds(commit.committer.date),
        author: { name: commit.author.name, email: commit.author.email },
        committer: { name: commit.committer.name, email: commit.committer.email },
      },
    },
  });
}
