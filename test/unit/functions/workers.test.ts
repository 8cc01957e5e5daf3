import { describe, expect, it } from "vitest";
import { createHandler as createApplyWorker } from "../../../functions/apply-worker.ts";
import { createHandler as createPlanWorker } from "../../../functions/plan-worker.ts";
import { LedgerItemTooLargeError } from "../../../infra/aws/ledger-table.ts";
import type { Inbox } from "../../../infra/jobs/handle-message.ts";
import { LedgerCorruptError } from "../../../infra/ledger/format.ts";
import { PermanentError } from "../../../workflows/engine/values/errors.ts";
import type { GivenUp, Job, PlanJob } from "../../../workflows/ports/jobs.ts";
import { lambdaContext, memoryLog } from "../../support/lambda.ts";

const base = {
  delivery: "d1",
  receivedAt: 1,
  repository: { id: 7, owner: "acme", name: "connections" },
  installation: null,
};
const planJob = (pullRequest: number): Job => ({ ...base, kind: "plan", pullRequest });
const groupJob: Job = { ...base, kind: "group", commit: "a".repeat(40) };
const refreshJob: Job = { ...base, kind: "refresh", before: "a".repeat(40) };
const applyJob: Job = { ...base, kind: "apply", ref: "refs/heads/main", push: null };
const dispatchJob: Job = {
  ...base,
  kind: "dispatch",
  ref: "main",
  workflow: "w.yml",
  sender: "octocat",
  senderId: 5,
  inputs: {},
};

/** A FIFO queue's batch; each message is `[id, group, job or text]`. */
function batch(...messages: readonly (readonly [id: string, group: string, job: Job | string, receives?: number])[]) {
  return {
    Records: messages.map(([messageId, group, body, receives = 1]) => ({
      messageId,
      receiptHandle: `receipt-${messageId}`,
      body: typeof body === "string" ? body : JSON.stringify(body),
      attributes: { MessageGroupId: group, ApproximateReceiveCount: String(receives) },
    })),
  };
}

