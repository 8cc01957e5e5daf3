import { createHash } from "node:crypto";
import { sign } from "@octokit/webhooks-methods";
import { describe, expect, it } from "vitest";
import { receiveWebhook } from "../../../workflows/receive-webhook.ts";
import { repository, secret, signedRequest, webhookDeps } from "./support.ts";

const delivery = "72d3162e-cc78-11e3-81ab-4c9367dc0958";
const opened = {
  action: "opened",
  number: 12,
  pull_request: { merged: false, author_association: "MEMBER" },
  repository,
  installation: { id: 99 },
};
const reviewed = {
  action: "submitted",
  review: { state: "approved" },
  pull_request: { number: 12 },
  repository,
};
const pushed = {
  ref: "refs/heads/main",
  before: "a".repeat(40),
  after: "b".repeat(40),
  deleted: false,
  sender: { login: "octocat", id: 5 },
  repository,
};
const dispatched = {
  ref: "refs/heads/main",
  workflow: ".github/workflows/bridgehead.yml",
  inputs: { operation: "apply" },
  sender: { login: "octocat", id: 5 },
  repository,
};

const sender = { login: "octocat", id: 5, type: "User" };
const run = { head_sha: "c".repeat(40), external_id: "", app: { id: 1 } };

async function receive(event: string, payload: unknown) {
  const deps = webhookDeps();
  const answer = await receiveWebhook(await signedRequest(event, payload), deps);
  return { answer, sent: deps.sent };
}

