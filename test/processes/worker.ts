import process from "node:process";
import { joinApplyWorker } from "../../infra/compose/workers.ts";
import { systemClock } from "../../infra/system-clock.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import type { Evaluator } from "../../workflows/ports/evaluator.ts";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { Ledger } from "../../workflows/ports/ledger.ts";
import { caps, target } from "../support/definitions.ts";
import { askingParent, type Ended } from "./across.ts";

/** Where this worker finds what it works on. */
export interface WorkerPlace {
  readonly awsUrl: string;
  readonly githubUrl: string;
  readonly repository: RepositoryId;
  readonly installation: number;
  readonly engine: string;
  readonly leaseMs: number;
}

/* The apply worker as a process: one job, of which it says how it ended. Its ledger answers as DynamoDB does, from
   outside, whatever becomes of this process. */

const place = JSON.parse(process.argv[2] ?? "") as WorkerPlace;
const ofParent = askingParent();
let outcome = "without a run";
const silent = { info: () => {}, warn: () => {}, error: () => {} };

const { runJob } = await joinApplyWorker({
  kinds: builtinKinds,
  caps,
  target,
  awsAddress: {
    region: target.region,
    endpoint: place.awsUrl,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    requestsPerSecond: 1_000,
  },
  githubUrl: place.githubUrl,
  engine: place.engine,
  clock: systemClock,
  log: silent,
  ledger: ofParent<Ledger>("ledger"),
  evaluator: ofParent<Evaluator>("evaluator"),
  queue: { send: async () => {} },
  repositories: new Set([place.repository.id]),
  workflow: ".github/workflows/bridgehead.yml",
  indexWaits: [],
  leaseMs: place.leaseMs,
  onRun: (run) => {
    outcome = run.outcome;
  },
});
const { repository, installation } = place;
const job = { delivery: "process", receivedAt: Date.now(), repository, installation } as const;
try {
  const { signal } = new AbortController();
  const ended = await runJob({ ...job, kind: "apply", ref: "refs/heads/main", push: null }, signal);
  if (ended.is === "waiting") outcome = "locked";
} catch (error) {
  outcome = `error: ${String(error)}`;
}
process.send?.({ ended: outcome } satisfies Ended, () => process.disconnect());
