import { generateKeyPairSync } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { DefinitionFileError } from "../../workflows/ports/source.ts";
import { createGithubApp, type GithubAppOptions } from "../../infra/github/github-app.ts";
import { GithubError } from "../../infra/github/github-error.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import type { CheckReport } from "../../workflows/ports/checks.ts";
import type { Forge } from "../../workflows/ports/forge.ts";
import { appId, type Harness, privateKey, startHarness } from "./local-github/harness.ts";

function open(harness: Harness, options: Partial<GithubAppOptions> = {}): Promise<Forge> {
  return createGithubApp({
    appId,
    privateKey: new SecretText(privateKey),
    baseUrl: harness.github.apiUrl,
    ...options,
  }).repository(harness.github.repository, null);
}

/** Opens a pull request from a new branch with one commit; its number and head. */
async function openPull(
  harness: Harness,
  branch = "topic",
  base = "main",
): Promise<{ readonly number: number; readonly head: string }> {
  const head = await harness.seed(branch, { [`${branch}.json`]: "x\n" }, `refs/heads/${base}^0`);
  const pull = { ...harness.place, title: branch, head: branch, base };
  const { data } = await harness.user("bob").rest.pulls.create(pull);
  return { number: data.number, head };
}

async function kindOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof GithubError) return error.kind;
    throw error;
  }
  return "none";
}

describe("opening a repository", () => {
  it("finds the installation when none is given", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    expect(forge.id).toEqual(harness.github.repository);
    expect(await forge.source.defaultBranch()).toBe("main");
  });

  it("refuses another repository under the same name", async () => {
    await using harness = await startHarness();
    const app = createGithubApp({ appId, privateKey: new SecretText(privateKey), baseUrl: harness.github.apiUrl });
    const other = { ...harness.github.repository, id: harness.github.repository.id + 1 };
    expect(await kindOf(app.repository(other, harness.github.installationId))).toBe("not-found");
  });

  it("is unauthorized with another key, and says so without showing a key or token", async () => {
    await using harness = await startHarness();
    const { privateKey: wrong } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
    });
    const opening = open(harness, { privateKey: new SecretText(wrong) });
    const error: unknown = await opening.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: "unauthorized", status: 401, requestId: expect.any(String) });
    const shown = inspect(error, { depth: 10 });
    expect(shown).not.toContain(wrong.split("\n")[1]);
    expect(shown).not.toMatch(/eyJ[\w-]+\./);
  });
});

describe("branches and commits", () => {
  it("has a tip where there is a branch", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const head = await harness.seed("topic/one", { "a.txt": "1\n" });
    expect(await forge.source.tip("topic/one")).toBe(head);
    expect(await forge.source.tip("topic")).toBeUndefined();
  });

  it("contains itself and its ancestors, and nothing else", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const root = String(await forge.source.tip("main"));
    const one = await harness.seed("main", { "a.txt": "1\n" });
    const two = await harness.seed("main", { "a.txt": "2\n" });
    const side = await harness.seed("side", { "b.txt": "1\n" }, root);
    const apart = await harness.seed("apart", { "c.txt": "1\n" }, null);
    expect(await forge.source.contains(two, two)).toBe(true);
    expect(await forge.source.contains(two, root)).toBe(true);
    expect(await forge.source.contains(one, two)).toBe(false);
    expect(await forge.source.contains(two, side)).toBe(false);
    expect(await forge.source.contains(two, apart)).toBe(false);
    expect(await forge.source.contains(two, "1".repeat(40))).toBe(false);
    expect(await kindOf(forge.source.contains("1".repeat(40), two))).toBe("not-found");
  });
});

