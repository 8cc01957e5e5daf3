import { CreateApiDestinationCommand } from "@aws-sdk/client-eventbridge";
import { cp, mkdtemp, rm } from "node:fs/promises";
import type { Model } from "../../workflows/engine/values/model.ts";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { createEventBridgeClient } from "../../infra/aws/clients.ts";
import { applyAws } from "../../infra/compose/aws.ts";
import { createFileLedger } from "../../infra/fs/file-ledger.ts";
import type { Fault } from "../../infra/local/aws/faults/faults.ts";
import { type LocalAws, type LocalAwsOptions, startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import type { Diagnostic } from "../../workflows/engine/definition/diagnostic.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import type { ApplyDeps } from "../../workflows/apply/context.ts";
import {
  type AppliedDefinitions,
  applyDefinitions,
  type ApplyRequest,
} from "../../workflows/apply/apply-definitions.ts";
import { defaultLimits } from "../../workflows/engine/policy/limits.ts";
import { Literals } from "../../workflows/engine/values/literals.ts";
import type { Change, Plan } from "../../workflows/engine/plan/plan.ts";
import type { ChangeResult } from "../../workflows/engine/plan/write/result.ts";
import {
  isAmong,
  type Review,
  reviewableDigests,
  reviewPlan,
  reviewShown,
} from "../../workflows/engine/plan/review/review.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import type { Kinds, ResourceKinds } from "../../workflows/engine/kinds/registry.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { takeLock } from "../../workflows/apply/lease.ts";
import type { ApplyAws } from "../../workflows/ports/aws.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import type { Ledger } from "../../workflows/ports/ledger.ts";
import type { ReadScope } from "../../workflows/plan/look-at-target.ts";
import { type PlannedTarget, planDefinitions } from "../../workflows/plan/plan-definitions.ts";
import { apiKeyModel, defined, keyOf, target } from "./definitions.ts";
import { createFastClock, type FastClock } from "./fast-clock.ts";
import { memoryLog } from "./lambda.ts";

export interface ApplyOptions {
  /** What is wrong with the definitions. */
  readonly diagnostics?: readonly Diagnostic[];
  readonly run?: string;
  readonly read?: ReadScope;
  /** Milliseconds until the run stops waiting; half an hour by default. */
  readonly within?: number;
  readonly signal?: AbortSignal;
  /** Everything is accepted unless this says otherwise. */
  readonly review?: ApplyRequest["review"];
  /** In place of what the bench has of AWS. */
  readonly aws?: Partial<ApplyAws>;
  /** In place of the bench's own. */
  readonly ledger?: Ledger;
  /** In place of the bench's own. */
  readonly clock?: Clock;
  /** In place of the bench's own, to which AWS is joined. */
  readonly kinds?: ResourceKinds;
}

/** The apply path on its real adapters, with a local AWS, a ledger in a file and a clock that needs no time. */
export interface ApplyBench {
  readonly aws: LocalAws;
  /** Where the ledger is, and AWS's state if it is kept. */
  readonly folder: string;
  readonly clock: FastClock;
  readonly deps: ApplyDeps & { readonly kinds: Kinds };
  readonly literals: Literals;
  plan(definitions: readonly Definition[]): Promise<Plan>;
  /** Takes the lock, applies, gives the lock back. */
  apply(definitions: readonly Definition[], options?: ApplyOptions): Promise<AppliedDefinitions>;
  /** Client tokens with which AWS was asked for an operation, one for each call. */
  tokens(operation: string, name?: string): readonly string[];
}

/** Milliseconds of the fast clock that an operation takes. */
export const SETTLE_MS = 2_000;

export interface ApplyBenchOptions extends LocalAwsOptions {
  /** What can be declared; by default what the product has. */
  readonly kinds?: Kinds;
  readonly faults?: readonly Fault[];
  /** Keep AWS's state in a file as well, beside the ledger. */
  readonly keeps?: boolean;
  /** The folder of a bench that kept its state: this one begins where that one stands. */
  readonly from?: string;
  /** Told how to end the bench; by default it ends with the test. */
  readonly endWith?: (end: () => Promise<void>) => void;
}

export async function startApplyBench(given: ApplyBenchOptions = {}): Promise<ApplyBench> {
  const { kinds = builtinKinds, keeps, from, endWith = onTestFinished, ...options } = given;
  const clock = createFastClock();
  const { region } = target;
  const folder = await mkdtemp(path.join(tmpdir(), "bridgehead-apply-"));
  if (from !== undefined) await cp(from, folder, { recursive: true });
  const statePath = keeps === true || from !== undefined ? { statePath: path.join(folder, "aws.json") } : {};
  const aws = await startLocalAws({
    now: () => clock.now(),
    settleMs: SETTLE_MS,
    region,
    kinds,
    ...statePath,
    ...options,
  });
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  // No test but those of the rate limit itself goes by what it lets through.
  const address = { region, endpoint: aws.url, credentials, requestsPerSecond: 1_000 };
  endWith(async () => {
    await aws.close();
    await rm(folder, { recursive: true, force: true });
  });
  const deps: ApplyBench["deps"] = {
    kinds,
    target,
    ledger: createFileLedger({
      path: path.join(folder, "ledger.json"),
      scope: "bench",
      firstType: CONNECTION_TYPE,
      clock,
    }),
    aws: applyAws({ address, stage: target.stage, kinds, clock }),
    clock,
    log: memoryLog(),
    limits: defaultLimits,
  };
  const literals = new Literals(new SecretText("bench"));
  let runs = 0;
  return {
    aws,
    folder,
    clock,
    deps,
    literals,
    plan: async (definitions) => {
      const set = { definitions, diagnostics: [], literals };
      return (await planDefinitions(set, "all", deps, { signal: new AbortController().signal })).plan;
    },
    async apply(definitions, given = {}) {
      const { ledger = deps.ledger, clock: runClock = clock, kinds: known = kinds } = given;
      const all = { ...deps, kinds: known, aws: { ...deps.aws, ...given.aws }, ledger, clock: runClock };
      runs += 1;
      const run = given.run ?? `run-${runs}`;
      const keeper = await takeLock(all.ledger, run, { clock });
      if ("heldUntil" in keeper) throw new Error("the target is locked");
      try {
        const request = {
          run,
          commit: null,
          repository: null,
          definitions: { definitions, diagnostics: given.diagnostics ?? [], literals },
          read: given.read ?? "all",
          keeper,
          deadline: clock.now() + (given.within ?? 30 * 60_000),
          select: (plan: Plan) => ({ plan }),
          review: given.review ?? (({ plan }) => reviewShown({ plan, kinds: known, isAccepted: true })),
        };
        return await applyDefinitions(request, all, given.signal ?? new AbortController().signal);
      } finally {
        await keeper.release();
      }
    },
    tokens: (operation, name) =>
      aws
        .requests()
        .filter((request) => request.operation === operation && (name === undefined || request.name === name))
        .map(({ clientToken }) => clientToken ?? ""),
  };
}

/** An API key connection whose key is the parameter `/bridgehead/<name>`, which is put with a value. */
export function keyed(bench: Pick<ApplyBench, "aws">, name: string, changes: Model = {}): Definition {
  const parameter = `/bridgehead/${name}`;
  if (!bench.aws.hasParameter(parameter)) bench.aws.putParameter({ name: parameter, value: `key-of-${name}` });
  return defined(apiKeyModel(name, changes));
}

/** Decides about a plan, and refuses none. */
type ReviewOfPlan = (planned: PlannedTarget) => Promise<Review>;

/** The review of an apply after a pull request that showed this plan, and nothing else, was merged. */
export function reviewedIn(shown: Plan, kinds: ResourceKinds = builtinKinds): ReviewOfPlan {
  const digests = reviewableDigests(shown, () => true);
  return reviewedWhere((change, records) => isAmong(digests, change, records), kinds);
}

/** The review of an apply after pushes without a pull request, but for some changes. */
export function reviewedWhere(
  isReviewed: (change: Change, records: PlannedTarget["records"]) => boolean,
  kinds: ResourceKinds = builtinKinds,
): ReviewOfPlan {
  return ({ plan, records }) =>
    reviewPlan({
      plan,
      kinds,
      records,
      isAccepted: false,
      evidenceOf: async (change) =>
        isReviewed(change, records)
          ? { kind: "reviewed", pull: 7 }
          : { kind: "unreviewed", why: "no-pull-request", pull: null },
      isBarred: () => false,
      isDoubted: false,
    });
}

/** A review that somebody wrote by hand. */
export function reviewBy(
  isAllowed: (change: Change) => boolean,
  isHeld: (change: Change) => boolean = (change) => !isAllowed(change),
): ReviewOfPlan {
  return async ({ plan: { changes } }): Promise<Review> => ({
    allowed: changes.filter(isAllowed).map((change) => ({ change, by: "reviewed", pull: 7 })),
    held: changes.filter(isHeld).map((change) => ({ change, cause: "not-reviewed", why: "nobody reviewed it" })),
  });
}

/** Makes a connection as somebody else would, with a key of their own, and waits until AWS has made it. */
export async function makeAsAnother({ deps, clock }: ApplyBench, name: string): Promise<void> {
  const key = { ApiKeyName: "theirs", ApiKeyValue: "key-of-another" };
  const model = { Name: name, AuthorizationType: "API_KEY", AuthParameters: { ApiKeyAuthParameters: key } };
  const desired = new SecretText(JSON.stringify(model));
  await deps.aws.resources.create(keyOf(name), desired, `another-${clock.now()}`, new AbortController().signal);
  clock.advance(SETTLE_MS * 2);
}

/** Makes an API destination that uses a connection, as somebody else would. */
export async function makeDestination({ aws, clock }: ApplyBench, connection: string): Promise<void> {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const address = { region: target.region, endpoint: aws.url, credentials, requestsPerSecond: 1_000 };
  const destination = new CreateApiDestinationCommand({
    Name: "shop",
    ConnectionArn: aws.storedConnection(connection)?.arn,
    InvocationEndpoint: "https://shop.example.com",
    HttpMethod: "POST",
  });
  await createEventBridgeClient(address, clock).send(destination);
}

/** The result for one connection. */
export function resultFor({ result }: AppliedDefinitions, name: string): ChangeResult {
  const found = result.results.filter((each) => each.name === name);
  if (found.length !== 1) throw new Error(`there are ${found.length} results for "${name}"`);
  return found[0] as ChangeResult;
}

/** The credential that AWS holds for an API key connection. */
export function storedKey(bench: Pick<ApplyBench, "aws">, name: string): unknown {
  const auth = bench.aws.storedConnection(name)?.properties["AuthParameters"] as
    | { readonly ApiKeyAuthParameters?: { readonly ApiKeyValue?: string } }
    | undefined;
  return auth?.ApiKeyAuthParameters?.ApiKeyValue;
}

/** The writes that AWS was asked for, one for each operation. */
export function writes(bench: Pick<ApplyBench, "aws">): readonly string[] {
  return bench.aws
    .requests()
    .filter(({ operation }) => /^(?:Create|Update|Delete)Resource$/.test(operation))
    .map(({ operation, name }) => `${operation} ${name}`);
}
