import { utcSeconds } from "../git-history.ts";
import type { Account, GithubState, Issue, Pull } from "../state.ts";
import { accountShape, appShape, nodeId } from "./account.ts";
import { repositoryPage, repositoryUrl } from "./repository.ts";

export function issueShape(state: GithubState, issue: Issue): Readonly<Record<string, unknown>> {
  return {
    ...common(state, issue),
    node_id: nodeId("I", issue.id),
    html_url: `${repositoryPage(state)}/issues/${issue.number}`,
    state_reason: issue.reason,
    labels: issue.labels.map((name) => ({ name, color: "ededed", default: false, description: null })),
    performed_via_github_app: issue.viaApp && state.unconfirmed.commentsNameApp ? appShape(state) : null,
  };
}

/** A pull request, as the routes of issues give it. */
export function issueOfPullShape(state: GithubState, pull: Pull): Readonly<Record<string, unknown>> {
  const html_url = `${repositoryPage(state)}/pull/${pull.number}`;
  const merged_at = pull.mergedAt === null ? null : utcSeconds(pull.mergedAt);
  return {
    ...common(state, pull),
    node_id: nodeId("PR", pull.id),
    html_url,
    state_reason: null,
    labels: [],
    draft: pull.draft,
    performed_via_github_app: null,
    pull_request: { url: `${repositoryUrl(state)}/pulls/${pull.number}`, html_url, merged_at },
  };
}

/** What an issue and a pull request have alike. */
interface Item {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly open: boolean;
  readonly author: Account;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly closedAt: number | null;
}

function common(state: GithubState, item: Item): Readonly<Record<string, unknown>> {
  const url = `${repositoryUrl(state)}/issues/${item.number}`;
  return {
    id: item.id,
    number: item.number,
    url,
    repository_url: repositoryUrl(state),
    comments_url: `${url}/comments`,
    title: item.title,
    user: accountShape(state, item.author),
    state: item.open ? "open" : "closed",
    locked: false,
    assignees: [],
    body: item.body,
    created_at: utcSeconds(item.createdAt),
    updated_at: utcSeconds(item.updatedAt),
    closed_at: item.closedAt === null ? null : utcSeconds(item.closedAt),
    author_association: "MEMBER",
  };
}
