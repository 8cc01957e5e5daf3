import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Git } from "./git.ts";
import { listCommits, mergeBases, readCommit } from "./git-history.ts";
import { type Signature, writeCommit } from "./git-objects.ts";

/** Runs `body` with a work tree and an index of their own, which are gone afterwards. */
export async function withScratch<T>(
  body: (scratch: { readonly directory: string; readonly index: string }) => Promise<T>,
): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), "bridgehead-git-"));
  try {
    const directory = join(root, "tree");
    await mkdir(directory);
    return await body({ directory, index: join(root, "index") });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/**
 * Git's own three-way merge, with renames, into a tree; undefined: a conflict. `merge-recursive` takes an empty work
 * tree for an unchanged one, so nothing is checked out. (`merge-tree --write-tree` would need git 2.38.)
 */
export async function mergeTrees(
  git: Git,
  bases: readonly string[],
  ours: string,
  theirs: string,
): Promise<string | undefined> {
  return withScratch(async ({ directory, index }) => {
    const call = { directory, environment: { GIT_WORK_TREE: directory, GIT_INDEX_FILE: index } };
    await git.run(["read-tree", ours], call);
    const merged = await git.ask(["merge-recursive", ...bases, "--", ours, theirs], call);
    return merged === undefined ? undefined : git.text(["write-tree"], call);
  });
}

/** The merge of `head` into `base` as a commit with exactly these two parents; undefined: a conflict. */
export async function mergeCommit(
  git: Git,
  merge: {
    readonly base: string;
    readonly head: string;
    readonly message: string;
    readonly author: Signature;
    readonly committer: Signature;
  },
): Promise<string | undefined> {
  const tree = await mergeTrees(git, await mergeBases(git, merge.base, merge.head), merge.base, merge.head);
  if (tree === undefined) return undefined;
  return writeCommit(git, { ...merge, tree, parents: [merge.base, merge.head] });
}

/** One commit on `base` with everything that `head` brings; undefined: a conflict. */
export async function squashCommit(
  git: Git,
  squash: {
    readonly base: string;
    readonly head: string;
    readonly message: string;
    readonly author: Signature;
    readonly committer: Signature;
  },
): Promise<string | undefined> {
  const tree = await mergeTrees(git, await mergeBases(git, squash.base, squash.head), squash.base, squash.head);
  if (tree === undefined) return undefined;
  return writeCommit(git, { ...squash, tree, parents: [squash.base] });
}

/** Each commit of `head` that is not a merge, put on top of `base`; undefined: a conflict. Authors are kept. */
export async function rebaseCommits(
  git: Git,
  base: string,
  head: string,
  committer: Signature,
): Promise<string | undefined> {
  let tip = base;
  for (const sha of (await listCommits(git, head, [base])).toReversed()) {
    const commit = await readCommit(git, sha);
    const [parent, ...others] = commit.parents;
    if (others.length > 0) continue;
    const tree = await mergeTrees(git, parent === undefined ? [] : [parent], tip, sha);
    if (tree === undefined) return undefined;
    tip = await writeCommit(git, { ...commit, tree, parents: [tip], committer });
  }
  return tip;
}