describe("files", () => {
  it("are the text files below the folder at that commit, with paths relative to it", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = await harness.seed("main", {
      "connections/orders.ts": "orders é\n",
      "connections/deep/billing.json": "{}",
      "connections/logo.png": Buffer.from([0x89, 0x50, 0xff, 0xfe]),
      "connections/large.txt": "x".repeat(1024 * 1024 + 1),
      // It could be taken for a definition: that it is there is said, without reading it.
      "connections/orders.yaml": "x".repeat(1024 * 1024 + 1),
      "connections-of-others/x.ts": "x",
      "bridgehead.config.json": "{}\n",
    });
    await harness.seed("main", { "connections/orders.ts": null });
    expect(await forge.source.files(commit, "connections")).toEqual([
      { path: "deep/billing.json", text: "{}" },
      { path: "orders.ts", text: "orders é\n" },
      { path: "orders.yaml", text: "" },
    ]);
    expect(await forge.source.files(commit, "./connections/deep/")).toEqual([{ path: "billing.json", text: "{}" }]);
    expect(await forge.source.files(commit, "nowhere")).toEqual([]);
    expect(await forge.source.file(commit, "bridgehead.config.json")).toBe("{}\n");
    expect(await forge.source.file(commit, "nowhere/at/all.json")).toBeUndefined();
  });

  it("follow a link to a regular file inside the folder, and only there", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const inside = await harness.seed("main", {
      "connections/shared/a.ts": "a",
      "connections/b.ts": { link: "shared/a.ts" },
      "connections/c.ts": { link: "b.ts" },
      "connections/folder": { link: "shared" },
      "connections/readme.md": { link: "../README.md" },
    });
    expect(await forge.source.files(inside, "connections")).toEqual([
      { path: "b.ts", text: "a" },
      { path: "c.ts", text: "a" },
      { path: "shared/a.ts", text: "a" },
    ]);
    for (const [link, fault] of [
      ["../README.md", "outside"],
      ["/etc/hostname", "outside"],
      ["b.ts", "nowhere"],
      ["none.ts", "nowhere"],
      ["shared", "not-a-file"],
    ] as const) {
      const commit = await harness.seed("main", { "connections/b.ts": { link } });
      expect(await forge.source.files(commit, "connections")).toEqual([
        { path: "b.ts", text: "", fault },
        { path: "c.ts", text: "", fault },
        { path: "shared/a.ts", text: "a" },
      ]);
    }
  });

  it("behind a link to a folder elsewhere are missed, not left out", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = await harness.seed("main", {
      "other/a.ts": "a",
      "connections/b.ts": "b",
      "connections/here": { link: "." },
      "connections/other": { link: "../other" },
      "connections/none": { link: "nothing" },
    });
    expect(await forge.source.files(commit, "connections")).toEqual([
      { path: "b.ts", text: "b" },
      { path: "none", text: "", fault: "nowhere" },
      { path: "other", text: "", fault: "outside" },
    ]);
  });

  it("of a submodule are none: it is a fault, where its path may define something", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const submodule = "1".repeat(40);
    const commit = await harness.seed("main", {
      "connections/a.ts": "a",
      "connections/team": { submodule },
      "connections/deep/er/team.ts": { submodule },
      "connections/_lib": { submodule },
      "connections/deep/_lib/x": { submodule },
      "connections/.hidden": { submodule },
      "connections/node_modules/m": { submodule },
      "connections/to-team": { link: "team" },
      "connections/to-lib": { link: "_lib/connections" },
      "connections/b.ts": { link: "team/b.ts" },
      "connections/readme.md": { link: "team/readme.md" },
      vendor: { submodule },
    });
    expect(await forge.source.files(commit, "connections")).toEqual([
      { path: "a.ts", text: "a" },
      { path: "b.ts", text: "", fault: "outside" },
      { path: "deep/er/team.ts", text: "", fault: "submodule" },
      { path: "team", text: "", fault: "submodule" },
      { path: "to-lib", text: "", fault: "outside" },
      { path: "to-team", text: "", fault: "outside" },
    ]);
    for (const folder of ["vendor", "vendor/connections", "connections/team/deep"]) {
      await expect(forge.source.files(commit, folder)).rejects.toThrow(
        /^(?:vendor|connections\/team) is a Git submodule/,
      );
    }
  });

  it("that are no text are told as what they are", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = await harness.seed("main", {
      "connections/crypt.ts": Buffer.from("\0GITCRYPT\0\x8f\x01", "latin1"),
      "connections/little.json": Buffer.from("\xff\xfe{\0}\0", "latin1"),
      "connections/big.json": Buffer.from("\xfe\xff\0{\0}", "latin1"),
      "connections/marked.json": "\uFEFF{}",
    });
    expect(await forge.source.files(commit, "connections")).toEqual([
      { path: "big.json", text: "", fault: "utf-16" },
      { path: "crypt.ts", text: "", fault: "encrypted" },
      { path: "little.json", text: "", fault: "utf-16" },
      { path: "marked.json", text: "{}" },
    ]);
  });

  it("that should be definitions and cannot be read are a fault, not left out", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = await harness.seed("main", {
      "connections/large.json": " ".repeat(1024 * 1024 + 1),
      "connections/binary.json": Buffer.from([0xff, 0x00]),
      "connections/a.ts": "a",
    });
    expect(await forge.source.files(commit, "connections")).toEqual([
      { path: "a.ts", text: "a" },
      { path: "binary.json", text: "", fault: "not-text" },
      { path: "large.json", text: "", fault: "too-large" },
    ]);
    await expect(forge.source.files(commit, "connections/a.ts")).rejects.toBeInstanceOf(DefinitionFileError);
  });

  it("are asked for once: the same blob and tree are not read again", async () => {
    await using harness = await startHarness();
    const paths: string[] = [];
    const forge = await open(harness, {
      fetch: (input, init) => {
        paths.push(new URL(input instanceof Request ? input.url : input).pathname);
        return fetch(input, init);
      },
    });
    const first = await harness.seed("main", { "connections/a.ts": "a", "connections/b.ts": "b" });
    const second = await harness.seed("main", { "connections/c.ts": "c" });
    const blobs = (): number => paths.filter((path) => path.includes("/git/blobs/")).length;
    await forge.source.files(first, "connections");
    expect(blobs()).toBe(2);
    expect(await forge.source.files(second, "connections")).toHaveLength(3);
    expect(blobs()).toBe(3);
    const before = paths.length;
    await forge.source.files(second, "connections");
    expect(paths.length).toBe(before);
  });

  it("are found by walking when GitHub cuts a recursive listing off", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = await harness.seed("main", { "connections/a/b/c.ts": "c", "connections/d.ts": "d" });
    const root = await harness.user("bob").rest.git.getTree({ ...harness.place, tree_sha: commit });
    const tree = String(root.data.tree.find(({ path }) => path === "connections")?.sha);
    harness.github.injectFault({ path: new RegExp(tree), status: 200, body: { sha: tree, tree: [], truncated: true } });
    expect((await forge.source.files(commit, "connections")).map(({ path }) => path)).toEqual(["a/b/c.ts", "d.ts"]);
  });
});

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
    const files = await forge.source.files(second.commit, "");
    expect(files.map(({ path }) => path)).toEqual(["m.ts", "topic.json"]);
  });

  it("does not take a test merge of an older base for it", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    await openPull(harness);
    await forge.source.mergeCandidate(1, AbortSignal.timeout(5000));
    const { data: old } = await harness.user("bob").rest.pulls.get({ ...harness.place, pull_number: 1 });
    const base = await harness.seed("main", { "m.txt": "m\n" });
    harness.github.injectFault({ path: /\/pulls\/1$/, status: 200, body: { ...old, mergeable: true }, times: 3 });
    const candidate = await forge.source.mergeCandidate(1, AbortSignal.timeout(5000));
    expect(candidate).toMatchObject({ kind: "merge", base });
    expect(candidate).not.toMatchObject({ commit: old.merge_commit_sha });
  });

  it("is a conflict where the merge does not work", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const { head } = await openPull(harness);
    const base = await harness.seed("main", { "topic.json": "other\n" });
    expect(await forge.source.mergeCandidate(1, AbortSignal.timeout(5000))).toEqual({ kind: "conflict", head, base });
  });

  it("gives up at its deadline and at the caller's signal", async () => {
    await using harness = await startHarness();
    const forge = await open(harness, { polling: { first: 5, longest: 20, deadline: 150 } });
    await openPull(harness);
    const { data } = await harness.user("bob").rest.pulls.get({ ...harness.place, pull_number: 1 });
    harness.github.injectFault({ path: /\/pulls\/1$/, status: 200, body: { ...data, mergeable: null }, times: 500 });
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

  it("asks again after a fault of GitHub's", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    await openPull(harness);
    harness.github.injectFault({ path: /\/pulls\/1$/, status: 502, times: 2 });
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

describe("comments", () => {
  const marker = "<!-- bridgehead:plan:v1 -->";

  it("are one of a kind: created, then edited in place", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    await openPull(harness);
    const bodies = async (): Promise<readonly (string | undefined)[]> =>
      (
        await harness.user("bob").rest.issues.listComments({ ...harness.place, issue_number: 1, per_page: 100 })
      ).data.map(({ body }) => body);
    expect(await forge.review.putComment(1, marker, `${marker}\nfirst`, "edit-only")).toBeUndefined();
    const url = await forge.review.putComment(1, marker, `${marker}\nfirst`, "create-or-edit");
    expect(url).toMatch(/pull\/1#issuecomment-\d+$/);
    expect(await forge.review.putComment(1, marker, "second", "create-or-edit")).toBe(url);
    expect(await forge.review.putComment(1, marker, "third", "edit-only")).toBe(url);
    await forge.review.putComment(1, "<!-- bridgehead:other:v1 -->", "another", "create-or-edit");
    expect(await bodies()).toEqual([`${marker}\nthird`, "<!-- bridgehead:other:v1 -->\nanother"]);
  });

  it("of somebody else are never taken for it, wherever they stand", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    await openPull(harness);
    const forgeComment = (index: number): Promise<unknown> =>
      harness
        .user("eve")
        .rest.issues.createComment({ ...harness.place, issue_number: 1, body: `${marker}\nforged ${index}` });
    for (let index = 0; index < 101; index += 1) await forgeComment(index);
    const url = await forge.review.putComment(1, marker, "mine", "create-or-edit");
    expect(await forge.review.putComment(1, marker, "mine again", "create-or-edit")).toBe(url);
    const id = Number(String(url).split("-").at(-1));
    const { data } = await harness.user("bob").rest.issues.getComment({ ...harness.place, comment_id: id });
    expect(data).toMatchObject({ body: `${marker}\nmine again`, user: { login: "bridgehead[bot]" } });
  });

  it("that are too long are refused", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    expect(await kindOf(forge.review.putComment(1, marker, "x".repeat(65_536), "create-or-edit"))).toBe("invalid");
  });
});

function report(commit: string, changes: Partial<CheckReport> = {}): CheckReport {
  return {
    name: "bridgehead/plan",
    commit,
    conclusion: null,
    title: "Planning",
    summary: "…",
    annotations: [],
    externalId: null,
    ...changes,
  };
}

/** All check runs on main, newest first. */
async function runsOf(harness: Harness) {
  const request = { ...harness.place, ref: "main", filter: "all" as const };
  return (await harness.user("bob").rest.checks.listForRef(request)).data.check_runs;
}

describe("check runs", () => {
  it("begin, and end in the same run with all annotations", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = String(await forge.source.tip("main"));
    const url = await forge.checks.putCheck(report(commit));
    expect(await runsOf(harness)).toMatchObject([{ status: "in_progress", conclusion: null, external_id: "" }]);
    const annotations = Array.from({ length: 120 }, (_, index) => ({
      path: "connections/orders.ts",
      line: index + 1,
      level: "failure" as const,
      title: "missing-name",
      message: `problem ${index}`,
    }));
    const ended = report(commit, { conclusion: "failure", title: "120 problems", annotations });
    expect(await forge.checks.putCheck(ended)).toBe(url);
    const [run, ...others] = await runsOf(harness);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ status: "completed", conclusion: "failure", output: { annotations_count: 120 } });
    const octokit = harness.user("bob");
    const listed = await octokit.paginate(octokit.rest.checks.listAnnotations, {
      ...harness.place,
      check_run_id: Number(run?.id),
      per_page: 100,
    });
    expect(listed.map(({ start_line }) => start_line)).toEqual(annotations.map(({ line }) => line));
  });

  it("that have annotations or have ended give way to a new one", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = String(await forge.source.tip("main"));
    const annotations = [{ path: "a.ts", line: 1, level: "warning" as const, title: "t", message: "m" }];
    await forge.checks.putCheck(report(commit, { annotations }));
    await forge.checks.putCheck(report(commit, { annotations, conclusion: "neutral" }));
    await forge.checks.putCheck(report(commit));
    const runs = (await runsOf(harness)).toSorted((a, b) => a.id - b.id);
    expect(runs.map(({ conclusion }) => conclusion)).toEqual(["cancelled", "neutral", null]);
    expect(runs.map(({ output }) => output.annotations_count)).toEqual([1, 1, 0]);
  });

  it("of other workflow runs are told apart by the external id", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = String(await forge.source.tip("main"));
    const first = await forge.checks.putCheck(report(commit, { externalId: "41" }));
    const second = await forge.checks.putCheck(report(commit, { externalId: "42" }));
    expect(second).not.toBe(first);
    expect(await forge.checks.putCheck(report(commit, { externalId: "41", conclusion: "success" }))).toBe(first);
  });
});

