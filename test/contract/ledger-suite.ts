import { expect, it } from "vitest";
import type { Clock } from "../../workflows/ports/clock.ts";
import { type ClaimingRole, LeaseLostError, type Lease, type Ledger } from "../../workflows/ports/ledger.ts";
import { keyOf } from "../support/definitions.ts";
import { anIntent, aRecord, aRun, aRunEnd } from "./ledger-fixtures.ts";
import { describeNotes } from "./note-suite.ts";
import { describeCounters } from "./counter-suite.ts";
import { describeDone } from "./done-suite.ts";
import { describeDriftMemory } from "./drift-suite.ts";
import { describeProgress } from "./progress-suite.ts";
import { describePublications } from "./publication-suite.ts";
import { describeTrails } from "./trail-suite.ts";
import { createTestClock, type TestClock } from "./test-clock.ts";

/** Opens the same, at first empty, store again at each call, as another process would. */
export type OpenLedger = (clock: Clock, role?: ClaimingRole) => Ledger;

export const MINUTE = 60_000;

export async function acquired(ledger: Ledger, owner = "run-1", milliseconds = MINUTE): Promise<Lease> {
  const lease = await ledger.acquire(owner, milliseconds);
  if ("heldUntil" in lease) throw new Error("the lock should have been free");
  return lease;
}

