import * as v from "valibot";
import { checkNames } from "../../workflows/ports/checks.ts";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { PullRequest } from "../../workflows/ports/review.ts";
import type { CommitReader } from "./commit-reader.ts";
import type { ContentCache } from "./content-cache.ts";
import { loginOf } from "./commit-origin.ts";
import { commitFields, keepRoot, rootFields, rootSchema } from "./read-roots.ts";
import type { GithubClient } from "./github-client.ts";
import { GithubError } from "./github-error.ts";
import { pullRequestFrom, pullSchema as restPullSchema, refSchema, repositorySchema } from "./github-schemas.ts";
import { requireSame } from "./identity.ts";
import { unlessMissing } from "./unless-missing.ts";
import {
  checkFields,
  commentFields,
  commentsSchema,
  keepChecks,
  keepComments,
  listOf,
  present,
  suitesSchema,
  type Written,
} from "./written.ts";

/** As many comments come with a look; of more the look says nothing, and they are listed when one is written. */
const mostComments = 100;

/**
 * What one moment of a pull request is: itself, the repository, the tip of its base, the merge that GitHub made for a
 * test, and what this App has written there. [U] that asking so has GitHub compute the merge, as reading it by REST does:
 * others saw `UNKNOWN` turn into an answer.
 */
const queryOf = (
  root: string,
): string => `query pull($owner: String!, $name: String!, $number: Int!, $app: Int!, $check: String!) {
  repository(owner: $owner, name: $name) {
    databaseId
    defaultBranchRef { name }
    pullRequest(number: $number) {
      number
      url
      state
      mergedAt
      author { ...account }
      mergedBy { ...account }
      headRefOid
      headRepository { databaseId }
      baseRefName
      baseRef { target { oid ${root} } }
      mergeCommit { oid }
      mergeable
      potentialMergeCommit { ${root} }
      reviewRequests(first: 100) { nodes { requestedReviewer { ... on User { login } ... on Team { combinedSlug } } } }
      ${commentFields(mostComments)}
      commits(last: 1) {
        nodes {
          commit {
            oid
            ${checkFields("$app", "$check")}
          }
        }
      }
    }
  }
}
fragment account on Actor { kind: __typename login ... on User { databaseId } ... on Bot { databaseId } }`;

const oid = v.object({ oid: v.string() });
const account = v.nullable(
  v.object({ kind: v.string(), login: v.string(), databaseId: v.optional(v.nullable(v.number()), null) }),
);

/** A commit, and what stands at its root, unless GitHub could not say that. */
const endSchema = v.union([
  rootSchema,
  v.object({ oid: v.string(), parents: listOf(oid), tree: v.optional(v.null(), null) }),
]);

const pullSchema = v.object({
  number: v.number(),
  url: v.string(),
  state: v.picklist(["OPEN", "CLOSED", "MERGED"]),
  mergedAt: v.nullable(v.string()),
  author: account,
  mergedBy: account,
  headRefOid: v.string(),
  // null: the fork was deleted.
  headRepository: v.nullable(v.object({ databaseId: v.number() })),
  baseRefName: v.string(),
  // null: the branch is gone.
  baseRef: v.nullable(v.object({ target: endSchema })),
  mergeCommit: v.nullable(oid),
  mergeable: v.picklist(["MERGEABLE", "CONFLICTING", "UNKNOWN"]),
  potentialMergeCommit: v.nullable(endSchema),
  reviewRequests: v.nullable(
    listOf(
      v.object({
        requestedReviewer: v.nullable(
          v.object({ login: v.optional(v.string()), combinedSlug: v.optional(v.string()) }),
        ),
      }),
    ),
  ),
  comments: commentsSchema,
  commits: listOf(v.object({ commit: v.object({ oid: v.string(), checkSuites: suitesSchema }) })),
});

const answerSchema = v.object({
  repository: v.nullable(
    v.object({
      databaseId: v.number(),
      defaultBranchRef: v.nullable(v.object({ name: v.string() })),
      pullRequest: v.nullable(pullSchema),
    }),
  ),
});

type PullNode = v.InferOutput<typeof pullSchema>;

/** One moment of a pull request. */
export interface PullLook {
  readonly pull: PullRequest;
  readonly repository: { readonly id: number; readonly default_branch: string };
  /** null: GitHub has not tried yet. */
  readonly mergeable: boolean | null;
  /** The tip of its base. */
  readonly tip: string | undefined;
  /** What GitHub merged for a test: of an older base or head, perhaps. */
  readonly merge: { readonly commit: string; readonly parents: readonly string[] } | null;
}

