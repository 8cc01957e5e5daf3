import { describe, expect, it } from "vitest";
import { createGithubApp } from "../../infra/github/github-app.ts";
import { GithubError } from "../../infra/github/github-error.ts";
import type { Forge } from "../../workflows/ports/forge.ts";
import { appCredentials } from "./github-support.ts";
import { type Harness, startHarness } from "./local-github/harness.ts";

const nowhere = "1".repeat(40);

interface Counted {
  readonly forge: Forge;
  /** What was asked for since this was last called: `/commits?…`, without the repository. */
  readonly asked: () => readonly string[];
}

async function open({ github }: Harness): Promise<Counted> {
  let paths: string[] = [];
  const app = createGithubApp({
    credentials: appCredentials,
    baseUrl: github.apiUrl,
    fetch: (input, init) => {
      const { pathname, search } = new URL(input instanceof Request ? input.url : input);
      paths.push(`${pathname}${search}`.replace(/^.*\/acme\/connections/, ""));
      return fetch(input, init);
    },
  });
  const forge = await app.repository(github.repository, null);
  const asked = (): readonly string[] => {
    const read = paths;
    paths = [];
    return read;
  };
  // What the first question brings with it is not of the question.
  await forge.source.defaultBranch();
  asked();
  return { forge, asked };
}

async function kindOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "none",
    (error: unknown) => (error instanceof GithubError ? error.kind : "another"),
  );
}

/** A commit of these parents, with the first one's files. */
async function mergeOf(harness: Harness, ...parents: readonly [string, string]): Promise<string> {
  const git = harness.user("bob").rest.git;
  const { data: first } = await git.getCommit({ ...harness.place, commit_sha: parents[0] });
  const commit = { ...harness.place, message: "merge", tree: first.tree.sha, parents: [...parents] };
  return (await git.createCommit(commit)).data.sha;
}

/** `count` commits on a branch, each with a commit of its own merged into it, the oldest on main's tip. */
async function longLine(harness: Harness, count: number): Promise<void> {
  const one = (mark: number, branch: string, index: number, parents: readonly string[]): readonly string[] => [
    `commit refs/heads/${branch}`,
    `mark :${mark}`,
    `committer A <a@example.com> ${1_700_000_000 + index} +0000`,
    "data 1",
    "x",
    ...parents,
    `M 100644 inline ${branch}-${index}.txt`,
    "data 1",
    "x",
  ];
  const lines = Array.from({ length: count }, (_, index) => {
    const before = index === 0 ? "refs/heads/main^0" : `:${index * 2}`;
    const side = one(index * 2 + 1, "side", index, [`from ${before}`]);
    return [...side, ...one(index * 2 + 2, "long", index, [`from ${before}`, `merge :${index * 2 + 1}`])];
  });
  await harness.fastImport(`${lines.flat().join("\n")}\n`);
}

