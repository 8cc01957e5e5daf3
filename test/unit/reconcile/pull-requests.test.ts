import { describe, expect, it } from "vitest";
import type { PublishedPlan } from "../../../workflows/ports/ledger.ts";
import { pullBudgets } from "../../../workflows/reconcile/pull-requests.ts";
import { ANY_HEAD } from "../../../workflows/pull-request/publish.ts";
import { aPublication } from "../../contract/ledger-fixtures.ts";
import { aCheck, pullRounds, type Situation, situation } from "../../support/reconcile-world.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const published = (pullRequest: number, but: Partial<PublishedPlan> = {}): PublishedPlan =>
  aPublication({ pullRequest, engine: "this", head: `head-${pullRequest}`, publishedAt: 1, ...but });

const pullRequestEvent = (now: number, succeeded = true) => ({
  id: "1",
  guid: "g",
  event: "pull_request",
  repository: 7,
  deliveredAt: now - MINUTE,
  succeeded,
});

describe("an open pull request without a check", () => {
  it("is planned, a fork's as a fork's, and not by two rounds at once", async () => {
    const { round } = pullRounds([
      situation(1),
      situation(2, { checks: [] }),
      situation(3, { checks: [], isFork: true }),
    ]);
    const [one, other] = await Promise.all([round(), round()]);
    expect(one.begun + other.begun).toBe(2);
  });

  it("is planned again and again for hours, and then its own check says that it could not begin", async () => {
    const { round, world } = pullRounds([situation(2, { checks: [] }), situation(3, { checks: [], isFork: true })]);
    for (let attempt = 1; attempt <= 12; attempt += 1) {
      expect(await round()).toMatchObject({ planned: [2, 3], begun: 2, concluded: 0 });
      expect((await round()).planned).toEqual([]);
      world.now += 15 * MINUTE;
    }
    expect(await round()).toMatchObject({ planned: [], begun: 0, concluded: 2 });
    expect(world.reports).toMatchObject([
      { commit: "head-2", externalId: null, conclusion: "failure", title: "Bridgehead could not begin" },
      { commit: "head-3", externalId: "fork:3", conclusion: "failure" },
    ]);
  });

  it("is left alone where GitHub did not say whether it has one", async () => {
    const { round } = pullRounds([situation(1, { checks: undefined })]);
    expect((await round()).planned).toEqual([]);
  });

  it("has no check where a fork's copy of its head has one; a fork's has the one of the head that it copies", async () => {
    const ofFork = { ...aCheck, fork: 9 };
    const { round } = pullRounds([
      situation(1, { checks: [ofFork] }),
      situation(8, { checks: [ofFork], isFork: true }),
      situation(9, { checks: [ofFork], isFork: true }),
      situation(10, { checks: [aCheck], isFork: true }),
    ]);
    expect((await round()).planned).toEqual([1, 8]);
  });

  it("is given a round where its webhook may have arrived just now, and no more than one", async () => {
    const { round, world } = pullRounds([
      { ...situation(1, { checks: [] }), pull: { ...situation(1).pull, updatedAt: DAY - MINUTE } },
      { ...situation(2, { checks: [] }), pull: { ...situation(2).pull, updatedAt: DAY - 11 * MINUTE } },
    ]);
    world.deliveries = [pullRequestEvent(world.now)];
    expect((await round()).planned).toEqual([2]);
    expect((await round()).planned).toEqual([1]);
  });

  it.each([
    ["none arrived", (now: number) => [pullRequestEvent(now, false)]],
    ["that was long ago", (now: number) => [{ ...pullRequestEvent(now), deliveredAt: now - 11 * MINUTE }]],
    ["it was another repository's", (now: number) => [{ ...pullRequestEvent(now), repository: 8 }]],
  ])("is given none where %s", async (_, deliveries) => {
    const { round, world } = pullRounds([
      { ...situation(1, { checks: [] }), pull: { ...situation(1).pull, updatedAt: DAY } },
    ]);
    world.deliveries = deliveries(world.now);
    expect((await round()).planned).toEqual([1]);
  });

  it("is not asked for before the hour is over in which nothing is asked for it", async () => {
    const silence = published(1, { head: ANY_HEAD, publishedAt: DAY - MINUTE, pausedUntil: DAY + 5 * MINUTE });
    const { round, world } = pullRounds([situation(1, { checks: [], silence, isFork: true })]);
    expect((await round()).planned).toEqual([]);
    world.now += 6 * MINUTE;
    expect((await round()).planned).toEqual([1]);
  });
});

