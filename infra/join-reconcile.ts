import { builtinKinds } from "../workflows/engine/kinds/builtin.ts";
import type { JobQueue } from "../workflows/ports/jobs.ts";
import type { Ledger } from "../workflows/ports/ledger.ts";
import { mapConcurrently } from "../workflows/map-concurrently.ts";
import type { ReconcileDeps } from "../workflows/reconcile/context.ts";
import { createCloudControlClient, createEventBridgeClient, createSsmClient } from "./aws/clients.ts";
import { createConnectionReader } from "./aws/connection-reader.ts";
import { createConnectionStates } from "./aws/connection-states.ts";
import { createParameterCatalog } from "./aws/parameter-catalog.ts";
import { joinGithubApp } from "./join-github.ts";
import type { Outside } from "./outside.ts";
import { credentialsFor } from "./system-credentials-for.ts";

export interface ReconcileOutside extends Outside {
  readonly queue: JobQueue;
  readonly ledger: Pick<Ledger, "records" | "intents" | "lastApplied" | "claim">;
  /** Numeric ids of the repositories that are served. */
  readonly repositories: ReadonlySet<number>;
}

/** The reconciler: it reads what the planner reads, and queues what the workers do. */
export async function joinReconcile(outside: ReconcileOutside): Promise<ReconcileDeps> {
  const { target, queue, ledger, clock, log, repositories } = outside;
  const github = await joinGithubApp(outside, credentialsFor(outside));
  return {
    kinds: builtinKinds,
    target,
    queue,
    ledger,
    clock,
    log,
    deliveries: github.deliveries,
    connections: createConnectionReader({ client: createCloudControlClient(outside.aws, clock), clock }),
    states: createConnectionStates({ client: createEventBridgeClient(outside.aws, clock) }),
    parameters: createParameterCatalog({ client: createSsmClient(outside.aws, clock) }),
    served: async () =>
      mapConcurrently(await github.installedRepositories(repositories), 1, async ({ repository, installation }) => ({
        repository: await github.repository(repository, installation),
        installation,
      })),
  };
}
