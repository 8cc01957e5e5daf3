import * as v from "valibot";
import { chunked } from "../../workflows/calls/all-pages.ts";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { GithubClient } from "./github-client.ts";
import { type PullAnswer, pullSchema } from "./github-schemas.ts";
import type { Graph } from "./graph.ts";

/** Whom GitHub names as the committer of what it committed by itself. */
const githubItself = "web-flow";

/** No account of that address: null, and an object without members by GitHub's description. */
const accountSchema = v.nullish(v.object({ id: v.optional(v.number()), login: v.optional(v.string()) }));
const peopleSchema = v.object({ author: accountSchema, committer: accountSchema });

export interface MergedPulls {
  /** The pull requests of this very repository, merged, that GitHub names for a commit. Rejects for an unknown commit. */
  of(commit: string): Promise<readonly PullAnswer[]>;
  /** Asks for several commits at once. What comes of it is known; what does not is asked of each of them when it is needed. */
  ahead(commits: readonly string[]): Promise<void>;
}

/** Commits of one question at most. */
const commitsAtOnce = 50;

const person = v.nullable(
  v.object({ kind: v.string(), login: v.string(), databaseId: v.optional(v.nullable(v.number()), null) }),
);
const namedSchema = v.object({
  associatedPullRequests: v.object({
    pageInfo: v.object({ hasNextPage: v.literal(false) }),
    nodes: v.array(
      v.object({
        number: v.number(),
        url: v.string(),
        state: v.picklist(["OPEN", "CLOSED", "MERGED"]),
        mergedAt: v.nullable(v.string()),
        author: person,
        headRefOid: v.string(),
        headRepository: v.nullable(v.object({ databaseId: v.number() })),
        baseRefName: v.string(),
        baseRepository: v.object({ databaseId: v.number(), owner: v.object({ login: v.string() }) }),
        mergeCommit: v.nullable(v.object({ oid: v.string() })),
      }),
    ),
  }),
});
type NamedPull = v.InferOutput<typeof namedSchema>["associatedPullRequests"]["nodes"][number];

const namedFields = `... on Commit { associatedPullRequests(first: 10) { pageInfo { hasNextPage } nodes {
  number url state mergedAt author { kind: __typename login ... on User { databaseId } ... on Bot { databaseId } }
  headRefOid headRepository { databaseId } baseRefName baseRepository { databaseId owner { login } } mergeCommit { oid }
} } }`;

const answerSchema = v.object({ repository: v.record(v.string(), v.unknown()) });

/**
 * Asks for each commit once, and again only as long as GitHub names nobody: it may do so later than it has the commit.
 *
 * Of a question for several what counts is one pull request, of that very merge commit, which no other commit of the
 * question names. The rest goes by REST: [U] which commit GraphQL has for the merge of one that was rebased.
 */
export function createMergedPulls(client: GithubClient, repository: RepositoryId, graph: Graph): MergedPulls {
  const kept = new Map<string, readonly PullAnswer[]>();
  /** By GraphQL, once. */
  const asked = new Set<string>();

  async function askAll(commits: readonly string[]): Promise<void> {
    const selection = commits.map((commit, index) => `c${index}: object(oid: "${commit}") { ${namedFields} }`);
    const answer = await graph.ask("find the pull requests of commits", answerSchema, selection.join(" "));
    if (answer === undefined) return;
    const named = commits.map((commit, index) => ({ commit, pulls: mergedOf(answer.repository[`c${index}`]) }));
    const counts = new Map<number, number>();
    for (const { number } of named.flatMap(({ pulls }) => pulls)) counts.set(number, (counts.get(number) ?? 0) + 1);
    for (const { commit, pulls } of named) {
      const [pull, ...others] = pulls;
      if (pull === undefined || others.length > 0 || pull.mergeCommit?.oid !== commit) continue;
      if (counts.get(pull.number) === 1) kept.set(commit, [answerFrom(pull)]);
    }
  }

  function mergedOf(told: unknown): readonly NamedPull[] {
    const named = v.safeParse(namedSchema, told);
    const pulls = named.success ? named.output.associatedPullRequests.nodes : [];
    return pulls.filter(({ mergedAt, baseRepository }) => {
      return mergedAt !== null && baseRepository.databaseId === repository.id;
    });
  }

  return {
    async of(commit) {
      const known = kept.get(commit);
      if (known !== undefined) return known;
      const request = { owner: repository.owner, repo: repository.name, commit_sha: commit, per_page: 100 };
      const pulls = await client.collect("find a commit's pull requests", v.array(pullSchema), (page) =>
        client.rest.repos.listPullRequestsAssociatedWithCommit({ ...request, page }),
      );
      const merged = pulls.filter(({ merged_at, base }) => merged_at !== null && base.repo.id === repository.id);
      if (merged.length > 0) kept.set(commit, merged);
      return merged;
    },
    async ahead(commits) {
      const unknown = commits.filter((commit) => !kept.has(commit) && !asked.has(commit));
      // One is one question either way.
      if (unknown.length < 2) return;
      for (const commit of unknown) asked.add(commit);
      for (const page of chunked(unknown, commitsAtOnce)) await askAll(page);
    },
  };
}

/** As REST lists it. */
function answerFrom(pull: NamedPull): PullAnswer {
  const { author, headRepository, baseRepository } = pull;
  return {
    number: pull.number,
    html_url: pull.url,
    state: pull.state === "OPEN" ? "open" : "closed",
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommit?.oid ?? null,
    user: author === null || author.databaseId === null ? null : { id: author.databaseId, login: loginOf(author) },
    merged_by: null,
    head: { sha: pull.headRefOid, repo: headRepository === null ? null : { id: headRepository.databaseId } },
    base: { ref: pull.baseRefName, repo: { id: baseRepository.databaseId, owner: baseRepository.owner } },
    requested_reviewers: [],
    requested_teams: [],
  };
}

/** As REST has it: GraphQL leaves out the ending of an App's. */
export function loginOf({ kind, login }: { readonly kind: string; readonly login: string }): string {
  return `${login}${kind === "Bot" ? "[bot]" : ""}`;
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
