import { builtinKinds } from "../workflows/engine/kinds/builtin.ts";
import { planPullRequest } from "../workflows/plan-pull-request.ts";
import type { Evaluator } from "../workflows/ports/evaluator.ts";
import type { PublicationStore, RecordReader } from "../workflows/ports/ledger.ts";
import type { PlanJob, WorkerDeps } from "../workflows/worker-deps.ts";
import { createCloudControlClient, createEventBridgeClient, createSsmClient } from "./aws/clients.ts";
import { createConnectionInventory } from "./aws/connection-inventory.ts";
import { createConnectionReader } from "./aws/connection-reader.ts";
import { createConnectionStates } from "./aws/connection-states.ts";
import { createFreeze } from "./aws/freeze.ts";
import { createParameterCatalog } from "./aws/parameter-catalog.ts";
import { joinGithub } from "./join-github.ts";
import { credentialsFor } from "./system-credentials-for.ts";
import type { Outside } from "./outside.ts";

export interface PlanOutside extends Outside {
  readonly evaluator: Evaluator;
  readonly ledger: RecordReader & PublicationStore;
}

/** The planner: it can read connections and parameter metadata, and write plans that were published. */
export async function joinPlanWorker(outside: PlanOutside): Promise<WorkerDeps<PlanJob>> {
  const { target, evaluator, ledger, clock, log } = outside;
  const credentials = credentialsFor(outside);
  const connections = createConnectionReader({ client: createCloudControlClient(outside.aws, clock), clock });
  const ssm = createSsmClient(outside.aws, clock);
  const parameters = createParameterCatalog({ client: ssm });
  const freeze = createFreeze({ client: ssm, stage: target.stage });
  const events = createEventBridgeClient(outside.aws, clock);
  const dependents = createConnectionStates({ client: events });
  const inventory = createConnectionInventory({ client: events, clock });
  const repositoryOf = await joinGithub(outside, credentials);
  const fingerprintKey = await credentials.read("fingerprintKey");
  return {
    async runJob(job, signal) {
      const repository = await repositoryOf(job);
      const outsideAws = { connections, inventory, parameters, freeze, dependents };
      const deps = {
        ...outsideAws,
        kinds: builtinKinds,
        target,
        evaluator,
        ledger,
        publications: ledger,
        fingerprintKey,
      };
      await planPullRequest(job.pullRequest, { ...deps, repository, clock, log }, signal);
    },
  };
}
