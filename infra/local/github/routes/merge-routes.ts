import * as v from "valibot";
import { accountOf, ApiError, gitText, json, parseBody, type Route } from "../api.ts";
import { listCommits } from "../git-history.ts";
import { deleteRef, resolveObject, updateRef } from "../git-objects.ts";
import { mergedCommit } from "../merge-pull.ts";
import { markMerged, withRefEvents } from "../ref-events.ts";
import { sendPullEvent } from "../send-event.ts";
import type { GithubState } from "../state.ts";
import { pullNamed } from "./pull-routes.ts";

const merge = v.object({
  merge_method: v.optional(v.picklist(["merge", "squash", "rebase"]), "merge"),
  sha: v.optional(v.string()),
  commit_title: v.optional(gitText),
  commit_message: v.optional(gitText),
});

/** Merging a pull request, in GitHub's three ways. */
export function mergeRoutes(state: GithubState): readonly Route[] {
  const { git } = state;
  const path = "/repos/:owner/:repo/pulls/:number/merge";
  return [
    {
      method: "GET",
      path,
      access: "read",
      handle: (request) => ({ status: pullNamed(state, request).mergedAt === null ? 404 : 204 }),
    },
    {
      method: "PUT",
      path,
      access: "write",
      async handle(request) {
        const pull = pullNamed(state, request);
        const base = await resolveObject(git, `refs/heads/${pull.baseRef}`, "commit");
        const given = parseBody(merge, request, "PullRequest");
        if (!pull.open || pull.draft || base === undefined) throw new ApiError(405, "Pull Request is not mergeable");
        if (given.sha !== undefined && given.sha !== pull.headSha) {
          throw new ApiError(409, "Head branch was modified. Review and try the merge again.");
        }
        const sender = accountOf(request);
        const { merge_method: method, commit_title: title, commit_message: message } = given;
        const commit = await mergedCommit(state, pull, base, { by: sender, method, title, message });
        if (commit === undefined) throw new ApiError(405, "Pull Request is not mergeable");
        const introduced = await listCommits(git, commit, [base]);
        await withRefEvents(state, sender, async () => {
          await updateRef(git, `refs/heads/${pull.baseRef}`, commit, base);
          await deleteRef(git, `refs/pull/${pull.number}/merge`);
          markMerged(state, pull, { by: sender, commit, introduced });
          // Before the push event, which follows when the refs have moved.
          sendPullEvent(state, pull, sender, { action: "closed" });
        });
        return json({ sha: commit, merged: true, message: "Pull Request successfully merged" });
      },
    },
  ];
}
