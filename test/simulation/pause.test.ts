import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AppliedDefinitions } from "../../workflows/apply/apply-definitions.ts";
import { LEASE_MS } from "../../workflows/apply/lease.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { valueAt } from "../../workflows/engine/values/json.ts";
import { LeaseLostError } from "../../workflows/ports/ledger.ts";
import { mapConcurrently } from "../../workflows/calls/map-concurrently.ts";
import { type ApplyBench, keyed, startApplyBench, storedKey } from "../support/apply-bench.ts";
import { apiKeyModel, defined } from "../support/definitions.ts";
import { type Between, Death, type Moment, sleepingAt, throughCalls } from "../support/port-calls.ts";

const POINTS_AT_ONCE = 4;
/** How often the target may be applied until it is as it was defined. */
const RUNS = 3;

/** Notes the names that AWS is asked to change. */
function noting(asked: Set<string>, between: Between): Between {
  return ({ make, ...call }) => {
    const [key] = call.given as readonly { identifier?: string }[];
    const noted = (): Promise<unknown> => {
      if (["create", "update", "delete"].includes(call.name) && key?.identifier !== undefined)
        asked.add(key.identifier);
      return make();
    };
    return between({ ...call, make: noted });
  };
}

/** A run that falls asleep before its n-th call. When it wakes up, only what it sent last arrives. */
function sleepingToDeath(before: number, meanwhile: () => Promise<void>): Between {
  const sleeping = sleepingAt({ before }, meanwhile);
  let isDead = false;
  return async ({ make, ...call }) => {
    const last = async (): Promise<unknown> => {
      if (isDead) throw new Death();
      const answer = await make();
      isDead ||= call.number === before;
      return answer;
    };
    const answer = await sleeping({ ...call, make: last });
    if (isDead) throw new Death();
    return answer;
  };
}

const ends: (() => Promise<void>)[] = [];
let ready = "";
beforeAll(async () => {
  const bench = await startApplyBench({ keeps: true, endWith: (end) => ends.push(end) });
  for (const name of ["first", "older", "newer"]) {
    bench.aws.putParameter({ name: `/bridgehead/${name}`, value: `value-${name}` });
  }
  const before = [...updatedWith("first"), keyed(bench, "deleted")];
  await bench.apply(before);
  keyed(bench, "created");
  ready = bench.folder;
});
afterAll(async () => {
  await Promise.all(ends.map((end) => end()));
});

/** Of an API key AWS tells that somebody changed it; of an OAuth secret it does not. */
function updatedWith(parameter: string): readonly Definition[] {
  const secret = `{{resolve:ssm-secure:/bridgehead/${parameter}}}`;
  const key = { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: secret } };
  const client = {
    ClientParameters: { ClientID: "client", ClientSecret: secret },
    AuthorizationEndpoint: "https://login.example.com/token",
    HttpMethod: "POST",
  };
  const oauth = { AuthorizationType: "OAUTH_CLIENT_CREDENTIALS", AuthParameters: { OAuthParameters: client } };
  return [defined(apiKeyModel("key", { AuthParameters: key })), defined(apiKeyModel("oauth", oauth))];
}

/** What the run that sleeps was told to do: to give two other secrets, to delete one and to create one. */
const older = (bench: ApplyBench): readonly Definition[] => [...updatedWith("older"), keyed(bench, "created")];
/** What the other run is told: newer secrets, the deleted one is wanted again, and the new one is not. */
const newer = (bench: ApplyBench): readonly Definition[] => [...updatedWith("newer"), keyed(bench, "deleted")];

function secretsOf(bench: ApplyBench): Readonly<Record<string, unknown>> {
  const oauth = valueAt(
    bench.aws.storedConnection("oauth")?.properties ?? {},
    "/AuthParameters/OAuthParameters/ClientParameters/ClientSecret",
  );
  return { oauth, key: storedKey(bench, "key"), deleted: storedKey(bench, "deleted") };
}

async function startWithWork(): Promise<ApplyBench> {
  const bench = await startApplyBench({ from: ready });
  bench.clock.advance(3_600_000);
  return bench;
}

