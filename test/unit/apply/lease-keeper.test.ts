import { describe, expect, it } from "vitest";
import { LEASE_MS, type LeaseKeeper, takeLock } from "../../../workflows/apply/lease.ts";
import type { Clock } from "../../../workflows/ports/clock.ts";
import { type Lease, LeaseLostError, type LockStore } from "../../../workflows/ports/ledger.ts";
import { createFastClock } from "../../support/fast-clock.ts";

/** A lock in memory that counts renewals and can be taken away. */
function startLock() {
  const clock = createFastClock();
  let held: Lease | undefined;
  let fence = 0;
  const calls = { renewed: 0, released: 0 };
  const store: LockStore = {
    async acquire(owner, milliseconds) {
      if (held !== undefined && held.expiresAt > clock.now()) return { heldUntil: held.expiresAt };
      fence += 1;
      held = { owner, fence, expiresAt: clock.now() + milliseconds };
      return held;
    },
    async renew(lease, milliseconds) {
      calls.renewed += 1;
      if (held?.fence !== lease.fence || held.expiresAt <= clock.now()) throw new LeaseLostError("lost");
      held = { ...lease, expiresAt: clock.now() + milliseconds };
      return held;
    },
    async release(lease) {
      calls.released += 1;
      if (held?.fence === lease.fence) held = undefined;
    },
  };
  return { clock, store, calls };
}

async function taken(store: LockStore, clock: Clock, owner = "run", leaseMs?: number): Promise<LeaseKeeper> {
  const keeper = await takeLock(store, owner, { clock, leaseMs });
  if ("heldUntil" in keeper) throw new Error("the lock is held");
  return keeper;
}

describe("a lease keeper", () => {
  it("is none while somebody else holds the lock, which says until when", async () => {
    const { clock, store } = startLock();
    await taken(store, clock, "first");
    expect(await takeLock(store, "second", { clock })).toEqual({ heldUntil: clock.now() + LEASE_MS });
    clock.advance(LEASE_MS);
    await taken(store, clock, "second");
  });

  it("gives the same lease until half of it is gone, and then a renewed one", async () => {
    const { clock, store, calls } = startLock();
    const keeper = await taken(store, clock);
    const first = await keeper.lease();
    clock.advance(LEASE_MS / 2 - 1);
    expect(await keeper.lease()).toBe(first);
    clock.advance(1);
    expect(await keeper.lease()).toMatchObject({ fence: first.fence, expiresAt: clock.now() + LEASE_MS });
    expect(calls.renewed).toBe(1);
  });

  it("takes and renews it for as long as it is set", async () => {
    const { clock, store } = startLock();
    const keeper = await taken(store, clock, "run", 2_000);
    expect((await keeper.lease()).expiresAt).toBe(clock.now() + 2_000);
    clock.advance(1_000);
    expect((await keeper.lease()).expiresAt).toBe(clock.now() + 2_000);
  });

  it("renews once for all who ask at once", async () => {
    const { clock, store, calls } = startLock();
    const keeper = await taken(store, clock);
    clock.advance(LEASE_MS - 1);
    const leases = await Promise.all(Array.from({ length: 5 }, async () => await keeper.lease()));
    expect(new Set(leases).size).toBe(1);
    expect(calls.renewed).toBe(1);
  });

  it("says so, every time, once the lease ran out or another holds the lock", async () => {
    const { clock, store } = startLock();
    const keeper = await taken(store, clock);
    clock.advance(LEASE_MS);
    await store.acquire("another", LEASE_MS);
    await expect(keeper.lease()).rejects.toBeInstanceOf(LeaseLostError);
    await expect(keeper.lease()).rejects.toBeInstanceOf(LeaseLostError);
  });

  it("renews again after a renewal failed in passing", async () => {
    const { clock, store } = startLock();
    let failures = 1;
    const flaky: LockStore = {
      ...store,
      renew: (...call) => (failures-- > 0 ? Promise.reject(new Error("no answer")) : store.renew(...call)),
    };
    const keeper = await taken(flaky, clock);
    clock.advance(LEASE_MS - 1);
    await expect(keeper.lease()).rejects.toThrow("no answer");
    expect((await keeper.lease()).expiresAt).toBe(clock.now() + LEASE_MS);
  });

  it("releases the newest lease, and never another's", async () => {
    const { clock, store } = startLock();
    const keeper = await taken(store, clock);
    clock.advance(LEASE_MS);
    await store.acquire("another", LEASE_MS);
    await keeper.release();
    expect(await store.acquire("third", LEASE_MS)).toHaveProperty("heldUntil");
  });
});
