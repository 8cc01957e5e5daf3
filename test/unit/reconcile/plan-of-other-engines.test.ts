import { expect, it } from "vitest";
import type { Forge } from "../../../workflows/ports/forge.ts";
import type { Job } from "../../../workflows/ports/jobs.ts";
import type { PublishedPlan } from "../../../workflows/ports/ledger.ts";
import type { ReconcileDeps, RepositoryRound } from "../../../workflows/reconcile/context.ts";
import { ANY_HEAD } from "../../../workflows/pull-request/publish.ts";
import { planOfOtherEngines } from "../../../workflows/reconcile/plan-of-other-engines.ts";
import { aPublication } from "../../contract/ledger-fixtures.ts";
import { memoryLog } from "../../support/lambda.ts";
import { openPull } from "../../support/pull-requests.ts";

const published = (pullRequest: number, engine: string | null, but: Partial<PublishedPlan> = {}): PublishedPlan =>
  aPublication({ pullRequest, engine, head: `head-${pullRequest}`, ...but });

/** A mark of one that nothing was asked for. */
type Silence = Readonly<Record<number, PublishedPlan>>;

/** One round after the other over these pull requests: the numbers of those that are planned again. */
function roundsOver(newest: ReadonlyMap<number, PublishedPlan | "unreadable" | undefined>, silent: Silence = {}) {
  const sent: Job[] = [];
  const claims = new Set<string>();
  // Only what the step asks of its ports is there: anything else it might call is missing.
  const round = {
    forge: {
      id: { id: 7, owner: "acme", name: "connections" },
      review: {
        // The first is from a fork.
        openPullRequests: async () =>
          [...newest.keys()].map((number) => openPull({ number, head: `head-${number}`, isFork: number === 1 })),
      },
    } as unknown as Forge,
    installation: 3,
    branch: "main",
    tip: "new",
  } satisfies RepositoryRound;
  const deps = {
    engine: "this",
    target: { account: "123456789012", region: "eu-west-1", stage: "test" },
    queue: { send: async (job: Job) => void sent.push(job) },
    ledger: {
      publicationBefore: async ({ pullRequest, head }: PublishedPlan) =>
        head === ANY_HEAD ? silent[pullRequest] : newest.get(pullRequest),
      claim: async (key: string) => !claims.has(key) && claims.add(key).has(key),
    },
    clock: { now: () => 1 },
    log: memoryLog(),
  } as unknown as ReconcileDeps;
  return async () => {
    sent.length = 0;
    expect(await planOfOtherEngines(round, deps)).toBe(sent.length);
    for (const job of sent) {
      expect(job.kind === "plan" && job.isFork === true).toBe(job.kind === "plan" && job.pullRequest === 1);
    }
    return sent.map((job) => (job.kind === "plan" ? job.pullRequest : undefined));
  };
}

it("plans the pull requests again whose newest plan another engine made, or nobody can read, and each once", async () => {
  const round = roundsOver(
    new Map<number, PublishedPlan | "unreadable" | undefined>([
      [1, published(1, "this")],
      [2, published(2, "older")],
      [3, published(3, null)],
      [4, "unreadable"],
      [5, undefined],
    ]),
  );
  expect(await round()).toEqual([2, 3, 4]);
  expect(await round()).toEqual([]);
});

it("plans those again whose plan was put off until now, and each once for that", async () => {
  const newest = new Map<number, PublishedPlan>([
    [1, published(1, "this", { pausedUntil: 1 })],
    [2, published(2, "this", { pausedUntil: 2 })],
  ]);
  const round = roundsOver(newest);
  expect(await round()).toEqual([1]);
  expect(await round()).toEqual([]);
  // It was put off once more.
  newest.set(1, published(1, "this", { pausedUntil: 0 }));
  expect(await round()).toEqual([1]);
});

it("plans those again that nothing was asked for, once for each head, unless they were planned since", async () => {
  const DAY = 24 * 60 * 60 * 1000;
  const silence = (number: number, publishedAt: number, pausedUntil = 1) =>
    published(number, "this", { head: ANY_HEAD, publishedAt, pausedUntil });
  const newest = new Map<number, PublishedPlan | undefined>([
    [1, undefined],
    [2, published(2, "this", { publishedAt: 0 })],
    [3, published(3, "this", { publishedAt: 5 })],
    [4, undefined],
    [5, undefined],
  ]);
  const silent = { 1: silence(1, 1), 2: silence(2, 1), 3: silence(3, 4), 4: silence(4, 1, 2), 5: silence(5, 1 - DAY) };
  const round = roundsOver(newest, silent);
  expect(await round()).toEqual([1, 2]);
  expect(await round()).toEqual([]);
});
