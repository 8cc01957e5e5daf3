import { describe, expect, it } from "vitest";
import type { CheckReport } from "../../workflows/ports/checks.ts";
import { noting, open, openPull } from "./github-support.ts";
import { startHarness } from "./local-github/harness.ts";

const name = "bridgehead / plan";
const report = (commit: string, but: Partial<CheckReport> = {}): CheckReport => ({
  name,
  commit,
  conclusion: "success",
  title: "t",
  summary: "s",
  annotations: [],
  externalId: null,
  ...but,
});

describe("a page of the open pull requests into a branch", () => {
  it("begins with those that were opened first, and tells when each changed", async () => {
    let time = Math.floor(Date.now() / 1000) * 1000;
    await using harness = await startHarness({ now: () => time });
    const first = await openPull(harness, "one");
    time += 60_000;
    const second = await openPull(harness, "two");
    const { review } = await open(harness, { now: () => time });
    expect(await review.openPage("main", 1)).toMatchObject({
      pages: 1,
      pulls: [
        { ...first, updatedAt: time - 60_000, isFork: false },
        { ...second, updatedAt: time },
      ],
    });
    expect(await review.openPage("other", 1)).toEqual({ pulls: [], pages: 1 });
  });

  it("tells how many there are, and on the last one too", async () => {
    await using harness = await startHarness();
    const at = (page: number): string => `<${harness.github.apiUrl}/repositories/1/pulls?per_page=100&page=${page}>`;
    const asked: (string | null)[] = [];
    const { review } = await open(harness, {
      async fetch(input, init) {
        const url = new URL(input instanceof Request ? input.url : input);
        if (!url.pathname.endsWith("/pulls")) return fetch(input, init);
        const page = Number(url.searchParams.get("page"));
        asked.push(url.searchParams.get("direction"));
        const link = page < 7 ? `${at(page + 1)}; rel="next", ${at(7)}; rel="last"` : `${at(1)}; rel="first"`;
        return new Response("[]", { headers: { "content-type": "application/json", link } });
      },
    });
    expect([await review.openPage("main", 2), await review.openPage("main", 7)]).toEqual([
      { pulls: [], pages: 7 },
      { pulls: [], pages: 7 },
    ]);
    expect(asked).toEqual(["asc", "asc"]);
  });
});

describe("check runs on many commits", () => {
  it("are this App's of one name, each with whose it is, by one question", async () => {
    await using harness = await startHarness();
    const { fetch, asked } = noting();
    const { checks, source } = await open(harness, { fetch });
    const [one, two, three] = [
      await openPull(harness, "one"),
      await openPull(harness, "two"),
      await openPull(harness, "three"),
    ];
    await checks.putCheck(report(one.head, { conclusion: null, externalId: "fork:9" }));
    await checks.putCheck(report(one.head));
    await checks.putCheck(report(two.head, { name: "another" }));
    await source.defaultBranch();
    asked.length = 0;
    const unknown = "f".repeat(40);
    const found = await checks.checksOnMany(name, [one.head, two.head, three.head, unknown, one.head]);
    expect(asked).toEqual(["POST /api/graphql"]);
    expect([...found.keys()]).toEqual([one.head, two.head, three.head]);
    expect(found.get(one.head)?.toSorted((a, b) => (a.fork ?? 0) - (b.fork ?? 0))).toEqual([
      { open: false, startedAt: expect.any(Number), fork: undefined },
      { open: true, startedAt: expect.any(Number), fork: 9 },
    ]);
    expect([found.get(two.head), found.get(three.head)]).toEqual([[], []]);
  });

  it("are asked for by fifties", async () => {
    await using harness = await startHarness();
    const { fetch, asked } = noting();
    const { checks } = await open(harness, { fetch });
    const commits = Array.from({ length: 120 }, (_, index) => index.toString(16).padStart(40, "0"));
    expect(await checks.checksOnMany(name, commits)).toEqual(new Map());
    expect(asked.filter((each) => each === "POST /api/graphql")).toHaveLength(3);
  });

  it("are asked for one by one where GraphQL is refused, the first few, and the same is found", async () => {
    await using harness = await startHarness();
    const { fetch, asked } = noting();
    const { checks } = await open(harness, { fetch });
    const { head } = await openPull(harness, "one");
    await checks.putCheck(report(head, { conclusion: null, externalId: "fork:9" }));
    const other = await harness.seed("other", { "other.txt": "x" });
    const commits = [head, other, ...Array.from({ length: 60 }, (_, index) => index.toString(16).padStart(40, "0"))];
    harness.github.injectFault({ path: /\/graphql$/, status: 403, times: 100 });
    asked.length = 0;
    const found = await checks.checksOnMany(name, [head, other]);
    expect(found.get(head)).toEqual([{ open: true, startedAt: expect.any(Number), fork: 9 }]);
    expect(found.get(other)).toEqual([]);
    asked.length = 0;
    harness.github.injectFault({ path: /\/check-runs$/, status: 200, body: { check_runs: [] }, times: 100 });
    expect((await checks.checksOnMany(name, commits)).size).toBe(30);
    expect(asked).toHaveLength(30);
  });
});
