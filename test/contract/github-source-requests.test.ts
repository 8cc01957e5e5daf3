import { describe, expect, it } from "vitest";
import type { Source } from "../../workflows/ports/source.ts";
import { writerBounds } from "../../workflows/ports/source-bounds.ts";
import { workerOf } from "./github-support.ts";
import { type Files, startHarness } from "./local-github/harness.ts";

const definitions = (file: number, count: number, note = ""): string =>
  JSON.stringify(
    Array.from({ length: count }, (_, index) => ({ id: `c-${file}-${index}`, note, name: "x".repeat(200) })),
  );

function folder(files: number, each: number): Files {
  return Object.fromEntries(
    Array.from({ length: files }, (_, index) => [`connections/f-${index}.json`, definitions(index, each)]),
  );
}

/** As a plan reads: each commit's configuration, then its files. */
async function readAll(source: Source, ...commits: readonly string[]): Promise<number[]> {
  return Promise.all(
    commits.map(async (commit) => {
      await source.file(commit, "bridgehead.config.json");
      return (await source.files(commit, "connections", writerBounds)).length;
    }),
  );
}

it("one definition takes three requests, its base as many, and a later job of the worker one for both", async () => {
  await using harness = await startHarness();
  const base = await harness.seed("main", { "bridgehead.config.json": "{}", "connections/a.json": "{ }" });
  const merge = await harness.seed("main", { "connections/a.json": "[]" });
  const worker = workerOf(harness);
  const first = await worker.job();
  expect(await readAll(first, merge)).toEqual([1]);
  expect(worker.asked).toEqual(["graphql", "trees", "graphql"]);
  expect(await readAll(first, base)).toEqual([1]);
  expect(worker.asked.slice(3)).toEqual(["graphql", "trees", "graphql"]);
  // What the questions told of commits is known: neither its id nor its parents are asked for.
  expect((await first.line(merge, 2)).map(({ sha }) => sha)).toEqual([merge, base]);
  expect(await first.id(merge, "connections/a.json")).not.toBe(await first.id(base, "connections/a.json"));
  expect(await readAll(first, base, merge)).toEqual([1, 1]);
  expect(worker.asked).toHaveLength(6);
  expect(await readAll(await worker.job(), base, merge)).toEqual([1, 1]);
  expect(worker.asked).toEqual(["graphql"]);
});

it("3,000 definitions in 30 files with 10 changed take four where the base was read before, and six where not", async () => {
  await using harness = await startHarness();
  const base = await harness.seed("main", { ...folder(30, 100), "bridgehead.config.json": "{}" });
  const changed = Array.from({ length: 10 }, (_, index) => [
    `connections/f-${index}.json`,
    definitions(index, 100, "changed"),
  ]);
  const merge = await harness.seed("main", Object.fromEntries(changed) as Files);
  const worker = workerOf(harness);
  const cold = await worker.job();
  // The question for the roots is one; the files of both are asked for at once, those that they share only once.
  expect(await readAll(cold, merge, base)).toEqual([30, 30]);
  expect(worker.asked.toSorted()).toEqual(["graphql", "graphql", "graphql", "trees", "trees"]);
  const other = workerOf(harness);
  await readAll(await other.job(), base);
  expect(await readAll(await other.job(), merge, base)).toEqual([30, 30]);
  expect(other.asked).toEqual(["graphql", "trees", "graphql"]);
});

it("3,000 files take one request more for each hundred, and none once they were read", async () => {
  await using harness = await startHarness();
  const commit = await harness.seed("main", folder(3_000, 1));
  const worker = workerOf(harness);
  expect(await readAll(await worker.job(), commit)).toEqual([3_000]);
  expect(worker.asked.filter((each) => each === "graphql")).toHaveLength(1 + 30);
  expect(worker.asked.filter((each) => each !== "graphql")).toEqual(["trees"]);
  expect(await readAll(await worker.job(), commit)).toEqual([3_000]);
  expect(worker.asked).toEqual(["graphql"]);
});

it("what is under way for one commit is not asked for by another", async () => {
  await using harness = await startHarness();
  const base = await harness.seed("main", folder(101, 1));
  const merge = await harness.seed("main", { "connections/f-0.json": "[]" });
  const worker = workerOf(harness);
  expect(await readAll(await worker.job(), merge, base)).toEqual([101, 101]);
  // One for the roots, two pages for the one, and one for the file that only the other has.
  expect(worker.asked.filter((each) => each === "graphql")).toHaveLength(4);
});

it("a root that GraphQL cut is listed by REST, and parents of which it names some are asked for", async () => {
  await using harness = await startHarness();
  const parents = [];
  for (let side = 0; side < 12; side += 1) parents.push(await harness.seed(`side-${side}`, { a: `${side}` }));
  const merges = parents.map((parent) => `merge ${parent}`);
  const committer = "committer Alice <alice@example.com> 1750000000 +0000";
  const file = ["M 100644 inline connections/a.json", "data 2", "{}"];
  const stream = ["commit refs/heads/main", "mark :1", committer, "data 1", "m", "from refs/heads/main^0", ...merges];
  const commit = await harness.fastImport([...stream, ...file, "get-mark :1", ""].join("\n"));
  const worker = workerOf(harness);
  const source = await worker.job();
  expect(await source.files(commit, "connections", writerBounds)).toHaveLength(1);
  expect((await source.commit(commit))?.parents.slice(1)).toEqual(parents);
  const tree = { oid: String(await source.id(commit, "")), entries: [] };
  const root = { oid: commit, parents: { totalCount: 0, nodes: [] }, tree };
  harness.github.injectFault({ path: /graphql$/, status: 200, body: { data: { repository: { c0: root } } } });
  const cut = await workerOf(harness).job();
  expect(await cut.files(commit, "connections", writerBounds)).toHaveLength(1);
});