describe("a job", () => {
  it("is queued for an opened pull request, in the pull request's own group, keyed by the body", async () => {
    const request = await signedRequest("pull_request", opened);
    const deps = webhookDeps();
    const answer = await receiveWebhook(request, deps);

    expect(answer).toEqual({
      status: 202,
      body: { outcome: "queued", reason: "queued", message: expect.any(String), delivery },
    });
    expect(deps.sent).toEqual([
      {
        job: {
          kind: "plan",
          pullRequest: 12,
          delivery,
          receivedAt: 1_700_000_000_000,
          repository: { id: 7, owner: "acme", name: "connections" },
          installation: 99,
        },
        group: "plan:7:12",
        deduplicationKey: createHash("sha256").update(request.body).digest("hex"),
      },
    ]);
  });

  it.each(["opened", "synchronize", "reopened", "ready_for_review"])("plans on pull_request %s", async (action) => {
    const { sent } = await receive("pull_request", { ...opened, action });
    expect(sent.map(({ job }) => job.kind)).toEqual(["plan"]);
  });

  it("plans when an edit moved the pull request to another base", async () => {
    const { sent } = await receive("pull_request", { ...opened, action: "edited", changes: { base: { ref: {} } } });
    expect(sent.map(({ job }) => job.kind)).toEqual(["plan"]);
  });

  it("plans when a pull request is closed without a merge, which the worker then says", async () => {
    const { sent } = await receive("pull_request", { ...opened, action: "closed" });
    expect(sent).toMatchObject([{ job: { kind: "plan", pullRequest: 12 }, group: "plan:7:12" }]);
  });

  it.each([
    ["an approval", {}],
    ["a wish for changes", { review: { state: "changes_requested" } }],
    ["a dismissal", { action: "dismissed", review: { state: "dismissed" } }],
  ])("plans again on %s", async (_, changes) => {
    const { sent } = await receive("pull_request_review", { ...reviewed, ...changes });
    expect(sent).toMatchObject([{ job: { kind: "plan", pullRequest: 12 }, group: "plan:7:12" }]);
  });

  it.each([
    ["from a fork", { id: 8 }, true],
    ["from a fork that was deleted", null, true],
    ["of the repository's own", { id: 7 }, undefined],
  ])("says of a pull request %s what it is", async (_, repo, isFork) => {
    const pull_request = { merged: false, head: { repo }, base: { repo: { id: 7 } } };
    const { sent } = await receive("pull_request", { ...opened, pull_request });
    expect(sent.map(({ job }) => job)).toMatchObject([{ kind: "plan", pullRequest: 12 }]);
    expect(sent[0]?.job).toHaveProperty(isFork === undefined ? "kind" : "isFork");
    expect("isFork" in (sent[0]?.job ?? {})).toBe(isFork === true);
  });

  it.each([
    ["an approval", {}],
    ["a dismissal", { action: "dismissed", review: { state: "dismissed" } }],
  ])("says of %s of a fork's head that it is one", async (_, changes) => {
    const pull_request = { number: 12, head: { repo: { id: 8 } }, base: { repo: { id: 7 } } };
    const { sent } = await receive("pull_request_review", { ...reviewed, ...changes, pull_request });
    expect(sent).toMatchObject([{ job: { kind: "plan", pullRequest: 12, isFork: true } }]);
  });

  it.each([
    ["MEMBER", false],
    ["COLLABORATOR", false],
    ["OWNER", false],
    ["CONTRIBUTOR", true],
    ["NONE", true],
    [undefined, true],
  ])("says whether anybody may have caused it: %s", async (author_association, isStranger) => {
    const pull_request = { ...opened.pull_request, author_association };
    const review = { ...reviewed.review, author_association };
    for (const { sent } of [
      await receive("pull_request", { ...opened, pull_request }),
      await receive("pull_request", { ...opened, action: "closed", pull_request }),
      await receive("pull_request_review", { ...reviewed, review }),
    ]) {
      expect(sent.map(({ job }) => "byStranger" in job)).toEqual([isStranger]);
    }
    // Only who may write pushes to a branch, and dismisses a review.
    for (const { sent } of [
      await receive("pull_request", { ...opened, action: "synchronize", pull_request }),
      await receive("pull_request_review", { ...reviewed, action: "dismissed", review }),
    ]) {
      expect(sent.map(({ job }) => "byStranger" in job)).toEqual([false]);
    }
  });

  it("carries who asks for a plan of a fork's head, and of which: its check says whose it is", async () => {
    const check_run = { ...run, name: "bridgehead / plan", external_id: "fork:12", pull_requests: [] };
    const requested_action = { identifier: "plan-head" };
    const pressed = { action: "requested_action", requested_action, check_run, sender, repository };
    const { sent } = await receive("check_run", pressed);
    const asked = { head: run.head_sha, by: { id: 5, login: "octocat" }, app: 1 };
    expect(sent).toMatchObject([{ job: { kind: "plan", pullRequest: 12, isFork: true, asked }, group: "plan:7:12" }]);
    // The head of a pull request of the repository's own is asked for as by any other button.
    const own = { ...check_run, external_id: "", pull_requests: [{ number: 12 }] };
    const ofOwn = await receive("check_run", { ...pressed, check_run: own });
    expect(ofOwn.sent).toMatchObject([{ job: { kind: "plan", pullRequest: 12 } }]);
    expect(ofOwn.sent[0]?.job).toHaveProperty("asked", { by: { id: 5, login: "octocat" } });
    for (const [otherwise, reason] of [
      [{ sender: { ...sender, type: "Bot" } }, "only-people-ask"],
      [{ action: "rerequested", sender: { ...sender, type: "Bot" } }, "only-people-ask"],
      [{ check_run: { ...check_run, app: null } }, "only-people-ask"],
      [{ check_run: { ...check_run, external_id: "" } }, "no-pull-request"],
      [{ check_run: { ...check_run, external_id: "fork:0" } }, "no-pull-request"],
      [{ check_run: { ...check_run, external_id: "fork:12 " } }, "no-pull-request"],
      [{ check_run: { ...check_run, name: "bridgehead / apply" } }, "action-not-used"],
    ] as const) {
      const other = await receive("check_run", { ...pressed, ...otherwise });
      expect([other.answer.body.reason, other.sent]).toEqual([reason, []]);
    }
  });

  it("plans a fork's head again when its check is asked for again, and carries who asks and no head", async () => {
    const check_run = { ...run, name: "bridgehead / plan", external_id: "fork:12", pull_requests: [] };
    for (const event of [
      { action: "rerequested" },
      { action: "requested_action", requested_action: { identifier: "plan" } },
    ]) {
      const { sent } = await receive("check_run", { ...event, check_run, sender, repository });
      const asked = { by: { id: 5, login: "octocat" } };
      expect(sent).toMatchObject([{ job: { kind: "plan", pullRequest: 12, isFork: true } }]);
      expect(sent[0]?.job).toHaveProperty("asked", asked);
    }
  });

  it("applies a push to the default branch, in the target's one group", async () => {
    const { sent } = await receive("push", pushed);
    expect(sent).toMatchObject([
      {
        job: {
          kind: "apply",
          ref: "refs/heads/main",
          installation: null,
          push: { before: pushed.before, after: pushed.after, sender: 5 },
        },
        group: "apply:123456789012:eu-central-1:test",
      },
      { job: { kind: "refresh", before: pushed.before }, group: `refresh:${pushed.repository.id}` },
    ]);
    const keys = new Set(sent.map(({ deduplicationKey }) => deduplicationKey));
    expect(keys.size).toBe(2);
  });

  it("tells of a bot's push that it was one, and of nobody who made it", async () => {
    const { sent } = await receive("push", { ...pushed, sender: { login: "some[bot]", id: 5, type: "Bot" } });
    expect(sent[0]).toMatchObject({ job: { kind: "apply", ref: "refs/heads/main", push: null } });
    const { sent: user } = await receive("push", { ...pushed, sender: { ...pushed.sender, type: "User" } });
    expect(user[0]).toMatchObject({ job: { push: { sender: 5 } } });
  });

  it("carries a dispatch with its inputs as text, in the target's one group", async () => {
    const inputs = { operation: "apply", dry: false, attempts: 3 };
    const { sent } = await receive("workflow_dispatch", { ...dispatched, inputs });
    expect(sent).toMatchObject([
      {
        job: {
          kind: "dispatch",
          ref: "refs/heads/main",
          workflow: ".github/workflows/bridgehead.yml",
          sender: "octocat",
          senderId: 5,
          inputs: { operation: "apply", dry: "false", attempts: "3" },
        },
        group: "apply:123456789012:eu-central-1:test",
      },
    ]);
  });

  it("has no inputs where GitHub sends null", async () => {
    const { sent } = await receive("workflow_dispatch", { ...dispatched, inputs: null });
    expect(sent).toMatchObject([{ job: { inputs: {} } }]);
  });

  it("plans again when the plan's check is asked for again", async () => {
    const check_run = { ...run, name: "bridgehead / plan", pull_requests: [{ number: 4 }, { number: 5 }] };
    const { sent } = await receive("check_run", { action: "rerequested", check_run, sender, repository });
    const asked = { by: { id: 5, login: "octocat" } };
    expect(sent).toMatchObject([{ job: { kind: "plan", pullRequest: 4, asked }, group: "plan:7:4" }]);
  });

  it("plans again when the plan's button is pressed", async () => {
    const check_run = { ...run, name: "bridgehead / plan", pull_requests: [{ number: 4 }] };
    const pressed = {
      action: "requested_action",
      requested_action: { identifier: "plan" },
      check_run,
      sender,
      repository,
    };
    const { sent } = await receive("check_run", pressed);
    expect(sent).toMatchObject([{ job: { kind: "plan", pullRequest: 4 }, group: "plan:7:4" }]);
  });

  it("applies again when the apply's check is asked for again", async () => {
    const check_run = { ...run, name: "bridgehead / apply", pull_requests: [] };
    const { sent } = await receive("check_run", { action: "rerequested", check_run, sender, repository });
    const asked = { by: { id: 5, login: "octocat" } };
    expect(sent[0]).toMatchObject({ job: { kind: "apply", ref: "refs/heads/main", push: null, asked } });
  });

  it("stays under 2 kB whatever the payload measures", async () => {
    const { sent } = await receive("push", { ...pushed, commits: Array.from({ length: 2048 }, () => pushed) });
    expect(JSON.stringify(sent[0]?.job).length).toBeLessThan(2048);
  });
});