describe("an open check", () => {
  it("has its plan queued twice, and is given up then; one that is opened anew counts from the start", async () => {
    const stuck = { open: true, startedAt: DAY - 31 * MINUTE, fork: undefined };
    const one = situation(1, { checks: [stuck] });
    const { round, world } = pullRounds([one, situation(2, { checks: [{ ...stuck, fork: 2 }], isFork: true })]);
    for (const _ of [1, 2]) {
      expect(await round()).toMatchObject({ planned: [1, 2], restarted: 2, concluded: 0 });
      expect((await round()).planned).toEqual([]);
      world.now += 15 * MINUTE;
    }
    expect(await round()).toMatchObject({ planned: [], concluded: 2 });
    expect(world.reports).toMatchObject([
      { commit: "head-1", externalId: null, conclusion: "failure", title: "Bridgehead did not finish" },
      { commit: "head-2", externalId: "fork:2", conclusion: "failure" },
    ]);
    one.checks = [{ ...stuck, startedAt: DAY }];
    world.now += 15 * MINUTE;
    expect(await round()).toMatchObject({ planned: [1], restarted: 1 });
  });

  it("is left to its worker for half an hour, and where a later one has ended", async () => {
    const open = { open: true, startedAt: DAY - 29 * MINUTE, fork: undefined };
    const ended = { open: false, startedAt: DAY - MINUTE, fork: undefined };
    const { round } = pullRounds([
      situation(1, { checks: [open] }),
      situation(2, { checks: [{ ...open, startedAt: 0 }, ended] }),
    ]);
    expect((await round()).planned).toEqual([]);
  });
});

describe("a plan", () => {
  it("is made again where another engine made it, or nobody can read it, and once for each head", async () => {
    const { round, world } = pullRounds([
      situation(1, { published: published(1), isFork: true }),
      situation(2, { published: published(2, { engine: "older" }) }),
      situation(3, { published: published(3, { engine: null }) }),
      situation(4, { published: "unreadable" }),
      situation(5),
    ]);
    expect(await round()).toMatchObject({ planned: [2, 3, 4], replanned: 3 });
    world.now += 15 * MINUTE;
    expect((await round()).planned).toEqual([]);
  });

  it("is made that was put off until now, and once for that", async () => {
    const one = situation(1, { published: published(1, { pausedUntil: DAY }) });
    const { round } = pullRounds([one, situation(2, { published: published(2, { pausedUntil: DAY + 1 }) })]);
    expect((await round()).planned).toEqual([1]);
    expect((await round()).planned).toEqual([]);
    // It was put off once more.
    one.published = published(1, { pausedUntil: DAY - 1 });
    expect((await round()).planned).toEqual([1]);
  });

  it("is made where nothing was asked for it, unless it was since", async () => {
    const silence = (number: number, publishedAt: number, pausedUntil = DAY) =>
      published(number, { head: ANY_HEAD, publishedAt, pausedUntil });
    const { round } = pullRounds([
      situation(1, { silence: silence(1, DAY - 2) }),
      situation(2, { published: published(2, { publishedAt: 1 }), silence: silence(2, DAY - 2) }),
      situation(3, { published: published(3, { publishedAt: DAY - 1 }), silence: silence(3, DAY - 2) }),
      situation(4, { silence: silence(4, DAY - 2, DAY + 1) }),
      situation(5, { silence: silence(5, 0) }),
    ]);
    expect((await round()).planned).toEqual([1, 2]);
    expect((await round()).planned).toEqual([]);
  });
});

describe("a round", () => {
  const many = (from: number, count: number, but: Parameters<typeof situation>[1]): readonly Situation[] =>
    Array.from({ length: count }, (_, index) => situation(from + index, but));

  it("does so much, the oldest first, and the next ones the rest; those of strangers take nothing from the others", async () => {
    const strangers = many(1, 25, { checks: [], isFork: true });
    const { round, world } = pullRounds([...strangers, ...many(101, 90, { checks: [] })]);
    const { own, strangers: few } = pullBudgets;
    const planned: number[] = [];
    for (const left of [115 - own - few, 115 - 2 * (own + few), 0]) {
      const done = await round();
      expect(done.left).toBe(left);
      planned.push(...done.planned);
      // What was queued gets its check.
      for (const each of strangers)
        if (planned.includes(each.pull.number)) each.checks = [{ ...aCheck, fork: each.pull.number }];
      world.now += MINUTE;
    }
    expect(planned.slice(0, 2)).toEqual([1, 2]);
    expect(planned.filter((number) => number > 100).slice(0, 3)).toEqual([101, 102, 103]);
    expect(new Set(planned).size).toBe(115);
  });

  it("goes on with the others where one cannot be queued, and says so", async () => {
    const { round, world } = pullRounds(many(1, 3, { checks: [] }));
    world.broken.add(1);
    expect(await round()).toMatchObject({ planned: [2, 3], failed: 1 });
  });

  it("asks about all heads together, and where there are too many pull requests reads each page in its turn", async () => {
    const { round, world } = pullRounds(many(1, 25, { checks: [] }), 1);
    for (const _ of [1, 2, 3]) {
      await round();
      world.now += 15 * MINUTE;
    }
    expect(world.pages.filter((page) => page === 1)).toHaveLength(3);
    expect(world.pages).toHaveLength(30);
    expect(new Set(world.pages).size).toBe(25);
    expect(world.asked).toHaveLength(30);
  });
});
