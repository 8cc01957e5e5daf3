import { changedPaths, type Commit, isAncestor, listCommits, readCommits } from "./git-history.ts";
import { deleteRef, readRefs, updateRef, zeroSha } from "./git-objects.ts";
import { sendEvent, sendPullEvent } from "./send-event.ts";
import { repositoryPage } from "./shapes/repository.ts";
import type { Account, GithubState, Pull } from "./state.ts";

/** GitHub lists no more commits than this in one push. */
const maxCommits = 2_048;

type Refs = ReadonlyMap<string, string>;

/**
 * Runs a change of refs and then does what GitHub does about it: `push` events, and pull requests whose head or base
 * moved are synchronised, closed, or found merged. Must run exclusively.
 */
export async function withRefEvents<T>(state: GithubState, sender: Account, change: () => Promise<T>): Promise<T> {
  const before = await readRefs(state.git);
  const result = await change();
  const after = await readRefs(state.git);
  const moved = [...new Set([...before.keys(), ...after.keys()])]
    .filter((ref) => /^refs\/(?:heads|tags)\//.test(ref) && before.get(ref) !== after.get(ref))
    .toSorted();
  const tags = moved.filter((ref) => ref.startsWith("refs/tags/"));
  for (const ref of moved) {
    // More than three tags at once cause no event.
    if (!tags.includes(ref) || tags.length <= 3) await sendPush(state, sender, ref, { before, after });
    if (!ref.startsWith("refs/heads/")) continue;
    const branch = ref.slice("refs/heads/".length);
    // Pull requests of a fork's are in what was forked.
    const home = state.forkOf ?? state;
    for (const pull of [...home.pulls.values()].filter((candidate) => candidate.open)) {
      if (pull.headRepository === state && pull.headRef === branch) await moveHead(home, sender, pull, after.get(ref));
      else if (home === state && pull.baseRef === branch)
        await moveBase(state, sender, pull, { old: before.get(ref), tip: after.get(ref) });
    }
  }
  return result;
}

async function moveHead(state: GithubState, sender: Account, pull: Pull, sha: string | undefined): Promise<void> {
  if (sha === undefined) return closePull(state, sender, pull);
  const before = pull.headSha;
  await bringHead(state, pull.headRepository, sha);
  const base = await state.git.ask(["rev-parse", "--verify", "--quiet", `refs/heads/${pull.baseRef}`]);
  pull.headSha = sha;
  pull.baseSha = base ?? pull.baseSha;
  pull.updatedAt = state.now();
  await updateRef(state.git, `refs/pull/${pull.number}/head`, sha);
  sendPullEvent(state, pull, sender, { action: "synchronize", before, after: sha });
}

/** A base that now holds the head makes the pull request merged, whoever pushed it. */
async function moveBase(
  state: GithubState,
  sender: Account,
  pull: Pull,
  { old, tip }: { readonly old: string | undefined; readonly tip: string | undefined },
): Promise<void> {
  if (tip === undefined) return closePull(state, sender, pull);
  if (old === undefined || (await isAncestor(state.git, pull.headSha, old))) return;
  if (!(await isAncestor(state.git, pull.headSha, tip))) return;
  const pushed = await readCommits(state.git, await listCommits(state.git, tip, [old]));
  const merge = pushed.find((commit) => commit.parents.slice(1).includes(pull.headSha))?.sha ?? pull.headSha;
  const introduced = [...(await listCommits(state.git, pull.headSha, [old])), merge];
  markMerged(state, pull, { by: sender, commit: merge, introduced });
  sendPullEvent(state, pull, sender, { action: "closed" });
}

export interface Merged {
  readonly by: Account;
  readonly commit: string;
  /** Every commit that the merge brought. */
  readonly introduced: readonly string[];
}

export function markMerged(state: GithubState, pull: Pull, { by, commit, introduced }: Merged): void {
  pull.open = false;
  pull.mergedAt = state.now();
  pull.closedAt = pull.mergedAt;
  pull.updatedAt = pull.mergedAt;
  pull.mergedBy = by;
  pull.mergeCommit = commit;
  pull.introduced = new Set(introduced);
}

export async function closePull(state: GithubState, sender: Account, pull: Pull): Promise<void> {
  pull.open = false;
  pull.closedAt = state.now();
  pull.updatedAt = pull.closedAt;
  await deleteRef(state.git, `refs/pull/${pull.number}/merge`);
  sendPullEvent(state, pull, sender, { action: "closed" });
}

async function sendPush(
  state: GithubState,
  sender: Account,
  ref: string,
  { before, after }: { readonly before: Refs; readonly after: Refs },
): Promise<void> {
  const old = before.get(ref);
  const tip = after.get(ref);
  const others = [...before].filter(([name]) => name.startsWith("refs/heads/")).map(([, sha]) => sha);
  const isBranch = ref.startsWith("refs/heads/");
  const shas =
    tip === undefined || !isBranch ? [] : await listCommits(state.git, tip, old === undefined ? others : [old]);
  const listed = shas.toReversed().slice(-maxCommits);
  const commits = await pushedCommits(state, listed);
  const last = commits.at(-1);
  const head = last?.id === tip || tip === undefined ? last : (await pushedCommits(state, [tip]))[0];
  const forced = old !== undefined && tip !== undefined && !(await isAncestor(state.git, old, tip));
  sendEvent(state, "push", sender, {
    ref,
    before: old ?? zeroSha,
    after: tip ?? zeroSha,
    created: old === undefined,
    deleted: tip === undefined,
    forced,
    base_ref: null,
    compare: `${repositoryPage(state)}/compare/${(old ?? zeroSha).slice(0, 12)}...${(tip ?? zeroSha).slice(0, 12)}`,
    commits,
    head_commit: head ?? null,
    pusher: { name: sender.login, email: null },
  });
}

interface PushedCommit extends Readonly<Record<string, unknown>> {
  readonly id: string;
}

async function pushedCommits(state: GithubState, shas: readonly string[]): Promise<readonly PushedCommit[]> {
  const paths = await changedPaths(state.git, shas);
  return (await readCommits(state.git, shas)).map((commit: Commit) => ({
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${repositoryPage(state)}/commit/${commit.sha}`,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
    ...(paths.get(commit.sha) ?? { added: [], removed: [], modified: [] }),
  }));
}

/** A head of a fork's is in what was forked from then on, as all objects of such repositories are. */
export async function bringHead(state: GithubState, from: GithubState | null, sha: string): Promise<void> {
  if (from === null || from === state) return;
  await state.git.run(["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", from.git.directory, sha]);
}

/** Whoever pushes with plain git: the loopback asks for no name. */
export function pusher(state: GithubState): Account {
  if (state.forkOf !== null) return state.owner;
  const [first] = [...state.users.values()].filter((user) => user.permission !== "none" && user.permission !== "read");
  return first ?? state.owner;
}
