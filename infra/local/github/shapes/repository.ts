import { utcSeconds } from "../git-history.ts";
import type { GithubState } from "../state.ts";
import { accountShape, nodeId } from "./account.ts";

export function repositoryShape(state: GithubState): Readonly<Record<string, unknown>> {
  const { id, owner, name, defaultBranch, createdAt } = state.repository;
  return {
    id,
    node_id: nodeId("R", id),
    name,
    full_name: `${owner}/${name}`,
    private: true,
    owner: accountShape(state, state.owner),
    html_url: `${state.urls.html}/${owner}/${name}`,
    description: null,
    fork: state.forkOf !== null,
    url: repositoryUrl(state),
    clone_url: `${state.urls.html}/${owner}/${name}.git`,
    created_at: utcSeconds(createdAt),
    default_branch: defaultBranch,
    visibility: "private",
    archived: false,
    disabled: false,
    allow_merge_commit: true,
    allow_squash_merge: true,
    allow_rebase_merge: true,
    ...(state.forkOf !== null && { parent: repositoryShape(state.forkOf), source: repositoryShape(state.forkOf) }),
  };
}

/** The repository's address in the API. */
export function repositoryUrl(state: GithubState): string {
  return `${state.urls.api}/repos/${state.repository.owner}/${state.repository.name}`;
}

/** The repository's address for people. */
export function repositoryPage(state: GithubState): string {
  return `${state.urls.html}/${state.repository.owner}/${state.repository.name}`;
}
