import { describe, expect, it } from "vitest";
import { kindOf, noting, open, openPull } from "./github-support.ts";
import { startHarness } from "./local-github/harness.ts";
import { writerBounds } from "../../workflows/ports/source-bounds.ts";

describe("the merge candidate", () => {
  it("is the merge of the head into the base's tip now", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const { head } = await openPull(harness);
    const first = await forge.source.mergeCandidate(1, AbortSignal.timeout(5000));
    expect(first).toMatchObject({ kind: "merge", head, base: await forge.source.tip("main") });

    const base = await harness.seed("main", { "m.ts": "m\n" });
    const second = await forge.source.mergeCandidate(1, AbortSignal.timeout(5000));
    expect(second).toMatchObject({ kind: "merge", head, base });
    if (second.kind !== "merge") throw new Error("no merge");
    const files = await forge.source.files(second.commit, "", writerBounds);
    expect(files.map(({ path }) => path)).toEqual(["m.ts", "topic.json"]);
  });

  it("does not take a test merge of an older base for it", async () => {
    await using harness = await startHarness();
    let old = "";
    const forge = await open(harness, {
      fetch: async (input, init) => {
        const answer = await fetch(input, init);
        if (answer.url.endsWith("/graphql")) old = await answer.clone().text();
        return answer;
      },
    });
    await openPull(harness);
    const before = await forge.source.mergeCandidate(1, AbortSignal.timeout(5000));
    if (before.kind !== "merge") throw new Error("no merge");
    const base = await harness.seed("main", { "m.txt": "m\n" });
    const lagging = JSON.parse(old.replace(`"target":{"oid":"${before.base}"`, `"target":{"oid":"${base}"`)) as unknown;
    harness.github.injectFault({ path: /\/graphql$/, status: 200, body: lagging, times: 3 });
    const candidate = await forge.source.mergeCandidate(1, AbortSignal.timeout(5000));
    expect(candidate).toMatchObject({ kind: "merge", base });
    expect(candidate).not.toMatchObject({ commit: before.commit });
  });

  it.each([404, 403, 502])("and the pull request are the same where GraphQL is refused with %i", async (status) => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const { head } = await openPull(harness);
    const [look, candidate] = [
      await forge.review.look(1),
      await forge.source.mergeCandidate(1, AbortSignal.timeout(5000)),
    ];
    harness.github.injectFault({ path: /\/graphql$/, status, body: { message: "refused" }, times: 1_000 });
    const other = await open(harness);
    expect(await other.review.look(1)).toEqual(look);
    expect(await other.source.mergeCandidate(1, AbortSignal.timeout(5000))).toEqual(candidate);
    const base = await harness.seed("main", { "topic.json": "other\n" });
    expect(await other.source.mergeCandidate(1, AbortSignal.timeout(5000))).toEqual({ kind: "conflict", head, base });
    await expect(other.review.look(2)).rejects.toMatchObject({ kind: "not-found" });
  });

  it.each([undefined, 403])(
    "is of a fork's where its head is, deleted or not, by GraphQL and by REST (%s)",
    async (refused) => {
      await using harness = await startHarness();
      const eve = harness.user("eve").rest;
      const { data: fork } = await eve.repos.createFork(harness.place);
      const at = { owner: "eve", repo: fork.name };
      const file = { path: "x.txt", message: "x", content: "eA==", branch: "main" };
      await eve.repos.createOrUpdateFileContents({ ...at, ...file });
      // Whoever opens it.
      await harness.user("bob").rest.pulls.create({ ...harness.place, title: "x", head: "eve:main", base: "main" });
      const { number: own } = await openPull(harness);
      if (refused !== undefined) {
        harness.github.injectFault({ path: /\/graphql$/, status: refused, body: { message: "no" }, times: 1_000 });
      }
      const isFork = async (number: number) => (await (await open(harness)).review.look(number)).pull.isFork;
      expect([await isFork(1), await isFork(own)]).toEqual([true, false]);
      await eve.repos.delete(at);
      expect(await isFork(1)).toBe(true);
    },
  );

  it("is a conflict where the merge does not work", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const { head } = await openPull(harness);
    const base = await harness.seed("main", { "topic.json": "other\n" });
    expect(await forge.source.mergeCandidate(1, AbortSignal.timeout(5000))).toEqual({ kind: "conflict", head, base });
  });

  it("gives up at its deadline and at the caller's signal", async () => {
    await using harness = await startHarness();
    const untried: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init);
      if (!answer.url.endsWith("/graphql")) return answer;
      const text = (await answer.text()).replace(/"mergeable":"\w+"/, '"mergeable":"UNKNOWN"');
      return new Response(text, { headers: { "content-type": "application/json" } });
    };
    const forge = await open(harness, { polling: { first: 5, longest: 20, deadline: 150 }, fetch: untried });
    await openPull(harness);
    expect(await kindOf(forge.source.mergeCandidate(1, new AbortController().signal))).toBe("unavailable");
    const stop = new AbortController();
    const waiting = forge.source.mergeCandidate(1, stop.signal);
    stop.abort(new Error("no longer wanted"));
    await expect(waiting).rejects.toThrow("no longer wanted");
  });

  it("is refused for a pull request that is closed", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    await openPull(harness);
    await harness.user("bob").rest.pulls.update({ ...harness.place, pull_number: 1, state: "closed" });
    expect(await kindOf(forge.source.mergeCandidate(1, AbortSignal.timeout(5000)))).toBe("conflict");
  });

  it("is made of what the pull request was looked at by, and of nothing older than that", async () => {
    await using harness = await startHarness();
    const { asked, fetch } = noting();
    const forge = await open(harness, { fetch });
    await openPull(harness);
    const query = "POST /api/graphql";
    // GitHub begins to compute it as it is asked.
    await forge.source.mergeCandidate(1, AbortSignal.timeout(5000));
    asked.length = 0;
    await forge.review.look(1);
    expect(await forge.source.mergeCandidate(1, AbortSignal.timeout(5000))).toMatchObject({ kind: "merge" });
    expect(asked).toEqual([query]);
    // One look is one candidate: the next one is asked for.
    await forge.source.mergeCandidate(1, AbortSignal.timeout(5000));
    expect(asked).toEqual([query, query]);
  });

  it("is tried because of a question by REST, where GitHub tries none for one by GraphQL", async () => {
    await using harness = await startHarness();
    harness.github.assume({ queriesTryMerges: false });
    const forge = await open(harness);
    await openPull(harness);
    expect(await forge.source.mergeCandidate(1, AbortSignal.timeout(5000))).toMatchObject({ kind: "merge" });
  });

  it("is found where GitHub cannot say in time what stands at the root of its ends", async () => {
    await using harness = await startHarness();
    const forge = await open(harness, {
      fetch: async (input, init) =>
        typeof init?.body === "string" && init.body.includes("entries")
          ? new Response("{}", { status: 502 })
          : fetch(input, init),
    });
    await openPull(harness);
    expect(await forge.source.mergeCandidate(1, AbortSignal.timeout(5000))).toMatchObject({ kind: "merge" });
  });

  it("asks again after a fault of GitHub's", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    await openPull(harness);
    harness.github.injectFault({ path: /\/graphql$/, status: 502, times: 2 });
    expect(await forge.source.mergeCandidate(1, AbortSignal.timeout(5000))).toMatchObject({ kind: "merge" });
  });
});

