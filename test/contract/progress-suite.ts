import { expect, it } from "vitest";
import type { Lease, Ledger } from "../../workflows/ports/ledger.ts";
import { noProgress, type PendingChange } from "../../workflows/ports/progress.ts";
import { aPendingChange, aRun, aRunEnd } from "./ledger-fixtures.ts";

/** An empty ledger, the same opened again, and a lease. */
export interface ProgressStore {
  readonly ledger: Ledger;
  readonly other: Ledger;
  readonly lease: Lease;
}

const pin = { pinned: "3".repeat(40), doubt: "rewritten", branches: ["master", "main"] } as const;

/** As many pending changes, in an order that no name gives, with reasons as long as they are kept. */
function pendingChanges(count: number): readonly PendingChange[] {
  return Array.from({ length: count }, (_, index) =>
    aPendingChange(`c-${(index * 7919) % count}`, { reason: "\u{2026}".repeat(500), since: index }),
  );
}

/** What every ledger promises of how far the target is. */
export function describeProgress(open: () => Promise<ProgressStore>): void {
  it("knows nothing of a repository at first", async () => {
    const { ledger } = await open();
    expect(await ledger.progress(7)).toEqual(noProgress);
  });

  it("pins a commit before any run came to its end, with doubt and branches", async () => {
    const { ledger, other, lease } = await open();
    await ledger.pin(lease, 7, pin);
    expect(await other.progress(7)).toEqual({ ...noProgress, ...pin });
    await ledger.pin(lease, 7, { ...pin, pinned: "4".repeat(40), doubt: "off-line" });
    expect(await other.progress(7)).toEqual({ ...noProgress, ...pin, pinned: "4".repeat(40), doubt: "off-line" });
  });

  it("moves progress, pending, policy and reported at the end of a run, and clears the doubt", async () => {
    const { ledger, other, lease } = await open();
    await ledger.pin(lease, 7, pin);
    await ledger.finish(lease, 7, aRunEnd(), aRun("run-1"));
    expect(await other.progress(7)).toEqual({ ...pin, doubt: "none", ...aRunEnd() });
    const next = aRunEnd({
      progress: { commit: "5".repeat(40), run: "run-2", at: 1_700_000_001_000 },
      pending: [aPendingChange("stock", { state: "failed", cause: null, isBarred: true })],
      policy: null,
      reported: null,
    });
    await ledger.finish(lease, 7, next, aRun("run-2"));
    expect(await other.progress(7)).toEqual({ ...pin, doubt: "none", ...next });
  });

  it("leaves what the last run ended with to the next that begins", async () => {
    const { ledger, other, lease } = await open();
    await ledger.finish(lease, 7, aRunEnd(), aRun("run-1"));
    await ledger.pin(lease, 7, pin);
    expect(await other.progress(7)).toEqual({ ...pin, ...aRunEnd() });
  });

  it("notes what was reported, and nothing else", async () => {
    const { ledger, other, lease } = await open();
    await ledger.noteTold(lease, 7, { reported: "0".repeat(40) });
    expect(await other.progress(7)).toEqual({ ...noProgress, reported: "0".repeat(40) });
    await ledger.finish(lease, 7, aRunEnd(), aRun("run-1"));
    await ledger.pin(lease, 7, pin);
    await ledger.noteTold(lease, 7, { reported: "4".repeat(40) });
    expect(await other.progress(7)).toEqual({ ...pin, ...aRunEnd(), reported: "4".repeat(40) });
  });

  it("notes who was told, and what else is pending no more, and leaves the doubt", async () => {
    const { ledger, other, lease } = await open();
    await ledger.finish(lease, 7, aRunEnd({ pending: pendingChanges(150) }), aRun("run-1"));
    await ledger.pin(lease, 7, pin);
    const left = pendingChanges(150).slice(1);
    await ledger.noteTold(lease, 7, { untold: [4, 9], pending: left });
    expect(await other.progress(7)).toEqual({ ...pin, ...aRunEnd(), untold: [4, 9], pending: left });
    await ledger.noteTold(lease, 7, { untold: [] });
    expect(await other.progress(7)).toEqual({ ...pin, ...aRunEnd(), untold: [], pending: left });
    await ledger.noteTold(lease, 7, { pending: [] });
    expect((await other.progress(7)).pending).toEqual([]);
  });

  it("gives a thousand pending changes back in their order, and of fewer or none none of the older", async () => {
    const { ledger, other, lease } = await open();
    for (const count of [1000, 250, 3, 0, 101]) {
      const pending = pendingChanges(count);
      await ledger.finish(lease, 7, aRunEnd({ pending }), aRun(`run-${count}`));
      expect((await other.progress(7)).pending).toEqual(pending);
    }
  });

  it("keeps repositories apart", async () => {
    const { ledger, other, lease } = await open();
    const end = aRunEnd({ pending: [aPendingChange("stock")], reported: null });
    await ledger.finish(lease, 7, aRunEnd(), aRun("run-1"));
    await ledger.finish(lease, 70, end, aRun("run-2"));
    await ledger.pin(lease, 8, pin);
    await ledger.noteTold(lease, 70, { reported: "4".repeat(40) });
    await ledger.finish(lease, 70, end, aRun("run-3"));
    expect(await other.progress(7)).toEqual({ ...noProgress, ...aRunEnd() });
    expect(await other.progress(70)).toEqual({ ...noProgress, ...end });
    expect(await other.progress(8)).toEqual({ ...noProgress, ...pin });
  });
}
