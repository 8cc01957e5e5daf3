import * as v from "valibot";
import type { Repository, RepositoryId } from "../../workflows/ports/repository.ts";
import type { GithubClient } from "./github-client.ts";
import { GithubError } from "./github-error.ts";
import { gitCommitSchema, pullRequestFrom, pullSchema, refSchema, repositorySchema } from "./github-schemas.ts";
import { dispatchedRuns } from "./dispatched-runs.ts";
import { type MergePolling, readMergeCandidate } from "./merge-candidate.ts";
import { mergedPulls } from "./merged-pulls.ts";
import { ownChecks } from "./own-checks.ts";
import { putCheckRun } from "./put-check.ts";
import { putPullRequestComment } from "./put-comment.ts";
import { putDeploymentStatus } from "./put-deployment.ts";
import { createSourceReader } from "./source-reader.ts";
import { unlessMissing } from "./unless-missing.ts";

export interface GithubRepositoryOptions {
  /** Acts for an installation of the App. */
  readonly client: GithubClient;
  readonly appId: number;
  readonly id: RepositoryId;
  readonly webUrl: string;
  readonly polling: MergePolling;
}

const comparisonSchema = v.object({ status: v.string() });
const permissionSchema = v.object({ permission: v.string() });
/**
 * One repository through GitHub's REST API. What it read of commits is kept for its life. Every method rejects with a
 * `GithubError` for what GitHub refused; `files` and `file` also with a `DefinitionFileError`.
 */
export function createGithubRepository(options: GithubRepositoryOptions): Repository {
  const { client, appId, id, webUrl, polling } = options;
  const place = { owner: id.owner, repo: id.name };
  const sources = createSourceReader(client, id);

  return {
    id,
    webUrl,
    files: (commit, folder) => sources.files(commit, folder),
    file: (commit, path) => sources.file(commit, path),

    async defaultBranch() {
      const repository = await client.call("read the repository", repositorySchema, () => client.rest.repos.get(place));
      requireSame(id, repository.id);
      return repository.default_branch;
    },

    tip: (branch) =>
      unlessMissing(async () => {
        const ref = { ...place, ref: `heads/${branch}` };
        const { object } = await client.call("read a branch", refSchema, () => client.rest.git.getRef(ref));
        return object.sha;
      }),

    async contains(commit, ancestor) {
      // The second page of a comparison has its status and lists no files.
      const compared = { ...place, basehead: `${ancestor}...${commit}`, per_page: 1, page: 2 };
      const comparison = await unlessMissing(() =>
        client.call("compare commits", comparisonSchema, () => client.rest.repos.compareCommitsWithBasehead(compared)),
      );
      if (comparison !== undefined) return comparison.status === "ahead" || comparison.status === "identical";
      // Unrelated or unknown: no ancestor, provided that the commit itself can be seen.
      await client.call("read a commit", gitCommitSchema, () =>
        client.rest.git.getCommit({ ...place, commit_sha: commit }),
      );
      return false;
    },

    async pullRequest(number) {
      const pull = await client.call("read a pull request", pullSchema, () =>
        client.rest.pulls.get({ ...place, pull_number: number }),
      );
      return pullRequestFrom(pull);
    },

    mergeCandidate: (number, signal) => readMergeCandidate(client, id, number, polling, signal),

    mergedBetween: (branch, from, to) => mergedPulls(client, id, branch, from, to),

    putComment: (pullRequest, marker, body, mode) =>
      putPullRequestComment(client, id, appId, { pullRequest, marker, body, mode }),

    putCheck: (report) => putCheckRun(client, id, appId, report),

    checks: (commit) => ownChecks(client, id, appId, commit),

    async openPullRequests(branch) {
      const pulls = await client.collect("list open pull requests", v.array(pullSchema), (page) =>
        client.rest.pulls.list({ ...place, state: "open", base: branch, per_page: 100, page }),
      );
      return pulls.map(pullRequestFrom);
    },

    putDeployment: (report) => putDeploymentStatus(client, id, report),

    async mayWrite(user) {
      const access = await unlessMissing(() =>
        client.call("read a permission", permissionSchema, () =>
          client.rest.repos.getCollaboratorPermissionLevel({ ...place, username: user }),
        ),
      );
      return access?.permission === "admin" || access?.permission === "write";
    },

    dispatchedRuns: (workflow, branch, sender, since) =>
      dispatchedRuns(client, id, { workflow, branch, sender, since }),
  };
}

/** Refuses a repository that took over another one's name. */
export function requireSame(expected: RepositoryId, actual: number): void {
  if (actual === expected.id) return;
  const detail = `${expected.owner}/${expected.name} is repository ${actual}, not ${expected.id}`;
  throw new GithubError({ kind: "not-found", operation: "find the repository", detail });
}