describe("merged pull requests", () => {
  it("are those merged into the branch by the commits of the range, whichever way, oldest first", async () => {
    let time = Date.now();
    await using harness = await startHarness({ now: () => time });
    const forge = await open(harness);
    const bob = harness.user("bob");
    const merge = async (number: number, method: "merge" | "squash" | "rebase"): Promise<string> => {
      time += 2000;
      const { data } = await bob.rest.pulls.merge({ ...harness.place, pull_number: number, merge_method: method });
      return data.sha;
    };
    const start = String(await forge.source.tip("main"));
    await openPull(harness, "one");
    await openPull(harness, "into-one", "one");
    await openPull(harness, "two");
    const { head: third } = await openPull(harness, "three");
    await openPull(harness, "unmerged");

    await merge(2, "merge");
    const squashed = await merge(3, "squash");
    const merged = await merge(1, "merge");
    const rebased = await merge(4, "rebase");
    const direct = await bob.rest.repos.createOrUpdateFileContents({
      ...harness.place,
      path: "direct.txt",
      message: "without a pull request",
      content: "eA==",
    });
    const end = String(direct.data.commit.sha);

    const numbers = async (from: string | null, to: string, branch = "main"): Promise<readonly number[]> =>
      (await forge.review.mergedBetween(branch, from, to)).map(({ number }) => number);
    expect(await numbers(start, end)).toEqual([3, 1, 4]);
    expect(await numbers(squashed, end)).toEqual([1, 4]);
    expect(await numbers(merged, rebased)).toEqual([4]);
    expect(await numbers(rebased, end)).toEqual([]);
    expect(await numbers(end, end)).toEqual([]);
    expect(await numbers(null, merged)).toEqual([3, 1]);
    expect(await numbers(null, end)).toEqual([3, 1, 4]);
    const [found] = await forge.review.mergedBetween("main", merged, rebased);
    expect(found).toEqual({
      number: 4,
      url: expect.stringMatching(/\/acme\/connections\/pull\/4$/),
      open: false,
      merged: true,
      mergedAt: Math.floor(time / 1000) * 1000,
      author: "bob",
      authorId: expect.any(Number),
      head: third,
      isFork: false,
      baseRef: "main",
      mergeCommit: rebased,
      mergedBy: null,
      requested: [],
    });
    expect(await forge.review.pullRequest(5)).toMatchObject({
      open: true,
      merged: false,
      mergedAt: null,
      mergeCommit: null,
    });
  });

  it("are found among more commits than one page of a comparison holds, without asking about each", async () => {
    await using harness = await startHarness();
    let asked = 0;
    const forge = await open(harness, {
      fetch: (input, init) => {
        if (String(input instanceof Request ? input.url : input).includes("/pulls?")) asked += 1;
        return fetch(input, init);
      },
    });
    const start = String(await forge.source.tip("main"));
    const lines = Array.from({ length: 260 }, (_, index) => [
      "commit refs/heads/many",
      `committer A <a@example.com> ${1_700_000_000 + index} +0000`,
      "data 1",
      "x",
      ...(index === 0 ? [`from ${start}`] : []),
      `M 100644 inline f${index}.txt`,
      "data 1",
      "x",
    ]);
    await harness.fastImport(`${lines.flat().join("\n")}\n`);
    const bob = harness.user("bob").rest.pulls;
    await bob.create({ ...harness.place, title: "many", head: "many", base: "main" });
    const { data } = await bob.merge({ ...harness.place, pull_number: 1 });
    const found = await forge.review.mergedBetween("main", start, data.sha);
    expect(found.map(({ number }) => number)).toEqual([1]);
    expect(asked).toBe(1);
  });
});
