import { describe, expect, it } from "vitest";
import { receiveWebhook } from "../../../workflows/receive-webhook.ts";
import { repository, signedRequest, webhookDeps } from "./support.ts";

const commit = "c".repeat(40);
const merge_group = {
  head_sha: commit,
  base_ref: "refs/heads/main",
  head_ref: "refs/heads/gh-readonly-queue/main/pr-1-x",
};
const requested = { action: "checks_requested", merge_group, repository, installation: { id: 99 } };

async function receive(event: string, payload: unknown) {
  const deps = webhookDeps();
  const { body } = await receiveWebhook(await signedRequest(event, payload), deps);
  return { reason: body.reason, sent: deps.sent.map(({ job, group }) => ({ job, group })) };
}

describe("a merge group", () => {
  it("is planned by its commit, of which nothing else is believed", async () => {
    const { sent } = await receive("merge_group", requested);
    expect(sent).toMatchObject([{ job: { kind: "group", commit, installation: 99 }, group: `group:7:${commit}` }]);
    expect(Object.keys(sent[0]?.job ?? {}).toSorted()).toEqual(
      ["commit", "delivery", "installation", "kind", "receivedAt", "repository"].toSorted(),
    );
  });

  it.each(["merged", "invalidated", "dequeued"])("that is gone (%s) ends what was begun, after it", async (reason) => {
    const { sent } = await receive("merge_group", { ...requested, action: "destroyed", reason });
    expect(sent).toMatchObject([{ job: { kind: "group", commit, isGone: true }, group: `group:7:${commit}` }]);
  });

  it("is planned again by its check's button, and by no other one's", async () => {
    const run = { name: "bridgehead / plan", head_sha: commit, external_id: "merge-group", pull_requests: [] };
    const sender = { id: 5, login: "octocat" };
    const pressed = { action: "rerequested", check_run: run, sender, repository };
    const asked = [{ job: { kind: "group", commit, by: sender } }];
    expect((await receive("check_run", pressed)).sent).toMatchObject(asked);
    const again = { ...pressed, action: "requested_action", requested_action: { identifier: "plan" } };
    expect((await receive("check_run", again)).sent).toMatchObject(asked);
    const other = { ...pressed, check_run: { ...run, name: "bridgehead / drift" } };
    expect(await receive("check_run", other)).toEqual({ reason: "not-our-check", sent: [] });
  });

  it.each([
    ["of another branch's queue", { merge_group: { ...merge_group, base_ref: "refs/heads/next" } }, "other-queue"],
    ["of another action", { action: "locked" }, "action-not-used"],
    ["of a repository that is not served", { repository: { ...repository, id: 8 } }, "repository-not-allowed"],
    ["without a commit", { merge_group: { base_ref: "refs/heads/main" } }, "payload-invalid"],
    ["at what is no commit", { merge_group: { ...merge_group, head_sha: "main" } }, "payload-invalid"],
  ])("%s asks for nothing", async (_, changes, reason) => {
    expect(await receive("merge_group", { ...requested, ...changes })).toEqual({ reason, sent: [] });
  });
});
