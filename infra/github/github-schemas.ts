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
  merged_by: v.nullish(account),
  // null: the fork was deleted.
  head: v.object({ sha: v.string(), repo: v.nullish(v.object({ id: v.number() })) }),
  base: v.object({ ref: v.string(), repo: v.object({ id: v.number() }) }),
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
    mergedBy: pull.merged_by?.id ?? null,
  };
}

export const refSchema = v.object({ object: v.object({ type: v.string(), sha: v.string() }) });

export const gitCommitSchema = v.object({ sha: v.string(), parents: v.array(v.object({ sha: v.string() })) });

export const treeSchema = v.object({
  truncated: v.boolean(),
  tree: v.array(
    v.object({
      path: v.string(),
      mode: v.string(),
      type: v.string(),
      sha: v.string(),
      size: v.optional(v.number(), 0),
    }),
  ),
});

export const blobSchema = v.object({ encoding: v.picklist(["base64", "utf-8"]), content: v.string() });

export const commentSchema = v.object({
  id: v.number(),
  html_url: v.string(),
  body: v.optional(v.nullable(v.string())),
  performed_via_github_app: v.optional(v.nullable(v.object({ id: v.number() }))),
});

export const checkRunSchema = v.object({
  id: v.number(),
  name: v.string(),
  html_url: v.nullable(v.string()),
  status: v.string(),
  external_id: v.nullable(v.string()),
  app: v.nullable(v.object({ id: v.number() })),
  output: v.object({ annotations_count: v.number() }),
});

export type CheckRunAnswer = v.InferOutput<typeof checkRunSchema>;
