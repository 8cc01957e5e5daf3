import type { Config } from "../engine/config/config.ts";
import type { ResourceKinds } from "../engine/kinds/registry.ts";
import type { DriftCause } from "../engine/plan/drift.ts";
import { dangersOf } from "../engine/plan/review/dangers.ts";
import { anything, limitsOf, strictest } from "../engine/policy/limits.ts";
import { digestOf } from "../engine/values/digest.ts";
import type { DriftedResource } from "../plan/drift-of.ts";
import { applyOf, enqueue, type ReconcileDeps, type RepositoryRound } from "./context.ts";

/** Longer than anybody leaves a drift as it is: one state of it causes one apply. What fails of that is tried again by itself. */
const REMEMBERED_MS = 90 * 24 * 60 * 60 * 1000;

/** What somebody did by hand. A parameter that was rotated has a setting of its own. */
const byHand: ReadonlySet<DriftCause> = new Set<DriftCause>(["deleted", "made-anew", "credential", "changed"]);

/** Whether drift is undone here without anybody asking: the configuration, the reviewed policy and the stack say so. */
export async function mayRepair(
  config: Config,
  { forge }: RepositoryRound,
  { ledger, mayRepair: isAllowed }: Pick<ReconcileDeps, "ledger" | "mayRepair">,
): Promise<boolean> {
  if (!config.repair || !isAllowed) return false;
  const { policy } = await ledger.progress(forge.id.id);
  return strictest(limitsOf(config), policy?.value ?? anything).repair;
}

/** Whether an apply may undo it: somebody did it by hand, and undoing it neither destroys anything nor sends a secret anew. */
export function isRepairable({ causes, resource }: DriftedResource, kinds: ResourceKinds): boolean {
  const { change, record } = resource;
  return causes.some((cause) => byHand.has(cause)) && dangersOf(change, record, kinds.of(change.key)).length === 0;
}

/**
 * Queues the apply that everybody's is, once for each state of the drift. What else it would do is judged as in any other.
 * Returns whether it did.
 */
export async function repair(
  drifted: readonly DriftedResource[],
  round: RepositoryRound,
  deps: ReconcileDeps,
): Promise<boolean> {
  const states = drifted.filter((each) => isRepairable(each, deps.kinds)).map(stateOf);
  if (states.length === 0) return false;
  const cause = `repair:${digestOf(states)}`;
  if (!(await deps.ledger.claim(`reconcile:${cause}`, REMEMBERED_MS))) return false;
  await enqueue({ ...applyOf(round), isRepair: true }, cause, round, deps);
  return true;
}

/** The same drift once more is another one: AWS has another time then, or another run made the record. */
function stateOf({ resource: { change, record, look } }: DriftedResource) {
  const { digest, key } = change;
  return { key: { ...key }, digest, run: record.run, at: record.appliedAt, modified: look?.told.modified ?? null };
}
