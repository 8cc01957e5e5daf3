import { expect, it } from "vitest";
import { createHandler as createApplyWorker } from "../../functions/apply-worker.ts";
import { createHandler as createPlanWorker } from "../../functions/plan-worker.ts";
import { workQueue } from "../../cli/local/worker.ts";
import type { Inbox } from "../../infra/jobs/handle-message.ts";
import type { JobQueueName } from "../../infra/jobs/queue-of.ts";
import type { Consumer } from "../../infra/local/memory-queue.ts";
import type { QueuePolicy, QueueSettings } from "../../infra/jobs/queue-policy.ts";
import { parseJob } from "../../infra/jobs/schema.ts";
import { PermanentError } from "../../workflows/engine/values/errors.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import type { GivenUp, Job, JobEnd, JobQueue } from "../../workflows/ports/jobs.ts";
import { memoryLog } from "../support/lambda.ts";

/** As deployed, but sooner and less often: whole seconds, as SQS takes them. */
export const testPolicy: QueuePolicy = { firstDelay: 1, longestDelay: 2, mostFailures: 3, longestWait: 2 };
export const testSettings: QueueSettings = { visibilityTimeout: 2, maxReceives: 6, retention: 600 };

/** What a test does in place of a job. Nothing: it is done. */
export type Handle = (job: Job) => Promise<JobEnd | undefined>;

/** The deployed handlers of both queues, with a test's work in place of the jobs. */
export interface TestWorker {
  readonly consumers: Readonly<Record<JobQueueName, Consumer>>;
  /** What was given up, in order. */
  readonly givenUp: readonly (readonly [delivery: string, why: GivenUp["why"], tries: number])[];
  /** What was logged as an error. */
  errors(): readonly string[];
}

/** `dies`: the worker ends without a word; it has no chance to say anything to the queue. */
function testWorker(test: QueueUnderTest, handle: Handle, dies: (body: string) => boolean = () => false): TestWorker {
  const givenUp: (readonly [string, GivenUp["why"], number])[] = [];
  const waits = new Map<string, number>();
  const log = memoryLog();
  const worker = {
    runJob: async (job: Job): Promise<JobEnd> => (await handle(job)) ?? { is: "done" },
    giveUp: async ({ delivery }: Job, { why, tries }: GivenUp) => void givenUp.push([delivery, why, tries]),
    waits: async (id: string, add: number) => {
      waits.set(id, (waits.get(id) ?? 0) + add);
      return waits.get(id) ?? 0;
    },
  };
  const parts = (name: JobQueueName) => {
    const { clock } = test;
    return { load: async () => worker, inbox: async () => test.inbox(name), log, clock, policy: testPolicy };
  };
  const mortal =
    (consumer: Consumer): Consumer =>
    async (message, signal) => {
      if (dies(message.body)) throw new Error("killed");
      await consumer(message, signal);
    };
  return {
    consumers: {
      plan: mortal(workQueue(createPlanWorker(parts("plan")))),
      apply: mortal(workQueue(createApplyWorker(parts("apply")))),
    },
    givenUp,
    errors: () => log.entries.filter(({ error }) => error !== undefined).map(({ message }) => message),
  };
}

/** A queue without consumers yet, set to `testSettings`. */
export interface QueueUnderTest extends AsyncDisposable {
  readonly queue: JobQueue;
  readonly clock: Pick<Clock, "now">;
  inbox(name: JobQueueName): Inbox;
  /** Begins to consume both the jobs for plans and the others. */
  consume(consumers: Readonly<Record<JobQueueName, Consumer>>): void;
  /** Resolves once everything sent was handled or given up. */
  settled(): Promise<void>;
  /** Bodies of the messages given up. */
  deadLetters(name: JobQueueName): Promise<readonly string[]>;
}

const repository = { id: 7, owner: "acme", name: "connections" };

export function planJob(pullRequest: number): Job {
  return { kind: "plan", delivery: `plan-${pullRequest}`, receivedAt: 1, repository, installation: 3, pullRequest };
}

export function refreshJob(delivery: string): Job {
  return { kind: "refresh", delivery, receivedAt: 1, repository, installation: 3, before: "a".repeat(40) };
}

export function applyJob(delivery: string): Job {
  return { kind: "apply", delivery, receivedAt: 1, repository, installation: null, ref: "refs/heads/main", push: null };
}

export function dispatchJob(delivery: string): Job {
  return {
    kind: "dispatch",
    delivery,
    receivedAt: 1,
    repository,
    installation: 3,
    ref: "refs/heads/main",
    workflow: ".github/workflows/bridgehead.yml",
    sender: "mona",
    senderId: 5,
    inputs: { operation: "plan", constructor: "kept" },
  };
}