describe("people and their dispatches", () => {
  it("may write when GitHub says so now", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    expect(await forge.trigger.mayWrite("alice")).toBe(true);
    expect(await forge.trigger.mayWrite("bob")).toBe(true);
    expect(await forge.trigger.mayWrite("eve")).toBe(false);
    expect(await forge.trigger.mayWrite("nobody")).toBe(false);
    harness.github.addUser({ login: "bob", permission: "read" });
    expect(await forge.trigger.mayWrite("bob")).toBe(false);
  });

  it("lead to the runs of that workflow, branch, person and time, oldest first", async () => {
    let time = Math.floor(Date.now() / 1000) * 1000 + 400;
    await using harness = await startHarness({ now: () => time });
    const forge = await open(harness);
    const path = ".github/workflows/rerun.yml";
    await harness.seed("main", { [path]: "on: workflow_dispatch\n" });
    await harness.seed("side", {});
    const dispatch = async (login: string, ref: string): Promise<void> => {
      await harness
        .user(login)
        .rest.actions.createWorkflowDispatch({ ...harness.place, workflow_id: "rerun.yml", ref });
    };
    expect(await forge.trigger.dispatchedRuns(path, "main", "bob", time)).toEqual([]);
    await dispatch("bob", "main");
    time += 60_000;
    await dispatch("bob", "main");
    await dispatch("bob", "side");
    await dispatch("alice", "main");
    await dispatch("bob", "main");
    const runs = await forge.trigger.dispatchedRuns(path, "main", "bob", time + 500);
    expect(runs).toHaveLength(2);
    expect(runs).toEqual(runs.toSorted((a, b) => a - b));
    expect(await forge.trigger.dispatchedRuns(path, "main", "bob", time - 60_000)).toHaveLength(3);
    expect(await forge.trigger.dispatchedRuns(".github/workflows/none.yml", "main", "bob", 0)).toEqual([]);
  });
});

