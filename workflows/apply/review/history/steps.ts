import type { PullRequest } from "../../../ports/review.ts";
import type { Commit } from "../../../ports/source.ts";

/** What moved the default branch once: a merged pull request, however many commits it made, or a push without one. */
export interface Step {
  /** The commit before it; null: it began the history. */
  readonly from: string | null;
  readonly to: string;
  /** null: nobody's pull request. */
  readonly pull: PullRequest | null;
}

/** What steps are found by. */
export interface History {
  /** The newest `count` commits of a commit's line of first parents, itself first: fewer where the line ends. */
  line(tip: string, count: number): Promise<readonly Commit[]>;
  /** Equal for two commits that declare the same; null: before the first commit. */
  idOf(commit: string | null): Promise<string>;
  /** Merged pull requests into the branch that GitHub names for a commit. */
  pullRequestsOf(commit: string): Promise<readonly PullRequest[]>;
  /** Whether nothing more may be asked. */
  isSpent(): boolean;
}

/** As many commits of the line are looked at. */
export const MOST_COMMITS = 1_000;
/** As many of the newest commits hold what most runs look for. */
export const FEW = 10;
/** As many are read at once to begin with: whoever looks for one of a few reads those before it and after it, too. */
const FIRST = FEW;
const PAGE = 100;

/**
 * The steps that lead from one commit, or from nothing (null), to another, newest first. Commits that change nothing
 * that is declared are no steps. Ends with `too-far` where the bounds are met before the beginning.
 */
export async function* stepsBetween(
  from: string | null,
  to: string,
  history: History,
): AsyncGenerator<Step | "too-far"> {
  const line = createLine(to, history);
  for (let index = 0; ; index += 1) {
    const commit = await line.at(index);
    if (commit?.sha === from || (commit === undefined && from === null)) return;
    if (commit === undefined || index >= MOST_COMMITS || history.isSpent()) {
      yield "too-far";
      return;
    }
    if (!(await isKept(index, line, history))) continue;
    const [parent = null] = commit.parents;
    const pulled = await pulledAt(index, from, line, history);
    if (pulled === "too-far") {
      yield pulled;
      return;
    }
    if (pulled !== undefined) {
      const oldest = await line.at(pulled.oldest);
      const step = { from: oldest?.parents[0] ?? null, to: pulled.pull.mergeCommit ?? commit.sha, pull: pulled.pull };
      // One that declares nothing else, such as the merge of a text, must not use up what may be evaluated.
      if ((await history.idOf(step.from)) !== (await history.idOf(step.to))) yield step;
      index = pulled.oldest;
    } else if (commit.parents.length > 1) {
      // Somebody's own merge hides what came by its other side.
      yield { from, to: commit.sha, pull: null };
      return;
    } else {
      yield { from: parent, to: commit.sha, pull: null };
    }
  }
}

/** Whether a commit is among the newest `within` of another's line of first parents. */
export async function isOnLine(
  commit: string,
  { tip, within }: { readonly tip: string; readonly within: number },
  history: Pick<History, "line">,
): Promise<boolean> {
  const line = createLine(tip, history);
  for (let index = 0; index < within; index += 1) {
    const found = await line.at(index);
    if (found === undefined) return false;
    if (found.sha === commit) return true;
  }
  return false;
}

/** A line of first parents, newest first, that is read as far as it is asked for. */
interface Line {
  /** undefined: the line ends before. */
  at(index: number): Promise<Commit | undefined>;
}

export function createLine(tip: string, history: Pick<History, "line">): Line {
  let known: readonly Commit[] = [];
  let isWhole = false;
  return {
    async at(index) {
      while (known.length <= index && !isWhole) {
        const count = known.length === 0 ? FIRST : known.length + PAGE;
        known = await history.line(tip, count);
        isWhole = known.length < count;
      }
      return known[index];
    },
  };
}

/** Whether a commit counts: it is a merge, whose other side may bring anything, or it changes what is declared. */
async function isKept(index: number, line: Line, history: History): Promise<boolean> {
  const commit = await line.at(index);
  if (commit === undefined) return false;
  if (commit.parents.length > 1) return true;
  const [parent = null] = commit.parents;
  const before = parent === null ? undefined : await line.at(index + 1);
  if (before !== undefined && before.tree === commit.tree) return false;
  return (await history.idOf(commit.sha)) !== (await history.idOf(parent));
}

interface Pulled {
  readonly pull: PullRequest;
  /** Index of the oldest commit that it brought. */
  readonly oldest: number;
}

/**
 * The one pull request that brought a commit: its merge commit is on the line, at the commit or above, and everything
 * that counts in between is its own.
 */
async function pulledAt(
  index: number,
  from: string | null,
  line: Line,
  history: History,
): Promise<Pulled | "too-far" | undefined> {
  const commit = await line.at(index);
  if (commit === undefined) return undefined;
  const found: PullRequest[] = [];
  for (const pull of await history.pullRequestsOf(commit.sha)) {
    const top = await indexOfMerge(pull, index, line);
    if (top !== undefined && (await isAllOf(pull, top, index, { line, history }))) found.push(pull);
  }
  const [pull, ...others] = found;
  if (pull === undefined || others.length > 0) return undefined;
  let oldest = index;
  // The commits of a pull request that was merged by a merge commit stand beside the line.
  for (let below = index + 1; commit.parents.length === 1 && below < MOST_COMMITS; below += 1) {
    const next = await line.at(below);
    if (next === undefined || next.sha === from) break;
    if (history.isSpent()) return "too-far";
    if (!(await isKept(below, line, history))) continue;
    if (!(await isNamed(pull, next, history))) break;
    oldest = below;
  }
  return { pull, oldest };
}

async function indexOfMerge({ mergeCommit }: PullRequest, below: number, line: Line): Promise<number | undefined> {
  for (let index = below; index >= 0; index -= 1) if ((await line.at(index))?.sha === mergeCommit) return index;
  return undefined;
}

async function isAllOf(
  pull: PullRequest,
  top: number,
  bottom: number,
  { line, history }: { readonly line: Line; readonly history: History },
): Promise<boolean> {
  for (let index = top; index < bottom; index += 1) {
    const commit = await line.at(index);
    if (commit === undefined || !(await isKept(index, line, history))) continue;
    if (!(await isNamed(pull, commit, history))) return false;
  }
  return true;
}

async function isNamed({ number }: PullRequest, { sha }: Commit, history: History): Promise<boolean> {
  return (await history.pullRequestsOf(sha)).some((pull) => pull.number === number);
}
