import { randomUUID } from "node:crypto";
import type { ApplyBranchDeps } from "../workflows/apply-branch.ts";
import { applyPush } from "../workflows/apply-push.ts";
import { builtinKinds } from "../workflows/engine/kinds/builtin.ts";
import type { RunResult } from "../workflows/engine/result.ts";
import type { Evaluator } from "../workflows/ports/evaluator.ts";
import type { Ledger } from "../workflows/ports/ledger.ts";
import { rerun } from "../workflows/rerun.ts";
import type { ApplyJob, WorkerDeps } from "../workflows/worker-deps.ts";
import { applyAdapters } from "./apply-adapters.ts";
import { joinGithub } from "./join-github.ts";
import { credentialsFor } from "./system-credentials-for.ts";
import type { Outside } from "./outside.ts";

/** How long an apply waits for AWS: less than a Lambda invocation, so that there is time to report. */
const APPLY_MS = 12 * 60 * 1000;

export interface ApplyOutside extends Outside {
  readonly evaluator: Evaluator;
  readonly ledger: Ledger;
  /** Told of every run that ended. */
  readonly onRun?: (result: RunResult) => void;
}

/** The applier: the only one that writes to AWS and reads the values of parameters. */
export async function joinApplyWorker(outside: ApplyOutside): Promise<WorkerDeps<ApplyJob>> {
  const { target, evaluator, ledger, clock, log } = outside;
  const credentials = credentialsFor(outside);
  const repositoryOf = await joinGithub(outside, credentials);
  const services = {
    kinds: builtinKinds,
    target,
    evaluator,
    ledger,
    clock,
    log,
    ...applyAdapters(outside.aws, target.stage, clock),
    fingerprintKey: await credentials.read("fingerprintKey"),
  };
  return {
    async runJob(job, signal) {
      const deps: ApplyBranchDeps = { ...services, repository: await repositoryOf(job) };
      const request = { run: randomUUID(), deadline: clock.now() + APPLY_MS };
      const run =
        job.kind === "apply" ? await applyPush(job, request, deps, signal) : await rerun(job, request, deps, signal);
      if (run !== undefined) outside.onRun?.(run);
    },
  };
}
