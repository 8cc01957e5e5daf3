import { describe, expect, it } from "vitest";
import { createPlanWorker, type PlanPorts } from "../../../infra/compose/do-jobs.ts";
import { countRequest } from "../../../infra/github/request-meter.ts";
import { SecretText } from "../../../workflows/engine/values/secret-text.ts";
import type { PlanJob } from "../../../workflows/ports/jobs.ts";
import type { PublishedPlan } from "../../../workflows/ports/ledger.ts";
import { STRANGERS_IN_ALL } from "../../../workflows/pull-request/request-budget.ts";
import { memoryLog } from "../../support/lambda.ts";

const HOUR = 60 * 60 * 1000;
const now = 500_000 * HOUR + 1;

class Reached extends Error {}

type Plan = Extract<PlanJob, { kind: "plan" }>;
type Group = Extract<PlanJob, { kind: "group" }>;

/** A worker that asks GitHub five times, one of them again, and comes no further. `before`: what the hour has seen. */
function worker(before: Readonly<Record<string, number>> = {}) {
  const counters = new Map(Object.entries(before));
  const published: PublishedPlan[] = [];
  let forges = 0;
  const ports = {
    ledger: {
      count: async (key: string, add: number) => {
        const [, , of = ""] = key.split("/");
        counters.set(of, (counters.get(of) ?? 0) + add);
        return counters.get(of) ?? 0;
      },
      claimedBy: async (key: string) => (key === "stranger/1/6" ? "6" : undefined),
      publish: async (plan: PublishedPlan) => void published.push(plan),
    },
    clock: { now: () => now },
    log: memoryLog(),
    engine: "engine",
    target: { account: "123456789012", region: "eu-central-1", stage: "test" },
    repositories: new Set([1]),
    fingerprintKey: async () => new SecretText("key"),
    forgeOf: async () => {
      forges += 1;
      const send: typeof fetch = async () => new Response();
      for (let asked = 0; asked < 5; asked += 1) await (await countRequest(send))("https://github.example");
      throw new Reached();
    },
    // What is beyond is not reached.
  } as unknown as PlanPorts;
  const run = async (but: Partial<Plan> | Pick<Group, "kind" | "commit"> = {}): Promise<unknown> => {
    const repository = { id: 1, owner: "acme", name: "eventing" };
    const base = {
      kind: "plan",
      delivery: "d",
      receivedAt: now,
      repository,
      installation: null,
      pullRequest: 7,
    } as const;
    const job: PlanJob = but.kind === "group" ? { ...base, ...but } : { ...base, ...but };
    return await createPlanWorker(ports)
      .runJob(job, new AbortController().signal)
      .catch((error: unknown) => error);
  };
  return { run, counters, published, forges: () => forges };
}

const asked = { head: "h", by: { id: 5, login: "dev" }, app: 1 };

describe("what a plan asks of GitHub", () => {
  it.each<[of: string, but: Partial<Plan>, isStrangers: boolean]>([
    ["a head of the repository's own", {}, false],
    ["a fork's head", { isFork: true }, true],
    ["somebody who can be anybody", { byStranger: true }, true],
    ["a fork's head that somebody asks for", { isFork: true, asked }, false],
    ["one who asked and may not write", { isFork: true, asked: { ...asked, by: { id: 6, login: "eve" } } }, true],
  ])("for %s is counted where it belongs", async (_, but, isStrangers) => {
    const { run, counters } = worker();
    expect(await run(but)).toBeInstanceOf(Reached);
    expect(Object.fromEntries(counters)).toEqual(isStrangers ? { 7: 5, strangers: 5 } : { 7: 5 });
  });

  it("of a merge queue's group is counted with those of all groups, and nothing is taken back where it is spent", async () => {
    const group = { kind: "group", commit: "c" } as const;
    const { run, counters } = worker();
    expect(await run(group)).toBeInstanceOf(Reached);
    expect(Object.fromEntries(counters)).toEqual({ "merge-groups": 5 });
    const spent = worker({ "merge-groups": 3_530 });
    expect(await spent.run(group)).toEqual({ is: "done" });
    expect([spent.forges(), spent.published]).toEqual([0, []]);
  });

  it("is nothing where as much was asked as may be, and when it goes on is published", async () => {
    const spent = { strangers: STRANGERS_IN_ALL };
    for (const but of [{ isFork: true }, { byStranger: true }]) {
      const { run, forges, published, counters } = worker(spent);
      expect(await run(but)).toEqual({ is: "done" });
      expect([forges(), Object.fromEntries(counters)]).toEqual([0, { 7: 0, ...spent }]);
      expect(published).toMatchObject([{ pullRequest: 7, head: "any", digest: "", pausedUntil: now - 1 + HOUR }]);
    }
    const { run, forges } = worker(spent);
    expect(await run()).toBeInstanceOf(Reached);
    expect(forges()).toBe(1);
  });

  it("is nothing for a repository that is not served", async () => {
    const { run, forges, counters } = worker();
    expect(await run({ repository: { id: 2, owner: "acme", name: "other" } })).toMatchObject({
      name: "NotServedError",
    });
    expect([forges(), counters.size]).toEqual([0, 0]);
  });
});