/** What every ledger promises. */
export function describeLedger(openStore: () => Promise<OpenLedger>): void {
  async function open() {
    const openLedger = await openStore();
    const clock = createTestClock();
    return {
      clock,
      ledger: openLedger(clock),
      other: openLedger(clock),
      of: (role: ClaimingRole) => openLedger(clock, role),
    };
  }

  it("starts empty", async () => {
    const { ledger } = await open();
    expect(await ledger.records()).toEqual([]);
    expect(await ledger.intents()).toEqual([]);
  });

  describeProgress(async () => {
    const { ledger, other } = await open();
    return { ledger, other, lease: await acquired(ledger) };
  });
  describePublications(open);
  describeTrails(open);
  describeCounters(open);
  describeNotes(open);
  describeDriftMemory(open);

  it("keeps what is handed on and what was begun of it", async () => {
    const { ledger, other } = await open();
    const lease = await acquired(ledger);
    const { options, desired } = aRecord("orders");
    const asked = { ...options, exportArn: "/bridgehead-arns/a", exportSecretArn: "/bridgehead-arns/b" };
    const begun = { digest: "d".repeat(64), desired, before: {}, by: null, options: asked };
    const record = aRecord("orders", { options: asked, begun, written: ["/bridgehead-arns/a"] });
    await ledger.putRecord(lease, record);
    await ledger.putIntent(lease, anIntent("orders", { action: "configure", record }));
    expect(await other.records()).toEqual([record]);
    expect(await other.intents()).toMatchObject([{ action: "configure", record }]);
  });

  it("keeps that something was taken over as it was, in a record, in an intent and in what was done", async () => {
    const { ledger, other } = await open();
    const lease = await acquired(ledger);
    const { options, commit } = aRecord("orders");
    const record = aRecord("orders", { options: { ...options, adopt: "write" }, unwritten: true });
    const intent = anIntent("orders", { action: "adopt", record, writes: false });
    await ledger.putIntent(lease, intent);
    expect(await other.intents()).toEqual([intent]);
    const { key, id, name, arn, authorization } = record;
    const result = {
      key,
      id,
      name,
      action: "adopt",
      writes: false,
      status: "applied",
      error: null,
      authorization,
      arn,
    } as const;
    const done = { commit: commit ?? "", repository: 7, pull: null, run: "run-1", at: 1, result };
    await ledger.settleIntent(lease, intent, { record, done });
    expect(await other.records()).toEqual([record]);
    expect(await other.done({ commit: done.commit })).toEqual([done]);
  });

  it("gives the lock to one owner at a time", async () => {
    const { ledger, other } = await open();
    const lease = await acquired(ledger);
    expect(await other.acquire("run-2", MINUTE)).toEqual({ heldUntil: lease.expiresAt });
    expect(await other.acquire("run-1", MINUTE)).toEqual({ heldUntil: lease.expiresAt });
    await ledger.release(lease);
    expect(await other.acquire("run-2", MINUTE)).toMatchObject({ owner: "run-2" });
  });

  it("gives the lock to exactly one of many that ask at once", async () => {
    const { ledger, other } = await open();
    const asked = await Promise.all(
      Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? ledger : other).acquire(`run-${index}`, MINUTE)),
    );
    expect(asked.filter((lease) => !("heldUntil" in lease))).toHaveLength(1);
  });

  it("gives each lease a greater fence, also after a release", async () => {
    const { ledger, clock } = await open();
    const first = await acquired(ledger);
    await ledger.release(first);
    const second = await acquired(ledger);
    clock.advance(MINUTE);
    const third = await acquired(ledger);
    expect(second.fence).toBeGreaterThan(first.fence);
    expect(third.fence).toBeGreaterThan(second.fence);
  });

  it("keeps a lease that is renewed beyond its first end", async () => {
    const { ledger, other, clock } = await open();
    const lease = await acquired(ledger);
    clock.advance(MINUTE - 1);
    const renewed = await ledger.renew(lease, MINUTE);
    expect(renewed).toEqual({ owner: lease.owner, fence: lease.fence, expiresAt: clock.now() + MINUTE });
    clock.advance(MINUTE - 1);
    expect(await other.acquire("run-2", MINUTE)).toEqual({ heldUntil: renewed.expiresAt });
    await ledger.putRecord(lease, aRecord("orders"));
  });

  it.each<[how: string, lose: (ledger: Ledger, other: Ledger, clock: TestClock, lease: Lease) => Promise<unknown>]>([
    ["ran out, even when nobody took the lock since", async (_, __, clock) => clock.advance(MINUTE)],
    [
      "another one followed",
      async (_, other, clock) => {
        clock.advance(MINUTE);
        await acquired(other, "run-2", 10 * MINUTE);
      },
    ],
    ["was released", (ledger, _, __, lease) => ledger.release(lease)],
  ])("refuses every write with a lease that %s, and changes nothing", async (_, lose) => {
    const { ledger, other, clock } = await open();
    const lease = await acquired(ledger);
    await ledger.putRecord(lease, aRecord("kept"));
    await ledger.putIntent(lease, anIntent("kept"));
    await ledger.finish(lease, 7, aRunEnd(), aRun("run-0"));
    const progress = await ledger.progress(7);
    await lose(ledger, other, clock, lease);
    expect(await refusedWrites(ledger, lease)).toEqual(Object.keys(writes));
    expect(await ledger.records()).toEqual([aRecord("kept")]);
    expect(await ledger.intents()).toEqual([anIntent("kept")]);
    expect(await ledger.progress(7)).toEqual(progress);
  });

  it("does not let a lost lease release its successor", async () => {
    const { ledger, other, clock } = await open();
    const lost = await acquired(ledger);
    clock.advance(MINUTE);
    const lease = await acquired(other, "run-2");
    await ledger.release(lost);
    expect(await ledger.acquire("run-3", MINUTE)).toEqual({ heldUntil: lease.expiresAt });
    await other.putRecord(lease, aRecord("orders"));
  });

  it("keeps records as they were written, sorted by name", async () => {
    const { ledger, other } = await open();
    const lease = await acquired(ledger);
    const records = ["__proto__", "a.b", "orders"].map((name) => aRecord(name));
    for (const record of records.toReversed()) await ledger.putRecord(lease, record);
    expect(await other.records()).toEqual(records);
  });

  it("replaces the record of the same key and deletes by key", async () => {
    const { ledger } = await open();
    const lease = await acquired(ledger);
    await ledger.putRecord(lease, aRecord("orders"));
    await ledger.putRecord(lease, aRecord("orders", { generation: 2 }));
    expect(await ledger.records()).toEqual([aRecord("orders", { generation: 2 })]);
    await ledger.deleteRecord(lease, keyOf("orders"));
    await ledger.deleteRecord(lease, keyOf("orders"));
    expect(await ledger.records()).toEqual([]);
  });

  it("takes the parallel writes of one run", async () => {
    const { ledger } = await open();
    const lease = await acquired(ledger);
    const names = Array.from({ length: 12 }, (_, index) => `connection-${String(index).padStart(2, "0")}`);
    await Promise.all([...names.map((name) => ledger.putRecord(lease, aRecord(name))), ledger.renew(lease, MINUTE)]);
    expect((await ledger.records()).map(({ name }) => name)).toEqual(names);
  });

  it("keeps one intent for each key, and settles it together with the record", async () => {
    const { ledger } = await open();
    const lease = await acquired(ledger);
    await ledger.putIntent(lease, anIntent("orders"));
    const submitted = anIntent("orders", { requestToken: "r-1" });
    await ledger.putIntent(lease, submitted);
    expect(await ledger.intents()).toEqual([submitted]);
    await ledger.settleIntent(lease, anIntent("orders"), { record: aRecord("orders") });
    expect(await ledger.intents()).toEqual([]);
    expect(await ledger.records()).toEqual([aRecord("orders")]);
  });

  it("settles the intent of a delete by deleting the record", async () => {
    const { ledger } = await open();
    const lease = await acquired(ledger);
    await ledger.putRecord(lease, aRecord("orders"));
    await ledger.putIntent(lease, anIntent("orders", { action: "delete", record: null }));
    await ledger.settleIntent(lease, anIntent("orders"), { record: null });
    expect(await ledger.intents()).toEqual([]);
    expect(await ledger.records()).toEqual([]);
  });

  it("settles the intent of a failure without touching the record", async () => {
    const { ledger } = await open();
    const lease = await acquired(ledger);
    await ledger.putRecord(lease, aRecord("orders"));
    await ledger.putIntent(lease, anIntent("orders", { action: "update" }));
    await ledger.settleIntent(lease, anIntent("orders"), { record: undefined });
    expect(await ledger.intents()).toEqual([]);
    expect(await ledger.records()).toEqual([aRecord("orders")]);
  });

  it("takes a mark without a lease, beside the intent of its key and beside other marks", async () => {
    const { ledger, clock } = await open();
    const lease = await acquired(ledger);
    await ledger.putIntent(lease, anIntent("orders"));
    clock.advance(2 * MINUTE);
    const marks = ["1", "2"].map((digit) => anIntent("orders", { clientToken: digit.repeat(64) }));
    for (const mark of marks) await ledger.leaveMark(mark);
    const all = await ledger.intents();
    expect(all).toHaveLength(3);
    const marked = marks.map((mark) => ({ ...mark, isMark: true }));
    expect(all).toEqual(expect.arrayContaining([anIntent("orders"), ...marked]));

    const next = await acquired(ledger, "run-2");
    await ledger.settleIntent(next, { ...anIntent("orders", { clientToken: "1".repeat(64) }), isMark: true }, {});
    expect(await ledger.intents()).toHaveLength(2);
    await ledger.settleIntent(next, anIntent("orders"), {});
    expect(await ledger.intents()).toEqual([{ ...anIntent("orders", { clientToken: "2".repeat(64) }), isMark: true }]);
  });

  describeDone(open);

  it("takes the summary of a run, also twice", async () => {
    const { ledger } = await open();
    const lease = await acquired(ledger);
    await ledger.putRun(lease, aRun("run-1"));
    await expect(ledger.putRun(lease, aRun("run-1"))).resolves.toBeUndefined();
  });

  it("lets a one-time key be taken once, by one of many", async () => {
    const { ledger, other } = await open();
    const claims = await Promise.all(
      Array.from({ length: 6 }, (_, index) => (index % 2 === 0 ? ledger : other).claim("accept/e", MINUTE)),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await ledger.claim("accept/f", MINUTE)).toBe(true);
  });

  it("gives a one-time key again to whoever holds it, and to nobody else", async () => {
    const { ledger, other } = await open();
    expect(await ledger.claim("run/1", MINUTE, "job-a")).toBe(true);
    expect(await other.claim("run/1", MINUTE, "job-a")).toBe(true);
    expect(await other.claim("run/1", MINUTE, "job-b")).toBe(false);
    expect(await ledger.claim("run/1", MINUTE)).toBe(false);
  });

  it("keeps the one-time keys of each role apart: none can take, or hold, what another decides by", async () => {
    const { ledger, of } = await open();
    const key = "accept-by:1";
    for (const role of ["planner", "reconciler"] as const) {
      expect(await of(role).claim(key, MINUTE, "5")).toBe(true);
      expect(await ledger.claimedBy(key)).toBeUndefined();
    }
    expect(await of("applier").claim(key, MINUTE, "6")).toBe(true);
    expect(await ledger.claimedBy(key)).toBe("6");
    expect(await of("reconciler").claimedBy(key)).toBe("5");
  });

  it("tells who holds a one-time key, for as long as they do", async () => {
    const { ledger, other, clock } = await open();
    expect(await ledger.claimedBy("accept-by/1")).toBeUndefined();
    await ledger.claim("accept-by/1", MINUTE, "person-a");
    await other.claim("accept-by/1", MINUTE, "person-b");
    expect(await other.claimedBy("accept-by/1")).toBe("person-a");
    expect(await other.claimedBy("accept-by/2")).toBeUndefined();
    clock.advance(MINUTE);
    expect(await ledger.claimedBy("accept-by/1")).toBeUndefined();
    await other.claim("accept-by/1", MINUTE, "person-b");
    expect(await ledger.claimedBy("accept-by/1")).toBe("person-b");
  });

  it("forgets a one-time key after its time, whether or not the store has cleaned up", async () => {
    const { ledger, clock } = await open();
    expect(await ledger.claim("key", MINUTE)).toBe(true);
    clock.advance(MINUTE - 1);
    expect(await ledger.claim("key", MINUTE)).toBe(false);
    clock.advance(1);
    expect(await ledger.claim("key", MINUTE)).toBe(true);
    expect(await ledger.claim("key", MINUTE)).toBe(false);
  });
}

