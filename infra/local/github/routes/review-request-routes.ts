import * as v from "valibot";
import { accountOf, ApiError, type ApiRequest, type ApiResponse, json, parseBody, type Route } from "../api.ts";
import { sendPullEvent } from "../send-event.ts";
import { accountShape } from "../shapes/account.ts";
import { pullShape, teamShape } from "../shapes/pull.ts";
import type { Account, GithubState, Pull, Team } from "../state.ts";
import { pullNamed } from "./pull-routes.ts";

const people = v.object({
  reviewers: v.optional(v.array(v.string()), []),
  team_reviewers: v.optional(v.array(v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_-]*$/))), []),
});

/** Whose review is wanted. A team is there as soon as it is named. */
export function reviewRequestRoutes(state: GithubState): readonly Route[] {
  const path = "/repos/:owner/:repo/pulls/:number/requested_reviewers";
  const teams = new Map<string, Team>();
  return [
    {
      method: "POST",
      path,
      access: "write",
      handle: (request) => change(request, 201),
    },
    {
      method: "DELETE",
      path,
      access: "write",
      handle: (request) => change(request, 200),
    },
  ];

  function change(request: ApiRequest, status: 200 | 201): ApiResponse {
    const isAdded = status === 201;
    const pull = pullNamed(state, request);
    const given = parseBody(people, request, "PullRequest");
    const accounts = given.reviewers.map((login) => collaborator(login, pull));
    const sender = accountOf(request);
    for (const account of accounts) {
      if (pull.wanted.people.has(account) === isAdded) continue;
      if (isAdded) pull.wanted.people.add(account);
      else pull.wanted.people.delete(account);
      tell(pull, sender, isAdded, { requested_reviewer: accountShape(state, account) });
    }
    for (const team of given.team_reviewers.map(teamNamed)) {
      if (pull.wanted.teams.has(team.slug) === isAdded) continue;
      if (isAdded) pull.wanted.teams.set(team.slug, team);
      else pull.wanted.teams.delete(team.slug);
      tell(pull, sender, isAdded, { requested_team: teamShape(state, team) });
    }
    return json(pullShape(state, pull, null), status);
  }

  function collaborator(login: string, pull: Pull): Account {
    const account = state.users.get(login.toLowerCase());
    if (account === undefined || account.permission === "none") {
      const { owner, name } = state.repository;
      const who = "One or more of the users or teams you specified is not a collaborator of the";
      throw new ApiError(422, `Reviews may only be requested from collaborators. ${who} ${owner}/${name} repository.`);
    }
    if (account === pull.author) throw new ApiError(422, "Review cannot be requested from pull request author.");
    return account;
  }

  function teamNamed(slug: string): Team {
    const team = teams.get(slug) ?? { id: state.nextId(), slug };
    teams.set(slug, team);
    return team;
  }

  function tell(pull: Pull, sender: Account, isAdded: boolean, whom: Readonly<Record<string, unknown>>): void {
    sendPullEvent(state, pull, sender, {
      action: isAdded ? "review_requested" : "review_request_removed",
      ...whom,
    });
  }
}