interface LookAccess extends Written {
  readonly commits: CommitReader;
  readonly cache: ContentCache;
  readonly client: GithubClient;
  readonly id: RepositoryId;
}

/** Looks at a pull request, and keeps for this job what this App has written there. Rejects with a `GithubError`. */
export async function lookAtPull(access: LookAccess, number: number): Promise<PullLook> {
  const { client, id, appId } = access;
  const operation = "look at a pull request";
  const variables = { owner: id.owner, name: id.name, number, app: appId, check: checkNames.plan };
  const ask = (root: string) => client.graphql(operation, answerSchema, queryOf(root), variables);
  const answer = await ask(rootFields)
    .catch((error: unknown) => {
      if (!(error instanceof GithubError && error.kind === "unavailable")) throw error;
      return ask(commitFields);
    })
    .catch((error: unknown) => {
      // An enterprise's proxy may refuse GraphQL altogether. Who is refused, or asks too often, is so by REST as well.
      if (!(error instanceof GithubError) || error.refusesApp || error.kind === "rate-limited") throw error;
      return undefined;
    });
  if (answer === undefined) return await lookByRest(access, number);
  const { repository } = answer;
  const pull = repository?.pullRequest ?? undefined;
  if (repository === null || pull === undefined) {
    throw new GithubError({ kind: "not-found", operation, detail: `no pull request ${number}` });
  }
  requireSame(id, repository.databaseId);
  keepComments(number, pull.comments, access);
  const head = present(pull.commits).find((each) => each.commit.oid === pull.headRefOid)?.commit;
  if (head !== undefined) keepChecks({ commit: head.oid, name: checkNames.plan }, head.checkSuites, access);
  const { potentialMergeCommit: merge, baseRef } = pull;
  // Both are read next: what is not kept is asked for then.
  for (const end of [merge, baseRef?.target ?? null]) {
    if (end !== null && end.tree !== null) keepRoot(end, { ...access, repository: id });
  }
  return {
    pull: pullFrom(pull, repository.databaseId),
    repository: { id: repository.databaseId, default_branch: repository.defaultBranchRef?.name ?? "" },
    mergeable: pull.mergeable === "UNKNOWN" ? null : pull.mergeable === "MERGEABLE",
    tip: pull.baseRef?.target.oid,
    merge: merge === null ? null : { commit: merge.oid, parents: present(merge.parents).map((each) => each.oid) },
  };
}

const restSchema = v.object({ ...restPullSchema.entries, mergeable: v.nullish(v.boolean()) });

/** The same by four questions; what this App has written there is then listed where it is written again. */
async function lookByRest({ client, id, commits }: LookAccess, number: number): Promise<PullLook> {
  const at = { owner: id.owner, repo: id.name };
  const [repository, answer] = await Promise.all([
    client.call("find the repository", repositorySchema, () => client.rest.repos.get(at)),
    client.call("read a pull request", restSchema, () => client.rest.pulls.get({ ...at, pull_number: number })),
  ]);
  requireSame(id, repository.id);
  const pull = pullRequestFrom(answer);
  const { mergeable = null, merge_commit_sha: test } = answer;
  const [base, merge] = await Promise.all([
    unlessMissing(() =>
      client.call("read a branch", refSchema, () => client.rest.git.getRef({ ...at, ref: `heads/${pull.baseRef}` })),
    ),
    mergeable === true && pull.open && test !== null ? commits.commit(test) : undefined,
  ]);
  return {
    pull,
    repository,
    mergeable,
    tip: base?.object.sha,
    merge: merge === undefined ? null : { commit: merge.sha, parents: merge.parents },
  };
}

function pullFrom(pull: PullNode, repository: number): PullRequest {
  const { author, mergedBy } = pull;
  return {
    number: pull.number,
    url: pull.url,
    open: pull.state === "OPEN",
    merged: pull.state === "MERGED",
    mergedAt: pull.mergedAt === null ? null : Date.parse(pull.mergedAt),
    author: author === null ? "ghost" : loginOf(author),
    authorId: author?.databaseId ?? null,
    head: pull.headRefOid,
    isFork: pull.headRepository?.databaseId !== repository,
    baseRef: pull.baseRefName,
    mergeCommit: pull.state === "MERGED" ? (pull.mergeCommit?.oid ?? null) : null,
    mergedBy: mergedBy?.kind === "Bot" ? null : (mergedBy?.databaseId ?? null),
    requested: present(pull.reviewRequests).flatMap(({ requestedReviewer: wanted }) => {
      const name = wanted?.login ?? wanted?.combinedSlug;
      return name === undefined ? [] : [name];
    }),
  };
}
