import * as v from "valibot";
import type { PullRequest } from "../../workflows/ports/review.ts";

const account = v.object({ login: v.string(), id: v.number() });

export const repositorySchema = v.object({ id: v.number(), default_branch: v.string() });

/** A pull request, as lists give it too: `merged` itself is not among it, and who merged it only where it stands alone. */
export const pullSchema = v.object({
  number: v.number(),
  html_url: v.string(),
  state: v.string(),
  merged_at: v.nullable(v.string()),
  merge_commit_sha: v.nullable(v.string()),
  user: v.nullable(account),
  merged_by: v.nullish(v.object({ ...account.entries, type: v.optional(v.string()) })),
  // null: the fork was deleted.
  head: v.object({ sha: v.string(), repo: v.nullish(v.object({ id: v.number() })) }),
  base: v.object({ ref: v.string(), repo: v.object({ id: v.number(), owner: v.object({ login: v.string() }) }) }),
  requested_reviewers: v.nullish(v.array(v.object({ login: v.string() })), []),
  // Teams of the organisation that owns the repository.
  requested_teams: v.nullish(v.array(v.object({ slug: v.string() })), []),
});

export type PullAnswer = v.InferOutput<typeof pullSchema>;

export function pullRequestFrom(pull: PullAnswer): PullRequest {
  return {
    number: pull.number,
    url: pull.html_url,
    open: pull.state === "open",
    merged: pull.merged_at !== null,
    mergedAt: pull.merged_at === null ? null : Date.parse(pull.merged_at),
    // GitHub shows a deleted account as this user.
    author: pull.user?.login ?? "ghost",
    authorId: pull.user?.id ?? null,
    head: pull.head.sha,
    isFork: pull.head.repo?.id !== pull.base.repo.id,
    baseRef: pull.base.ref,
    // Before the merge this is the test merge, which is none.
    mergeCommit: pull.merged_at === null ? null : pull.merge_commit_sha,
    // Behind a bot, such as a merge queue's, stands somebody who is not told. [U] whom a queue's merges name.
    mergedBy: pull.merged_by?.type === "Bot" ? null : (pull.merged_by?.id ?? null),
    ...(pull.merged_by && pull.merged_by.type !== "Bot" && { mergedLogin: pull.merged_by.login }),
    requested: [
      ...pull.requested_reviewers.map(({ login }) => login),
      ...pull.requested_teams.map(({ slug }) => `${pull.base.repo.owner.login}/${slug}`),
    ],
  };
}

export const refSchema = v.object({ object: v.object({ type: v.string(), sha: v.string() }) });

export const gitCommitSchema = v.object({ sha: v.string(), parents: v.array(v.object({ sha: v.string() })) });

/** What git knows an object by; it stands in addresses and queries. */
export const oidSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/));

const treeEntrySchema = v.object({
  path: v.string(),
  mode: v.string(),
  type: v.string(),
  sha: oidSchema,
  size: v.optional(v.number(), 0),
});

/** What stands in a tree: a file, a link, a folder or a submodule. Its path begins at the tree that was listed. */
export type TreeEntry = v.InferOutput<typeof treeEntrySchema>;

export const treeSchema = v.object({ truncated: v.boolean(), tree: v.array(treeEntrySchema) });

export const blobSchema = v.object({ encoding: v.picklist(["base64", "utf-8"]), content: v.string() });
