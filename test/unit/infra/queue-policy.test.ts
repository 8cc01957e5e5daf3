import { readFile } from "node:fs/promises";
import path from "node:path";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { parse, type ScalarTag } from "yaml";
import { hasDied, judge, queuePolicy, queueSettings } from "../../../infra/jobs/queue-policy.ts";
import { LEASE_MS } from "../../../workflows/apply/lease.ts";
import { root } from "../../support/source-imports.ts";

const { firstDelay, longestDelay, mostFailures, longestWait } = queuePolicy;
const now = Date.UTC(2026, 0, 2);

const failed = (receives: number, waits = 0) => judge({ is: "failed" }, { receives, waits }, now, queuePolicy);
const waiting = (milliseconds: number) =>
  judge({ is: "waiting", until: now + milliseconds }, { receives: 100, waits: 3 }, now, queuePolicy);

describe("what failed", () => {
  it("comes back after seconds, each time twice as many, up to a cap, and is then dead", () => {
    const delays = Array.from({ length: mostFailures - 1 }, (_, index) => failed(index + 1));
    expect(delays).toEqual(
      [5, 10, 20, 40, 80, 160, 300, 300, 300].map((seconds) => ({ is: "return", seconds, counts: true })),
    );
    expect([delays[0], delays.at(-1)]).toMatchObject([{ seconds: firstDelay }, { seconds: longestDelay }]);
    expect(failed(mostFailures)).toEqual({ is: "dead" });
  });

  it("did not fail when it waited", () => {
    expect(failed(mostFailures + 20, 20 + mostFailures - 1)).toMatchObject({ is: "return", seconds: firstDelay });
    expect(failed(mostFailures + 20, 21)).toMatchObject({ is: "return", seconds: longestDelay });
    expect(failed(mostFailures + 20, 20)).toEqual({ is: "dead" });
  });

  it("is not given up while nobody knows how often it waited", () => {
    const unknown = { receives: mostFailures + 5, waits: undefined };
    expect(judge({ is: "failed" }, unknown, now, queuePolicy)).toMatchObject({ is: "return", seconds: longestDelay });
    expect(hasDied(unknown, queuePolicy)).toBe(false);
  });

  it("may have been a worker that died: the message is given up before one more does", () => {
    expect(hasDied({ receives: mostFailures, waits: 0 }, queuePolicy)).toBe(false);
    expect(hasDied({ receives: mostFailures + 1, waits: 0 }, queuePolicy)).toBe(true);
    expect(hasDied({ receives: mostFailures + 1, waits: 1 }, queuePolicy)).toBe(false);
  });
});

describe("what has to wait", () => {
  it("waits until a moment after the end of what it waits for, whatever it failed before", () => {
    expect(waiting(0)).toEqual({ is: "return", seconds: 1, counts: false });
    expect(waiting(119_500)).toEqual({ is: "return", seconds: 121, counts: false });
    expect(waiting(-60_000)).toMatchObject({ seconds: 1 });
    expect(waiting(LEASE_MS)).toMatchObject({ seconds: LEASE_MS / 1000 + 1 });
    expect(longestWait).toBeGreaterThan(LEASE_MS / 1000);
  });

  it("looks again where a clock says that it lasts for days", () => {
    expect(waiting(7 * 24 * 3_600_000)).toMatchObject({ seconds: longestWait });
  });
});

/* The queues as AWS gets them. */

const tags: ScalarTag[] = ["!Ref", "!GetAtt"].map((tag) => ({ tag, resolve: (text) => text }));
const queueSchema = v.object({
  VisibilityTimeout: v.number(),
  MessageRetentionPeriod: v.number(),
  RedrivePolicy: v.object({ maxReceiveCount: v.number() }),
});

describe("the queues themselves", () => {
  it("are set to what the policy takes for given", async () => {
    const text = await readFile(path.join(root, "infra/resources/queues.yml"), "utf8");
    const { Resources } = parse(text, { customTags: tags });
    for (const [name, { visibilityTimeout, maxReceives, retention }] of Object.entries(queueSettings)) {
      const resource = Resources[name === "plan" ? "PlanQueue" : "ApplyQueue"];
      const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy } = v.parse(queueSchema, resource.Properties);
      expect([VisibilityTimeout, RedrivePolicy.maxReceiveCount, MessageRetentionPeriod]).toEqual([
        visibilityTimeout,
        maxReceives,
        retention,
      ]);
    }
  });

  it("set aside what no worker lives to judge after the policy would have, and before it is forgotten", () => {
    for (const { visibilityTimeout, maxReceives, retention } of Object.values(queueSettings)) {
      expect(maxReceives).toBeGreaterThan(mostFailures + 1);
      expect(maxReceives * Math.max(visibilityTimeout, longestDelay, longestWait)).toBeLessThan(retention);
    }
  });

  it("let an apply wait for longer than anybody has the lock who lives, or was killed", () => {
    const { visibilityTimeout, maxReceives } = queueSettings.apply;
    expect((maxReceives - mostFailures) * (LEASE_MS / 1000)).toBeGreaterThan(10 * visibilityTimeout);
  });

  it("hand over one message at a time", async () => {
    const { functions } = parse(await readFile(path.join(root, "serverless.yml"), "utf8"), { customTags: tags });
    for (const name of ["planWorker", "applyWorker"]) {
      expect(functions[name].events).toMatchObject([
        { sqs: { batchSize: 1, functionResponseType: "ReportBatchItemFailures" } },
      ]);
    }
  });
});
