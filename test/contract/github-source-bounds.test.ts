import { describe, expect, it } from "vitest";
import { DefinitionFileError } from "../../workflows/ports/source.ts";
import { type SourceBounds, strangerBounds, writerBounds } from "../../workflows/ports/source-bounds.ts";
import { workerOf } from "./github-support.ts";
import { type Files, type Harness, startHarness } from "./local-github/harness.ts";

/** What GitHub lists, in turn, in place of the trees that it is asked for. */
type Listings = readonly { readonly truncated: boolean; readonly tree: readonly object[] }[];

async function read(
  files: Files,
  bounds: Partial<SourceBounds>,
  listings: Listings = [],
  prepare: (harness: Harness) => void = () => undefined,
): Promise<{ readonly met: unknown; readonly asked: readonly string[] }> {
  await using harness = await startHarness();
  const commit = await harness.seed("main", files);
  const worker = workerOf(harness);
  const source = await worker.job();
  // What every reading begins with.
  await source.id(commit, "connections");
  worker.asked.length = 0;
  for (const body of listings) harness.github.injectFault({ path: /git\/trees/, status: 200, body });
  prepare(harness);
  const met: unknown = await source.files(commit, "connections", { ...writerBounds, ...bounds }).then(
    () => undefined,
    (error: unknown) => (error instanceof DefinitionFileError ? error.reason : error),
  );
  return { met, asked: worker.asked };
}

const some: Files = {
  "connections/a.json": "1111",
  "connections/b.yaml": "2222",
  "connections/c": { link: "d" },
  "connections/_helper.ts": "3333",
  "connections/x/readme.md": "4444",
};

const sha = (index: number): string => index.toString(16).padStart(40, "0");
const folders = (count: number, from = 9): readonly object[] =>
  Array.from({ length: count }, (_, index) => ({
    path: `f${index}`,
    mode: "040000",
    type: "tree",
    sha: sha(from + index),
  }));
const file = { path: "a.json", mode: "100644", type: "blob", sha: sha(1), size: 1 };

describe("a bound is met", () => {
  it.each<[keyof SourceBounds, number]>([
    ["files", 4],
    ["entries", 6],
  ])("of %s by the listing alone: no file is asked for", async (bound, enough) => {
    expect((await read(some, { [bound]: enough })).met).toBeUndefined();
    expect(await read(some, { [bound]: enough - 1 })).toEqual({
      met: { bound, most: enough - 1 },
      asked: ["trees"],
    });
  });

  it("of requests, by what will be needed for sure, before the first of them is sent", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 101 }, (_, index) => [`connections/${index}.json`, `${index}`]),
    );
    expect((await read(many, { requests: 3 })).asked).toEqual(["trees", "graphql", "graphql"]);
    expect(await read(many, { requests: 2 })).toEqual({ met: { bound: "requests", most: 2 }, asked: ["trees"] });
    // Each alone, where GraphQL is refused: no more of them than were allowed.
    const refusing = (harness: Harness): void =>
      harness.github.injectFault({ path: /graphql$/, status: 403, body: { message: "no" }, times: 9 });
    const { met, asked } = await read(many, { requests: 50 }, [], refusing);
    expect(met).toEqual({ bound: "requests", most: 50 });
    expect(asked.filter((each) => each === "blobs").length).toBeLessThanOrEqual(1);
  });

  it("of bytes by the listing, by what they are as JSON, and by every link to one file", async () => {
    expect(await read(some, { bytes: 7 })).toEqual({ met: { bound: "bytes", most: 7 }, asked: ["trees"] });
    const quotes = { "connections/a.json": '"'.repeat(100) };
    expect((await read(quotes, { bytes: 227 })).met).toBeUndefined();
    expect((await read(quotes, { bytes: 226 })).met).toEqual({ bound: "bytes", most: 226 });
    const linked = { "connections/a.json": "1".repeat(100), "connections/b.json": { link: "a.json" } };
    expect((await read(linked, { bytes: 254 })).met).toBeUndefined();
    const { met, asked } = await read(linked, { bytes: 199 });
    expect(met).toEqual({ bound: "bytes", most: 199 });
    // The link was read, and nothing behind it.
    expect(asked).toEqual(["trees", "graphql"]);
  });

  it("of requests by what GraphQL does not give byte for byte, one file after the other", async () => {
    const binary = (byte: number): Buffer => Buffer.from([0, byte]);
    const files = { "connections/a.json": binary(1), "connections/b.json": binary(2), "connections/c.json": binary(3) };
    expect((await read(files, { requests: 5 })).met).toBeUndefined();
    const { met, asked } = await read(files, { requests: 4 });
    expect(met).toEqual({ bound: "requests", most: 4 });
    expect(asked.filter((each) => each === "blobs")).toHaveLength(2);
  });

  it("by no link that says too much to be a path: it is not read", async () => {
    const { met, asked } = await read({ "connections/a.ts": { link: "x".repeat(4_097) } }, {});
    expect({ met, asked }).toEqual({ met: undefined, asked: ["trees"] });
  });

  it("of entries by a stranger's 20,000 folders after one request, as GitHub lists them", async () => {
    expect(await read(some, strangerBounds, [{ truncated: true, tree: folders(20_000) }])).toEqual({
      met: { bound: "entries", most: 10_000 },
      asked: ["trees"],
    });
  });

  it("of trees before the folders that GitHub cut off are asked for: a handful of requests", async () => {
    const cut = { truncated: true, tree: [file] };
    const level = { truncated: false, tree: folders(5_000) };
    expect(await read(some, strangerBounds, [cut, level])).toEqual({
      met: { bound: "trees", most: 10 },
      asked: ["trees", "trees"],
    });
    // Three levels of which each was cut, and one folder more than may be asked for.
    const deep = [cut, { ...level, tree: folders(1, 1) }, cut, { ...level, tree: folders(2, 2) }];
    expect(await read(some, { trees: 5 }, deep)).toEqual({
      met: { bound: "trees", most: 5 },
      asked: Array(4).fill("trees"),
    });
  });

  it("of entries by one folder, or one root, that GitHub does not list whole", async () => {
    const met = { bound: "entries", most: 100_000 };
    const cut = { truncated: true, tree: [file] };
    expect(await read(some, {}, [cut, cut])).toEqual({ met, asked: ["trees", "trees"] });
    await using harness = await startHarness();
    const commit = await harness.seed("main", some);
    harness.github.injectFault({ path: /graphql$/, status: 403 });
    harness.github.injectFault({ path: /git\/trees/, status: 200, body: cut });
    const source = await workerOf(harness).job();
    await expect(source.file(commit, "bridgehead.config.json")).rejects.toMatchObject({ path: "", reason: met });
  });

  it("by nobody who only has folders that are passed over", async () => {
    const hidden = folders(5_000).map((folder, index) => ({
      ...folder,
      path: index % 2 === 0 ? `.h${index}` : "node_modules",
    }));
    const listings = [
      { truncated: true, tree: [] },
      { truncated: false, tree: hidden },
    ];
    expect((await read(some, strangerBounds, listings)).met).toBeUndefined();
  });
});
