import { utcSeconds } from "../git-history.ts";
import type { Account, GithubState, Pull, Team } from "../state.ts";
import { accountShape, associationOf, nodeId } from "./account.ts";
import { repositoryPage, repositoryShape, repositoryUrl } from "./repository.ts";

/** A pull request as lists give it: without `merged`, `mergeable` and counts. */
export function pullSummaryShape(state: GithubState, pull: Pull): Readonly<Record<string, unknown>> {
  const api = repositoryUrl(state);
  return {
    url: `${api}/pulls/${pull.number}`,
    id: pull.id,
    node_id: nodeId("PR", pull.id),
    html_url: `${repositoryPage(state)}/pull/${pull.number}`,
    issue_url: `${api}/issues/${pull.number}`,
    comments_url: `${api}/issues/${pull.number}/comments`,
    number: pull.number,
    state: pull.open ? "open" : "closed",
    locked: false,
    title: pull.title,
    user: accountShape(state, pull.author),
    body: pull.body,
    created_at: utcSeconds(pull.createdAt),
    updated_at: utcSeconds(pull.updatedAt),
    closed_at: pull.closedAt === null ? null : utcSeconds(pull.closedAt),
    merged_at: pull.mergedAt === null ? null : utcSeconds(pull.mergedAt),
    merge_commit_sha: pull.mergeCommit,
    draft: pull.draft,
    requested_reviewers: [...pull.wanted.people].map((account) => accountShape(state, account)),
    requested_teams: [...pull.wanted.teams.values()].map((team) => teamShape(state, team)),
    head: sideShape(pull.headRepository, pull.headOwner, { ref: pull.headRef, sha: pull.headSha }, state),
    base: sideShape(state, state.owner, { ref: pull.baseRef, sha: pull.baseSha }, state),
    author_association: associationOf(state, pull.author),
    auto_merge: null,
  };
}

/**
 * A pull request as it is given alone.
 * @param mergeable null: the test merge is not made yet
 */
export function pullShape(
  state: GithubState,
  pull: Pull,
  mergeable: boolean | null,
): Readonly<Record<string, unknown>> {
  const mergeableState = mergeable === null ? "unknown" : mergeable ? "clean" : "dirty";
  return {
    ...pullSummaryShape(state, pull),
    merged: pull.mergedAt !== null,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: pull.open ? mergeableState : "unknown",
    merged_by: pull.mergedBy === null ? null : accountShape(state, pull.mergedBy),
    comments: [...state.comments.values()].filter((comment) => comment.issue === pull.number).length,
    maintainer_can_modify: false,
  };
}

/** The same as the issue that it is as well: nothing of its commits. */
export function issueShape(state: GithubState, pull: Pull): Readonly<Record<string, unknown>> {
  const { head: _head, base: _base, url, ...summary } = pullSummaryShape(state, pull);
  const { html_url } = summary;
  return {
    ...summary,
    url: `${repositoryUrl(state)}/issues/${pull.number}`,
    pull_request: { url, html_url, merged_at: summary["merged_at"] },
  };
}

export function teamShape(state: GithubState, team: Team): Readonly<Record<string, unknown>> {
  const { id, slug } = team;
  return {
    id,
    node_id: nodeId("T", id),
    name: slug,
    slug,
    description: null,
    privacy: "closed",
    permission: "pull",
    url: `${state.urls.api}/organizations/${state.owner.id}/team/${id}`,
    html_url: `${state.urls.html}/orgs/${state.owner.login}/teams/${slug}`,
    parent: null,
  };
}

function sideShape(
  repository: GithubState | null,
  owner: Account,
  { ref, sha }: { readonly ref: string; readonly sha: string },
  state: GithubState,
): Readonly<Record<string, unknown>> {
  return {
    label: `${owner.login}:${ref}`,
    ref,
    sha,
    user: accountShape(state, owner),
    repo: repository === null ? null : repositoryShape(repository),
  };
}
