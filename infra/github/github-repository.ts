import * as v from "valibot";
import type { Checks } from "../../workflows/ports/checks.ts";
import type { IssueReport } from "../../workflows/ports/issues.ts";
import type { Log } from "../../workflows/ports/log.ts";
import type { Forge, RepositoryId, Trigger } from "../../workflows/ports/forge.ts";
import type { PullRequest, Reviews } from "../../workflows/ports/review.ts";
import type { Source } from "../../workflows/ports/source.ts";
import type { GithubClient } from "./github-client.ts";
import { gitCommitSchema, pullRequestFrom, pullSchema, refSchema } from "./github-schemas.ts";
import { approvalsOf } from "./approvals.ts";
import type { KnownRuns } from "./check-runs.ts";
import { accountsOfCommit, createMergedPulls } from "./commit-origin.ts";
import type { ContentCache } from "./content-cache.ts";
import { type CommitReader, createCommitReader } from "./commit-reader.ts";
import { createGraph, type Graph } from "./graph.ts";
import { createIdentity, type Identity, ofThis } from "./identity.ts";
import { dispatchedRuns } from "./dispatched-runs.ts";
import { checksOnMany } from "./many-checks.ts";
import { queuedOf } from "./merge-queue.ts";
import { type MergePolling, readMergeCandidate } from "./merge-candidate.ts";
import { mergedPulls } from "./merged-pulls.ts";
import { openPullsPage } from "./open-pulls.ts";
import { ownChecks } from "./own-checks.ts";
import { putCheckRun } from "./put-check.ts";
import { lookAtPull, type PullLook } from "./pull-look.ts";
import { addPullRequestComment, type Comment, putPullRequestComment } from "./put-comment.ts";
import { type KnownDeployment, putDeploymentStatus } from "./put-deployment.ts";
import { putIssue } from "./put-issue.ts";
import { findWritten } from "./written.ts";
import { createSourceReader } from "./source-reader.ts";
import { unlessMissing, unlessUnknownCommit } from "./unless-missing.ts";

