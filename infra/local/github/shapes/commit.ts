import type { ChangedFile, Commit } from "../git-history.ts";
import type { Account, GithubState } from "../state.ts";
import { accountShape } from "./account.ts";
import { repositoryPage, repositoryUrl } from "./repository.ts";

/** A commit as `git/commits` gives it. */
export function gitCommitShape(state: GithubState, commit: Commit): Readonly<Record<string, unknown>> {
  return {
    sha: commit.sha,
    url: `${repositoryUrl(state)}/git/commits/${commit.sha}`,
    html_url: `${repositoryPage(state)}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree, url: `${repositoryUrl(state)}/git/trees/${commit.tree}` },
    parents: parentShapes(state, commit),
    verification,
  };
}

/** A commit as `commits` gives it, without the files. */
export function commitShape(state: GithubState, commit: Commit): Readonly<Record<string, unknown>> {
  return {
    sha: commit.sha,
    url: `${repositoryUrl(state)}/commits/${commit.sha}`,
    html_url: `${repositoryPage(state)}/commit/${commit.sha}`,
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${repositoryUrl(state)}/git/trees/${commit.tree}` },
      url: `${repositoryUrl(state)}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification,
    },
    author: accountByEmail(state, commit.author.email),
    committer: accountByEmail(state, commit.committer.email),
    parents: parentShapes(state, commit),
  };
}

export function fileShape(state: GithubState, commit: string, file: ChangedFile): Readonly<Record<string, unknown>> {
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${repositoryPage(state)}/blob/${commit}/${path}`,
    raw_url: `${repositoryPage(state)}/raw/${commit}/${path}`,
    contents_url: `${repositoryUrl(state)}/contents/${path}?ref=${commit}`,
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  };
}

/** The address of what GitHub itself commits. */
export const githubEmail = "noreply@github.com";

/** The address GitHub gives a user's commits when they keep their own private. */
export function noReplyEmail(account: Account): string {
  return `${account.id}+${account.login}@users.noreply.github.com`;
}

const verification = { verified: false, reason: "unsigned", signature: null, payload: null };

function parentShapes(state: GithubState, commit: Commit): readonly unknown[] {
  return commit.parents.map((sha) => ({
    sha,
    url: `${repositoryUrl(state)}/commits/${sha}`,
    html_url: `${repositoryPage(state)}/commit/${sha}`,
  }));
}

/** The account that GitHub itself commits as. */
const webFlow: Account = { id: 19_864_447, login: "web-flow", type: "User", permission: "none" };

function accountByEmail(state: GithubState, email: string): Readonly<Record<string, unknown>> | null {
  if (email === githubEmail) return accountShape(state, webFlow);
  for (const account of [...state.users.values(), state.bot]) {
    if (noReplyEmail(account) === email) return accountShape(state, account);
  }
  return null;
}