/** Tries each write of the apply path, and gives the names of those that were refused as they should be. */
async function refusedWrites(ledger: Ledger, lease: Lease): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const [method, write] of Object.entries(writes)) {
    await write(ledger, lease).catch((error: unknown) => {
      if (error instanceof LeaseLostError) refused.push(method);
    });
  }
  return refused;
}

const writes: Readonly<Record<string, (ledger: Ledger, lease: Lease) => Promise<unknown>>> = {
  renew: (ledger, lease) => ledger.renew(lease, MINUTE),
  putRecord: (ledger, lease) => ledger.putRecord(lease, aRecord("new")),
  deleteRecord: (ledger, lease) => ledger.deleteRecord(lease, keyOf("kept")),
  putIntent: (ledger, lease) => ledger.putIntent(lease, anIntent("new")),
  settleIntent: (ledger, lease) => ledger.settleIntent(lease, anIntent("kept"), { record: null }),
  putRun: (ledger, lease) => ledger.putRun(lease, aRun("run-1")),
  pin: (ledger, lease) => ledger.pin(lease, 7, { pinned: "a".repeat(40), doubt: "rewritten", branches: ["main"] }),
  finish: (ledger, lease) => ledger.finish(lease, 7, aRunEnd({ pending: [] }), aRun("run-1")),
  noteTold: (ledger, lease) => ledger.noteTold(lease, 7, { reported: "a".repeat(40) }),
};
