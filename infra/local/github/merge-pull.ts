import { utcSeconds } from "./git-history.ts";
import { mergeCommit, rebaseCommits, squashCommit } from "./git-merge.ts";
import { noReplyEmail } from "./shapes/commit.ts";
import type { Account, GithubState, Pull } from "./state.ts";
import { githubSignature } from "./test-merge.ts";

export type MergeMethod = "merge" | "squash" | "rebase";

/** How a pull request is merged, and what its commit says where GitHub's own words are not wanted. */
export interface Merging {
  readonly by: Account;
  readonly method: MergeMethod;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
}

/** Merges a pull request's head into a commit, in one of GitHub's three ways; undefined: a conflict. No ref moves. */
export async function mergedCommit(
  state: GithubState,
  pull: Pull,
  base: string,
  merging: Merging,
): Promise<string | undefined> {
  const { git } = state;
  const { by, method } = merging;
  const committer = githubSignature(state);
  const author = { name: by.login, email: noReplyEmail(by), date: utcSeconds(state.now()) };
  const head = pull.headSha;
  switch (method) {
    case "merge": {
      const title = merging.title ?? `Merge pull request #${pull.number} from ${pull.headOwner.login}/${pull.headRef}`;
      const message = `${title}\n\n${merging.message ?? pull.title}`;
      return mergeCommit(git, { base, head, message, author, committer });
    }
    case "squash": {
      const title = merging.title ?? `${pull.title} (#${pull.number})`;
      const message = merging.message === undefined ? title : `${title}\n\n${merging.message}`;
      return squashCommit(git, { base, head, message, author, committer });
    }
    case "rebase":
      return rebaseCommits(git, base, head, committer);
  }
}
