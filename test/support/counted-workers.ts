import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { systemPath } from "../../infra/aws/system-credentials.ts";
import { joinApplyWorker, joinPlanWorker } from "../../infra/compose/workers.ts";
import { createWorkerEvaluator } from "../../infra/evaluate/worker-evaluator.ts";
import { createFileLedger } from "../../infra/fs/file-ledger.ts";
import { type LocalAws, startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import { systemClock } from "../../infra/system-clock.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import type { Evaluator } from "../../workflows/ports/evaluator.ts";
import type { Ledger } from "../../workflows/ports/ledger.ts";
import type { Log } from "../../workflows/ports/log.ts";
import { appId, type Files, type Harness, privateKey, startHarness } from "../contract/local-github/harness.ts";
import { caps, target } from "./definitions.ts";
import { type GithubRequests, recordGithub } from "./github-requests.ts";

/** The real planner and applier on a local GitHub and a local AWS, one job at a time, each with what it asks of GitHub. */
export interface CountedWorkers extends AsyncDisposable {
  readonly harness: Harness;
  readonly aws: LocalAws;
  /** The ledger and the evaluator of both. */
  readonly ledger: Ledger;
  readonly evaluator: Evaluator;
  readonly plans: GithubRequests;
  readonly applies: GithubRequests;
  /** Runs of applies, oldest first. */
  readonly runs: readonly RunResult[];
  /** Pushes a branch made from main, and opens a pull request. */
  propose(branch: string, files: Files): Promise<number>;
  /** The same by somebody who may only read, from a fork of theirs. */
  proposeFromFork(branch: string, files: Readonly<Record<string, string>>): Promise<number>;
  /** Pushes to the branch of a pull request. */
  push(pullRequest: number, files: Files): Promise<void>;
  /** Waits until GitHub has tried the merge of a pull request, which it does because it is asked. */
  tried(pullRequest: number): Promise<void>;
  plan(pullRequest: number): Promise<void>;
  /** As a worker is told of a fork's head: with whoever may write and asks for its plan, or with nobody. */
  planOfFork(pullRequest: number, asked: "asked" | "unasked"): Promise<void>;
  merge(pullRequest: number): Promise<void>;
  apply(): Promise<void>;
}

/** Names what plans and applies there. */
export const countedEngine = "counted";

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** @param files what main has from the beginning: path -> text */
export async function startCountedWorkers(
  files: Readonly<Record<string, string>>,
  log: Log = silent,
): Promise<CountedWorkers> {
  const folder = await mkdtemp(path.join(tmpdir(), "bridgehead-counted-"));
  const harness = await startHarness({ files });
  const aws = await startLocalAws({ account: target.account, region: target.region });
  aws.putParameter({ name: systemPath(target.stage, "appId"), value: String(appId), type: "String" });
  aws.putParameter({ name: systemPath(target.stage, "privateKey"), value: privateKey });
  aws.putParameter({ name: systemPath(target.stage, "fingerprintKey"), value: "f".repeat(64) });
  aws.putParameter({ name: "/bridgehead/key", value: "a-key" });
  const clock = systemClock;
  const evaluator = createWorkerEvaluator();
  const outside = {
    kinds: builtinKinds,
    caps,
    target,
    awsAddress: {
      region: target.region,
      endpoint: aws.url,
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      requestsPerSecond: 1_000,
    },
    githubUrl: harness.github.apiUrl,
    engine: countedEngine,
    clock,
    log,
    ledger: createFileLedger({
      path: path.join(folder, "ledger.json"),
      scope: "counted",
      firstType: CONNECTION_TYPE,
      clock,
    }),
    evaluator,
    queue: { send: async () => undefined },
    repositories: new Set([harness.github.repository.id]),
  };
  const [plans, applies] = [recordGithub(), recordGithub()];
  const runs: RunResult[] = [];
  const planner = await joinPlanWorker({ ...outside, githubFetch: plans.fetch });
  const applier = await joinApplyWorker({
    ...outside,
    githubFetch: applies.fetch,
    workflow: ".github/workflows/bridgehead.yml",
    indexWaits: [],
    onRun: (run) => void runs.push(run),
  });
  const { repository, installationId: installation } = harness.github;
  const job = () => ({ delivery: randomUUID(), receivedAt: clock.now(), repository, installation });
  const { pulls } = harness.user("bob").rest;
  const { signal } = new AbortController();

  return {
    harness,
    aws,
    ledger: outside.ledger,
    evaluator,
    plans,
    applies,
    runs,
    async propose(branch, changed) {
      await harness.seed(branch, changed);
      const { data } = await pulls.create({ ...harness.place, title: branch, head: branch, base: "main" });
      return data.number;
    },
    async proposeFromFork(branch, changed) {
      const eve = harness.user("eve");
      const { data: fork } = await eve.rest.repos.createFork(harness.place);
      const clone = await harness.clone();
      await clone.git("config", "http.extraHeader", "Authorization: Bearer user:eve");
      await clone.git("switch", "--quiet", "--create", branch);
      await clone.commit(branch, changed);
      await clone.git("push", "--quiet", fork.clone_url, branch);
      const { data } = await eve.rest.pulls.create({
        ...harness.place,
        title: branch,
        head: `eve:${branch}`,
        base: "main",
      });
      return data.number;
    },
    async push(pull_number, changed) {
      const pull = { ...harness.place, pull_number };
      const { data } = await pulls.get(pull);
      await harness.seed(data.head.ref, changed);
      // A commit behind GitHub's back moves the head when the pull request is opened again.
      for (const state of ["closed", "open"] as const) await pulls.update({ ...pull, state });
    },
    async tried(pull_number) {
      const pull = { ...harness.place, pull_number };
      while ((await pulls.get(pull)).data.mergeable === null) await systemClock.sleep(5, signal);
    },
    async plan(pullRequest) {
      await planner.runJob({ ...job(), kind: "plan", pullRequest }, signal);
    },
    async planOfFork(pullRequest, asked) {
      const bob = harness.user("bob").rest;
      const { data } = await bob.repos.getCollaboratorPermissionLevel({ ...harness.place, username: "bob" });
      const { data: pull } = await bob.pulls.get({ ...harness.place, pull_number: pullRequest });
      const plan = { ...job(), kind: "plan", pullRequest, isFork: true } as const;
      const pressed = { head: pull.head.sha, by: { id: Number(data.user?.id), login: "bob" }, app: appId };
      await planner.runJob(asked === "asked" ? { ...plan, asked: pressed } : plan, signal);
    },
    async merge(pull_number) {
      await pulls.merge({ ...harness.place, pull_number });
    },
    async apply() {
      await applier.runJob({ ...job(), kind: "apply", ref: "refs/heads/main", push: null }, signal);
    },
    async [Symbol.asyncDispose]() {
      await evaluator.close();
      await harness[Symbol.asyncDispose]();
      await aws.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A definition, or a file of several, whose credential is the one parameter that there is. */
export function definitionsJson(ids: readonly string[], description = "first"): string {
  const apiKey = "{{resolve:ssm-secure:/bridgehead/key}}";
  const each = ids.map((id) => ({
    id,
    description,
    authorizationType: "API_KEY",
    authParameters: { apiKeyName: "x-api-key", apiKey },
  }));
  return JSON.stringify(each.length === 1 ? each[0] : each, null, 1);
}
