import * as v from "valibot";
import { accountOf, type ApiRequest, json, notFound, parseBody, type Route, validationFailed } from "../api.ts";
import { defaultQueue, dequeue, enqueue, verdictOn } from "../merge-queue.ts";
import type { GithubState, QueueEntry } from "../state.ts";
import { pullNamed } from "./pull-routes.ts";

const most = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100));
const minutes = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(360));
const settings = v.strictObject({
  merge_method: v.optional(v.picklist(["MERGE", "SQUASH", "REBASE"]), defaultQueue.merge_method),
  grouping_strategy: v.optional(v.picklist(["ALLGREEN", "HEADGREEN"]), defaultQueue.grouping_strategy),
  max_entries_to_build: v.optional(most, defaultQueue.max_entries_to_build),
  min_entries_to_merge: v.optional(most, defaultQueue.min_entries_to_merge),
  max_entries_to_merge: v.optional(most, defaultQueue.max_entries_to_merge),
  min_entries_to_merge_wait_minutes: v.optional(minutes, defaultQueue.min_entries_to_merge_wait_minutes),
  check_response_timeout_minutes: v.optional(minutes, defaultQueue.check_response_timeout_minutes),
  required_checks: v.optional(v.array(v.string()), []),
});
const queuing = v.object({ jump: v.optional(v.boolean(), false) });

/**
 * The merge queue of the default branch. What a ruleset says of it, and GitHub's button, have routes of their own here.
 * What GitHub does by itself in time it does after the next request that changes something, such as asking it to go on.
 */
export function mergeQueueRoutes(state: GithubState): readonly Route[] {
  const base = "/_bridgehead/repos/:owner/:repo";
  return [
    {
      method: "PUT",
      path: `${base}/merge-queue`,
      access: "write",
      handle(request) {
        state.queue.settings = parseBody(settings, request, "MergeQueue");
        return json(state.queue.settings);
      },
    },
    {
      method: "POST",
      path: `${base}/merge-queue/advance`,
      access: "write",
      handle: () => ({ status: 204 }),
    },
    {
      method: "POST",
      path: `${base}/pulls/:number/queue`,
      access: "write",
      handle(request) {
        const pull = pullNamed(state, request);
        const { jump } = parseBody(queuing, request, "MergeQueueEntry");
        const { settings: queue } = state.queue;
        if (queue === null) throw refused("The branch has no merge queue");
        if (!pull.open || pull.draft || pull.baseRef !== state.repository.defaultBranch)
          throw refused("Pull Request is not mergeable");
        if (entryOf(request) !== undefined) throw refused("Pull Request is already in the queue");
        if (verdictOn(state, pull.headSha, queue) !== "passed") throw refused("Required status checks have not passed");
        const { id } = enqueue(state, pull, accountOf(request), jump);
        return json({ id, number: pull.number }, 201);
      },
    },
    {
      method: "DELETE",
      path: `${base}/pulls/:number/queue`,
      access: "write",
      async handle(request) {
        const entry = entryOf(request);
        if (entry === undefined) throw notFound();
        await dequeue(state, entry, "MANUAL");
        return { status: 204 };
      },
    },
  ];

  function entryOf(request: ApiRequest): QueueEntry | undefined {
    const pull = pullNamed(state, request);
    return state.queue.entries.find((entry) => entry.pull === pull);
  }
}

function refused(message: string): Error {
  return validationFailed({ resource: "MergeQueueEntry", code: "custom", message });
}
