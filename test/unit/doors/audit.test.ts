import { describe, expect, it } from "vitest";
import { audited } from "../../../workflows/doors/audit.ts";
import type { Job } from "../../../workflows/ports/jobs.ts";
import { BridgeheadError } from "../../../workflows/engine/values/errors.ts";
import { keepLogFields } from "../../../infra/log/fields.ts";
import type { Log } from "../../../workflows/ports/log.ts";

const base = {
  delivery: "d1",
  receivedAt: 1,
  repository: { id: 7, owner: "acme", name: "connections" },
  installation: null,
};
const by = { id: 5, login: "octocat" };
const target = { account: "123456789012", region: "eu-central-1", stage: "test" };
const apply = { ...base, kind: "apply", ref: "refs/heads/main", push: null } as const;
const dispatch = {
  ...base,
  kind: "dispatch",
  ref: "refs/heads/main",
  workflow: "w.yml",
  sender: "octocat",
  senderId: 5,
} as const;

async function lines(job: Job, ended: { outcome: string; reason?: string } | Error | undefined) {
  const entries: { readonly message: string; readonly fields: object }[] = [];
  // As a deployed function keeps them.
  const log: Log = {
    info: (message, fields = {}) => void entries.push({ message, fields: keepLogFields(fields) }),
    warn: () => undefined,
    error: () => undefined,
  };
  const done = audited(job, { log, target }, async () => {
    if (ended instanceof Error) throw ended;
    return ended;
  });
  await done.catch(() => undefined);
  return entries;
}

const plan = (more: Partial<Extract<Job, { kind: "plan" }>>): Job => ({
  ...base,
  kind: "plan",
  pullRequest: 3,
  ...more,
});
const line = {
  door: "button",
  who: 5,
  login: "octocat",
  what: "plan",
  pullRequest: 3,
  target: "123456789012:eu-central-1:test",
  outcome: "planned",
  reason: null,
  delivery: "d1",
};

describe("what came by a door has one line, of the same fields", () => {
  it.each<[what: string, job: Job, expected: Partial<typeof line>]>([
    ["a button", plan({ asked: { by } }), {}],
    ["the button of a fork's head", plan({ asked: { by, head: "a", app: 1 } }), { what: "plan-head" }],
    ["a comment", plan({ asked: { by, comment: 9 } }), { door: "comment" }],
    [
      "a comment that is no command",
      { ...base, kind: "answer", pullRequest: 3, asked: { by, comment: 9 } },
      { door: "comment", what: "unknown" },
    ],
    ["the schedule", plan({ isScheduled: true }), { door: "schedule", who: null as never, login: null as never }],
    ["Re-run of an apply", { ...apply, asked: { by } }, { what: "apply", pullRequest: null as never }],
    [
      "a dispatch",
      { ...dispatch, inputs: { operation: "drift" } },
      { door: "dispatch", what: "drift", pullRequest: null as never },
    ],
    [
      "a dispatch of something else",
      { ...dispatch, inputs: { operation: "rm -rf" } },
      { door: "dispatch", what: "unknown", pullRequest: null as never },
    ],
  ])("%s", async (_, job, expected) => {
    const [entry, ...more] = await lines(job, { outcome: "planned" });
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ message: "audit" });
    expect(entry?.fields).toEqual({ ...line, ...expected });
  });

  it("says why it was refused", async () => {
    const [entry] = await lines(plan({ asked: { by } }), { outcome: "refused", reason: "sender-not-allowed" });
    expect(entry?.fields).toMatchObject({ outcome: "refused", reason: "sender-not-allowed" });
  });

  it("says that it is delivered again, and why", async () => {
    const [entry] = await lines({ ...apply, asked: { by } }, new BridgeheadError("text"));
    expect(entry?.fields).toMatchObject({ outcome: "again", reason: "BridgeheadError" });
    const [other] = await lines({ ...apply, asked: { by } }, new Error("secret"));
    expect(other?.fields).toMatchObject({ outcome: "again", reason: "internal-error" });
  });

  it("and waits for the lock without one", async () => {
    const held = { outcome: "refused", reason: "target-locked", heldUntil: 5 };
    expect(await lines({ ...apply, asked: { by } }, held)).toEqual([]);
  });

  it.each<Job>([plan({}), apply, { ...base, kind: "refresh", before: "a" }])(
    "an event by itself has none: $kind",
    async (job) => {
      expect(await lines(job, { outcome: "planned" })).toEqual([]);
    },
  );
});
