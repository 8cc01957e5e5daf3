import { describe, expect, it } from "vitest";
import { createHandler as createApplyWorker } from "../../../functions/apply-worker.ts";
import { createHandler as createPlanWorker } from "../../../functions/plan-worker.ts";
import type { Job, PlanJob } from "../../../workflows/ports/jobs.ts";
import { lambdaContext, memoryLog } from "../../support/lambda.ts";

const base = {
  delivery: "d1",
  receivedAt: 1,
  repository: { id: 7, owner: "acme", name: "connections" },
  installation: null,
};
const planJob = (pullRequest: number): Job => ({ ...base, kind: "plan", pullRequest });
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
function batch(...messages: readonly (readonly [string, string, Job | string])[]) {
  return {
    Records: messages.map(([messageId, group, body]) => ({
      messageId,
      body: typeof body === "string" ? body : JSON.stringify(body),
      attributes: { MessageGroupId: group },
    })),
  };
}

function failures(...ids: readonly string[]) {
  return { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** A planner that fails for the pull requests named, and remembers what it was given. */
function planner(failing: readonly number[] = []) {
  const ran: number[] = [];
  const log = memoryLog();
  const runJob = async (job: PlanJob) => {
    if (job.kind !== "plan") return;
    ran.push(job.pullRequest);
    if (failing.includes(job.pullRequest)) throw new Error("AWS said: hunter2");
  };
  return { handler: createPlanWorker(() => Promise.resolve({ runJob }), log), ran, log };
}

describe("a batch", () => {
  it("whose jobs all end has no failures", async () => {
    const { handler, ran } = planner();
    expect(await handler(batch(["a", "g", planJob(1)], ["b", "g", planJob(2)]), lambdaContext())).toEqual(failures());
    expect(ran).toEqual([1, 2]);
  });

  it("stops a group at its first failure and hands back the rest of it; other groups go on", async () => {
    const { handler, ran } = planner([1]);
    const event = batch(["a", "g", planJob(1)], ["b", "h", planJob(2)], ["c", "g", planJob(3)], ["d", "h", planJob(4)]);
    expect(await handler(event, lambdaContext())).toEqual(failures("a", "c"));
    expect(ran).toEqual([1, 2, 4]);
  });

  it.each([
    ["is not JSON", "not JSON"],
    ["is not a job", "{}"],
    ["is a job of another shape", JSON.stringify({ ...planJob(1), plan: "inject" })],
  ])("fails a message that %s, so that it ends in the dead-letter queue", async (_, body) => {
    const { handler, ran, log } = planner();
    expect(await handler(batch(["a", "g", body]), lambdaContext())).toEqual(failures("a"));
    expect(ran).toEqual([]);
    expect(log.entries.map(({ message }) => message)).toContain("job failed");
  });

  it("is handed back whole when the worker cannot be put together, and the next one tries again", async () => {
    let attempts = 0;
    const load = async () => {
      attempts += 1;
      if (attempts === 1) throw new Error("no configuration");
      return { runJob: () => Promise.resolve() };
    };
    const handler = createPlanWorker(load, memoryLog());
    expect(await handler(batch(["a", "g", planJob(1)]), lambdaContext())).toEqual(failures("a"));
    expect(await handler(batch(["a", "g", planJob(1)]), lambdaContext())).toEqual(failures());
    await handler(batch(["b", "g", planJob(1)]), lambdaContext());
    expect(attempts).toBe(2);
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
    const { handler, ran } = planner();
    expect(await handler(batch(["a", "g", job]), lambdaContext())).toEqual(failures("a"));
    expect(ran).toEqual([]);
  });

  it("a planner runs plan and refresh", async () => {
    const ran: string[] = [];
    const runJob = async (job: Job) => void ran.push(job.kind);
    const handler = createPlanWorker(() => Promise.resolve({ runJob }), memoryLog());
    await handler(batch(["a", "g", planJob(1)], ["b", "g", refreshJob]), lambdaContext());
    expect(ran).toEqual(["plan", "refresh"]);
  });

  it("an applier runs apply and dispatch, and never plan or refresh", async () => {
    const ran: string[] = [];
    const runJob = async (job: Job) => void ran.push(job.kind);
    const handler = createApplyWorker(() => Promise.resolve({ runJob }), memoryLog());
    const event = batch(["a", "g", applyJob], ["b", "g", dispatchJob], ["c", "h", planJob(1)], ["d", "i", refreshJob]);
    expect(await handler(event, lambdaContext())).toEqual(failures("c", "d"));
    expect(ran).toEqual(["apply", "dispatch"]);
  });
});

describe("the deadline", () => {
  it("aborts a job's signal ten seconds before Lambda's, and hands back what was not begun", async () => {
    let aborted = false;
    const runJob = async (_: PlanJob, signal: AbortSignal) => {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      aborted = true;
    };
    const handler = createPlanWorker(() => Promise.resolve({ runJob }), memoryLog());
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
