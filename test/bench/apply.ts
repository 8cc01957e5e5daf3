import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { applyAws } from "../../infra/compose/aws.ts";
import { createFileLedger } from "../../infra/fs/file-ledger.ts";
import type { RequestLogEntry } from "../../infra/local/aws/wire/request-log.ts";
import { type LocalAws, startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import { systemClock } from "../../infra/system-clock.ts";
import type { ApplyDeps } from "../../workflows/apply/context.ts";
import { applyDefinitions } from "../../workflows/apply/apply-definitions.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { Literals } from "../../workflows/engine/values/literals.ts";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import { reviewShown } from "../../workflows/engine/plan/review/review.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { defaultLimits } from "../../workflows/engine/policy/limits.ts";
import { takeLock } from "../../workflows/apply/lease.ts";
import { apiKeyModel, defined, target } from "../support/definitions.ts";

/** Of each kind: connections to create, to update, and to leave as they are. */
const EACH = 200;
/** Milliseconds that every answer of AWS takes. */
const LATENCY_MS = 200;
/** What each service of AWS takes in a second, and what the client is set to. */
const REQUESTS_PER_SECOND = 25;
/** A change takes one request to Cloud Control that asks for it, and one that hears of its end: nothing takes fewer. */
const REQUESTS_PER_CHANGE = 2;
const AIM = 1.25;

const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };

/**
 * Applies 200 creates, 200 updates and 200 connections that stay as they are, reading all of them, against a local AWS
 * that answers after 200 ms and throttles above 25 requests a second. Prints which requests were made, how long it took,
 * and how that compares with the shortest time in which anybody could make those changes.
 */