describe("what asks for nothing is ignored, with the reason", () => {
  it.each([
    ["a ping", "ping", { zen: "Design for failure.", hook_id: 1 }, 200, "ping"],
    ["another event", "star", { action: "created", repository }, 202, "event-not-used"],
    ["another action", "pull_request", { ...opened, action: "labeled" }, 202, "action-not-used"],
    ["an edited title", "pull_request", { ...opened, action: "edited", changes: {} }, 202, "base-not-changed"],
    [
      "a merged pull request",
      "pull_request",
      { ...opened, action: "closed", pull_request: { merged: true } },
      202,
      "pull-request-merged",
    ],
    [
      "a review that only comments",
      "pull_request_review",
      { ...reviewed, review: { state: "commented" } },
      202,
      "review-without-verdict",
    ],
    ["an edited review", "pull_request_review", { ...reviewed, action: "edited" }, 202, "action-not-used"],
    ["another branch", "push", { ...pushed, ref: "refs/heads/topic" }, 202, "not-default-branch"],
    ["a tag named like the branch", "push", { ...pushed, ref: "refs/tags/main" }, 202, "not-default-branch"],
    ["a deleted branch", "push", { ...pushed, deleted: true }, 202, "branch-deleted"],
    [
      "another workflow, whatever its inputs",
      "workflow_dispatch",
      { ...dispatched, workflow: ".github/workflows/x.yml", inputs: { a: [] } },
      202,
      "wrong-workflow",
    ],
    [
      "a completed check",
      "check_run",
      { action: "completed", check_run: { ...run, name: "bridgehead / plan", pull_requests: [] }, sender, repository },
      202,
      "action-not-used",
    ],
    [
      "another button of the plan's check",
      "check_run",
      {
        action: "requested_action",
        requested_action: { identifier: "fix" },
        check_run: { ...run, name: "bridgehead / plan", pull_requests: [{ number: 4 }] },
        sender,
        repository,
      },
      202,
      "action-not-used",
    ],
    [
      "that button on another check",
      "check_run",
      {
        action: "requested_action",
        requested_action: { identifier: "plan" },
        check_run: { ...run, name: "bridgehead / apply", pull_requests: [{ number: 4 }] },
        sender,
        repository,
      },
      202,
      "action-not-used",
    ],
    [
      "a button of a plan's check without a pull request",
      "check_run",
      {
        action: "requested_action",
        requested_action: { identifier: "plan" },
        check_run: { ...run, name: "bridgehead / plan", pull_requests: [] },
        sender,
        repository,
      },
      202,
      "no-pull-request",
    ],
    [
      "another App's check",
      "check_run",
      { action: "rerequested", check_run: { ...run, name: "lint", pull_requests: [] }, sender, repository },
      202,
      "not-our-check",
    ],
    [
      "a plan's check without a pull request",
      "check_run",
      {
        action: "rerequested",
        check_run: { ...run, name: "bridgehead / plan", pull_requests: [] },
        sender,
        repository,
      },
      202,
      "no-pull-request",
    ],
    [
      "a re-run's check, whose inputs nobody knows any more",
      "check_run",
      {
        action: "rerequested",
        check_run: { ...run, name: "bridgehead / re-run", pull_requests: [] },
        sender,
        repository,
      },
      202,
      "dispatch-only",
    ],
    ["another repository", "push", { ...pushed, repository: { ...repository, id: 8 } }, 202, "repository-not-allowed"],
  ])("%s", async (_, event, payload, status, reason) => {
    const { answer, sent } = await receive(event, payload);
    expect(answer).toMatchObject({ status, body: { outcome: "ignored", reason, delivery } });
    expect(sent).toEqual([]);
  });

  it("every repository, while none is allowed", async () => {
    const deps = webhookDeps({ repositories: new Set() });
    const answer = await receiveWebhook(await signedRequest("push", pushed), deps);
    expect(answer.body.reason).toBe("repository-not-allowed");
    expect(deps.sent).toEqual([]);
  });
});