describe("failures of GitHub", () => {
  it.each([
    [403, {}, "forbidden"],
    [404, {}, "not-found"],
    [409, {}, "conflict"],
    [422, {}, "invalid"],
    [429, {}, "rate-limited"],
    [403, { "x-ratelimit-remaining": "0" }, "rate-limited"],
  ] as const)("with status %i and headers %o are %s", async (status, headers, kind) => {
    await using harness = await startHarness();
    const forge = await open(harness);
    harness.github.injectFault({ path: /\/pulls\/1$/, status, headers, body: { message: "no" }, times: 5 });
    expect(await kindOf(forge.review.pullRequest(1))).toBe(kind);
  });

  it("are waited out when a read meets one, or a short rate limit", async () => {
    await using harness = await startHarness();
    const forge = await open(harness, { remote: true });
    harness.github.injectFault({ path: /\/ref\/heads/, status: 503 });
    const limit = { message: "You have exceeded a secondary rate limit" };
    harness.github.injectFault({ path: /\/connections$/, status: 403, headers: { "retry-after": "1" }, body: limit });
    expect(await Promise.all([forge.source.tip("main"), forge.source.defaultBranch()])).toEqual([
      expect.any(String),
      "main",
    ]);
  });

  it("do not make a write happen twice", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    await openPull(harness);
    harness.github.injectFault({ method: "POST", path: /\/comments$/, status: 502, afterwards: true });
    const put = (): Promise<unknown> => forge.review.putComment(1, "<!-- x -->", "text", "create-or-edit");
    expect(await kindOf(put())).toBe("unavailable");
    await put();
    const { data } = await harness.user("bob").rest.issues.listComments({ ...harness.place, issue_number: 1 });
    expect(data).toHaveLength(1);
  });

  it("include answers that do not fit GitHub's own description", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    harness.github.injectFault({ path: /\/pulls\/1$/, status: 200, body: { number: "1" } });
    expect(await kindOf(forge.review.pullRequest(1))).toBe("unexpected");
  });

  it("include no answer at all", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    await harness.github.close();
    expect(await kindOf(forge.trigger.mayWrite("bob"))).toBe("unavailable");
  });
});