export async function benchApply(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "bridgehead-bench-"));
  try {
    const statePath = path.join(folder, "aws.json");
    await withAws({ statePath }, (aws) => prepare(aws, folder));
    const options = { statePath, latencyMs: LATENCY_MS, requestsPerSecond: REQUESTS_PER_SECOND };
    await withAws(options, (aws) => measure(aws, folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function withAws(
  options: Parameters<typeof startLocalAws>[0],
  run: (aws: LocalAws) => Promise<void>,
): Promise<void> {
  const aws = await startLocalAws({ ...options, region: target.region });
  try {
    await run(aws);
  } finally {
    await aws.close();
  }
}

const names = (kind: string): readonly string[] =>
  Array.from({ length: EACH }, (_, index) => `${kind}-${String(index).padStart(3, "0")}`);
const definitionsOf = (kind: string, description: string): readonly Definition[] =>
  names(kind).map((name) => defined(apiKeyModel(name, { Description: description })));

/** What stands before: the connections to update, and those that stay, with nothing in the way. */
async function prepare(aws: LocalAws, folder: string): Promise<void> {
  for (const name of ["created", "updated", "kept"].flatMap(names)) {
    aws.putParameter({ name: `/bridgehead/${name}`, value: `key-of-${name}` });
  }
  const before = [...definitionsOf("updated", "before"), ...definitionsOf("kept", "kept")];
  const { outcome } = await apply(before, depsOf(aws, folder, 1_000));
  if (outcome !== "applied") throw new Error(`what the bench starts from was not applied: ${outcome}`);
}

async function measure(aws: LocalAws, folder: string): Promise<void> {
  const wanted = [
    ...definitionsOf("created", "new"),
    ...definitionsOf("updated", "after"),
    ...definitionsOf("kept", "kept"),
  ];
  const start = performance.now();
  const { outcome, results } = await apply(wanted, depsOf(aws, folder, REQUESTS_PER_SECOND));
  const seconds = (performance.now() - start) / 1_000;
  const requests = aws.requests();
  // What was throttled had to be asked twice: it counts as time, not as work.
  const taken = requests.filter(({ outcome }) => outcome !== "ThrottlingException");
  const busiest = Math.max(...groupsOf(taken, ({ service }) => service).map(({ length }) => length));
  const bound = (2 * EACH * REQUESTS_PER_CHANGE) / REQUESTS_PER_SECOND;
  const ratio = seconds / bound;
  const kept = requests.filter(({ name }) => name?.startsWith("kept-") === true);

  console.log(`apply: ${EACH} creates, ${EACH} updates, ${EACH} that stay; answers take ${LATENCY_MS} ms;`);
  console.log(`each service takes ${REQUESTS_PER_SECOND} requests a second\n`);
  console.log(requestTable(requests));
  console.log(`\noutcome          ${outcome}, ${results.length} results`);
  console.log(`that stay        ${describeKept(kept)}`);
  console.log(`throttled        ${requests.filter(({ outcome }) => outcome === "ThrottlingException").length}`);
  console.log(`most in a second ${mostInASecond(requests)} of one service`);
  console.log(`time             ${seconds.toFixed(1)} s`);
  const each = `${REQUESTS_PER_CHANGE} requests to Cloud Control for each change, as fast as it takes them`;
  console.log(`bound            ${bound.toFixed(1)} s: ${each}`);
  console.log(`busiest service  ${busiest} requests`);
  console.log(`time/bound       ${ratio.toFixed(3)} (aim: ${AIM})`);
  if (outcome !== "applied" || ratio > AIM) throw new Error("the bench missed its aim");
}

function depsOf(aws: LocalAws, folder: string, requestsPerSecond: number): ApplyDeps {
  const address = { region: target.region, endpoint: aws.url, credentials, requestsPerSecond };
  const kinds = builtinKinds;
  const firstType = kinds.all[0].type;
  return {
    kinds,
    target,
    ledger: createFileLedger({ path: path.join(folder, "ledger.json"), scope: "bench", firstType, clock: systemClock }),
    aws: applyAws({ address, stage: target.stage, kinds, clock: systemClock }),
    clock: systemClock,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    limits: defaultLimits,
  };
}

async function apply(definitions: readonly Definition[], deps: ApplyDeps): Promise<RunResult> {
  const run = crypto.randomUUID();
  const keeper = await takeLock(deps.ledger, run, deps);
  if ("heldUntil" in keeper) throw new Error("the target is locked");
  const { result } = await applyDefinitions(
    {
      run,
      commit: null,
      repository: null,
      definitions: { definitions, diagnostics: [], literals: new Literals(new SecretText("bench")) },
      read: "all",
      keeper,
      deadline: deps.clock.now() + 30 * 60_000,
      select: (plan) => ({ plan }),
      review: ({ plan }) => reviewShown({ plan, kinds: deps.kinds, isAccepted: true }),
    },
    deps,
    new AbortController().signal,
  );
  await keeper.release();
  return result;
}

function groupsOf<Item>(items: readonly Item[], key: (item: Item) => unknown): readonly (readonly Item[])[] {
  return [...Map.groupBy(items, key).values()];
}

function requestTable(requests: readonly RequestLogEntry[]): string {
  const counts = Map.groupBy(requests, ({ service, operation }) => `${service} ${operation}`);
  const rows = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, { length }]) => [key, length] as const);
  return [...rows, ["all", requests.length] as const]
    .map(([key, count]) => `${key.padEnd(40)}${String(count).padStart(6)}`)
    .join("\n");
}

/** What was asked for those that stay; parameters are asked for many connections at once. */
function describeKept(requests: readonly RequestLogEntry[]): string {
  const own = requests.filter(({ service }) => service !== "ssm");
  const reads = groupsOf(own, ({ name }) => name).map(({ length }) => length);
  const writes = own.filter(({ operation }) => /^(?:Create|Update|Delete)/.test(operation)).length;
  return `${writes} writes, at most ${Math.max(0, ...reads)} read each`;
}

function mostInASecond(requests: readonly RequestLogEntry[]): number {
  const services = groupsOf(requests, ({ service }) => service).map((own) =>
    own.map(({ time }) => time).toSorted((a, b) => a - b),
  );
  return Math.max(
    ...services.flatMap((times) =>
      times.map((from, index) => times.slice(index).filter((time) => time < from + 1_000).length),
    ),
  );
}