async function applyUntilDone(bench: ApplyBench, definitions: readonly Definition[]): Promise<AppliedDefinitions> {
  for (let run = 1; ; run += 1) {
    const applied = await bench.apply(definitions);
    const isDone = applied.result.outcome === "applied" || applied.result.outcome === "no-changes";
    if (isDone || run === RUNS) return applied;
    bench.clock.advance(60_000);
  }
}

async function endOf(bench: ApplyBench) {
  const records = await bench.deps.ledger.records();
  return {
    connections: bench.aws.connectionNames(),
    secrets: secretsOf(bench),
    records: records.map(({ name, state, desired, begun }) => ({ name, state, desired, begun })),
    intents: await bench.deps.ledger.intents(),
    pending: (await bench.plan(newer(bench))).changes.map(({ name, action }) => `${name}: ${action}`),
  };
}

/** As if the older run had never been. */
async function undisturbed() {
  const bench = await startWithWork();
  await bench.apply(newer(bench));
  return await endOf(bench);
}

async function callsOfOlder(): Promise<number> {
  const bench = await startWithWork();
  let calls = 0;
  const own = throughCalls(bench, async ({ number, make }) => {
    calls = number;
    return await make();
  });
  expect((await bench.apply(older(bench), own)).result.outcome).toBe("applied");
  return calls;
}

async function sleepAndGoOn(at: Moment) {
  const bench = await startWithWork();
  const meanwhile = async (): Promise<void> => {
    bench.clock.advance(2 * LEASE_MS);
    await applyUntilDone(bench, newer(bench));
    bench.clock.advance(2 * LEASE_MS);
  };
  const asked = new Set<string>();
  const own = throughCalls(bench, noting(asked, sleepingAt(at, meanwhile)));
  const slept = await bench.apply(older(bench), { ...own, run: "sleeps" }).catch((error: unknown) => {
    // The lock was lost before anything was planned.
    if (error instanceof LeaseLostError) return undefined;
    throw error;
  });
  const skipped = (slept?.result.results ?? []).filter(({ status }) => status === "skipped").map(({ name }) => name);
  bench.clock.advance(60_000);
  const last = await applyUntilDone(bench, newer(bench));
  return {
    at,
    skippedThoughAsked: skipped.filter((name) => asked.has(name)),
    isDone: last.result.outcome === "applied" || last.result.outcome === "no-changes",
    end: await endOf(bench),
  };
}

describe("a run that sleeps while another one finishes a newer version", () => {
  it.each(["before", "after"] as const)(
    "%s any call of a port, and then goes on, leaves the newer version, once it was looked at",
    async (side) => {
      const expected = await undisturbed();
      const count = await callsOfOlder();
      expect(count).toBeGreaterThan(20);
      const points = Array.from({ length: count }, (_, index): Moment =>
        side === "before" ? { before: index + 1 } : { after: index + 1 },
      );
      const endings = await mapConcurrently(points, POINTS_AT_ONCE, sleepAndGoOn);
      const good = { skippedThoughAsked: [], isDone: true, end: expected };
      expect(endings).toEqual(points.map((at) => ({ at, ...good })));
    },
    240_000,
  );
});

describe("a run that wakes up, writes once and dies without leaving a mark", () => {
  it("is found by the time that AWS tells, and what it wrote is written over", async () => {
    const expected = await undisturbed();
    const count = await callsOfOlder();
    const endings = await mapConcurrently(
      Array.from({ length: count }, (_, index) => index + 1),
      POINTS_AT_ONCE,
      async (before) => {
        const bench = await startWithWork();
        const meanwhile = async (): Promise<void> => {
          bench.clock.advance(2 * LEASE_MS);
          await applyUntilDone(bench, newer(bench));
          bench.clock.advance(2 * LEASE_MS);
        };
        const own = throughCalls(bench, sleepingToDeath(before, meanwhile));
        await bench.apply(older(bench), { ...own, run: "dies" }).catch(() => {});
        bench.clock.advance(600_000);
        await applyUntilDone(bench, newer(bench));
        const { connections, secrets } = await endOf(bench);
        return { before, connections, secrets: { ...secrets, oauth: null } };
      },
    );
    const { connections, secrets } = expected;
    // Of an OAuth secret nothing tells.
    const good = { connections, secrets: { ...secrets, oauth: null } };
    expect(endings).toEqual(endings.map(({ before }) => ({ before, ...good })));
  }, 240_000);
});