/** What every queue promises. */
export function describeQueue(create: () => Promise<QueueUnderTest>): void {
  it("delivers each kind of job as it was sent", async () => {
    await using test = await create();
    const jobs = [planJob(1), refreshJob("zero"), applyJob("one"), dispatchJob("two")];
    const seen: Job[] = [];
    begin(test, async (job) => void seen.push(job));
    for (const job of jobs) await test.queue.send(job, job.delivery, job.delivery);
    await test.settled();
    expect(seen.toSorted((a, b) => (a.delivery < b.delivery ? -1 : 1))).toEqual(
      jobs.toSorted((a, b) => (a.delivery < b.delivery ? -1 : 1)),
    );
  });

  it("keeps what was sent before there was a consumer", async () => {
    await using test = await create();
    await test.queue.send(planJob(1), "group", "key");
    const seen: string[] = [];
    begin(test, async (job) => void seen.push(job.delivery));
    await test.settled();
    expect(seen).toEqual(["plan-1"]);
  });

  it("delivers a group in order and one at a time, across kinds of jobs that share a queue", async () => {
    await using test = await create();
    const events: string[] = [];
    begin(test, async (job) => {
      events.push(`begin ${job.delivery}`);
      await pause();
      events.push(`end ${job.delivery}`);
      return undefined;
    });
    await test.queue.send(applyJob("a"), "target", "a");
    await test.queue.send(dispatchJob("b"), "target", "b");
    await test.queue.send(applyJob("c"), "target", "c");
    await test.settled();
    expect(events).toEqual(["begin a", "end a", "begin b", "end b", "begin c", "end c"]);
  });

  it("does not let one group wait for another", async () => {
    await using test = await create();
    const both = Promise.withResolvers<void>();
    const begun = new Set<string>();
    begin(test, async (job) => {
      begun.add(job.delivery);
      if (begun.size === 2) both.resolve();
      await both.promise;
      return undefined;
    });
    await test.queue.send(planJob(1), "pull request 1", "1");
    await test.queue.send(planJob(2), "pull request 2", "2");
    await test.settled();
    expect(begun).toEqual(new Set(["plan-1", "plan-2"]));
  });

  it("drops a job whose key was seen before, also after the first was handled", async () => {
    await using test = await create();
    const seen: string[] = [];
    begin(test, async (job) => void seen.push(job.delivery));
    await test.queue.send(applyJob("first"), "target", "key");
    await test.settled();
    await test.queue.send(applyJob("second"), "target", "key");
    await test.queue.send(applyJob("third"), "target", "other key");
    await test.settled();
    expect(seen).toEqual(["first", "third"]);
  });

  it("takes groups and keys of any length and characters", async () => {
    await using test = await create();
    const seen: string[] = [];
    begin(test, async (job) => void seen.push(job.delivery));
    const long = "ü ".repeat(200);
    await test.queue.send(applyJob("a"), long, long);
    await test.queue.send(applyJob("b"), long, long);
    await test.queue.send(applyJob("c"), long, `${long}c`);
    await test.settled();
    expect(seen).toEqual(["a", "c"]);
  });

  it("delivers a failed job again after seconds, doubled to a cap, before the next of its group", async () => {
    await using test = await create();
    const seen: [string, number][] = [];
    const worker = begin(test, async ({ delivery }) => {
      seen.push([delivery, test.clock.now()]);
      if (delivery === "a" && seen.length < 3) throw new Error("fails twice");
      return undefined;
    });
    await test.queue.send(applyJob("a"), "target", "a");
    await test.queue.send(applyJob("b"), "target", "b");
    await test.settled();
    expect(seen.map(([delivery]) => delivery)).toEqual(["a", "a", "a", "b"]);
    const pauses = seen.slice(1, 3).map(([, at], index) => at - (seen[index]?.[1] ?? 0));
    for (const [index, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(1000 * 2 ** index - CLOCKS_MS);
      expect(pause).toBeLessThan(1000 * (2 ** index + 1));
    }
    expect(worker.errors()).toEqual(["job failed", "job failed"]);
    expect(await test.deadLetters("apply")).toEqual([]);
  });

  it("sets a job aside that fails three times, says so, and goes on with its group", async () => {
    await using test = await create();
    const seen: string[] = [];
    const worker = begin(test, async ({ delivery }) => {
      seen.push(delivery);
      if (delivery === "a") throw new Error("fails always");
      return undefined;
    });
    await test.queue.send(applyJob("a"), "target", "a");
    await test.queue.send(applyJob("b"), "target", "b");
    await test.settled();
    expect(seen).toEqual(["a", "a", "a", "b"]);
    expect(worker.givenUp).toEqual([["a", "failed-too-often", 3]]);
    expect(worker.errors()).toEqual(["job failed", "job failed", "job given up"]);
    expect((await test.deadLetters("apply")).map(parseJob)).toEqual([applyJob("a")]);
    expect(await test.deadLetters("plan")).toEqual([]);
  });

  it("has a job wait that needs what another has, which is no failure, however often", async () => {
    await using test = await create();
    const seen: string[] = [];
    const worker = begin(test, async ({ delivery }) => {
      seen.push(delivery);
      if (seen.length <= 4) return { is: "waiting", until: test.clock.now() };
      if (seen.length === 5) throw new Error("fails once");
      return undefined;
    });
    await test.queue.send(applyJob("a"), "target", "a");
    await test.queue.send(applyJob("b"), "target", "b");
    await test.settled();
    expect(seen).toEqual(["a", "a", "a", "a", "a", "a", "b"]);
    expect(worker.errors()).toEqual(["job failed"]);
    expect(worker.givenUp).toEqual([]);
    expect(await test.deadLetters("apply")).toEqual([]);
  });

  it("waits until the end of what another has, and no longer", async () => {
    await using test = await create();
    const at: number[] = [];
    begin(test, async () => {
      at.push(test.clock.now());
      return at.length === 1 ? { is: "waiting", until: test.clock.now() + 900 } : undefined;
    });
    await test.queue.send(applyJob("a"), "target", "a");
    await test.settled();
    const [first = 0, second = 0] = at;
    expect(second - first).toBeGreaterThanOrEqual(900);
    expect(second - first).toBeLessThan(3000);
  });

  it.each([
    ["is no job", { ...planJob(1), plan: "made up" }],
    ["is of no repository", { ...planJob(1), repository: null }],
  ])("sets a message aside at once that %s", async (_, body) => {
    await using test = await create();
    const seen: string[] = [];
    const worker = begin(test, async ({ delivery }) => void seen.push(delivery));
    await test.queue.send(body as never, "group", "a");
    await test.queue.send(planJob(2), "group", "b");
    await test.settled();
    expect(seen).toEqual(["plan-2"]);
    expect(worker.givenUp).toEqual([]);
    expect(worker.errors()).toEqual(["job given up"]);
    expect((await test.deadLetters("plan")).map((text) => JSON.parse(text))).toEqual([body]);
  });

  it("acknowledges a job that would fail the same again, and says so", async () => {
    await using test = await create();
    const seen: string[] = [];
    const worker = begin(test, async ({ delivery }) => {
      seen.push(delivery);
      throw new PermanentError("it is too large");
    });
    await test.queue.send(applyJob("a"), "target", "a");
    await test.settled();
    expect(seen).toEqual(["a"]);
    expect(worker.givenUp).toEqual([["a", "permanent", 1]]);
    expect(await test.deadLetters("apply")).toEqual([]);
  });

  it("sets a job aside whose worker dies each time, without having one more die of it", async () => {
    await using test = await create();
    const seen: string[] = [];
    let deaths = 0;
    const worker = begin(
      test,
      async ({ delivery }) => void seen.push(delivery),
      (body) => body.includes('"a"') && ++deaths <= 3,
    );
    await test.queue.send(applyJob("a"), "target", "a");
    await test.queue.send(applyJob("b"), "target", "b");
    await test.settled();
    expect(seen).toEqual(["b"]);
    expect(worker.givenUp).toEqual([["a", "worker-died", 3]]);
    expect((await test.deadLetters("apply")).map(parseJob)).toEqual([applyJob("a")]);
  });

  it("does not give up a job whose worker was killed while what it had is still taken", async () => {
    await using test = await create();
    const seen: string[] = [];
    let deaths = 0;
    const worker = begin(
      test,
      async ({ delivery }) => {
        seen.push(delivery);
        return seen.length <= 3 ? { is: "waiting", until: test.clock.now() } : undefined;
      },
      () => ++deaths <= 2,
    );
    await test.queue.send(applyJob("a"), "target", "a");
    await test.settled();
    expect(seen).toEqual(["a", "a", "a", "a"]);
    expect(worker.errors()).toEqual([]);
    expect(await test.deadLetters("apply")).toEqual([]);
  });

  it("sets aside by itself what no worker lives to judge, and goes on with its group", async () => {
    await using test = await create();
    const seen: string[] = [];
    begin(
      test,
      async ({ delivery }) => void seen.push(delivery),
      (body) => body.includes('"a"'),
    );
    await test.queue.send(applyJob("a"), "target", "a");
    await test.queue.send(applyJob("b"), "target", "b");
    await test.settled();
    expect(seen).toEqual(["b"]);
    expect((await test.deadLetters("apply")).map(parseJob)).toEqual([applyJob("a")]);
  });
}

/** What two clocks may differ by. */
const CLOCKS_MS = 50;

/** Begins to do what is queued. */
function begin(test: QueueUnderTest, handle: Handle, dies?: (body: string) => boolean): TestWorker {
  const worker = testWorker(test, handle, dies);
  test.consume(worker.consumers);
  return worker;
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 20);
  });
}
