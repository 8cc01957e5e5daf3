import { describe, expect, it } from "vitest";
import { parseJob } from "../../infra/jobs/schema.ts";
import { queueSettings } from "../../infra/jobs/queue-policy.ts";
import { createMemoryQueue } from "../../infra/local/memory-queue.ts";
import { createTestClock } from "./test-clock.ts";
import { createFastClock } from "../support/fast-clock.ts";
import { applyJob, describeQueue, planJob, type QueueUnderTest, testSettings } from "./queue-suite.ts";

function underTest(): QueueUnderTest {
  const clock = createFastClock();
  const queue = createMemoryQueue({ clock, settings: { plan: testSettings, apply: testSettings } });
  return {
    queue,
    clock,
    inbox: (name) => queue.inbox(name),
    consume(consumers) {
      for (const name of ["plan", "apply"] as const) queue.consume(name, consumers[name]);
    },
    settled: () => queue.idle(),
    deadLetters: async (name) => queue.deadLetters(name).map(({ body }) => body),
    [Symbol.asyncDispose]: () => queue.close(),
  };
}

const MINUTE = 60_000;

describe("the queue in memory", () => {
  describeQueue(async () => underTest());

  it("accepts a key again after five minutes", async () => {
    const clock = createTestClock();
    const queue = createMemoryQueue({ clock });
    const seen: string[] = [];
    queue.consume("apply", async ({ body }) => void seen.push(parseJob(body).delivery));
    await queue.send(applyJob("a"), "target", "key");
    clock.advance(5 * MINUTE - 1);
    await queue.send(applyJob("b"), "target", "key");
    clock.advance(1);
    await queue.send(applyJob("c"), "target", "key");
    await queue.idle();
    expect(seen).toEqual(["a", "c"]);
  });

  it("hides what nobody gave back for as long as SQS does, and gives it up as often, by default", async () => {
    const clock = createFastClock();
    const queue = createMemoryQueue({ clock });
    let deliveries = 0;
    queue.consume("plan", async () => {
      deliveries += 1;
      throw new Error("killed");
    });
    await queue.send(planJob(1), "pull request", "1");
    await queue.idle();
    const { visibilityTimeout, maxReceives } = queueSettings.plan;
    expect([deliveries, queue.deadLetters("plan").length]).toEqual([maxReceives, 1]);
    expect(new Set(clock.sleeps)).toEqual(new Set([visibilityTimeout * 1000]));
  });

  it("is idle only when the jobs that a job causes are done too", async () => {
    const queue = createMemoryQueue({ clock: createTestClock() });
    const seen: string[] = [];
    queue.consume("plan", async () => {
      await queue.send(applyJob("caused"), "target", "caused");
    });
    queue.consume("apply", async ({ body }) => void seen.push(parseJob(body).delivery));
    await queue.send(planJob(1), "pull request", "1");
    await queue.idle();
    expect(seen).toEqual(["caused"]);
  });

  it("on closing aborts the job at work, waits for it, starts none and takes none", async () => {
    const queue = createMemoryQueue({ clock: createTestClock() });
    const seen: string[] = [];
    queue.consume("apply", async ({ body }, signal) => {
      await new Promise((resolve) => {
        signal.addEventListener("abort", resolve);
      });
      seen.push(parseJob(body).delivery);
    });
    await queue.send(applyJob("a"), "target", "a");
    await queue.send(applyJob("b"), "target", "b");
    await queue.close();
    expect(seen).toEqual(["a"]);
    await expect(queue.send(applyJob("c"), "target", "c")).rejects.toThrow("closed");
  });
});
