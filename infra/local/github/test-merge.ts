import { mergeCommit } from "./git-merge.ts";
import { deleteRef, resolveObject, type Signature, updateRef } from "./git-objects.ts";
import { utcSeconds } from "./git-history.ts";
import { githubEmail } from "./shapes/commit.ts";
import type { GithubState, Pull } from "./state.ts";

/**
 * Whether the pull request can be merged, as far as it is known. It is null after the head or the base moved, and the
 * asking itself starts the computing, as on GitHub; `merge_commit_sha` stays the old one meanwhile.
 */
export async function mergeability(state: GithubState, pull: Pull, isTried = true): Promise<boolean | null> {
  if (!pull.open) return null;
  const base = await resolveObject(state.git, `refs/heads/${pull.baseRef}`, "commit");
  const { tested } = pull;
  if (tested !== null && tested.base === base && tested.head === pull.headSha) return tested.clean;
  if (!isTried) return null;
  // Nobody waits for it, so a failure (the server closes) only means that the next asker starts it again.
  state.exclusively(() => testMerge(state, pull)).catch(() => undefined);
  return null;
}

/** Merges head into base under `refs/pull/N/merge`. Must run exclusively. */
export async function testMerge(state: GithubState, pull: Pull): Promise<void> {
  const base = await resolveObject(state.git, `refs/heads/${pull.baseRef}`, "commit");
  if (base === undefined || !pull.open) return;
  const head = pull.headSha;
  if (pull.tested?.base === base && pull.tested.head === head) return;
  const by = githubSignature(state);
  const message = `Merge ${head} into ${base}`;
  const commit = await mergeCommit(state.git, { base, head, message, author: by, committer: by });
  const ref = `refs/pull/${pull.number}/merge`;
  if (commit === undefined) await deleteRef(state.git, ref);
  else await updateRef(state.git, ref, commit);
  pull.mergeCommit = commit ?? null;
  pull.tested = { base, head, clean: commit !== undefined };
}

/** The name under which GitHub itself commits. */
export function githubSignature(state: GithubState): Signature {
  return { name: "GitHub", email: githubEmail, date: utcSeconds(state.now()) };
}
