import type { DefinedResource } from "../../engine/plan/review/changed-keys.ts";
import { type Change, resourcesOf } from "../../engine/plan/plan.ts";
import { type Move, whoBrought, whoLed } from "../../engine/plan/review/pushed-by.ts";
import type { Reason } from "../../engine/plan/write/result.ts";
import type { Forge } from "../../ports/forge.ts";
import type { PushStore, ResourceRecord } from "../../ports/ledger.ts";
import { entryOf } from "../../ports/progress.ts";
import type { Commit } from "../../ports/source.ts";
import type { Beginning } from "./begin.ts";
import type { Causes } from "./history/causes.ts";
import { remember } from "./history/remember.ts";
import { FEW, isOnLine, MOST_COMMITS, type Step } from "./history/steps.ts";

/** As many questions about people are asked of GitHub for one acceptance. */
const MOST_QUESTIONS = 100;
/** As many commits of a line are read at once, and of one that was rewritten at most. */
const PAGE = 100;

export interface PushersDeps {
  readonly beginning: Beginning;
  readonly causes: Causes;
  /** By the text of the key. */
  readonly records: ReadonlyMap<string, ResourceRecord>;
  readonly forge: Forge;
  readonly ledger: PushStore;
}

/** Who brought something; isKnown: whether it is everybody. */
interface People {
  readonly people: ReadonlySet<number>;
  readonly isKnown: boolean;
}

const nobodyKnows: People = { people: new Set(), isKnown: false };

/**
 * Finds why somebody, by number, may not accept changes; undefined: nothing. Whoever pushed or merged any of what they consist
 * of may not, nor whom GitHub names for one of its commits. Verified deliveries and GitHub say who that was, and a
 * commit's own text never. What nobody pushed, such as a rotated parameter, anybody may accept.
 */
export async function whyNotAccept(
  changes: readonly Change[],
  deps: PushersDeps,
): Promise<(person: number) => Extract<Reason, "pusher-may-not-accept" | "pusher-unknown"> | undefined> {
  const behind = createPushers(deps, await deps.ledger.pushes(deps.forge.id.id));
  const found: People[] = [];
  for (const change of changes) {
    for (const resource of resourcesOf(change, deps.records)) found.push(await behind(resource));
  }
  const { people, isKnown } = await all(found);
  return (person) => {
    if (people.has(person)) return "pusher-may-not-accept";
    return isKnown ? undefined : "pusher-unknown";
  };
}

function createPushers(
  { beginning, causes, forge }: PushersDeps,
  moves: readonly Move[],
): (resource: DefinedResource) => Promise<People> {
  const { tip, progress } = beginning;
  const { source } = forge;
  const named = createNamed(forge);
  const known = new Map<string, Promise<People>>();
  const once = (key: string, find: () => Promise<People>): Promise<People> => remember(known, key, find);
  const isAbove = async (commit: string | null): Promise<boolean> =>
    progress.doubt === "none" && (commit === null || (await isOnLine(commit, { tip, within: MOST_COMMITS }, source)));

  /** By the steps that changed it; of one that is no pull request, by whose pushes its commits came. */
  async function sinceOnLine(base: string | null, resource: DefinedResource): Promise<People> {
    const steps = await causes.since(base, resource);
    if (steps === "too-far") return nobodyKnows;
    const line = await lineDownTo(base, tip, source);
    return await all(steps.map((step) => once(`${step.from} ${step.to}`, () => ofStep(step, line))));
  }

  async function ofStep({ from, to, pull }: Step, line: readonly Commit[]): Promise<People> {
    const [top, end] = [line.findIndex(({ sha }) => sha === to), line.findIndex(({ sha }) => sha === from)];
    if (top < 0 || (end < 0 && from !== null)) return nobodyKnows;
    const commits = line.slice(top, end < 0 ? undefined : end);
    const shas = (each: readonly Commit[]): readonly string[] => each.map(({ sha }) => sha);
    const pushers = whoBrought(shas(commits), shas(line), moves);
    const makers = named.accounts(commits);
    if (pull === null) return await all([peopleOf(pushers), makers]);
    const { authorId, mergedBy, head } = await forge.review.pullRequest(pull.number);
    // However it was merged, what it is made of stands beside the line.
    const proposed = await beside(from, head, forge);
    const proposers = proposed === undefined ? nobodyKnows : named.accounts(proposed);
    // Whom GitHub does not name, the push of the merge does.
    const merger = mergedBy === null ? peopleOf(pushers) : peopleOf(new Set([mergedBy]));
    return await all([peopleOf(new Set(authorId === null ? [] : [authorId])), merger, makers, proposers]);
  }

  /** Of a branch that was rewritten, or that somebody's own merge led elsewhere: by everybody who moved it. */
  async function ofWhole(base: string | null, until: string): Promise<People> {
    if (base === null) return nobodyKnows;
    const brought = await beside(base, until, forge);
    if (brought === undefined) return nobodyKnows;
    return await all([peopleOf(whoLed(base, until, moves)), named.accounts(brought), named.authors(brought)]);
  }

  return async (resource) => {
    const pending = entryOf(resource.key, progress.pending);
    const base = pending === undefined ? (progress.progress?.commit ?? null) : pending.base;
    if (base === undefined) return nobodyKnows;
    if (await isAbove(base)) return await sinceOnLine(base, resource);
    const since = pending?.sinceCommit;
    if (since === undefined || !(await isAbove(since))) return await once(`${base}..`, () => ofWhole(base, tip));
    return await all([once(`${base}..${since}`, () => ofWhole(base, since)), sinceOnLine(since, resource)]);
  };
}

