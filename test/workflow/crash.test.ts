import { describe, expect, it } from "vitest";
import type { ApplyDeps } from "../../workflows/apply-definitions.ts";
import type { Definition } from "../../workflows/engine/definition.ts";
import { type ApplyBench, keyed, SETTLE_MS, startApplyBench, storedKey } from "../support/apply-bench.ts";

class Crash extends Error {}

const POINTS_AT_ONCE = 4;

/**
 * The bench's ledger and clouds, which die at the n-th call: it and what is in flight beside it take effect, nobody
 * learns of it, and nothing happens any more. That is also how a process ends before its next call.
 */
function crashing({ deps }: ApplyBench, last: number): { deps: Partial<ApplyDeps>; calls: () => number } {
  let calls = 0;
  const wrap = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get(object, key) {
        const member: unknown = Reflect.get(object, key);
        if (typeof member !== "function" || key === "acquire" || key === "release") return member;
        return async (...given: readonly unknown[]): Promise<unknown> => {
          if (calls >= last) throw new Crash();
          calls += 1;
          const answer: unknown = await member.apply(object, given);
          if (calls >= last) throw new Crash();
          return answer;
        };
      },
    });
  return {
    deps: { ledger: wrap(deps.ledger), connections: wrap(deps.connections), states: wrap(deps.states) },
    calls: () => calls,
  };
}

/** One connection to update, one to delete, one to create and one to create again. */
async function startWithWork(): Promise<{ bench: ApplyBench; wanted: readonly Definition[] }> {
  const bench = await startApplyBench();
  await bench.apply(["updated", "deleted", "vanished"].map((name) => keyed(bench, name)));
  bench.aws.removeConnection("vanished");
  bench.aws.putParameter({ name: "/bridgehead/updated", value: "rotated" });
  const updated = { ...keyed(bench, "updated", { Description: "v2" }), id: "moved", file: "moved.ts" };
  return { bench, wanted: [keyed(bench, "created"), updated, keyed(bench, "vanished")] };
}

/** What a run leaves behind, less what differs from run to run. */
async function endState(bench: ApplyBench): Promise<unknown> {
  const records = await bench.deps.ledger.records();
  return {
    connections: bench.aws.connectionNames().map((name) => ({
      name,
      properties: bench.aws.storedConnection(name)?.properties,
      key: storedKey(bench, name),
    })),
    records: records.map(({ name, id, file, generation, desired, live, parameters, authorization }) => ({
      ...{ name, id, file, generation, desired, live, authorization },
      parameters: parameters.map(({ path, version }) => ({ path, version })),
    })),
    intents: await bench.deps.ledger.intents(),
  };
}

/** How many creates AWS took for a name: repetitions of a client token are one. */
function createsOf(bench: ApplyBench, name: string): number {
  const accepted = bench.aws
    .requests()
    .filter((request) => request.operation === "CreateResource" && request.name === name && request.outcome === "ok");
  return new Set(accepted.map(({ clientToken }) => clientToken)).size;
}

async function undisturbed(): Promise<{ state: unknown; calls: number }> {
  const { bench, wanted } = await startWithWork();
  const counted = crashing(bench, Number.POSITIVE_INFINITY);
  const { result } = await bench.apply(wanted, { deps: counted.deps });
  expect(result.outcome).toBe("applied");
  return { state: await endState(bench), calls: counted.calls() };
}

async function crashAndGoOn(last: number, pause: number, expected: unknown): Promise<void> {
  const { bench, wanted } = await startWithWork();
  await bench.apply(wanted, { run: "dies", deps: crashing(bench, last).deps }).catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error;
  });
  bench.clock.advance(pause);
  const { result } = await bench.apply(wanted, { run: "goes-on" });
  const where = `died at call ${last}`;
  expect(result.outcome, where).toMatch(/^(?:applied|no-changes)$/);
  expect(await endState(bench), where).toEqual(expected);
  expect(createsOf(bench, "created"), where).toBe(1);
  // Once in the beginning, and once after it vanished.
  expect(createsOf(bench, "vanished"), where).toBe(2);
}

/** Several at a time: most of a run is waiting for the disk and the loopback. */
async function crashEverywhere(pause: number, every: number): Promise<void> {
  const { state, calls } = await undisturbed();
  expect(calls).toBeGreaterThan(20);
  const points = Array.from({ length: Math.ceil(calls / every) }, (_, index) => index * every);
  for (let at = 0; at < points.length; at += POINTS_AT_ONCE) {
    await Promise.all(points.slice(at, at + POINTS_AT_ONCE).map((point) => crashAndGoOn(point, pause, state)));
  }
}

describe("a run that dies at any point ends as if nothing had happened", () => {
  it("when another follows at once, while AWS still works on what was begun", () => crashEverywhere(0, 1), 60_000);

  it("when another follows later, when AWS is done", () => crashEverywhere(SETTLE_MS * 2, 3), 60_000);
});
