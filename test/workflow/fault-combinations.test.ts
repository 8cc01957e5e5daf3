import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../infra/local/aws/faults.ts";
import { stateSchema } from "../../infra/local/aws/state.ts";
import type { AppliedDefinitions } from "../../workflows/apply-definitions.ts";
import type { ConnectionModel, Definition } from "../../workflows/engine/definition.ts";
import { pendingChanges } from "../../workflows/engine/plan.ts";
import { CloudError } from "../../workflows/ports/cloud.ts";
import * as v from "valibot";
import { type ApplyBench, keyed, startApplyBench, storedKey } from "../support/apply-bench.ts";
import { defined, options } from "../support/definitions.ts";

const HOUR = 3_600_000;

/** Names such as `update-00`. */
const names = (kind: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${kind}-${String(index).padStart(2, "0")}`);

/** A definition of an OAuth connection, which EventBridge authorises some time after it was made. */
function oauth(bench: Pick<ApplyBench, "aws">, name: string): Definition {
  const parameter = `/bridgehead/${name}`;
  if (!bench.aws.hasParameter(parameter)) bench.aws.putParameter({ name: parameter, value: `key-of-${name}` });
  return defined({
    Name: name,
    AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
    AuthParameters: {
      OAuthParameters: {
        ClientParameters: { ClientID: "client", ClientSecret: `{{resolve:ssm-secure:${parameter}}}` },
        AuthorizationEndpoint: "https://login.example.com/token",
        HttpMethod: "POST",
      },
    },
  });
}

function described(bench: Pick<ApplyBench, "aws">, name: string, description: string | null): Definition {
  const definition = keyed(bench, name, { Description: description ?? "" });
  const { Description: _, ...rest } = definition.model;
  const model: ConnectionModel = description === null ? rest : definition.model;
  return { ...definition, model };
}

const retained = { ...options, removal: "retain" as const };
const adopting = { ...options, adopt: true };

const ends: (() => Promise<void>)[] = [];
let ready = "";
let undisturbed: { readonly outcome: string; readonly results: number; readonly state: unknown };
beforeAll(async () => {
  ready = await startReady();
  const bench = await startApplyBench({ from: ready, endWith: (end) => ends.push(end) });
  bench.clock.advance(HOUR);
  const { result } = await bench.apply(wanted(bench));
  undisturbed = { outcome: result.outcome, results: result.results.length, state: await endState(bench) };
});
afterAll(async () => {
  await Promise.all(ends.map((end) => end()));
});

/** The folder where every case begins: 35 connections, of which four have no record. */
async function startReady(): Promise<string> {
  const bench = await startApplyBench({ keeps: true, endWith: (end) => ends.push(end) });
  const managed = [
    ...names("update", 12).map((name) => described(bench, name, "before")),
    ...names("old", 5).map((name) => ({ ...keyed(bench, name), id: name.replace("old", "replace") })),
    ...names("delete", 8).map((name) => keyed(bench, name)),
    ...names("keep", 6).map((name) => keyed(bench, name)),
  ];
  await bench.apply([...managed, ...names("adopt", 4).map((name) => ({ ...keyed(bench, name), options: retained }))]);
  await bench.apply(managed);
  for (const name of [...names("create", 15), ...names("new", 5)]) keyed(bench, name);
  return bench.folder;
}

/** 50 changes: 15 creates, 12 updates, 5 replacements, 8 deletes, 4 adoptions, 6 that are none. */
function wanted(bench: Pick<ApplyBench, "aws">): readonly Definition[] {
  return [
    ...names("create", 15).map((name, index) => (index < 3 ? oauth(bench, name) : keyed(bench, name))),
    // One in three takes its description away, which AWS might ignore.
    ...names("update", 12).map((name, index) => described(bench, name, index % 3 === 0 ? null : "after")),
    ...names("new", 5).map((name) => ({ ...keyed(bench, name), id: name.replace("new", "replace") })),
    ...names("adopt", 4).map((name) => ({ ...keyed(bench, name, { Description: "adopted" }), options: adopting })),
    ...names("keep", 6).map((name) => keyed(bench, name)),
  ];
}

/** Each fault of the local AWS as it strikes this apply often, but not always. */
const faults = {
  throttle: { kind: "throttle", every: 3 },
  rate: { kind: "rate", perSecond: 20, every: 1 },
  "internal-failure": { kind: "internal-failure", every: 4 },
  "access-denied to create": { kind: "access-denied", operation: "CreateResource", every: 2 },
  "access-denied to update": { kind: "access-denied", operation: "UpdateResource", every: 2 },
  "access-denied to delete": { kind: "access-denied", operation: "DeleteResource", every: 2 },
  "access-denied to read": { kind: "access-denied", operation: "GetResource", every: 60 },
  "access-denied to poll": { kind: "access-denied", operation: "GetResourceRequestStatus", every: 3 },
  "access-denied to look": { kind: "access-denied", operation: "DescribeConnection", every: 3 },
  "access-denied to decrypt": { kind: "kms-denied", every: 2 },
  error: { kind: "error", code: "ValidationException", message: "no", operation: "CreateResource", every: 3 },
  status: { kind: "status", convention: "http-error", every: 1 },
  "reset before": { kind: "reset", when: "before", every: 5 },
  "reset after": { kind: "reset", when: "after", every: 5 },
  "a late answer": { kind: "latency", milliseconds: 20, every: 20 },
  "not-found": { kind: "not-found", every: 3 },
  "fail, passing": { kind: "fail", code: "Throttling", every: 2 },
  "fail for good": { kind: "fail", code: "InvalidRequest", every: 3 },
  remnant: { kind: "remnant", every: 2 },
  "remnant, passing": { kind: "remnant", code: "NetworkFailure", every: 2 },
  slow: { kind: "slow", milliseconds: HOUR / 2, every: 3 },
  "cancel before": { kind: "cancel", when: "before", every: 4 },
  "cancel after": { kind: "cancel", when: "after", every: 4 },
  hook: { kind: "hook", message: "no", every: 5 },
  "no model": { kind: "resource-model", shows: "nothing", every: 1 },
  "the whole model": { kind: "resource-model", shows: "desired", every: 1 },
  "retry-after": { kind: "retry-after", milliseconds: 9_000, every: 2 },
  "late-identifier": { kind: "late-identifier", every: 1 },
  "end-state": { kind: "end-state", state: "DEAUTHORIZED", reason: "no", every: 3 },
  "await-authorization": { kind: "await-authorization", every: 1 },
  "ignore-removals": { kind: "ignore-removals", every: 1 },
  busy: { kind: "busy", every: 3 },
  ceiling: { kind: "ceiling", operations: 4, every: 1 },
  "token-replay": { kind: "token-replay", answers: "anew", every: 1 },
} as const satisfies Readonly<Record<string, Fault>>;

/** What AWS and the ledger hold in the end, less what differs from run to run. */
async function endState(bench: ApplyBench): Promise<unknown> {
  const records = await bench.deps.ledger.records();
  return {
    connections: bench.aws.connectionNames().map((name) => {
      const stored = bench.aws.storedConnection(name);
      return { name, properties: stored?.properties, state: stored?.state, key: storedKey(bench, name) };
    }),
    records: records.map(({ name, id, desired, live, authorization, unfinished }) => ({
      name,
      id,
      desired,
      live,
      authorization,
      unfinished,
    })),
    intents: await bench.deps.ledger.intents(),
  };
}

/** How many creates of each name took effect, whatever AWS reported of them. */
async function effects(bench: ApplyBench): Promise<ReadonlyMap<string, number>> {
  const state = v.parse(stateSchema, JSON.parse(await readFile(path.join(bench.folder, "aws.json"), "utf8")));
  const counts = new Map<string, number>();
  for (const { operation, acted, status, twist, failure, identifier } of [...state.regions.values()].flatMap(
    ({ requests }) => [...requests.values()],
  )) {
    const isDone =
      status === "SUCCESS" ||
      (status === "CANCEL_COMPLETE" && twist.cancel === "after") ||
      (twist.remnant === true && failure?.code === twist.fail?.code);
    if (operation === "CREATE" && acted && isDone) counts.set(identifier, (counts.get(identifier) ?? 0) + 1);
  }
  return counts;
}

/** Applies under faults; undefined: the run ended before there was anything to report, with AWS's refusal. */
async function applyUnder(bench: ApplyBench, some: readonly Fault[]): Promise<AppliedDefinitions | undefined> {
  for (const fault of some) bench.aws.addFault(fault);
  const before = bench.aws.requests().length;
  try {
    return await bench.apply(wanted(bench), { within: 10 * 60_000 });
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const writes = bench.aws
      .requests()
      .slice(before)
      .filter(({ operation }) => /^(?:Create|Update|Delete)R/.test(operation));
    expect(writes).toEqual([]);
    return undefined;
  }
}

/** Every change that was planned has a result, and what was not applied says why. */
function expectReported(applied: AppliedDefinitions | undefined): void {
  if (applied === undefined) return;
  const { plan, result } = applied;
  if (plan.digest === null) {
    expect(result).toMatchObject({ outcome: "failed", reason: "definitions-invalid" });
    return;
  }
  const results = new Map(result.results.map((each) => [each.name, each]));
  expect(pendingChanges(plan).filter(({ name }) => !results.has(name))).toEqual([]);
  const open = result.results.filter(({ status }) => status !== "applied");
  for (const { status, error } of open) expect(status === "continued" || (error ?? "") !== "").toBe(true);
  expect(open.length === 0).toBe(result.outcome === "applied");
}

/** What there is after an apply under faults and another one without them. */
async function afterBoth(some: readonly Fault[]): Promise<unknown> {
  const bench = await startApplyBench({ from: ready });
  bench.clock.advance(HOUR);
  expectReported(await applyUnder(bench, some));
  bench.aws.clearFaults();
  bench.clock.advance(HOUR);
  // What EventBridge could not authorise it can now: somebody mended the other side.
  for (const name of bench.aws.connectionNames()) {
    if (bench.aws.storedConnection(name)?.state === "DEAUTHORIZED")
      bench.aws.setConnectionState(name, "AUTHORIZED", null);
  }
  const { plan, result } = await bench.apply(wanted(bench));
  const twice = [...(await effects(bench))].filter(([name, count]) => /^(?:create|new)-/.test(name) && count !== 1);
  const open = result.results.filter(({ status }) => status !== "applied");
  return { diagnostics: plan.diagnostics, open, twice, state: await endState(bench) };
}

/** As if there had been no fault: each create took effect once, nothing is open, AWS and the ledger are the same. */
const finished = () => ({ diagnostics: [], open: [], twice: [], state: undisturbed.state });

describe("an apply of 50 mixed changes ends applied, or says what is not and a second one finishes it", () => {
  it("and undisturbed it is applied", () => {
    expect(undisturbed).toMatchObject({ outcome: "applied", results: 49 });
  });

  it.each(Object.entries(faults))("under %s", async (_, fault) => {
    expect(await afterBoth([fault])).toEqual(finished());
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("under a combination of faults, seed %i", async (seed) => {
    expect(await afterBoth(chosen(seed))).toEqual(finished());
  });
});

/** Two to four faults, the same ones for a seed every time. */
function chosen(seed: number): readonly Fault[] {
  let state = seed;
  const random = (below: number): number => {
    // A linear congruential generator is random enough to choose with.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const all = Object.values(faults);
  return Array.from({ length: 2 + random(3) }, () => all[random(all.length)] ?? faults.throttle);
}