describe("what is wrong is refused, and causes nothing", () => {
  it.each([
    ["another path", { path: "/webhooks/gitlab" }, 404, "not-found"],
    ["another method", { method: "GET" }, 405, "method-not-allowed"],
    ["a missing signature", { headers: { "x-hub-signature-256": undefined } }, 401, "signature-missing"],
    ["a wrong signature", { headers: { "x-hub-signature-256": `sha256=${"0".repeat(64)}` } }, 401, "signature-invalid"],
    ["an old kind of signature", { headers: { "x-hub-signature-256": "sha1=00" } }, 401, "signature-invalid"],
    ["another body than the signed one", { body: Buffer.from("{}") }, 401, "signature-invalid"],
    ["bytes that are not UTF-8", { body: Buffer.from([0xff, 0xfe]) }, 401, "signature-invalid"],
    ["an empty body", { body: Buffer.alloc(0) }, 401, "signature-invalid"],
    ["more than 5 MB", { body: Buffer.alloc(5 * 1024 * 1024 + 1, 32) }, 413, "too-large"],
    ["a missing event", { headers: { "x-github-event": undefined } }, 400, "event-missing"],
  ])("%s", async (_, changes, status, reason) => {
    const deps = webhookDeps();
    const answer = await receiveWebhook(await signedRequest("push", pushed, changes), deps);
    expect(answer).toMatchObject({ status, body: { outcome: "refused", reason } });
    expect(deps.sent).toEqual([]);
  });

  it.each([
    ["text that is not JSON", "push", "not JSON", "not-json"],
    ["a payload that is no object", "push", "null", "payload-invalid"],
    ["a push without its ref", "push", { ...pushed, ref: undefined }, "payload-invalid"],
    ["a pull request without its number", "pull_request", { ...opened, number: "12" }, "payload-invalid"],
    [
      "a pull request that does not say whether it is merged",
      "pull_request",
      { ...opened, pull_request: {} },
      "payload-invalid",
    ],
    ["a review without its state", "pull_request_review", { ...reviewed, review: {} }, "payload-invalid"],
    ["a check run without its name", "check_run", { action: "rerequested", repository }, "payload-invalid"],
    ["a push without its sender", "push", { ...pushed, sender: undefined }, "payload-invalid"],
    ["a push by an account without a number", "push", { ...pushed, sender: { login: "octocat" } }, "payload-invalid"],
    ["a push from what is no commit", "push", { ...pushed, before: "main" }, "payload-invalid"],
    [
      "a dispatch by an account without a number",
      "workflow_dispatch",
      { ...dispatched, sender: { login: "octocat" } },
      "payload-invalid",
    ],
    ["a dispatch without its sender", "workflow_dispatch", { ...dispatched, sender: null }, "payload-invalid"],
    [
      "a repository whose name is a path",
      "push",
      { ...pushed, repository: { ...repository, full_name: "a/b/c" } },
      "payload-invalid",
    ],
    ["an input that is a list", "workflow_dispatch", { ...dispatched, inputs: { a: ["b"] } }, "invalid-input"],
    ["an input that is null", "workflow_dispatch", { ...dispatched, inputs: { a: null } }, "invalid-input"],
    ["inputs that are a list", "workflow_dispatch", { ...dispatched, inputs: ["a"] }, "invalid-input"],
    [
      "an input that is no input's name",
      "workflow_dispatch",
      JSON.stringify(dispatched).replace("operation", "__proto__"),
      "invalid-input",
    ],
    ["a long input", "workflow_dispatch", { ...dispatched, inputs: { a: "b".repeat(1025) } }, "invalid-input"],
    [
      "more than 25 inputs",
      "workflow_dispatch",
      { ...dispatched, inputs: Object.fromEntries(Array.from({ length: 26 }, (_, index) => [`i${index}`, "x"])) },
      "invalid-input",
    ],
    [
      "inputs that make the job larger than 2 kB",
      "workflow_dispatch",
      { ...dispatched, inputs: { a: "x".repeat(1024), b: "y".repeat(1024) } },
      "invalid-input",
    ],
  ])("%s", async (_, event, payload, reason) => {
    const { answer, sent } = await receive(event, payload);
    expect(answer).toMatchObject({ status: 400, body: { outcome: "refused", reason } });
    expect(sent).toEqual([]);
  });

  it("a form-encoded payload, with the fix, though its signature is right", async () => {
    const body = `payload=${encodeURIComponent(JSON.stringify(pushed))}`;
    const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
    const deps = webhookDeps();
    const answer = await receiveWebhook(await signedRequest("push", body, { headers }), deps);
    expect(answer).toMatchObject({ status: 415, body: { outcome: "refused", reason: "form-encoded" } });
    expect(answer.body.message).toContain("application/json");
    expect(deps.sent).toEqual([]);
  });

  it("names the place of what is wrong and quotes nothing of it", async () => {
    const { answer } = await receive("push", { ...pushed, repository: { ...repository, id: "hunter2" } });
    expect(answer.body.message).toContain("repository.id");
    expect(JSON.stringify(answer)).not.toContain("hunter2");
  });

  it("takes no delivery id that could forge a line of the log", async () => {
    const headers = { "x-github-delivery": "1\n2" };
    const answer = await receiveWebhook(await signedRequest("ping", {}, { headers }), webhookDeps());
    expect(answer.body.delivery).toBeNull();
  });
});

it("looks at the signature before anything of the payload", async () => {
  const deps = webhookDeps({ verifySignature: () => Promise.resolve(false) });
  const answers = await Promise.all(
    ["", "not JSON", "{}"].map(async (body) => receiveWebhook(await signedRequest("push", body || " "), deps)),
  );
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
});

it("rejects when the queue does, for nothing was queued", async () => {
  const deps = webhookDeps({ queue: { send: () => Promise.reject(new Error("no queue")) } });
  await expect(receiveWebhook(await signedRequest("push", pushed), deps)).rejects.toThrow("no queue");
});

it("queues the same body under the same key, whatever its delivery id", async () => {
  const deps = webhookDeps();
  const body = JSON.stringify(pushed);
  const signature = await sign(secret, body);
  for (const id of ["first", "second"]) {
    const headers = { "x-github-delivery": id, "x-hub-signature-256": signature };
    await receiveWebhook(await signedRequest("push", body, { headers }), deps);
  }
  const keys = deps.sent.map(({ job, deduplicationKey }) => `${job.kind} ${deduplicationKey}`);
  expect(keys).toHaveLength(4);
  expect(keys.slice(2)).toEqual(keys.slice(0, 2));
});
