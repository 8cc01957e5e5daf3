import { mayWriteIn } from "../create-state.ts";
import type { Account, GithubState } from "../state.ts";

export function accountShape(state: GithubState, account: Account): Readonly<Record<string, unknown>> {
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId("U", account.id),
    url: `${state.urls.api}/users/${encodeURIComponent(account.login)}`,
    html_url: `${state.urls.html}/${account.login}`,
    type: account.type,
    site_admin: false,
  };
}

/** What GitHub says that an account has to do with the repository. */
export function associationOf(state: GithubState, account: Account): "MEMBER" | "NONE" {
  const isMember = account.type === "User" && mayWriteIn(state, account);
  return isMember && state.unconfirmed.namesMembers ? "MEMBER" : "NONE";
}

export function appShape(state: GithubState): Readonly<Record<string, unknown>> {
  const { id, slug } = state.app;
  return {
    id,
    slug,
    node_id: nodeId("A", id),
    name: slug,
    owner: accountShape(state, state.owner),
    external_url: state.urls.html,
    html_url: `${state.urls.html}/apps/${slug}`,
    permissions,
    events,
  };
}

/** What the App is told of. */
export const events: readonly string[] = [
  "pull_request",
  "pull_request_review",
  "push",
  "workflow_dispatch",
  "check_run",
  "issue_comment",
];

/** What the App may do: the least that Bridgehead asks for. */
export const permissions: Readonly<Record<string, string>> = {
  actions: "read",
  checks: "write",
  contents: "read",
  deployments: "write",
  issues: "write",
  metadata: "read",
  pull_requests: "write",
};

/** A stand-in for GitHub's opaque node ids: unique, and of no other meaning. */
export function nodeId(kind: string, id: number): string {
  return `${kind}_${Buffer.from(String(id)).toString("base64url")}`;
}
