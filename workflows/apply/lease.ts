import type { Clock } from "../ports/clock.ts";
import { type HeldLock, type Lease, LeaseLostError, type LockStore } from "../ports/ledger.ts";

/* The target's lock, and where a writer that was paused finds out that somebody else has it. */

/** How long a lease runs before it has to be renewed: longer than any single call to AWS may take. */
export const LEASE_MS = 120_000;

/** Keeps the target's lock for the length of a run. */
export interface LeaseKeeper {
  /** The lease, renewed when half of it is gone. Rejects with `LeaseLostError`. */
  lease(): Promise<Lease>;
  /** Whether the ledger has said so: nothing more may be begun. */
  isLost(): boolean;
  /** To be told by whoever hears it from the ledger. */
  lose(): void;
  release(): Promise<void>;
}

export interface LeaseTimes {
  readonly clock: Clock;
  /** How long a lease runs, in milliseconds. Default: `LEASE_MS`. */
  readonly leaseMs?: number | undefined;
}

/** Takes the lock, unless somebody else holds it. */
export async function takeLock(
  store: LockStore,
  owner: string,
  { clock, leaseMs = LEASE_MS }: LeaseTimes,
): Promise<LeaseKeeper | HeldLock> {
  const first = await store.acquire(owner, leaseMs);
  if ("heldUntil" in first) return first;
  let current = first;
  let renewal: Promise<Lease> | undefined;
  let isLost = false;
  const renew = async (): Promise<Lease> => {
    try {
      current = await store.renew(current, leaseMs);
      return current;
    } catch (error) {
      isLost ||= error instanceof LeaseLostError;
      throw error;
    } finally {
      renewal = undefined;
    }
  };
  return {
    async lease() {
      if (current.expiresAt - clock.now() > leaseMs / 2) return current;
      renewal ??= renew();
      return await renewal;
    },
    isLost: () => isLost,
    lose() {
      isLost = true;
    },
    release: () => store.release(current),
  };
}

/**
 * Works under the lock. A writer that slept past its lease, or whose ledger says that another run has it, begins nothing
 * more: `afterLoss` says what became of the work. The lease guards the ledger and not AWS, so whoever may have asked AWS
 * leaves a mark there.
 */
export async function whileHeld<Result>(
  keeper: LeaseKeeper,
  work: () => Promise<Result>,
  afterLoss: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LeaseLostError)) throw error;
    keeper.lose();
    return await afterLoss();
  }
}
