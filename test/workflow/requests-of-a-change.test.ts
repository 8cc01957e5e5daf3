import { describe, expect, it } from "vitest";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { type ApplyBench, keyed, startApplyBench } from "../support/apply-bench.ts";

const COUNT = 120;
const names = Array.from({ length: COUNT }, (_, index) => `c-${String(index).padStart(3, "0")}`);

/** An operation that has ended when AWS is asked about it for the first time. */
const start = (): Promise<ApplyBench> => startApplyBench({ settleMs: 20 });

const all = (bench: ApplyBench, description: string): readonly Definition[] =>
  names.map((name) => keyed(bench, name, { Description: description }));

/** Requests of an apply by operation, its plan included. */
async function requestsOf(bench: ApplyBench, definitions: readonly Definition[]): Promise<Record<string, number>> {
  const before = bench.aws.requests().length;
  expect((await bench.apply(definitions)).result.outcome).toBe("applied");
  const made = bench.aws.requests().slice(before);
  return Object.fromEntries(
    [...Map.groupBy(made, ({ operation }) => operation)].map(([name, { length }]) => [name, length]),
  );
}

/** One freeze to look up, the values of ten parameters at once, and the plan's lists. */
const shared = { DescribeParameters: 3, GetParameters: COUNT / 10 + 1 };

describe(`an apply of ${COUNT} changes, with its plan`, () => {
  it("asks for each create, hears of its end, and describes what it made: less than four requests each", async () => {
    const bench = await start();
    const made = await requestsOf(bench, all(bench, "v1"));
    expect(made).toEqual({
      ...shared,
      ListConnections: 1,
      CreateResource: COUNT,
      GetResourceRequestStatus: COUNT,
      DescribeConnection: COUNT,
    });
    const total = Object.values(made).reduce((sum, count) => sum + count, 0);
    expect(total / COUNT).toBeLessThan(4);
  });

  it("does the same for each update", async () => {
    const bench = await start();
    await bench.apply(all(bench, "v1"));
    expect(await requestsOf(bench, all(bench, "v2"))).toEqual({
      ...shared,
      ListConnections: 2,
      UpdateResource: COUNT,
      GetResourceRequestStatus: COUNT,
      DescribeConnection: COUNT,
    });
  });

  it("asks for each delete and hears of its end, and who used it", async () => {
    const bench = await start();
    await bench.apply(all(bench, "v1"));
    expect(await requestsOf(bench, [])).toEqual({
      GetParameters: 1,
      ListApiDestinations: COUNT,
      ListConnections: 2,
      DeleteResource: COUNT,
      GetResourceRequestStatus: COUNT,
    });
  });
});
