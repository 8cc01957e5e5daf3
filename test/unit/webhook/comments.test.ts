import { describe, expect, it } from "vitest";
import { receiveWebhook } from "../../../workflows/receive-webhook.ts";
import { repository, signedRequest, webhookDeps } from "./support.ts";

/* What of all the comments of a repository is queued, before anybody is asked anything. */

const sender = { login: "octocat", id: 5, type: "User" };
const commented = (body: unknown, more: Readonly<Record<string, unknown>> = {}) => ({
  action: "created",
  issue: { number: 12, pull_request: { url: "https://api.github.com/pulls/12" } },
  comment: { id: 99, body, author_association: "NONE", performed_via_github_app: null },
  sender,
  repository,
  ...more,
});

async function receive(payload: unknown) {
  const deps = webhookDeps();
  const answer = await receiveWebhook(await signedRequest("issue_comment", payload), deps);
  return { reason: answer.body.reason, sent: deps.sent };
}

const asked = { by: { id: 5, login: "octocat" }, comment: 99 };

describe("a comment", () => {
  it.each(["/bridgehead plan", "  /bridgehead plan\r\n", "\n/bridgehead plan"])(
    "that is the command asks for a plan, of no head: %j",
    async (body) => {
      const { sent } = await receive(commented(body));
      expect(sent).toMatchObject([{ job: { kind: "plan", pullRequest: 12 }, group: "plan:7:12" }]);
      expect(sent[0]?.job).toHaveProperty("asked", asked);
      expect(sent[0]?.job).not.toHaveProperty("isFork");
    },
  );

  it.each([
    "/bridgehead",
    "/bridgehead apply",
    "/bridgehead plan orders",
    "/bridgehead plan --all",
    "/bridgehead plan; /bridgehead apply",
    "/bridgehead plan\n/bridgehead apply",
    "/bridgehead plan\nPlease.",
    "/bridgehead  plan",
    "/bridgehead Plan",
    "/Bridgehead plan",
    "/bridgehead plan\u200b",
    "/bridgehead xyz",
  ])("that is addressed to Bridgehead and is no command is answered, and asks for nothing: %j", async (body) => {
    const { sent } = await receive(commented(body));
    expect(sent).toMatchObject([{ job: { kind: "answer", pullRequest: 12, asked }, group: "answer:7" }]);
    expect(JSON.stringify(sent)).not.toContain(body.slice(12).trim() || "never");
  });

  it.each([
    ["of words", commented("I'd plan this again"), "not-a-command"],
    ["that quotes the command", commented("> /bridgehead plan"), "not-a-command"],
    ["that speaks of the command", commented("Write `/bridgehead plan`"), "not-a-command"],
    ["to somebody of a longer name", commented("/bridgeheads plan"), "not-a-command"],
    ["without a text", commented(null), "not-a-command"],
    ["that was edited to be the command", commented("/bridgehead plan", { action: "edited" }), "action-not-used"],
    ["that was deleted", commented("/bridgehead plan", { action: "deleted" }), "action-not-used"],
    ["on an issue", commented("/bridgehead plan", { issue: { number: 12 } }), "no-pull-request"],
    ["of a bot's", commented("/bridgehead plan", { sender: { ...sender, type: "Bot" } }), "only-people-ask"],
    [
      "that an App wrote in somebody's name",
      commented("", { comment: { id: 99, body: "/bridgehead plan", performed_via_github_app: { id: 3 } } }),
      "only-people-ask",
    ],
    [
      "in another repository",
      commented("/bridgehead plan", { repository: { ...repository, id: 8 } }),
      "repository-not-allowed",
    ],
    ["without a number", commented("/bridgehead plan", { issue: { pull_request: {} } }), "payload-invalid"],
  ])("%s queues nothing", async (_, payload, reason) => {
    expect(await receive(payload)).toEqual({ reason, sent: [] });
  });

  it("costs a job of its own, however often it is delivered", async () => {
    const keys = await Promise.all(
      [99, 99, 100].map(async (id) => {
        const comment = { id, body: "/bridgehead plan" };
        return (await receive(commented("", { comment }))).sent[0]?.deduplicationKey;
      }),
    );
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
  });
});