/** Whom GitHub names for commits, within the bound of questions. */
function createNamed({ review }: Pick<Forge, "review">) {
  let left = MOST_QUESTIONS;
  const ask = async (
    commits: readonly string[],
    who: (commit: string) => Promise<readonly number[]>,
  ): Promise<People> => {
    left -= commits.length;
    if (left < 0) return nobodyKnows;
    const people = new Set<number>();
    for (const commit of commits) for (const each of await who(commit)) people.add(each);
    return { people, isKnown: true };
  };
  return {
    /** What a merge brought stands beside the line: its last commit is asked for too. */
    accounts: (commits: readonly Commit[]) =>
      ask(
        commits.flatMap(({ sha, parents }) => [sha, ...parents.slice(1)]),
        (commit) => review.accountsOf(commit),
      ),
    authors: (commits: readonly Commit[]) =>
      ask(
        commits.map(({ sha }) => sha),
        async (commit) => (await review.pullRequestsOf(commit)).flatMap(({ authorId }) => authorId ?? []),
      ),
  };
}

/** Commits of a line down to one of them, which is the last; down to the beginning where it is not on the line. */
async function lineDownTo(
  end: string | null,
  tip: string,
  { line }: Pick<Forge["source"], "line">,
): Promise<readonly Commit[]> {
  for (const count of [FEW, PAGE]) {
    const commits = await line(tip, count);
    if (commits.length < count || commits.some(({ sha }) => sha === end)) return commits;
  }
  return await line(tip, MOST_COMMITS + 1);
}

/** The commits of one line that are not on another's; undefined: too many. Of a commit that is gone nobody can tell. */
async function beside(base: string | null, tip: string, { source }: Forge): Promise<readonly Commit[] | undefined> {
  if (base !== null && (await source.commit(base)) === undefined) return [];
  if ((await source.commit(tip)) === undefined) return undefined;
  const commits = await source.line(tip, PAGE);
  if (base === null) return commits.length < PAGE ? commits : undefined;
  for (const count of [PAGE, MOST_COMMITS]) {
    const old = new Set((await source.line(base, count)).map(({ sha }) => sha));
    const meets = commits.findIndex(({ sha }) => old.has(sha));
    if (meets >= 0) return commits.slice(0, meets);
    if (old.size < count) break;
  }
  return undefined;
}

function peopleOf(people: ReadonlySet<number> | undefined): People {
  return people === undefined ? nobodyKnows : { people, isKnown: true };
}

async function all(parts: readonly (People | Promise<People>)[]): Promise<People> {
  const people = new Set<number>();
  let isKnown = true;
  for (const part of parts) {
    const found = await part;
    for (const each of found.people) people.add(each);
    isKnown &&= found.isKnown;
  }
  return { people, isKnown };
}
