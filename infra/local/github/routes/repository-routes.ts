import { json, notFound, param, type Route } from "../api.ts";
import { readCommit } from "../git-history.ts";
import { readRefs, resolveObject } from "../git-objects.ts";
import { paged } from "../pagination.ts";
import { accountShape } from "../shapes/account.ts";
import { commitShape } from "../shapes/commit.ts";
import { repositoryShape, repositoryUrl } from "../shapes/repository.ts";
import type { GithubState } from "../state.ts";

/** The repository itself, its branches and who may do what. */
export function repositoryRoutes(state: GithubState): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/repos/:owner/:repo",
      access: "read",
      handle: () => json(repositoryShape(state)),
    },
    {
      method: "GET",
      path: "/repos/:owner/:repo/branches",
      access: "read",
      async handle(request) {
        const branches = [...(await readRefs(state.git))].filter(([ref]) => ref.startsWith("refs/heads/"));
        return paged(request, branches, ([ref, sha]) => ({
          name: ref.slice("refs/heads/".length),
          commit: { sha, url: `${repositoryUrl(state)}/commits/${sha}` },
          protected: false,
        }));
      },
    },
    {
      method: "GET",
      path: "/repos/:owner/:repo/branches/:branch*",
      access: "read",
      async handle(request) {
        const name = param(request, "branch");
        const sha = await resolveObject(state.git, `refs/heads/${name}`, "commit");
        if (sha === undefined) throw notFound();
        const commit = commitShape(state, await readCommit(state.git, sha));
        return json({ name, commit, protected: false });
      },
    },
    {
      method: "GET",
      path: "/repos/:owner/:repo/collaborators/:user/permission",
      access: "read",
      handle(request) {
        const user = state.users.get(param(request, "user").toLowerCase());
        if (user === undefined) throw notFound();
        const { permission } = user;
        return json({
          permission,
          role_name: permission,
          user: { ...accountShape(state, user), role_name: permission },
        });
      },
    },
  ];
}
