import { describe, expect, it } from "vitest";
import type { ApplyDeps } from "../../workflows/apply-definitions.ts";
import type { Definition } from "../../workflows/engine/definition.ts";
import { LEASE_MS } from "../../workflows/lease-keeper.ts";
import { type ApplyBench, keyed, startApplyBench, storedKey } from "../support/apply-bench.ts";

class Crash extends Error {}

/** When the n-th call to the outside dies: before it was made, or after it took effect and before its answer came. */
interface CrashPoint {
  readonly call: number;
  readonly when: "before" | "after";
}

/** The bench's ledger and clouds, which die at one call and at every one after it: as a process does. */
function crashing({ deps }: ApplyBench, { call, when }: CrashPoint): { deps: Partial<ApplyDeps>; calls: () => number } {
  let calls = 0;
  const wrap = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get(object, key) {
        const member: unknown = Reflect.get(object, key);
        if (typeof member !== "function" || key === "acquire" || key === "release") return member;
        return async (...given: readonly unknown[]): Promise<unknown> => {
          calls += 1;
          if (calls > call || (calls === call && when === "before")) throw new Crash();
          const answer: unknown = await member.apply(object, given);
          // Whatever else is in flight dies with it.
          if (calls > call || calls === call) throw new Crash();
          return answer;
        };
      },
    });
  return {
    deps: { ledger: wrap(deps.ledger), connections: wrap(deps.connections), states: wrap(deps.states) },
    calls: () => calls,
  };
}

/** Create, update, delete, re-create, and a change in the ledger alone: one connection each. */
async function startWithWork(): Promise<{ bench: ApplyBench; wanted: readonly Definition[] }> {
  const bench = await startApplyBench();
  const before = ["updated", "deleted", "vanished", "moved"].map((name) => keyed(bench, name));
  await bench.apply(before);
  bench.aws.removeConnection("vanished");
  bench.aws.putParameter({ name: "/bridgehead/updated", value: "rotated" });
  const wanted = [
    keyed(bench, "created"),
    keyed(bench, "updated", { Description: "v2" }),
    keyed(bench, "vanished"),
    { ...keyed(bench, "moved"), id: "elsewhere", file: "elsewhere.ts" },
  ];
  return { bench, wanted };
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

/** How many creates AWS carried out for a name: each succeeded one is one more connection ARN. */
function createsOf(bench: ApplyBench, name: string): number {
  const accepted = bench.aws
    .requests()
    .filter((request) => request.operation === "CreateResource" && request.name === name && request.outcome === "ok");
  return new Set(accepted.map(({ clientToken }) => clientToken)).size;
}

async function undisturbed(): Promise<{ state: unknown; calls: number }> {
  const { bench, wanted } = await startWithWork();
  const counted = crashing(bench, { call: Number.POSITIVE_INFINITY, when: "before" });
  const { result } = await bench.apply(wanted, { deps: counted.deps });
  expect(result.outcome).toBe("applied");
  return { state: await endState(bench), calls: counted.calls() };
}

describe("a run that dies at any point", () => {
  it("is followed by one that ends where an undisturbed run ends, and each connection was made once", async () => {
    const { state, calls } = await undisturbed();
    expect(calls).toBeGreaterThan(20);
    const points = Array.from({ length: calls }, (_, index) => index + 1).flatMap((call) => [
      { call, when: "before" as const },
      { call, when: "after" as const },
    ]);
    // Two at a time: most of a run is waiting for the loopback.
    for (let at = 0; at < points.length; at += 2) {
      await Promise.all(points.slice(at, at + 2).map((point) => crashAndGoOn(point, state)));
    }
  }, 60_000);
});

async function crashAndGoOn(point: CrashPoint, expected: unknown): Promise<void> {
  const { bench, wanted } = await startWithWork();
  const { deps } = crashing(bench, point);
  const where = `${point.when} call ${point.call}`;
  await bench.apply(wanted, { run: "dies", deps }).catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error;
  });
  bench.clock.advance(LEASE_MS);
  const { result } = await bench.apply(wanted, { run: "goes-on" });
  expect(result.outcome, where).toMatch(/^(?:applied|no-changes)$/);
  expect(await endState(bench), where).toEqual(expected);
  expect(createsOf(bench, "created"), where).toBe(1);
  // Once in the beginning, and once after it vanished.
  expect(createsOf(bench, "vanished"), where).toBe(2);
}
