import { describe, expect, it } from "vitest";
import { allPages, chunked, describeParameters } from "../../../workflows/calls/all-pages.ts";
import { type Answer, type Page, Refusal } from "../../../workflows/ports/answer.ts";
import type { ParameterCatalog, ParameterInfo } from "../../../workflows/ports/parameters.ts";

const { signal } = new AbortController();
const denied = new Refusal({ kind: "denied", code: "Code", operation: "List", subject: "all", detail: "" });

describe("a list", () => {
  it("is all of its pages, also behind an empty one", async () => {
    const pages: Readonly<Record<string, Page<string>>> = {
      first: { items: ["b"], next: "2" },
      "2": { items: [], next: "3" },
      "3": { items: ["a"], next: undefined },
    };
    const page = async (token = "first"): Promise<Answer<Page<string>>> => pages[token] ?? denied;
    expect(await allPages(page)).toEqual(["b", "a"]);
  });

  it("is refused where one of its pages is", async () => {
    const page = async (token?: string): Promise<Answer<Page<string>>> =>
      token === undefined ? { items: ["a"], next: "2" } : denied;
    expect(await allPages(page)).toBe(denied);
  });
});

describe("the parameters of many paths", () => {
  const info = (path: string): ParameterInfo => ({ path, type: "String", version: 1, modified: 0, expires: null });

  it("are asked for fifty at once, each once, and page by page", async () => {
    const asked: [count: number, token: string | undefined][] = [];
    const catalog: ParameterCatalog = {
      async describe(paths, token) {
        asked.push([paths.length, token]);
        const some = token === undefined ? paths.slice(0, 30) : paths.slice(30);
        return { items: some.map(info), next: token === undefined && paths.length > 30 ? "more" : undefined };
      },
    };
    const paths = Array.from({ length: 60 }, (_, index) => `/bridgehead/${index}`);
    const found = await describeParameters([...paths, ...paths], catalog, signal);
    expect(found).toEqual(new Map(paths.toSorted().map((path) => [path, info(path)])));
    expect(asked).toEqual([
      [50, undefined],
      [50, "more"],
      [10, undefined],
    ]);
  });

  it("are asked of nobody where there are no paths", async () => {
    const catalog = { describe: () => Promise.reject(new Error("asked")) };
    expect(await describeParameters([], catalog, signal)).toEqual(new Map());
  });

  it("are refused where some of them are", async () => {
    expect(await describeParameters(["/a"], { describe: async () => denied }, signal)).toBe(denied);
  });
});

it("parts are consecutive, and the last one may be smaller", () => {
  expect(chunked([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(chunked([], 2)).toEqual([]);
});
