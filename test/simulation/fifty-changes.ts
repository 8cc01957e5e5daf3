import { readFile } from "node:fs/promises";
import type { Model } from "../../workflows/engine/values/model.ts";
import path from "node:path";
import { expect } from "vitest";
import type { Fault } from "../../infra/local/aws/faults/faults.ts";
import { type StoredRequest, stateSchema } from "../../infra/local/aws/state.ts";
import type { AppliedDefinitions } from "../../workflows/apply/apply-definitions.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { pendingChanges } from "../../workflows/engine/plan/plan.ts";
import { RefusedError } from "../../workflows/ports/answer.ts";
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
  const model: Model = description === null ? rest : definition.model;
  return { ...definition, model };
}

const retained = { ...options, removal: "retain" as const };
const adopting = { ...options, adopt: true };

/** What an apply under faults, and another one without them, is held against. */
export interface FiftyChanges {
  /** How the apply of the same changes ended that nothing disturbed. */
  readonly undisturbed: { readonly outcome: string; readonly results: number };
  /** What there is after an apply under faults and another one without them. */
  afterBoth(some: readonly Fault[]): Promise<unknown>;
  /** As if there had been no fault: each create took effect once, nothing is open, AWS and the ledger are the same. */
  finished(): unknown;
  end(): Promise<void>;
}

export async function startFiftyChanges(): Promise<FiftyChanges> {
  const ends: (() => Promise<void>)[] = [];
  const endWith = (end: () => Promise<void>): void => void ends.push(end);
  const ready = await startReady(endWith);
  const bench = await startApplyBench({ from: ready, endWith });
  bench.clock.advance(HOUR);
  const { result } = await bench.apply(wanted(bench));
  const state = await endState(bench);
  return {
    undisturbed: { outcome: result.outcome, results: result.results.length },
    afterBoth: (some) => afterBoth(some, ready),
    finished: () => ({ diagnostics: [], open: [], twice: [], state }),
    async end() {
      await Promise.all(ends.map((end) => end()));
    },
  };
}

/** The folder where every case begins: 35 connections, of which four have no record. */
async function startReady(endWith: (end: () => Promise<void>) => void): Promise<string> {
  const bench = await startApplyBench({ keeps: true, endWith });
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

/** What AWS and the ledger hold in the end, less what differs from run to run. */
async function endState(bench: ApplyBench): Promise<unknown> {
  const records = await bench.deps.ledger.records();
  return {
    connections: bench.aws.connectionNames().map((name) => {
      const stored = bench.aws.storedConnection(name);
      return { name, properties: stored?.properties, state: stored?.state, key: storedKey(bench, name) };
    }),
    records: records.map(({ name, id, desired, live, authorization, state }) => ({
      name,
      id,
      desired,
      live,
      authorization,
      state,
    })),
    intents: await bench.deps.ledger.intents(),
  };
}

function tookEffect({ acted, status, alteration, failure }: StoredRequest): boolean {
  if (!acted || status === "SUCCESS") return acted;
  if (status === "CANCEL_COMPLETE") return alteration.cancel === "after" && failure === null;
  if (alteration.remnant === true) return failure?.code === alteration.fail?.code;
  // The handler acted, and then did not like the state.
  return alteration.endState !== undefined && failure?.message.startsWith("Couldn't stabilize") === true;
}

/** How many creates of each name took effect, whatever AWS reported of them. */
async function effects(bench: ApplyBench): Promise<ReadonlyMap<string, number>> {
  const state = v.parse(stateSchema, JSON.parse(await readFile(path.join(bench.folder, "aws.json"), "utf8")));
  const counts = new Map<string, number>();
  for (const request of [...state.regions.values()].flatMap(({ requests }) => [...requests.values()])) {
    const { operation, identifier } = request;
    if (operation === "CREATE" && tookEffect(request)) counts.set(identifier, (counts.get(identifier) ?? 0) + 1);
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
    if (!(error instanceof RefusedError)) throw error;
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

async function afterBoth(some: readonly Fault[], ready: string): Promise<unknown> {
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
