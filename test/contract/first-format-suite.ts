import { expect, it } from "vitest";
import { compareKeys, type Key } from "../../workflows/engine/values/key.ts";
import type { Lease, Ledger } from "../../workflows/ports/ledger.ts";
import { keyOf } from "../support/definitions.ts";
import { known } from "./first-format.ts";
import { anIntent, aRecord, aRun, aRunEnd, shelfKey } from "./ledger-fixtures.ts";
import { MINUTE } from "./ledger-suite.ts";

const [billing, crm, orders] = known.records;

/** A ledger that holds `known` in format 1, and a lease of it. */
export interface FirstFormatStore {
  readonly ledger: Ledger;
  readonly lease: Lease;
}

/** What every ledger promises of what the first format left behind. */
export function describeFirstFormat(open: () => Promise<FirstFormatStore>): void {
  it("reads records and intents, each with the keys of the first type", async () => {
    const { ledger } = await open();
    expect(await ledger.records()).toEqual(known.records);
    expect(await ledger.intents()).toEqual(known.intents);
    expect(known.intents[0]?.record?.key, "the fixture has a record in its intent").toEqual(keyOf("orders"));
  });

  it("takes the last applied commit for all that was looked at, applied and reported", async () => {
    const { ledger, lease } = await open();
    expect(await ledger.progress(42)).toEqual(known.progress);
    const pin = { pinned: "d".repeat(40), doubt: "off-line", branches: ["main"] } as const;
    await ledger.pin(lease, 42, pin);
    expect(await ledger.progress(42)).toEqual({ ...known.progress, ...pin });
    await ledger.finish(lease, 42, aRunEnd(), aRun("run-1"));
    expect(await ledger.progress(42)).toEqual({ ...pin, doubt: "none", ...aRunEnd() });
  });

  it("knows who holds a one-time key", async () => {
    const { ledger } = await open();
    expect(await ledger.claim("run:42:1", MINUTE, "holder")).toBe(true);
    expect(await ledger.claim("run:42:1", MINUTE, "other")).toBe(false);
    expect(await ledger.claim("run:42:1", MINUTE)).toBe(false);
  });

  it("has a record that was written again once, and the others as they were", async () => {
    const { ledger, lease } = await open();
    const again = aRecord("orders", { generation: 2 });
    await ledger.putRecord(lease, again);
    expect(inOrder(await ledger.records())).toEqual([billing, crm, again]);
    await ledger.putRecord(lease, aRecord("orders", { generation: 3 }));
    expect(inOrder(await ledger.records())).toEqual([billing, crm, aRecord("orders", { generation: 3 })]);
  });

  it("deletes a record that nobody has written since", async () => {
    const { ledger, lease } = await open();
    await ledger.deleteRecord(lease, keyOf("crm"));
    expect(await ledger.records()).toEqual([billing, orders]);
  });

  it("has an intent that was written again once", async () => {
    const { ledger, lease } = await open();
    await ledger.putIntent(lease, anIntent("orders", { attempt: 2 }));
    expect(await ledger.intents()).toEqual([anIntent("orders", { attempt: 2 })]);
  });

  it.each([
    ["and leaves its record alone", undefined, [billing, crm, orders]],
    ["with the record, which is there once", aRecord("orders"), [billing, crm, aRecord("orders")]],
    ["of a delete with the record", null, [billing, crm]],
  ])("settles an intent that nobody has written since, %s", async (_, record, records) => {
    const { ledger, lease } = await open();
    await ledger.settleIntent(lease, anIntent("orders"), { record });
    expect(await ledger.intents()).toEqual([]);
    expect(inOrder(await ledger.records())).toEqual(records);
  });

  it("keeps what the first format says of a name when another type has that name too", async () => {
    const { ledger, lease } = await open();
    const shelf = aRecord("orders", { key: shelfKey("orders") });
    await ledger.putRecord(lease, shelf);
    await ledger.putIntent(lease, anIntent("orders", { key: shelfKey("orders"), record: null }));
    expect(inOrder(await ledger.records())).toEqual([billing, crm, orders, shelf]);
    expect(inOrder(await ledger.intents()).map(({ key }) => key)).toEqual([orders?.key, shelf.key]);
    await ledger.deleteRecord(lease, shelfKey("orders"));
    await ledger.settleIntent(lease, anIntent("orders", { key: shelfKey("orders") }), { record: null });
    expect(await ledger.records()).toEqual(known.records);
    expect(await ledger.intents()).toEqual(known.intents);
  });
}

/** In the order of keys: a ledger with items of both formats may give them in any. */
function inOrder<Item extends { readonly key: Key }>(items: readonly Item[]): readonly Item[] {
  return items.toSorted((a, b) => compareKeys(a.key, b.key));
}
