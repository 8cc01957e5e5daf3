import { describe, expect, it } from "vitest";
import { checkNames } from "../../workflows/ports/checks.ts";
import type { Forge } from "../../workflows/ports/forge.ts";
import { writerBounds } from "../../workflows/ports/source-bounds.ts";
import { noting, open, openPull } from "./github-support.ts";
import { type Files, type Harness, startHarness } from "./local-github/harness.ts";

/* What an apply of several merged pull requests reads with one question, and what it does where that says less. */

const query = "POST /api/graphql";

async function merge(harness: Harness, branch: string, how: "merge" | "squash" | "rebase"): Promise<number> {
  const { number } = await openPull(harness, branch);
  await harness.user("bob").rest.pulls.merge({ ...harness.place, pull_number: number, merge_method: how });
  return number;
}

/** Numbers and merge commits of what was merged since the first commit, and what was asked for that. */
async function mergedSince(harness: Harness, from: string) {
  const { asked, fetch } = noting();
  const forge = await open(harness, { fetch });
  const to = String(await forge.source.tip("main"));
  asked.length = 0;
  const merged = await forge.review.mergedBetween("main", from, to);
  const isOfPulls = (each: string): boolean => each === query || each.endsWith("/pulls");
  return { merged, asked: asked.filter(isOfPulls), forge, to };
}

