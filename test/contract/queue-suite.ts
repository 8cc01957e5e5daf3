import { expect, it } from "vitest";
import type { JobQueueName } from "../../infra/jobs/queue-of.ts";
import { parseJob } from "../../infra/jobs/schema.ts";
import type { Job, JobQueue } from "../../workflows/ports/jobs.ts";

export type Handle = (job: Job, receiveCount: number) => Promise<void>;

/** A queue with consumers, as the suite drives it. */
export interface QueueUnderTest extends AsyncDisposable {
  readonly queue: JobQueue;
  /** Begins to consume both the jobs for plans and the others. Three failures make a dead letter. */
  start(handle: Handle): void;
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
    test.start(async (job) => void seen.push(job));
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
    test.start(async (job) => void seen.push(job.delivery));
    await test.settled();
    expect(seen).toEqual(["plan-1"]);
  });

  it("delivers a group in order and one at a time, across kinds of jobs that share a queue", async () => {
    await using test = await create();
    const events: string[] = [];
    test.start(async (job) => {
      events.push(`begin ${job.delivery}`);
      await pause();
      events.push(`end ${job.delivery}`);
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
    test.start(async (job) => {
      begun.add(job.delivery);
      if (begun.size === 2) both.resolve();
      await both.promise;
    });
    await test.queue.send(planJob(1), "pull request 1", "1");
    await test.queue.send(planJob(2), "pull request 2", "2");
    await test.settled();
    expect(begun).toEqual(new Set(["plan-1", "plan-2"]));
  });

  it("drops a job whose key was seen before, also after the first was handled", async () => {
    await using test = await create();
    const seen: string[] = [];
    test.start(async (job) => void seen.push(job.delivery));
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
    test.start(async (job) => void seen.push(job.delivery));
    const long = "ü ".repeat(200);
    await test.queue.send(applyJob("a"), long, long);
    await test.queue.send(applyJob("b"), long, long);
    await test.queue.send(applyJob("c"), long, `${long}c`);
    await test.settled();
    expect(seen).toEqual(["a", "c"]);
  });

  it("delivers a failed job again, counted, before the next of its group", async () => {
    await using test = await create();
    const seen: string[] = [];
    test.start(async (job, receiveCount) => {
      seen.push(`${job.delivery} ${receiveCount}`);
      if (job.delivery === "a" && receiveCount === 1) throw new Error("fails once");
    });
    await test.queue.send(applyJob("a"), "target", "a");
    await test.queue.send(applyJob("b"), "target", "b");
    await test.settled();
    expect(seen).toEqual(["a 1", "a 2", "b 1"]);
    expect(await test.deadLetters("apply")).toEqual([]);
  });

  it("sets a job aside that fails three times, and goes on with its group", async () => {
    await using test = await create();
    const seen: string[] = [];
    test.start(async (job, receiveCount) => {
      seen.push(`${job.delivery} ${receiveCount}`);
      if (job.delivery === "a") throw new Error("fails always");
    });
    await test.queue.send(applyJob("a"), "target", "a");
    await test.queue.send(applyJob("b"), "target", "b");
    await test.settled();
    expect(seen).toEqual(["a 1", "a 2", "a 3", "b 1"]);
    expect((await test.deadLetters("apply")).map(parseJob)).toEqual([applyJob("a")]);
    expect(await test.deadLetters("plan")).toEqual([]);
  });
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 20);
  });
}
