import { expect, it } from "vitest";
import { type DoneChange, LeaseLostError, type Ledger } from "../../workflows/ports/ledger.ts";
import { keyOf } from "../support/definitions.ts";
import { aDoneChange, anIntent, aRecord } from "./ledger-fixtures.ts";
import type { TestClock } from "./test-clock.ts";

/** An empty ledger with its clock, and the same opened again. */
export interface DoneStore {
  readonly clock: TestClock;
  readonly ledger: Ledger;
  readonly other: Ledger;
}

const MINUTE = 60_000;

async function acquired(ledger: Ledger) {
  const lease = await ledger.acquire("run-1", MINUTE);
  if ("heldUntil" in lease) throw new Error("the lock should have been free");
  return lease;
}

/** What every ledger promises of what runs did. */
export function describeDone(open: () => Promise<DoneStore>): void {
  const commit = "c".repeat(40);
  const told = (done: readonly DoneChange[]) => done.map((each) => `${each.result.name} ${each.result.status}`);

  it("keeps what was done for a commit, of each key the last, and together with what it settles", async () => {
    const { ledger, clock } = await open();
    const lease = await acquired(ledger);
    const done = (name: string, status: "applied" | "failed", changed: Partial<DoneChange> = {}) =>
      aDoneChange(name, { status }, { at: clock.now(), ...changed });
    await ledger.putIntent(lease, anIntent("stock"));
    await ledger.settleIntent(lease, anIntent("stock"), { record: aRecord("stock"), done: done("stock", "applied") });
    await ledger.settleIntent(lease, anIntent("orders"), { done: done("orders", "failed") });
    await ledger.settleIntent(lease, anIntent("orders"), { done: done("orders", "applied") });
    await ledger.settleIntent(lease, anIntent("other"), { done: done("other", "applied", { commit: "d".repeat(40) }) });
    await ledger.deleteRecord(lease, keyOf("gone"), done("gone", "applied"));
    expect(told(await ledger.done({ commit }))).toEqual(["gone applied", "orders applied", "stock applied"]);

    clock.advance(2 * MINUTE);
    const late = ledger.settleIntent(lease, anIntent("late"), { done: done("late", "applied") });
    await expect(late).rejects.toThrow(LeaseLostError);
    expect(await ledger.done({ commit })).toHaveLength(3);
  });

  it("keeps what was done of a pull request by it, at whatever commits, and not by the commit", async () => {
    const { ledger, other } = await open();
    const lease = await acquired(ledger);
    const done = (name: string, changed: Partial<DoneChange> = {}) =>
      aDoneChange(name, { status: "applied" }, { pull: 12, ...changed });
    await ledger.settleIntent(lease, anIntent("stock"), {
      done: aDoneChange("stock", { status: "failed" }, { pull: 12, run: "run-0" }),
    });
    await ledger.putRecord(lease, aRecord("stock"), done("stock", { commit: "e".repeat(40) }));
    await ledger.deleteRecord(lease, keyOf("gone"), done("gone"));
    await ledger.settleIntent(lease, anIntent("crm"), { done: done("crm", { pull: 1 }) });
    await ledger.settleIntent(lease, anIntent("mail"), { done: done("mail", { repository: 70 }) });
    await ledger.settleIntent(lease, anIntent("pushed"), { done: done("pushed", { pull: null }) });
    expect(await other.done({ repository: 7, pull: 12 })).toEqual([
      done("gone"),
      done("stock", { commit: "e".repeat(40) }),
    ]);
    expect(told(await other.done({ repository: 7, pull: 1 }))).toEqual(["crm applied"]);
    expect(told(await other.done({ repository: 70, pull: 12 }))).toEqual(["mail applied"]);
    expect(told(await other.done({ commit }))).toEqual(["pushed applied"]);
    expect(await other.done({ commit: "e".repeat(40) })).toEqual([]);
  });

  it("keeps whose change a record is", async () => {
    const { ledger, other } = await open();
    const record = aRecord("orders", { pull: 12 });
    await ledger.putRecord(await acquired(ledger), record);
    expect(await other.records()).toEqual([record]);
  });
}