export interface GithubRepositoryOptions {
  /** Acts for an installation of the App. */
  readonly client: GithubClient;
  readonly appId: number;
  /** The login of the account that the App writes as. */
  readonly botLogin: () => Promise<string>;
  readonly id: RepositoryId;
  readonly webUrl: string;
  readonly polling: MergePolling;
  /** What was read of repositories before. */
  readonly cache: ContentCache;
  readonly log?: Log | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const comparisonSchema = v.object({ status: v.string(), merge_base_commit: v.object({ sha: v.string() }) });
const mergeableSchema = v.object({ mergeable: v.optional(v.nullable(v.boolean())) });
const permissionSchema = v.object({ permission: v.string(), user: v.nullish(v.object({ id: v.number() })) });

/** What each capability is made of. */
interface Access extends GithubRepositoryOptions {
  readonly at: { readonly owner: string; readonly repo: string };
  readonly identity: Identity;
  readonly commits: CommitReader;
  readonly graph: Graph;
  /** The newest look at each pull request that no merge candidate was made of. */
  readonly looks: Map<number, PullLook>;
  readonly comments: Map<number, readonly Comment[]>;
  readonly checks: Map<string, KnownRuns>;
  readonly deployments: Map<string, KnownDeployment>;
}

/**
 * One repository through GitHub's API. What it read of commits, and what this App has written, is kept for its life. Every
 * method rejects with a `GithubError` for what GitHub refused, `not-found` also where the repository of that name is not
 * the one with that id: that is asked once, beside the first question. `files` and `file` reject also with a
 * `DefinitionFileError`.
 */
export function createGithubRepository(options: GithubRepositoryOptions): Forge {
  const { id, webUrl, appId } = options;
  const at = { owner: id.owner, repo: id.name };
  const identity = createIdentity(options.client, id);
  const commits = createCommitReader(options.client, id);
  const graph = createGraph(options.client, id, options.log);
  const kept = { commits, graph, looks: new Map(), comments: new Map(), checks: new Map(), deployments: new Map() };
  const access: Access = { ...options, at, identity, ...kept };
  return {
    id,
    app: appId,
    webUrl,
    source: ofThis(sourceOf(access), identity),
    review: ofThis(reviewsOf(access), identity),
    checks: ofThis(checksOf(access), identity),
    issues: ofThis({ putIssue: (report: IssueReport) => putIssue(access, report) }, identity),
    trigger: ofThis(triggerOf(access), identity),
  };
}

function sourceOf(access: Access): Source {
  const { client, id, polling, at, identity, commits, cache, graph } = access;
  const reader = createSourceReader({ client, repository: id, commits, cache, graph });
  /** How one commit stands to another; undefined: they are unrelated, or one is not known. */
  const compare = (base: string, head: string) => {
    // The second page of a comparison lists no files.
    const compared = { ...at, basehead: `${base}...${head}`, per_page: 1, page: 2 };
    return unlessMissing(() =>
      client.call("compare commits", comparisonSchema, () => client.rest.repos.compareCommitsWithBasehead(compared)),
    );
  };
  return {
    commit: (sha) => commits.commit(sha),
    line: (tip, count) => commits.line(tip, count),
    id: (commit, path) => reader.id(commit, path),
    files: (commit, folder, bounds) => reader.files(commit, folder, bounds),
    file: (commit, path) => reader.file(commit, path),
    ahead: (all, folder) => reader.ahead(all, folder),

    defaultBranch: async () => (await identity.known()).default_branch,

    tip: (branch) =>
      unlessMissing(async () => {
        const ref = { ...at, ref: `heads/${branch}` };
        const { object } = await client.call("read a branch", refSchema, () => client.rest.git.getRef(ref));
        return object.sha;
      }),

    async contains(commit, ancestor) {
      const comparison = await compare(ancestor, commit);
      if (comparison !== undefined) return comparison.status === "ahead" || comparison.status === "identical";
      // Unrelated or unknown: no ancestor, provided that the commit itself can be seen.
      await client.call("read a commit", gitCommitSchema, () =>
        client.rest.git.getCommit({ ...at, commit_sha: commit }),
      );
      return false;
    },

    mergeBase: async (one, other) => (await compare(one, other))?.merge_base_commit.sha,

    mergeCandidate: (number, signal) =>
      readMergeCandidate(
        number,
        { look: () => lookUnused(access, number), read: () => readPull(access, number), polling },
        signal,
      ),
  };
}

/** The look that there is, the first time. */
async function lookUnused({ looks, ...access }: Access, number: number): Promise<PullLook> {
  const known = looks.get(number);
  looks.delete(number);
  return known ?? (await lookAtPull(access, number));
}

async function readPull({ client, at }: Pick<Access, "client" | "at">, number: number): Promise<PullRequest> {
  const pull = await client.call("read a pull request", pullSchema, () =>
    client.rest.pulls.get({ ...at, pull_number: number }),
  );
  return pullRequestFrom(pull);
}

function reviewsOf(access: Access): Reviews {
  const { client, id, at, identity, looks, commits, graph } = access;
  const pulls = createMergedPulls(client, id, graph);
  return {
    async look(number) {
      const looking = lookAtPull(access, number);
      identity.told(looking.then(({ repository }) => repository));
      const look = await looking;
      looks.set(number, look);
      return { pull: look.pull, defaultBranch: look.repository.default_branch };
    },

    pullRequest: (number) => readPull(access, number),

    async isMergeable(number) {
      const pull = await client.call("read a pull request", mergeableSchema, () =>
        client.rest.pulls.get({ ...at, pull_number: number }),
      );
      return pull.mergeable ?? null;
    },

    queued: (branch) => queuedOf(client, id, branch, graph),

    async openPullRequests(branch) {
      const open = await client.collect("list open pull requests", v.array(pullSchema), (page) =>
        client.rest.pulls.list({ ...at, state: "open", base: branch, per_page: 100, page }),
      );
      return open.map(pullRequestFrom);
    },

    openPage: (branch, page) => openPullsPage(client, id, { branch, page }),

    mergedBetween: (branch, from, to) => mergedPulls({ branch, from, to }, { client, repository: id, commits, pulls }),

    async pullRequestsOf(commit) {
      const named = await unlessUnknownCommit(() => pulls.of(commit));
      return (named ?? []).map(pullRequestFrom);
    },

    accountsOf: (commit) => accountsOfCommit(client, id, commit),

    approvals: (number) => approvalsOf(client, id, number),

    findWritten: (told) => findWritten(told, graph, access),

    putComment: (pullRequest, marker, body, mode) => putPullRequestComment(access, { pullRequest, marker, body, mode }),

    addComment: (pullRequest, body) => addPullRequestComment(access, pullRequest, body),
  };
}

function checksOf(access: Access): Checks {
  const { client, id, appId } = access;
  return {
    putCheck: (report) => putCheckRun(access, report),
    checksOn: (commit) => ownChecks(client, id, appId, commit),
    checksOnMany: (name, commits) => checksOnMany(access, name, commits),
    putDeployment: (report) => putDeploymentStatus(access, report),
  };
}

function triggerOf({ client, id, at }: Access): Trigger {
  return {
    async mayWrite({ id: account, login }) {
      const access = await unlessMissing(() =>
        client.call("read a permission", permissionSchema, () =>
          client.rest.repos.getCollaboratorPermissionLevel({ ...at, username: login }),
        ),
      );
      // Who gave a login up leaves it to whoever takes it. GitHub's description lets the account be null: then it is nobody.
      if (access?.user?.id !== account) return false;
      return access.permission === "admin" || access.permission === "write";
    },

    dispatchedRuns: (dispatch) => dispatchedRuns(client, id, dispatch),
  };
}