function failures(...ids: readonly string[]) {
  return { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** A queue's inbox that remembers what it was told. */
function memoryInbox() {
  const told: (readonly unknown[])[] = [];
  const inbox: Inbox = {
    comeBack: async ({ receipt }, seconds) => void told.push(["back", receipt, seconds]),
    setAside: async ({ id }, reason) => void told.push(["aside", id, reason]),
  };
  return { told, inbox: async () => inbox };
}

const done = { is: "done" } as const;
const giveUp = async (): Promise<void> => undefined;

/** A planner that fails for the pull requests named, and remembers what it was given. */
function planner(failing: readonly number[] = []) {
  const ran: number[] = [];
  const log = memoryLog();
  const runJob = async (job: PlanJob) => {
    if (job.kind !== "plan") return done;
    ran.push(job.pullRequest);
    if (failing.includes(job.pullRequest)) throw new Error("AWS said: hunter2");
    return done;
  };
  const { told, inbox } = memoryInbox();
  return { handler: createPlanWorker({ load: async () => ({ runJob, giveUp }), inbox, log }), ran, log, told };
}

describe("a batch", () => {
  it("whose jobs all end has no failures", async () => {
    const { handler, ran } = planner();
    expect(await handler(batch(["a", "g", planJob(1)], ["b", "g", planJob(2)]), lambdaContext())).toEqual(failures());
    expect(ran).toEqual([1, 2]);
  });

  it("stops a group at its first failure and hands back the rest of it; other groups go on", async () => {
    const { handler, ran, told } = planner([1]);
    const event = batch(["a", "g", planJob(1)], ["b", "h", planJob(2)], ["c", "g", planJob(3)], ["d", "h", planJob(4)]);
    expect(await handler(event, lambdaContext())).toEqual(failures("a", "c"));
    expect(ran).toEqual([1, 2, 4]);
    expect(told).toEqual([["back", "receipt-a", 5]]);
  });

  it.each([
    ["is not JSON", "not JSON"],
    ["is not a job", "{}"],
    ["is a job of another shape", JSON.stringify({ ...planJob(1), plan: "inject" })],
  ])("acknowledges a message that %s, and sets it aside", async (_, body) => {
    const { handler, ran, log, told } = planner();
    expect(await handler(batch(["a", "g", body]), lambdaContext())).toEqual(failures());
    expect(ran).toEqual([]);
    expect(told).toEqual([["aside", "a", "no-job"]]);
    expect(log.entries.map(({ message }) => message)).toContain("job given up");
  });

  it("is handed back whole when the worker cannot be put together, and the next one tries again", async () => {
    let attempts = 0;
    const load = async () => {
      attempts += 1;
      if (attempts === 1) throw new Error("no configuration");
      return { runJob: async () => done, giveUp };
    };
    const { told, inbox } = memoryInbox();
    const handler = createPlanWorker({ load, inbox, log: memoryLog() });
    expect(await handler(batch(["a", "g", planJob(1)]), lambdaContext())).toEqual(failures("a"));
    expect(told).toEqual([["back", "receipt-a", 5]]);
    expect(await handler(batch(["a", "g", planJob(1)]), lambdaContext())).toEqual(failures());
    await handler(batch(["b", "g", planJob(1)]), lambdaContext());
    expect(attempts).toBe(2);
  });

  it("comes back by the queue's own time where the queue cannot be told another", async () => {
    const log = memoryLog();
    const runJob = () => Promise.reject(new Error("failed"));
    const inbox = () => Promise.reject(new Error("no settings"));
    const handler = createPlanWorker({ load: async () => ({ runJob, giveUp }), inbox, log });
    expect(await handler(batch(["a", "g", planJob(1)], ["b", "h", "not JSON"]), lambdaContext())).toEqual(
      failures("a", "b"),
    );
    expect(log.entries.map(({ message }) => message)).toContain("a dead letter was not set aside");
  });

  it("that waits for another is no failure in the log", async () => {
    const log = memoryLog();
    const { told, inbox } = memoryInbox();
    const runJob = async () => ({ is: "waiting", until: Date.now() + 100_000 }) as const;
    const handler = createPlanWorker({ load: async () => ({ runJob, giveUp }), inbox, log });
    expect(await handler(batch(["a", "g", planJob(1)]), lambdaContext())).toEqual(failures("a"));
    expect(told).toEqual([["back", "receipt-a", 101]]);
    expect(log.text()).not.toMatch(/error|fail/i);
  });

  it("is not given up while the ledger does not say how often it waited", async () => {
    const { told, inbox } = memoryInbox();
    const runJob = () => Promise.reject(new Error("the ledger does not answer"));
    const waits = () => Promise.reject(new Error("the ledger does not answer"));
    const handler = createApplyWorker({ load: async () => ({ runJob, giveUp, waits }), inbox, log: memoryLog() });
    expect(await handler(batch(["a", "g", applyJob, 50]), lambdaContext())).toEqual(failures("a"));
    expect(told).toEqual([["back", "receipt-a", 300]]);
  });

  it.each([new LedgerCorruptError("edited"), new LedgerItemTooLargeError("too large")])(
    "that would end the same again, by a $name, is acknowledged and reported",
    async (failure) => {
      const given: GivenUp[] = [];
      const { told, inbox } = memoryInbox();
      const worker = {
        runJob: () => Promise.reject(failure),
        giveUp: async (_: Job, each: GivenUp) => void given.push(each),
      };
      const handler = createPlanWorker({ load: async () => worker, inbox, log: memoryLog() });
      expect(await handler(batch(["a", "g", planJob(1)]), lambdaContext())).toEqual(failures());
      expect([told, given]).toEqual([[], [{ why: "permanent", tries: 1, error: failure }]]);
    },
  );

  it("that would end the same again is done again where nobody could be told", async () => {
    const { told, inbox } = memoryInbox();
    const runJob = () => Promise.reject(new PermanentError("too large"));
    const unheard = () => Promise.reject(new Error("GitHub does not answer"));
    const handler = createPlanWorker({ load: async () => ({ runJob, giveUp: unheard }), inbox, log: memoryLog() });
    expect(await handler(batch(["a", "g", planJob(1)]), lambdaContext())).toEqual(failures("a"));
    expect(told).toEqual([["back", "receipt-a", 5]]);
  });

  it("never logs another system's words", async () => {
    const { handler, log } = planner([1]);
    await handler(batch(["a", "g", planJob(1)]), lambdaContext());
    expect(log.entries.length).toBeGreaterThan(0);
    expect(log.text()).not.toContain("hunter2");
  });
});

describe("each worker runs its own kinds of job only", () => {
  it.each([
    ["apply", applyJob],
    ["dispatch", dispatchJob],
  ])("a planner never runs %s", async (_, job) => {
    const { handler, ran, told } = planner();
    expect(await handler(batch(["a", "g", job]), lambdaContext())).toEqual(failures());
    expect(ran).toEqual([]);
    expect(told).toEqual([["aside", "a", "no-job"]]);
  });

  it("a planner runs plan, refresh and group", async () => {
    const ran: string[] = [];
    const runJob = async (job: Job) => {
      ran.push(job.kind);
      return done;
    };
    const { told, inbox } = memoryInbox();
    const handler = createPlanWorker({ load: async () => ({ runJob, giveUp }), inbox, log: memoryLog() });
    await handler(batch(["a", "g", planJob(1)], ["b", "g", refreshJob], ["c", "g", groupJob]), lambdaContext());
    expect(ran).toEqual(["plan", "refresh", "group"]);
    expect(told).toEqual([]);
  });

  it("an applier runs apply and dispatch, and never what a planner runs", async () => {
    const ran: string[] = [];
    const runJob = async (job: Job) => {
      ran.push(job.kind);
      return done;
    };
    const { told, inbox } = memoryInbox();
    const handler = createApplyWorker({ load: async () => ({ runJob, giveUp }), inbox, log: memoryLog() });
    const event = batch(
      ["a", "g", applyJob],
      ["b", "g", dispatchJob],
      ["c", "h", planJob(1)],
      ["d", "i", refreshJob],
      ["e", "j", groupJob],
    );
    expect(await handler(event, lambdaContext())).toEqual(failures());
    expect(ran).toEqual(["apply", "dispatch"]);
    expect(told).toEqual([
      ["aside", "c", "no-job"],
      ["aside", "d", "no-job"],
      ["aside", "e", "no-job"],
    ]);
  });
});

describe("the deadline", () => {
  it("aborts a job's signal ten seconds before Lambda's, and hands back what was not begun", async () => {
    let aborted = false;
    const runJob = async (_: PlanJob, signal: AbortSignal) => {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      aborted = true;
      return done;
    };
    const { inbox } = memoryInbox();
    const handler = createPlanWorker({ load: async () => ({ runJob, giveUp }), inbox, log: memoryLog() });
    const event = batch(["a", "g", planJob(1)], ["b", "h", planJob(2)]);
    expect(await handler(event, lambdaContext({ remainingMilliseconds: 10_020 }))).toEqual(failures("b"));
    expect(aborted).toBe(true);
  });

  it("begins nothing when less than that is left", async () => {
    const { handler, ran } = planner();
    const event = batch(["a", "g", planJob(1)], ["b", "h", planJob(2)]);
    expect(await handler(event, lambdaContext({ remainingMilliseconds: 9_000 }))).toEqual(failures("a", "b"));
    expect(ran).toEqual([]);
  });
});
