import { detectDrift, githubAdvice } from "./detect-drift.ts";
import { BridgeheadError } from "./engine/values/errors.ts";
import type { HookDelivery } from "./ports/deliveries.ts";
import { configOrDefaults } from "./plan/config-at.ts";
import { catchUp } from "./reconcile/catch-up.ts";
import { closeChecks } from "./reconcile/close-checks.ts";
import type { ReconcileDeps, RepositoryRound, ServedRepository } from "./reconcile/context.ts";
import { planOfOtherEngines } from "./reconcile/plan-of-other-engines.ts";
import { DELIVERIES_KEPT_MS, redeliverMissed, type Redelivery } from "./reconcile/redeliver.ts";
import { reportDrift, type ReportedDrift } from "./reconcile/report-drift.ts";

/** What one round did. */
export interface Reconciliation {
  readonly repositories: number;
  /** Applies that were queued. */
  readonly applies: number;
  /** Webhooks that GitHub was asked to send again. */
  readonly redelivered: number;
  /** Resources that are not as they were applied. */
  readonly drifted: number;
  /** Open checks whose job was queued again. */
  readonly restarted: number;
  /** Open pull requests whose plan another version of Bridgehead made. */
  readonly replanned: number;
  /** Open checks that were given up. */
  readonly concluded: number;
}

/** Some steps of a round failed; the others were done. The log says which and why. */
export class ReconcileError extends BridgeheadError {
  override readonly name = "ReconcileError";
}

/**
 * Looks for everything that a webhook should have caused and did not, and for drift. It only queues what the workers
 * do, and a round does nothing that the next one could not do as well. Rejects with `ReconcileError` at the end when
 * a step failed.
 */
export async function reconcile(deps: ReconcileDeps, signal: AbortSignal): Promise<Reconciliation> {
  const attempt = createAttempts(deps, signal);
  const done = { applies: 0, redelivered: 0, drifted: 0, restarted: 0, replanned: 0, concluded: 0 };
  const served = await deps.served();
  if (served.length === 0) deps.log.warn("the App is installed on no repository that is served");
  const { deliveries, asked } = await attempt("deliveries", none, () => missedDeliveries(served, deps));
  done.redelivered = asked.length;

  for (const repository of served) {
    const round = await attempt("repository", undefined, () => roundOf(repository));
    if (round === undefined) continue;
    // A push that is sent again causes the apply by itself; where that fails, the next round does.
    const isComing = asked.some(
      ({ event, repository: id, attempt }) => event === "push" && id === round.forge.id.id && attempt === 1,
    );
    const queued = !isComing && (await attempt("apply", false, () => catchUp(round, deliveries, deps)));
    const closed = await attempt("checks", { again: 0, concluded: 0 }, () => closeChecks(round, deps));
    done.restarted += closed.again;
    done.concluded += closed.concluded;
    done.replanned += await attempt("plans", 0, () => planOfOtherEngines(round, deps));
    const drift = await attempt("drift", { drifted: 0, applied: false }, () => lookForDrift(round, deps, signal));
    done.drifted += drift.drifted;
    done.applies += Number(queued) + Number(drift.applied);
  }
  const failed = attempt.failures();
  if (failed.length > 0) throw new ReconcileError(`these steps failed: ${failed.join(", ")}; the log says why`);
  return { repositories: served.length, ...done };
}

interface Missed {
  readonly deliveries: readonly HookDelivery[];
  readonly asked: readonly Redelivery[];
}

const none: Missed = { deliveries: [], asked: [] };

async function missedDeliveries(served: readonly ServedRepository[], deps: ReconcileDeps): Promise<Missed> {
  const deliveries = await deps.deliveries.since(deps.clock.now() - DELIVERIES_KEPT_MS);
  const ids = new Set(served.map(({ forge }) => forge.id.id));
  return { deliveries, asked: await redeliverMissed(deliveries, ids, deps) };
}

/** undefined: the repository is empty. */
async function roundOf({ forge, installation }: ServedRepository): Promise<RepositoryRound | undefined> {
  const branch = await forge.source.defaultBranch();
  const tip = await forge.source.tip(branch);
  return tip === undefined ? undefined : { forge, installation, branch, tip };
}

async function lookForDrift(round: RepositoryRound, deps: ReconcileDeps, signal: AbortSignal): Promise<ReportedDrift> {
  const config = await configOrDefaults(round.tip, { ...deps, source: round.forge.source });
  const drift = await detectDrift(githubAdvice(config.definitions), deps, { signal });
  return await reportDrift(drift, config, round, deps);
}

/** Does one step after the other, each whatever became of those before. */
function createAttempts({ log }: ReconcileDeps, signal: AbortSignal) {
  const failures: string[] = [];
  const attempt = async <Result>(kind: string, otherwise: Result, step: () => Promise<Result>): Promise<Result> => {
    try {
      signal.throwIfAborted();
      return await step();
    } catch (error) {
      log.error("a step of the reconciler failed", error, { kind });
      failures.push(kind);
      return otherwise;
    }
  };
  return Object.assign(attempt, { failures: () => failures });
}