it("a page is bounded by bytes too, and what GraphQL would cut is read as a blob", async () => {
  await using harness = await startHarness();
  const text = (letter: string): string => JSON.stringify(letter.repeat(500_000));
  const commit = await harness.seed("main", {
    "connections/a.json": text("a"),
    "connections/b.json": text("b"),
    "connections/c.json": text("c"),
    "connections/d.json": JSON.stringify("d".repeat(1_000_000)),
    "connections/too-large.json": " ".repeat(1024 * 1024 + 1),
  });
  const worker = workerOf(harness);
  const source = await worker.job();
  const files = await source.files(commit, "connections", writerBounds);
  expect(files.map(({ text: read }) => read.length)).toEqual([500_002, 500_002, 500_002, 1_000_002, 0]);
  expect(worker.asked).toEqual(["graphql", "trees", "graphql", "graphql", "blobs"]);
});

it("names, modes and nested folders of any kind are recognised by git's own ids, so that they are kept", async () => {
  await using harness = await startHarness();
  const commit = await harness.seed("main", {
    "connections/a/x.json": "{}",
    "connections/a.json": "{}",
    "connections/a-b/c/é.json": "{}",
    "connections/link.ts": { link: "a.json" },
    "connections/vendor": { submodule: "1".repeat(40) },
  });
  const worker = workerOf(harness);
  await readAll(await worker.job(), commit);
  await readAll(await worker.job(), commit);
  expect(worker.asked).toEqual(["graphql"]);
});

describe("what GraphQL does not give byte for byte", () => {
  const odd: Files = {
    "connections/plain.json": '{"a":"é"}',
    "connections/marked.json": "\uFEFF{}",
    "connections/returns.json": "{\r\n}",
    "connections/latin.json": Buffer.from([0x22, 0xe9, 0x22]),
    "connections/binary.json": Buffer.from([1, 0, 2]),
  };
  const read = [
    { path: "binary.json", text: "\u0001\u0000\u0002" },
    { path: "latin.json", text: "", fault: "not-text" },
    { path: "marked.json", text: "{}" },
    { path: "plain.json", text: '{"a":"é"}' },
    { path: "returns.json", text: "{\r\n}" },
  ];

  it.each([
    ["as-they-are", 2],
    ["normalised", 4],
  ] as const)("is read as blobs, where it says texts %s", async (blobTexts, blobs) => {
    await using harness = await startHarness();
    harness.github.assume({ blobTexts });
    const commit = await harness.seed("main", odd);
    const worker = workerOf(harness);
    expect(await (await worker.job()).files(commit, "connections", writerBounds)).toEqual(read);
    expect(worker.asked.filter((each) => each === "blobs")).toHaveLength(blobs);
  });

  it("is refused where the blob is something else as well", async () => {
    await using harness = await startHarness();
    const commit = await harness.seed("main", { "connections/a.json": Buffer.from([0]) });
    const worker = workerOf(harness);
    harness.github.injectFault({ path: /git\/blobs/, status: 200, body: { content: "e30=", encoding: "base64" } });
    await expect((await worker.job()).files(commit, "connections", writerBounds)).rejects.toMatchObject({
      kind: "unexpected",
    });
    expect(await (await worker.job()).files(commit, "connections", writerBounds)).toEqual([
      { path: "a.json", text: "\u0000" },
    ]);
  });
});

describe("where GraphQL does not answer", () => {
  const four = { "connections/a.json": "1", "connections/b.json": "2", "bridgehead.config.json": "{}" };

  it.each([
    ["a refusal", { status: 403, body: { message: "Resource not accessible by integration" } }],
    ["an error in its answer", { status: 200, body: { errors: [{ message: "nonsense" }] } }],
    [
      "its own limit",
      { status: 200, body: { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] } },
    ],
    ["something else", { status: 200, body: { data: { repository: "none" } } }],
  ])("by %s, all is read by REST, and it is asked no more in that job", async (_, fault) => {
    await using harness = await startHarness();
    const commit = await harness.seed("main", four);
    const worker = workerOf(harness);
    const source = await worker.job();
    harness.github.injectFault({ path: /graphql$/, ...fault });
    expect(await readAll(source, commit)).toEqual([2]);
    expect(worker.asked).toEqual(["graphql", "trees", "blobs", "trees", "blobs", "blobs"]);
  });

  it("in time, it is asked for a quarter, and then no more", async () => {
    await using harness = await startHarness();
    const commit = await harness.seed("main", folder(30, 1));
    const worker = workerOf(harness);
    const source = await worker.job();
    await source.id(commit, "connections");
    harness.github.assume({ largestAnswer: 8_500 });
    expect(await source.files(commit, "connections", writerBounds)).toHaveLength(30);
    // 30 at once are too many, twice; 25 and 5 are not.
    expect(worker.asked).toEqual(["graphql", "trees", "graphql", "graphql", "graphql", "graphql"]);
    const again = workerOf(harness);
    harness.github.assume({ largestAnswer: 100 });
    expect(await (await again.job()).files(commit, "connections", writerBounds)).toHaveLength(30);
    expect(again.asked.filter((each) => each === "blobs")).toHaveLength(30);
  });

  it("since the limit is common to both, nothing is tried behind it", async () => {
    await using harness = await startHarness();
    const commit = await harness.seed("main", four);
    const worker = workerOf(harness);
    const source = await worker.job();
    harness.github.injectFault({ path: /graphql$/, status: 403, body: { message: "a secondary rate limit" } });
    await expect(source.files(commit, "connections", writerBounds)).rejects.toMatchObject({ kind: "rate-limited" });
    expect(worker.asked).toEqual(["graphql"]);
  });
});
