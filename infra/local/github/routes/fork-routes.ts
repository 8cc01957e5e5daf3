import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import * as v from "valibot";
import { accountOf, ApiError, type ApiRequest, json, parseBody, type Route } from "../api.ts";
import { copyRepository } from "../open-repository.ts";
import { paged } from "../pagination.ts";
import { repositoryShape } from "../shapes/repository.ts";
import type { Account, GithubState } from "../state.ts";

const newFork = v.object({
  name: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/))),
  default_branch_only: v.optional(v.boolean(), false),
});

/** Forks: repositories of people's own, beside the one that the App is installed on. */
export function forkRoutes(state: GithubState): readonly Route[] {
  const path = "/repos/:owner/:repo/forks";
  return [
    {
      method: "GET",
      path,
      access: "read",
      handle: (request) => paged(request, [...state.forks.values()], repositoryShape),
    },
    {
      method: "POST",
      path,
      access: "read",
      // GitHub answers before it has copied anything; here it has, so that nobody has to ask again.
      handle: async (request) => json(repositoryShape(await forkFor(accountOf(request), request)), 202),
    },
  ];

  /** Who has a fork gets that one. */
  async function forkFor(owner: Account, request: ApiRequest): Promise<GithubState> {
    const known = [...state.forks.values()].find((fork) => fork.owner === owner);
    if (known !== undefined) return known;
    if (owner.type !== "User") throw new ApiError(403, "Resource not accessible by integration");
    const given = parseBody(newFork, request, "Fork");
    const name = given.name ?? state.repository.name;
    const root = dirname(dirname(state.git.directory));
    const git = await copyRepository(state.git, { root, owner: owner.login, name });
    const { defaultBranch } = state.repository;
    if (given.default_branch_only) {
      for (const branch of (await git.text(["for-each-ref", "--format=%(refname)", "refs/heads"])).split("\n")) {
        if (branch !== `refs/heads/${defaultBranch}`) await git.run(["update-ref", "-d", branch]);
      }
    }
    const fork: GithubState = {
      ...state,
      git,
      repository: { id: state.nextId(), owner: owner.login, name, createdAt: state.now(), defaultBranch },
      forkOf: state,
      forks: new Map(),
      owner,
      pulls: new Map(),
      reviews: new Map(),
      comments: new Map(),
      issues: new Map(),
      deletedIssues: new Set(),
      checkRuns: new Map(),
      deployments: new Map(),
      workflows: new Map(),
      workflowRuns: [],
      // The App is not installed there, and hears of nothing.
      webhooks: { ...state.webhooks, send: () => undefined },
    };
    state.forks.set(`${owner.login}/${name}`.toLowerCase(), fork);
    return fork;
  }
}

/** What only a fork has: it can be deleted. Pull requests from it stay, and say nothing more of where their head is. */
export function forkOnlyRoutes(fork: GithubState): readonly Route[] {
  return [
    {
      method: "DELETE",
      path: "/repos/:owner/:repo",
      access: "write",
      async handle() {
        const { forkOf, repository, git } = fork;
        forkOf?.forks.delete(`${repository.owner}/${repository.name}`.toLowerCase());
        for (const pull of forkOf?.pulls.values() ?? []) {
          if (pull.headRepository === fork) pull.headRepository = null;
        }
        await rm(git.directory, { recursive: true, force: true });
        return { status: 204 };
      },
    },
  ];
}
