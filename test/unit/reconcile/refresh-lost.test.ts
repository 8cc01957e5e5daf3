import { describe, expect, it } from "vitest";
import type { Forge } from "../../../workflows/ports/forge.ts";
import type { Job } from "../../../workflows/ports/jobs.ts";
import type { PublishedPlan } from "../../../workflows/ports/ledger.ts";
import { noProgress } from "../../../workflows/ports/progress.ts";
import { refreshPlans } from "../../../workflows/refresh-plans.ts";
import type { RefreshDeps } from "../../../workflows/refresh-plans.ts";
import type { ReconcileDeps, RepositoryRound } from "../../../workflows/reconcile/context.ts";
import { refreshLost } from "../../../workflows/reconcile/catch-up.ts";
import { memoryLog } from "../../support/lambda.ts";

/* Up to which commit the plans were looked for that pushes outdate, and who asks for it where a push was lost. */

const NOW = 1_000 * 60_000;

/** A default branch that moves, the planner's refreshes, and rounds of the reconciler. */
function world(applied: string | null = null) {
  const plans: PublishedPlan[] = [];
  const jobs: Job[] = [];
  const claims = new Set<string>();
  const state = { tip: "one", listed: 0, fails: false, pushAgo: undefined as number | undefined };
  const forge = {
    id: { id: 7, owner: "acme", name: "connections" },
    source: { defaultBranch: async () => "main", tip: async () => state.tip },
    review: {
      openPullRequests: async () => {
        state.listed += 1;
        if (state.fails) throw new Error("GitHub is away");
        return [];
      },
    },
  } as unknown as Forge;
  // Only what is asked of the ports is there: anything else that might be called is missing.
  const deps = {
    forge,
    engine: "this",
    target: { account: "123456789012", region: "eu-west-1", stage: "test" },
    installation: 3,
    queue: { send: async (job: Job) => void jobs.push(job) },
    ledger: {
      publish: async (plan: PublishedPlan) => void plans.push(plan),
      publicationBefore: async ({ pullRequest, head }: PublishedPlan) =>
        plans.findLast((plan) => plan.pullRequest === pullRequest && plan.head === head),
      claim: async (key: string) => !claims.has(key) && claims.add(key).has(key),
      progress: async () => ({
        ...noProgress,
        progress: applied === null ? null : { commit: applied, run: "run-1", at: NOW },
      }),
    },
    clock: { now: () => NOW },
    log: memoryLog(),
  } as unknown as RefreshDeps & ReconcileDeps;
  return {
    state,
    plans,
    push: (before: string) => refreshPlans({ before, delivery: "d" }, deps, new AbortController().signal),
    /** The commits from which on a round has plans looked for. */
    round: async () => {
      jobs.length = 0;
      const round = { forge, installation: 3, branch: "main", tip: state.tip } satisfies RepositoryRound;
      const push = { id: "1", guid: "g", event: "push", repository: 7, succeeded: true };
      const deliveries = state.pushAgo === undefined ? [] : [{ ...push, deliveredAt: NOW - state.pushAgo * 60_000 }];
      const isAsked = await refreshLost(round, { deliveries, asked: [] }, deps);
      expect(jobs).toHaveLength(Number(isAsked));
      return jobs.map((job) => (job.kind === "refresh" ? job.before : job.kind));
    },
  };
}

const upTo = (plans: readonly PublishedPlan[]) => plans.at(-1)?.base;

describe("a refresh", () => {
  it("notes up to where it has looked, and looks at nothing where the branch has not moved", async () => {
    const { push, plans, state } = world();
    await push("zero");
    expect([upTo(plans), state.listed]).toEqual(["one", 1]);
    await push("one");
    expect([plans.length, state.listed]).toEqual([1, 1]);
    state.tip = "two";
    await push("one");
    expect(upTo(plans)).toBe("two");
  });

  it("of a later push leaves what an earlier one did to whoever asks for it from there", async () => {
    const { push, plans, state, round } = world();
    await push("zero");
    state.tip = "three";
    // That of `two` was lost.
    await push("two");
    expect(upTo(plans)).toBe("one");
    expect(await round()).toEqual(["one"]);
    await push("one");
    expect(upTo(plans)).toBe("three");
    expect(await round()).toEqual([]);
  });

  it("that fails has not looked", async () => {
    const { push, plans, state } = world();
    state.fails = true;
    await expect(push("zero")).rejects.toThrow("away");
    expect(plans).toEqual([]);
  });
});

describe("a round", () => {
  it("asks for what nobody has looked for, from what was applied last, and once an hour", async () => {
    const { round } = world("applied");
    expect(await round()).toEqual(["applied"]);
    expect(await round()).toEqual([]);
  });

  it("begins with the tip where nothing ever was", async () => {
    expect(await world().round()).toEqual(["one"]);
  });

  it("leaves a push that arrived a moment ago to its job, and no other", async () => {
    const { round, state } = world("applied");
    state.pushAgo = 9;
    expect(await round()).toEqual([]);
    state.pushAgo = 11;
    expect(await round()).toEqual(["applied"]);
  });
});
