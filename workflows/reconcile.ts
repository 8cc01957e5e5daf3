import { detectDrift, githubAdvice } from "./detect-drift.ts";
import { BridgeheadError } from "./engine/values/errors.ts";
import { configOrDefaults } from "./plan/config-at.ts";
import { catchUp, refreshLost } from "./reconcile/catch-up.ts";
import { closeApplyCheck } from "./reconcile/close-checks.ts";
import type { ReconcileDeps, RepositoryRound, ServedRepository } from "./reconcile/context.ts";
import { openDriftRound } from "./reconcile/drift-memory.ts";
import { planMergeGroups } from "./reconcile/merge-groups.ts";
import { lookAfterPulls, type PullsDone } from "./reconcile/pull-requests.ts";
import { DELIVERIES_KEPT_MS, type Missed, redeliverMissed } from "./reconcile/redeliver.ts";
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
  /** Repositories in which the plans are looked for that the default branch has outdated. */
  readonly refreshed: number;
  /** Open pull requests, and groups of a merge queue, without a check, whose plan was queued. */
  readonly begun: number;
  /** Open checks whose job was queued again. */
  readonly restarted: number;
  /** Open pull requests whose plan another version of Bridgehead made, or that was put off until now. */
  readonly replanned: number;
  /** Checks that were given up. */
  readonly concluded: number;
  /** Open pull requests that are left to the next round. */
  readonly left: number;
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
  const counted = { applies: 0, redelivered: 0, drifted: 0, refreshed: 0 };
  const done = { ...counted, begun: 0, restarted: 0, replanned: 0, concluded: 0, left: 0 };
  const served = await deps.served();
  if (served.length === 0) deps.log.warn("the App is installed on no repository that is served");
  const missed = await attempt("deliveries", none, () => missedDeliveries(served, deps));
  done.redelivered = missed.asked.length;

  for (const repository of served) {
    const round = await attempt("repository", undefined, () => roundOf(repository));
    if (round === undefined) continue;
    const queued = await attempt("apply", false, () => catchUp(round, missed, deps));
    const closed = await attempt("checks", undefined, () => closeApplyCheck(round, deps));
    const refreshed = await attempt("outdated plans", false, () => refreshLost(round, missed, deps));
    const pulls = await attempt("pull requests", noPulls, () => lookAfterPulls(round, missed, deps));
    if (pulls.failed > 0) attempt.failed("pull requests");
    const groups = await attempt("merge queue", 0, () => planMergeGroups(round, deps));
    done.refreshed += Number(refreshed);
    done.begun += pulls.begun + groups;
    done.restarted += pulls.restarted + Number(closed === "restarted");
    done.replanned += pulls.replanned;
    done.concluded += pulls.concluded + Number(closed === "concluded");
    done.left += pulls.left;
    const drift = await attempt("drift", { drifted: 0, applied: false }, () => lookForDrift(round, deps, signal));
    done.drifted += drift.drifted;
    done.applies += Number(queued) + Number(drift.applied);
  }
  const failed = attempt.failures();
  if (failed.length > 0) throw new ReconcileError(`these steps failed: ${failed.join(", ")}; the log says why`);
  return { repositories: served.length, ...done };
}

const none: Missed = { deliveries: [], asked: [] };
const noPulls: PullsDone = { begun: 0, restarted: 0, replanned: 0, concluded: 0, left: 0, failed: 0 };

async function missedDeliveries(served: readonly ServedRepository[], deps: ReconcileDeps): Promise<Missed> {
  const deliveries = await deps.deliveries.since(deps.clock.now() - DELIVERIES_KEPT_MS);
  const ids = new Set(served.map(({ forge }) => forge.id.id));
  return { deliveries, asked: await redeliverMissed(deliveries, ids, deps) };
}

/** undefined: the repository is empty. */
export async function roundOf({ forge, installation }: ServedRepository): Promise<RepositoryRound | undefined> {
  const branch = await forge.source.defaultBranch();
  const tip = await forge.source.tip(branch);
  return tip === undefined ? undefined : { forge, installation, branch, tip };
}

/** Looks for drift in the whole target, reports it, and has applied what was rotated where the configuration says so. */
export async function lookForDrift(
  round: RepositoryRound,
  deps: ReconcileDeps,
  signal: AbortSignal,
): Promise<ReportedDrift> {
  const config = await configOrDefaults(round.tip, { ...deps, source: round.forge.source });
  const drift = openDriftRound(await deps.ledger.driftMemory());
  const scope = { ignored: config.ignoreDrift, choose: drift.choose };
  const found = await detectDrift(githubAdvice(config.definitions), deps, { signal }, scope);
  return await reportDrift(found, config, { ...round, drift }, deps);
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
  return Object.assign(attempt, {
    failures: () => failures,
    /** Of a step that went on all the same, and has said why. */
    failed: (kind: string) => void failures.push(kind),
  });
}
