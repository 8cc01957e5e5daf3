import * as v from "valibot";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { GithubClient } from "./github-client.ts";
import { type PullAnswer, pullSchema } from "./github-schemas.ts";

/** Whom GitHub names as the committer of what it committed by itself. */
const githubItself = "web-flow";

/** No account of that address: null, and an object without members by GitHub's description. */
const accountSchema = v.nullish(v.object({ id: v.optional(v.number()), login: v.optional(v.string()) }));
const peopleSchema = v.object({ author: accountSchema, committer: accountSchema });

/** The pull requests of this very repository, merged, that GitHub names for a commit. Rejects for an unknown commit. */
export type MergedPullsOf = (commit: string) => Promise<readonly PullAnswer[]>;

/** Asks for each commit once, and again only as long as GitHub names nobody: it may do so later than it has the commit. */
export function createMergedPullsOf(client: GithubClient, repository: RepositoryId): MergedPullsOf {
  const kept = new Map<string, readonly PullAnswer[]>();
  return async (commit) => {
    const known = kept.get(commit);
    if (known !== undefined) return known;
    const request = { owner: repository.owner, repo: repository.name, commit_sha: commit, per_page: 100 };
    const pulls = await client.collect("find a commit's pull requests", v.array(pullSchema), (page) =>
      client.rest.repos.listPullRequestsAssociatedWithCommit({ ...request, page }),
    );
    const merged = pulls.filter(({ merged_at, base }) => merged_at !== null && base.repo.id === repository.id);
    if (merged.length > 0) kept.set(commit, merged);
    return merged;
  };
}

/** The ids of the accounts that GitHub names as a commit's author and committer: each once. */
export async function accountsOfCommit(
  client: GithubClient,
  repository: RepositoryId,
  commit: string,
): Promise<readonly number[]> {
  // The answer lists the commit's files too, as few as can be asked for.
  const request = { owner: repository.owner, repo: repository.name, ref: commit, per_page: 1 };
  const { author, committer } = await client.call("read who made a commit", peopleSchema, () =>
    client.rest.repos.getCommit(request),
  );
  const ids = [author, committer].flatMap((account) =>
    account?.id === undefined || account.login === githubItself ? [] : [account.id],
  );
  return [...new Set(ids)];
}
