import { describe, expect, it } from "vitest";
import type { CheckState } from "../../../workflows/ports/checks.ts";
import type { HookDelivery } from "../../../workflows/ports/deliveries.ts";
import type { Forge } from "../../../workflows/ports/forge.ts";
import type { Job } from "../../../workflows/ports/jobs.ts";
import type { Intent } from "../../../workflows/ports/ledger.ts";
import { type BranchProgress, noProgress, type PendingChange } from "../../../workflows/ports/progress.ts";
import { catchUp } from "../../../workflows/reconcile/catch-up.ts";
import type { ReconcileDeps, RepositoryRound } from "../../../workflows/reconcile/context.ts";
import { aPendingChange } from "../../contract/ledger-fixtures.ts";
import { memoryLog } from "../../support/lambda.ts";

const MINUTE = 60_000;
const NOW = 1_000 * MINUTE;

interface Situation {
  /** The commit to which the target is, everything done and reported unless the others say otherwise. */
  readonly progress?: string;
  readonly reported?: string;
  readonly untold?: readonly number[];
  readonly pending?: readonly PendingChange[];
  readonly checks?: readonly Omit<CheckState, "startedAt">[];
  readonly deliveries?: readonly HookDelivery[];
  /** How long ago something was begun that has not ended, in minutes. */
  readonly begun?: number;
}

/** A default branch whose tip is `new`; each round says which jobs it queued. */
function branchWith({ progress, reported = progress, pending = [], checks = [], ...others }: Situation) {
  const { deliveries = [], begun, untold = [] } = others;
  const sent: Job[] = [];
  const claims = new Set<string>();
  const intents =
    begun === undefined ? [] : [{ name: "orders", clientToken: "token", startedAt: NOW - begun * MINUTE }];
  // Only what the step asks of its ports is there: anything else it might call is missing.
  const round = {
    forge: {
      id: { id: 7, owner: "acme", name: "connections" },
      checks: { checksOn: async () => checks.map((check) => ({ ...check, startedAt: NOW })) },
    } as unknown as Forge,
    installation: 3,
    branch: "main",
    tip: "new",
  } satisfies RepositoryRound;
  const deps = {
    target: { account: "123456789012", region: "eu-west-1", stage: "test" },
    queue: { send: async (job: Job) => void sent.push(job) },
    ledger: {
      progress: async (): Promise<BranchProgress> => ({
        ...noProgress,
        progress: progress === undefined ? null : { commit: progress, run: "run-1", at: NOW },
        reported: reported ?? null,
        pending,
        untold,
      }),
      intents: async () => intents as unknown as readonly Intent[],
      claim: async (key: string) => !claims.has(key) && claims.add(key).has(key),
    },
    clock: { now: () => NOW },
    log: memoryLog(),
  } as unknown as ReconcileDeps;
  return async () => {
    sent.length = 0;
    const isQueued = await catchUp(round, { deliveries, asked: [] }, deps);
    expect(sent.length).toBe(isQueued ? 1 : 0);
    return sent;
  };
}

const push = (minutesAgo: number, succeeded: boolean): HookDelivery => ({
  id: "1",
  guid: "g",
  event: "push",
  repository: 7,
  deliveredAt: NOW - minutesAgo * MINUTE,
  succeeded,
});
const applyCheck = (open: boolean) => ({ name: "bridgehead / apply", open });

describe("the default branch", () => {
  it("is left alone when it was applied last", async () => {
    expect(await branchWith({ progress: "new" })()).toEqual([]);
  });

  it.each([
    ["something is pending", { pending: [aPendingChange("orders")] }],
    ["nobody reported it", { reported: "old" }],
    ["somebody was not told", { untold: [7] }],
  ])("is not left alone when it was applied last and %s", async (_, situation) => {
    expect(await branchWith({ progress: "new", ...situation })()).toHaveLength(1);
  });

  it("is applied when no run has reported on its tip, once an hour", async () => {
    const round = branchWith({ progress: "old", checks: [{ name: "bridgehead / plan", open: false }] });
    expect(await round()).toMatchObject([
      { kind: "apply", ref: "refs/heads/main", push: null, installation: 3, repository: { id: 7 }, receivedAt: NOW },
    ]);
    expect(await round()).toEqual([]);
  });

  it("is applied when nothing ever was", async () => {
    expect(await branchWith({})()).toHaveLength(1);
  });

  it.each([
    ["waits for a push that arrived a moment ago", push(9, true), 0],
    ["does not wait for one that arrived long ago", push(11, true), 1],
    ["does not wait for one that never arrived", push(1, false), 1],
    ["does not wait for another repository's", { ...push(1, true), repository: 8 }, 1],
    ["does not wait for another event", { ...push(1, true), event: "pull_request" }, 1],
  ])("%s", async (_, delivery, jobs) => {
    expect(await branchWith({ progress: "old", deliveries: [delivery] })()).toHaveLength(jobs);
  });

  it("is left to the run that is at it", async () => {
    expect(await branchWith({ progress: "old", checks: [applyCheck(true)] })()).toEqual([]);
  });

  it("is tried again when a run ended without having applied it, and not with every round", async () => {
    const round = branchWith({ progress: "old", checks: [applyCheck(false)] });
    expect(await round()).toHaveLength(1);
    expect(await round()).toEqual([]);
  });
});

describe("what a run has begun and not ended", () => {
  it("is continued when no run can be at it any more, and not with every round", async () => {
    const round = branchWith({ progress: "new", begun: 21 });
    expect(await round()).toMatchObject([{ kind: "apply" }]);
    expect(await round()).toEqual([]);
  });

  it("is left to its run before", async () => {
    expect(await branchWith({ progress: "new", begun: 19 })()).toEqual([]);
  });
});