describe("a commit", () => {
  it("has its parents in order and its tree, and is asked for once", async () => {
    await using harness = await startHarness();
    const { forge, asked } = await open(harness);
    const root = String(await forge.source.tip("main"));
    const own = await harness.seed("main", { "own.txt": "1\n" });
    const topic = await harness.seed("topic", { "topic.txt": "x\n" }, root);
    const merge = await mergeOf(harness, own, topic);
    asked();
    expect(await forge.source.commit(root)).toMatchObject({ sha: root, parents: [] });
    expect(await forge.source.commit(merge)).toMatchObject({ sha: merge, parents: [own, topic] });
    const { data } = await harness.user("bob").rest.git.getCommit({ ...harness.place, commit_sha: topic });
    expect(await forge.source.commit(topic)).toEqual({ sha: topic, parents: [root], tree: data.tree.sha });
    expect(asked()).toHaveLength(3);
    await forge.source.commit(merge);
    expect(asked()).toEqual([]);
  });

  it("that GitHub does not know is none, and is asked for again", async () => {
    await using harness = await startHarness();
    const { forge, asked } = await open(harness);
    expect(await forge.source.commit(nowhere)).toBeUndefined();
    expect(await forge.source.commit(nowhere)).toBeUndefined();
    expect(asked()).toHaveLength(2);
    harness.github.injectFault({ path: /\/git\/commits\//, status: 422, body: { message: "no commit" } });
    expect(await forge.source.commit("no-sha")).toBeUndefined();
    harness.github.injectFault({ path: /\/git\/commits\//, status: 403, body: { message: "no" } });
    expect(await kindOf(forge.source.commit(nowhere))).toBe("forbidden");
  });
});

describe("a line", () => {
  it("is of first parents, itself first, and ends at the root", async () => {
    await using harness = await startHarness();
    const { forge, asked } = await open(harness);
    const root = String(await forge.source.tip("main"));
    const own = await harness.seed("main", { "own.txt": "1\n" });
    const topic = await harness.seed("topic", { "topic.txt": "x\n" }, root);
    const merge = await mergeOf(harness, own, topic);
    asked();
    const shas = async (count: number): Promise<readonly string[]> =>
      (await forge.source.line(merge, count)).map(({ sha }) => sha);
    expect(await shas(1)).toEqual([merge]);
    expect(await shas(2)).toEqual([merge, own]);
    expect(asked()).toEqual([`/git/commits/${merge}`, `/git/commits/${own}`]);
    expect(await shas(0)).toEqual([]);
    expect(await shas(5)).toEqual([merge, own, root]);
    expect(await shas(1000)).toEqual([merge, own, root]);
    expect(asked()).toEqual([`/git/commits/${root}`]);
  });

  it("of up to five is read one by one, and a longer one by lists, which commits are then known from", async () => {
    await using harness = await startHarness();
    const { forge, asked } = await open(harness);
    for (let index = 0; index < 7; index += 1) await harness.seed("main", { "a.txt": `${index}\n` });
    const tip = String(await forge.source.tip("main"));
    asked();
    const short = await forge.source.line(tip, 5);
    expect(asked()).toHaveLength(5);
    const long = await forge.source.line(tip, 6);
    const from = String(short.at(-1)?.parents[0]);
    expect(asked()).toEqual([`/commits?sha=${from}&per_page=100`]);
    expect(long.slice(0, 5)).toEqual(short);
    expect(long.at(-1)?.sha).toBe(from);
    const [known] = long.at(-1)?.parents ?? [];
    expect(await forge.source.commit(String(known))).toMatchObject({ sha: known });
    expect(asked()).toEqual([]);
  });

  it("of more than a hundred with side branches takes a list for each hundred commits, and leaves the sides out", async () => {
    await using harness = await startHarness();
    await longLine(harness, 130);
    const { forge, asked } = await open(harness);
    const tip = String(await forge.source.tip("long"));
    const root = String(await forge.source.tip("main"));
    asked();
    const line = await forge.source.line(tip, 1000);
    expect(line).toHaveLength(131);
    expect(line[0]).toMatchObject({ sha: tip, parents: [line[1]?.sha, expect.any(String)] });
    expect(line.at(-1)).toMatchObject({ sha: root, parents: [] });
    for (const [index, commit] of line.entries()) expect(commit.parents[0]).toBe(line[index + 1]?.sha);
    // 261 commits lead to the tip, and each list begins where the line left the one before.
    expect(asked()).toHaveLength(3);
    expect((await forge.source.line(tip, 120)).map(({ sha }) => sha)).toEqual(line.slice(0, 120).map(({ sha }) => sha));
    expect(asked()).toEqual([]);
    const alone = await harness.user("bob").rest.git.getCommit({ ...harness.place, commit_sha: tip });
    expect(line[0]?.tree).toBe(alone.data.tree.sha);
  });

  it("of a commit that GitHub does not know is refused", async () => {
    await using harness = await startHarness();
    const { forge } = await open(harness);
    expect(await kindOf(forge.source.line(nowhere, 1))).toBe("not-found");
    expect(await kindOf(forge.source.line(nowhere, 10))).toBe("not-found");
  });
});

describe("the id at a path", () => {
  it("is what git knows a file, folder or link there by, the root's tree asked for once", async () => {
    await using harness = await startHarness();
    const { forge, asked } = await open(harness);
    const files = { "connections/a.ts": "a", "connections/deep/b.ts": "b", "bridgehead.config.json": "{}\n" };
    const first = await harness.seed("main", { ...files, "link.ts": { link: "connections/a.ts" } });
    const second = await harness.seed("main", { "README.md": "changed\n", "connections/deep/b.ts": "c" });
    const { data } = await harness.user("bob").rest.git.getTree({ ...harness.place, tree_sha: first });
    const sha = (path: string): string | undefined => data.tree.find((entry) => entry.path === path)?.sha;
    asked();
    expect(await forge.source.id(first, "connections")).toBe(sha("connections"));
    expect(asked()).toEqual(["/api/graphql"]);
    expect(await forge.source.id(first, "./bridgehead.config.json")).toBe(sha("bridgehead.config.json"));
    expect(await forge.source.id(first, "link.ts")).toBe(sha("link.ts"));
    expect(await forge.source.id(first, "nothing")).toBeUndefined();
    expect(await forge.source.id(first, "link.ts/below")).toBeUndefined();
    expect(asked()).toEqual([]);
    expect(await forge.source.id(first, "connections/a.ts")).toBe(await forge.source.id(second, "connections/a.ts"));
    expect(await forge.source.id(first, "connections/deep")).not.toBe(
      await forge.source.id(second, "connections/deep"),
    );
    expect(await forge.source.id(second, "connections")).not.toBe(sha("connections"));
  });

  it("of the root is the commit's tree, and a submodule has one", async () => {
    await using harness = await startHarness();
    const { forge } = await open(harness);
    const stream = [
      "commit refs/heads/main",
      "mark :1",
      "committer A <a@example.com> 1750000000 +0000",
      "data 1",
      "x",
      "from refs/heads/main^0",
      `M 160000 ${nowhere} module`,
      "get-mark :1",
    ];
    const commit = await harness.fastImport(`${stream.join("\n")}\n`);
    expect(await forge.source.id(commit, "module")).toBe(nowhere);
    expect(await forge.source.id(commit, ".")).toBe((await forge.source.commit(commit))?.tree);
  });

  it("of a commit that GitHub does not know is refused", async () => {
    await using harness = await startHarness();
    const { forge } = await open(harness);
    expect(await kindOf(forge.source.id(nowhere, "connections"))).toBe("not-found");
    expect(await kindOf(forge.source.id(nowhere, ""))).toBe("not-found");
  });
});

describe("where a commit came from", () => {
  async function openPull(harness: Harness, branch: string): Promise<number> {
    await harness.seed(branch, { [`${branch}.json`]: "x\n" });
    const pull = { ...harness.place, title: branch, head: branch, base: "main" };
    return (await harness.user("bob").rest.pulls.create(pull)).data.number;
  }

  it("is the merged pull requests that GitHub names, asked anew until it names one", async () => {
    await using harness = await startHarness();
    const { forge, asked } = await open(harness);
    const root = String(await forge.source.tip("main"));
    const number = await openPull(harness, "topic");
    const head = String(await forge.source.tip("topic"));
    expect(await forge.review.pullRequestsOf(head)).toEqual([]);
    const { data } = await harness.user("alice").rest.pulls.merge({ ...harness.place, pull_number: number });
    asked();
    const expected = { number, merged: true, head, mergeCommit: data.sha, author: "bob", mergedBy: null };
    expect(await forge.review.pullRequestsOf(data.sha)).toMatchObject([expected]);
    expect(await forge.review.pullRequestsOf(head)).toMatchObject([expected]);
    expect(asked()).toHaveLength(2);
    expect(await forge.review.pullRequestsOf(data.sha)).toMatchObject([expected]);
    expect(asked()).toEqual([]);
    expect(await forge.review.pullRequestsOf(root)).toEqual([]);
  });

  it("is no pull request for a commit that GitHub does not know", async () => {
    await using harness = await startHarness();
    const { forge } = await open(harness);
    expect(await forge.review.pullRequestsOf(nowhere)).toEqual([]);
    harness.github.injectFault({ path: /\/pulls$/, status: 422, body: { message: `No commit found for SHA` } });
    expect(await forge.review.pullRequestsOf(nowhere)).toEqual([]);
    harness.github.injectFault({ path: /\/pulls$/, status: 403, body: { message: "no" } });
    expect(await kindOf(forge.review.pullRequestsOf(nowhere))).toBe("forbidden");
  });

  it("is all pages of them, and none of another repository", async () => {
    await using harness = await startHarness();
    const { forge } = await open(harness);
    const number = await openPull(harness, "topic");
    const { data: merged } = await harness.user("bob").rest.pulls.merge({ ...harness.place, pull_number: number });
    const { data: pull } = await harness.user("bob").rest.pulls.get({ ...harness.place, pull_number: number });
    const foreign = { ...pull, number: 90, base: { ...pull.base, repo: { ...pull.base.repo, id: 1 } } };
    const page = { path: new RegExp(`/${merged.sha}/pulls$`), status: 200 };
    const next = `<${harness.github.apiUrl}/repos/acme/connections/commits/${merged.sha}/pulls?page=2>; rel="next"`;
    harness.github.injectFault({ ...page, body: [foreign], headers: { link: next } });
    harness.github.injectFault({ ...page, body: [{ ...pull, number: 91 }] });
    expect((await forge.review.pullRequestsOf(merged.sha)).map((found) => found.number)).toEqual([91]);
  });

  it("is who opened and who merged it, by number", async () => {
    await using harness = await startHarness();
    const { forge } = await open(harness);
    const number = await openPull(harness, "topic");
    const { data: pull } = await harness.user("bob").rest.pulls.get({ ...harness.place, pull_number: number });
    expect(await forge.review.pullRequest(number)).toMatchObject({ authorId: pull.user.id, mergedBy: null });
    await harness.user("alice").rest.pulls.merge({ ...harness.place, pull_number: number });
    const { data: merged } = await harness.user("bob").rest.pulls.get({ ...harness.place, pull_number: number });
    expect(merged.merged_by?.login).toBe("alice");
    expect(await forge.review.pullRequest(number)).toMatchObject({
      authorId: pull.user.id,
      mergedBy: merged.merged_by?.id,
    });
    harness.github.injectFault({ path: /\/pulls\/1$/, status: 200, body: { ...merged, user: null } });
    expect(await forge.review.pullRequest(number)).toMatchObject({ author: "ghost", authorId: null });
  });

  it("is the accounts of its author and committer, each once and without GitHub's own", async () => {
    await using harness = await startHarness();
    const { forge } = await open(harness);
    const idOf = async (login: string): Promise<number> => {
      const { data } = await harness.user(login).rest.issues.createComment({
        ...harness.place,
        issue_number: await openPull(harness, `by-${login}`),
        body: "x",
      });
      return Number(data.user?.id);
    };
    const [alice, bob] = [await idOf("alice"), await idOf("bob")];
    const address = (id: number, login: string) => ({
      name: "Nobody",
      email: `${id}+${login}@users.noreply.github.com`,
    });
    const root = String(await forge.source.tip("main"));
    const { tree = "" } = (await forge.source.commit(root)) ?? {};
    const commit = { ...harness.place, message: "x", tree, parents: [root] };
    const git = harness.user("bob").rest.git;
    const two = await git.createCommit({
      ...commit,
      author: address(alice, "alice"),
      committer: address(bob, "bob"),
    });
    expect(await forge.review.accountsOf(two.data.sha)).toEqual([alice, bob]);
    const one = await git.createCommit(commit);
    expect(await forge.review.accountsOf(one.data.sha)).toEqual([bob]);
    const merge = await harness.user("alice").rest.pulls.merge({ ...harness.place, pull_number: 1 });
    expect(await forge.review.accountsOf(merge.data.sha)).toEqual([alice]);
    // Nobody's address is seeded.
    expect(await forge.review.accountsOf(await harness.seed("main", { "a.txt": "a" }))).toEqual([]);
    harness.github.injectFault({ path: /\/commits\//, status: 200, body: { author: {}, committer: null } });
    expect(await forge.review.accountsOf(root)).toEqual([]);
    expect(await kindOf(forge.review.accountsOf(nowhere))).toBe("not-found");
  });
});