describe("whose the commits of a line are", () => {
  it("is one question for merges and squashes, with what REST says of each", async () => {
    await using harness = await startHarness();
    const from = await harness.seed("main", { "a.txt": "a\n" });
    for (const how of ["merge", "squash", "merge"] as const) await merge(harness, `${how}-${Math.random()}`, how);
    const { merged, asked } = await mergedSince(harness, from);
    expect(merged.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(asked).toEqual([query]);
    // Of each alone it is asked by REST.
    const alone = await open(harness);
    const byRest = await Promise.all(merged.map(({ mergeCommit }) => alone.review.pullRequestsOf(String(mergeCommit))));
    expect(merged).toEqual(byRest.flat());
  });

  it.each(["last", "first"] as const)(
    "is asked of REST for what was rebased, if GraphQL has its %s commit",
    async (named) => {
      await using harness = await startHarness();
      harness.github.assume({ rebasedMergeCommit: named });
      const from = await harness.seed("main", { "a.txt": "a\n" });
      await openPull(harness, "topic");
      await harness.seed("topic", { "b.json": "b\n" });
      for (const state of ["closed", "open"] as const) {
        await harness.user("bob").rest.pulls.update({ ...harness.place, pull_number: 1, state });
      }
      await harness.user("bob").rest.pulls.merge({ ...harness.place, pull_number: 1, merge_method: "rebase" });
      const { merged, asked, forge, to } = await mergedSince(harness, from);
      expect(merged).toMatchObject([{ number: 1, mergeCommit: to }]);
      expect(asked).toEqual([query, "GET commits/N/pulls", "GET commits/N/pulls"]);
      // One that began before the window is named for one commit of it.
      const before = String((await forge.source.commit(to))?.parents[0]);
      await merge(harness, "other", "squash");
      const rest = await mergedSince(harness, before);
      expect(rest.merged).toMatchObject([{ number: 1, mergeCommit: to }, { number: 2 }]);
    },
  );

  it("is asked again where nobody was named, and of REST where GraphQL gives no answer", async () => {
    await using harness = await startHarness();
    const from = await harness.seed("main", { "a.txt": "a\n" });
    await merge(harness, "one", "squash");
    await harness.seed("main", { "b.txt": "b\n" });
    const { merged, asked, forge, to } = await mergedSince(harness, from);
    expect(merged.map(({ number }) => number)).toEqual([1]);
    expect(asked).toEqual([query, "GET commits/N/pulls"]);
    const { data: pull } = await harness.user("bob").rest.pulls.get({ ...harness.place, pull_number: 1 });
    harness.github.injectFault({ path: new RegExp(`/${to}/pulls$`), status: 200, body: [pull] });
    expect(await forge.review.pullRequestsOf(to)).toMatchObject([{ number: 1 }]);
    harness.github.injectFault({ path: /\/graphql$/, status: 502, times: 2 });
    const without = await mergedSince(harness, from);
    expect(without.merged).toEqual(merged);
    expect(without.asked).toEqual([query, query, "GET commits/N/pulls", "GET commits/N/pulls"]);
  });
});

describe("what was written where something is to be told", () => {
  const name = checkNames.apply;
  const report = { name, conclusion: "success", title: "Applied", summary: "done", annotations: [] } as const;
  const write = async ({ checks, review }: Forge, heads: readonly string[], text: string): Promise<void> => {
    for (const commit of heads) await checks.putCheck({ ...report, commit, externalId: null, isAlone: true });
    for (const number of [1, 2]) await review.putComment(number, "<!-- x -->", text, "create-or-edit");
  };

  async function twoTold(harness: Harness) {
    const heads = [(await openPull(harness, "one")).head, (await openPull(harness, "two")).head];
    await write(await open(harness), heads, "first");
    const { asked, fetch } = noting();
    const forge = await open(harness, { fetch });
    await forge.source.defaultBranch();
    asked.length = 0;
    return { heads, asked, forge, told: { pullRequests: [1, 2], check: name, commits: heads } };
  }

  async function written(harness: Harness, heads: readonly string[]) {
    const { checks, issues } = harness.user("bob").rest;
    const runs = heads.map(
      async (ref) => (await checks.listForRef({ ...harness.place, ref, filter: "all" })).data.total_count,
    );
    const bodies = [1, 2].map(async (issue_number) =>
      (await issues.listComments({ ...harness.place, issue_number })).data.map(({ body }) => body),
    );
    return { runs: await Promise.all(runs), bodies: await Promise.all(bodies) };
  }
  const once = { runs: [1, 1], bodies: [["<!-- x -->\nsecond"], ["<!-- x -->\nsecond"]] };

  it("is one question, and then each is written to at once", async () => {
    await using harness = await startHarness();
    const { heads, asked, forge, told } = await twoTold(harness);
    await forge.review.findWritten?.(told);
    // What is known is not asked for again.
    await forge.review.findWritten?.(told);
    await write(forge, heads, "second");
    expect(asked).toEqual([
      query,
      ...Array.from({ length: 2 }, () => expect.stringMatching(/^PATCH check-runs\//)),
      ...Array.from({ length: 2 }, () => expect.stringMatching(/^PATCH issues\/comments\//)),
    ]);
    expect(await written(harness, heads)).toEqual(once);
  });

  it("is listed where there are more than fifty comments", async () => {
    await using harness = await startHarness();
    const { heads, asked, forge, told } = await twoTold(harness);
    const { issues } = harness.user("bob").rest;
    const say = (count: number) =>
      Promise.all(
        Array.from({ length: count }, () =>
          issues.createComment({ ...harness.place, issue_number: 1, body: "What do you think?" }),
        ),
      );
    await say(49);
    await forge.review.findWritten?.(told);
    await write(forge, heads, "second");
    expect(asked.filter((each) => each.startsWith("GET"))).toEqual([]);
    await say(1);
    const another = noting();
    const later = await open(harness, { fetch: another.fetch });
    await later.review.findWritten?.(told);
    await write(later, heads, "third");
    expect(another.asked.filter((each) => each.endsWith("/comments"))).toEqual(["GET issues/1/comments"]);
    const own = (await written(harness, heads)).bodies[0]?.filter((body) => body?.startsWith("<!-- x -->"));
    expect(own).toEqual(["<!-- x -->\nthird"]);
  });

  it("is asked for twenty at once, and not for one alone", async () => {
    await using harness = await startHarness();
    const { asked, fetch } = noting();
    const forge = await open(harness, { fetch });
    await forge.source.defaultBranch();
    asked.length = 0;
    const find = async (count: number): Promise<number> => {
      asked.length = 0;
      const commits = Array.from({ length: count }, (_, index) => index.toString(16).padStart(40, "0"));
      await forge.review.findWritten?.({ pullRequests: [], check: name, commits });
      return asked.length;
    };
    expect([await find(20), await find(22), await find(1)]).toEqual([1, 2, 0]);
  });

  it("is listed where it was deleted since, where GraphQL names no own comments, and where it does not answer", async () => {
    await using harness = await startHarness();
    harness.github.assume({ tellsOwnComments: false });
    const { heads, asked, forge, told } = await twoTold(harness);
    await forge.review.findWritten?.(told);
    await write(forge, heads, "second");
    const reads = [query, "GET issues/1/comments", "GET issues/2/comments"];
    expect(asked.filter((each) => !each.startsWith("PATCH"))).toEqual(reads);
    expect(await written(harness, heads)).toEqual(once);

    const other = await open(harness);
    harness.github.injectFault({ path: /\/graphql$/, status: 502, times: 2 });
    await other.review.findWritten?.(told);
    await write(other, heads, "second");
    expect(await written(harness, heads)).toEqual(once);

    harness.github.assume({ tellsOwnComments: true });
    const third = await open(harness);
    await third.review.findWritten?.(told);
    const { issues } = harness.user("bob").rest;
    const { data } = await issues.listComments({ ...harness.place, issue_number: 1 });
    for (const { id } of data) await issues.deleteComment({ ...harness.place, comment_id: id });
    await write(third, heads, "second");
    expect(await written(harness, heads)).toEqual(once);
  });
});

describe("what the commits of a line declare", () => {
  it("is read with one question, folders in the folder too, and one for the files that changed in between", async () => {
    await using harness = await startHarness();
    const base = await harness.seed("main", { "bridgehead.config.json": "{}", "connections/a.json": "1" });
    const one = await harness.seed("main", { "connections/in/b.json": "2" });
    const two = await harness.seed("main", { "connections/in/b.json": "3" });
    const tip = await harness.seed("main", { "connections/a.json": "4" });
    const { asked, fetch } = noting();
    const { source } = await open(harness, { fetch });
    await source.defaultBranch();
    asked.length = 0;
    await source.ahead?.([tip, two, one, base], "connections");
    expect(asked).toEqual([query, query]);
    const texts = async (commit: string) => {
      await source.file(commit, "bridgehead.config.json");
      return (await source.files(commit, "connections", writerBounds)).map(({ text }) => text);
    };
    expect([await texts(base), await texts(one), await texts(two), await texts(tip)]).toEqual([
      ["1"],
      ["1", "2"],
      ["1", "3"],
      ["4", "3"],
    ]);
    expect(asked).toHaveLength(2);
  });

  /** Commits of which each changes some files of the folder, newest first, and what reading them ahead asks. */
  async function ahead(
    changes: readonly Files[],
    { isTipRead = false }: { readonly isTipRead?: boolean } = {},
  ): Promise<readonly string[]> {
    await using harness = await startHarness();
    const commits: string[] = [];
    for (const files of changes) commits.unshift(await harness.seed("main", files));
    const { asked, fetch } = noting();
    const { source } = await open(harness, { fetch });
    await source.defaultBranch();
    if (isTipRead) await source.files(String(commits[0]), "connections", writerBounds);
    asked.length = 0;
    await source.ahead?.(commits, "connections");
    return asked;
  }
  const file = (index: number, text: string) => ({ [`connections/f-${index}.json`]: text });
  const files = (count: number, text: string): Files =>
    Object.assign({}, ...Array.from({ length: count }, (_, index) => file(index, `${text} ${index}`)));

  it("is asked for ten commits at once, or for as many as have 2,000 entries together", async () => {
    const twelve = Array.from({ length: 12 }, (_, index) => file(0, `${index}`));
    // The last question is for the files.
    expect(await ahead(twelve)).toEqual([query, query, query]);
    const large = [files(600, "a"), ...[1, 2, 3].map((index) => file(0, `${index}`))];
    // Three at once: of the tip it is known, so that three are left, and then four.
    expect(await ahead(large, { isTipRead: true })).toEqual([query, query]);
    expect(await ahead([...large, file(0, "4")], { isTipRead: true })).toEqual([query, query, query]);
    // Where not even two have so few, each is read by itself.
    expect(await ahead([files(1_001, "a"), file(0, "b"), file(0, "c")], { isTipRead: true })).toEqual([]);
  });

  it("brings no more than a hundred files or 2 MB of them along, and none of them that are not read", async () => {
    expect(await ahead([files(99, "a"), file(0, "b")])).toEqual([query, query]);
    expect(await ahead([files(100, "a"), file(0, "b")])).toEqual([query]);
    // What is known already is not counted.
    expect(await ahead([files(150, "a"), file(0, "b"), file(0, "c")], { isTipRead: true })).toEqual([query, query]);
    const large = (count: number): Files => files(count, "x".repeat(450_000));
    expect(await ahead([large(4), file(9, "b")])).toEqual([query, query, query]);
    expect(await ahead([large(5), file(9, "b")])).toEqual([query]);
    const other = { "connections/a.md": "a", "connections/b.json": { link: "elsewhere" } };
    expect(await ahead([other, { "connections/a.md": "b" }])).toEqual([query]);
  });

  it("is read one by one where GraphQL gives no answer, and where a folder lies deeper", async () => {
    await using harness = await startHarness();
    const one = await harness.seed("main", { "connections/a/b/c.json": "1" });
    const two = await harness.seed("main", { "connections/a/b/c.json": "2" });
    const { source } = await open(harness);
    const texts = async (commit: string) =>
      (await source.files(commit, "connections", writerBounds)).map(({ path, text }) => `${path} ${text}`);
    await source.ahead?.([two, one], "connections");
    expect([await texts(one), await texts(two)]).toEqual([["a/b/c.json 1"], ["a/b/c.json 2"]]);
    const other = (await open(harness)).source;
    harness.github.injectFault({ path: /\/graphql$/, status: 502, times: 8 });
    await other.ahead?.([two, one], "connections");
    expect(await other.files(one, "connections", writerBounds)).toMatchObject([{ text: "1" }]);
  });
});
