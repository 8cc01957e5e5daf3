import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AppliedDefinitions } from "../../workflows/apply/apply-definitions.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { mapConcurrently } from "../../workflows/calls/map-concurrently.ts";
import { type ApplyBench, keyed, reviewedIn, SETTLE_MS, startApplyBench, storedKey } from "../support/apply-bench.ts";
import { Death, dyingAt, throughCalls } from "../support/port-calls.ts";

const POINTS_AT_ONCE = 4;

const configuration = "arn:aws:vpc-lattice:eu-west-1:111122223333:resourceconfiguration/rcfg-00000000000000000";
const path = { ResourceParameters: { ResourceConfigurationArn: configuration } };

const ends: (() => Promise<void>)[] = [];
let ready = "";
beforeAll(async () => {
  const bench = await startApplyBench({ keeps: true, endWith: (end) => ends.push(end) });
  const opened = keyed(bench, "opened", { InvocationConnectivityParameters: path });
  await bench.apply([...["updated", "deleted", "vanished"].map((name) => keyed(bench, name)), opened]);
  bench.aws.removeConnection("vanished");
  bench.aws.putParameter({ name: "/bridgehead/updated", value: "rotated" });
  keyed(bench, "created");
  ready = bench.folder;
});
afterAll(async () => {
  await Promise.all(ends.map((end) => end()));
});

/** One connection to update, one to delete, one to create, one to create again, and one to make anew as a public one. */
async function startWithWork(): Promise<{ bench: ApplyBench; wanted: readonly Definition[] }> {
  const bench = await startApplyBench({ from: ready });
  bench.clock.advance(3_600_000);
  const updated = { ...keyed(bench, "updated", { Description: "v2" }), id: "moved", file: "moved.ts" };
  return { bench, wanted: [keyed(bench, "created"), keyed(bench, "opened"), updated, keyed(bench, "vanished")] };
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
      name,
      id,
      file,
      generation,
      desired,
      live,
      authorization,
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

interface Ending {
  /** The number of calls that took effect before the first run died. */
  readonly calls: number;
  readonly isDone: boolean;
  readonly creates: readonly number[];
  readonly state: unknown;
}

async function endingOf(bench: ApplyBench, calls: number, { result }: AppliedDefinitions): Promise<Ending> {
  const isDone = result.outcome === "applied" || result.outcome === "no-changes";
  const creates = ["created", "vanished", "opened"].map((name) => createsOf(bench, name));
  return { calls, isDone, creates, state: await endState(bench) };
}

async function undisturbed(): Promise<Ending> {
  const { bench, wanted } = await startWithWork();
  let calls = 0;
  const own = throughCalls(bench, async ({ number, make }) => {
    calls = number;
    return await make();
  });
  const applied = await bench.apply(wanted, own);
  return await endingOf(bench, calls, applied);
}

async function crashAndGoOn(calls: number, pause: number): Promise<Ending> {
  const { bench, wanted } = await startWithWork();
  // What goes on is what somebody reviewed before it began: nothing that a death leaves needs another review.
  const review = reviewedIn(await bench.plan(wanted));
  const own = throughCalls(bench, dyingAt(calls));
  await bench.apply(wanted, { ...own, run: "dies", review }).catch((error: unknown) => {
    if (!(error instanceof Death)) throw error;
  });
  bench.clock.advance(pause);
  return await endingOf(bench, calls, await bench.apply(wanted, { run: "goes-on", review }));
}

/** Dies at every n-th point there is. Several at a time: most of a run is waiting for the disk and the loopback. */
async function crashEverywhere({ calls }: Ending, pause: number, every: number): Promise<readonly Ending[]> {
  const points = Array.from({ length: Math.ceil(calls / every) }, (_, index) => index * every);
  return await mapConcurrently(points, POINTS_AT_ONCE, (point) => crashAndGoOn(point, pause));
}

describe("a run that dies at any point ends as if nothing had happened", () => {
  it("and undisturbed it creates once what is new, what vanished and what is made anew", async () => {
    const { isDone, creates, calls } = await undisturbed();
    expect({ isDone, creates }).toEqual({ isDone: true, creates: [1, 1, 1] });
    expect(calls).toBeGreaterThan(20);
  });

  it.each([
    { follows: "at once, while AWS still works on what was begun", pause: 0, every: 1 },
    { follows: "later, when AWS is done", pause: SETTLE_MS * 2, every: 4 },
  ])(
    "when another follows $follows",
    async ({ pause, every }) => {
      const expected = await undisturbed();
      const endings = await crashEverywhere(expected, pause, every);
      expect(endings).toEqual(endings.map(({ calls }) => ({ ...expected, calls })));
    },
    120_000,
  );
});
