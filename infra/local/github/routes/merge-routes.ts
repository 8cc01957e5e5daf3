import * as v from "valibot";
import { accountOf, ApiError, type ApiRequest, gitText, json, parseBody, type Route } from "../api.ts";
import { listCommits, utcSeconds } from "../git-history.ts";
import { mergeCommit, rebaseCommits, squashCommit } from "../git-merge.ts";
import { deleteRef, resolveObject, updateRef } from "../git-objects.ts";
import { markMerged, withRefEvents } from "../ref-events.ts";
import { sendPullEvent } from "../send-event.ts";
import { noReplyEmail } from "../shapes/commit.ts";
import type { GithubState, Pull } from "../state.ts";
import { githubSignature } from "../test-merge.ts";
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
        const commit = await mergedCommit(request, pull, base, given);
        if (commit === undefined) throw new ApiError(405, "Pull Request is not mergeable");
        const introduced = await listCommits(git, commit, [base]);
        const sender = accountOf(request);
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

  async function mergedCommit(
    request: ApiRequest,
    pull: Pull,
    base: string,
    given: v.InferOutput<typeof merge>,
  ): Promise<string | undefined> {
    const account = accountOf(request);
    const committer = githubSignature(state);
    const author = { name: account.login, email: noReplyEmail(account), date: utcSeconds(state.now()) };
    const head = pull.headSha;
    switch (given.merge_method) {
      case "merge": {
        const title =
          given.commit_title ?? `Merge pull request #${pull.number} from ${pull.headOwner.login}/${pull.headRef}`;
        const message = `${title}\n\n${given.commit_message ?? pull.title}`;
        return mergeCommit(git, { base, head, message, author, committer });
      }
      case "squash": {
        const title = given.commit_title ?? `${pull.title} (#${pull.number})`;
        const message = given.commit_message === undefined ? title : `${title}\n\n${given.commit_message}`;
        return squashCommit(git, { base, head, message, author, committer });
      }
      case "rebase":
        return rebaseCommits(git, base, head, committer);
    }
  }
}
