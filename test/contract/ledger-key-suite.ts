import { expect, it } from "vitest";
import { keyText } from "../../workflows/engine/values/key.ts";
import { keyOf } from "../support/definitions.ts";
import { anIntent, aPublication, aRecord, aRun, shelfKey } from "./ledger-fixtures.ts";
import { acquired, type OpenLedger } from "./ledger-suite.ts";
import { createTestClock } from "./test-clock.ts";

/** What every ledger promises of two resources that have one name, and different types. */
export function describeLedgerKeys(openStore: () => Promise<OpenLedger>): void {
  async function open() {
    const openLedger = await openStore();
    const clock = createTestClock();
    const ledger = openLedger(clock);
    return { ledger, other: openLedger(clock), lease: await acquired(ledger) };
  }

  const connection = aRecord("orders");
  const shelf = aRecord("orders", { key: shelfKey("orders"), file: "shelf.ts" });

  it("keeps a record of each, and deletes the one that is meant", async () => {
    const { ledger, other, lease } = await open();
    await ledger.putRecord(lease, shelf);
    await ledger.putRecord(lease, connection);
    expect(await other.records()).toEqual([connection, shelf]);
    await ledger.putRecord(lease, { ...shelf, generation: 2 });
    expect(await other.records()).toEqual([connection, { ...shelf, generation: 2 }]);
    await ledger.deleteRecord(lease, keyOf("orders"));
    expect(await other.records()).toEqual([{ ...shelf, generation: 2 }]);
    await ledger.deleteRecord(lease, shelfKey("orders"));
    expect(await other.records()).toEqual([]);
  });

  it("sorts records and intents by identifier, then by type", async () => {
    const { ledger, other, lease } = await open();
    const keys = [shelfKey("a"), keyOf("b"), shelfKey("b"), keyOf("c")];
    for (const key of keys.toReversed()) {
      await ledger.putRecord(lease, aRecord(key.identifier, { key }));
      await ledger.putIntent(lease, anIntent(key.identifier, { key }));
    }
    expect((await other.records()).map(({ key }) => key)).toEqual(keys);
    expect((await other.intents()).map(({ key }) => key)).toEqual(keys);
  });

  it("keeps an intent for each, and settles the one that is meant with its record", async () => {
    const { ledger, other, lease } = await open();
    const intents = [anIntent("orders"), anIntent("orders", { key: shelf.key, record: shelf })] as const;
    for (const intent of intents.toReversed()) await ledger.putIntent(lease, intent);
    expect(await other.intents()).toEqual(intents);
    await ledger.settleIntent(lease, anIntent(shelf.name, { key: shelf.key }), { record: shelf });
    expect(await other.intents()).toEqual([intents[0]]);
    expect(await other.records()).toEqual([shelf]);
    await ledger.settleIntent(lease, anIntent("orders"), { record: null });
    expect(await other.intents()).toEqual([]);
    expect(await other.records()).toEqual([shelf]);
  });

  it("publishes the digest of each", async () => {
    const { ledger, other } = await open();
    const changes = { [keyText(connection.key)]: "1".repeat(64), [keyText(shelf.key)]: "2".repeat(64) };
    const plan = aPublication({ changes });
    await ledger.publish(plan);
    expect(await other.publicationBefore(plan, plan.publishedAt + 1)).toEqual(plan);
  });

  it("takes a run with a result of each", async () => {
    const { ledger, lease } = await open();
    const run = aRun("run-1");
    const results = run.result.results.flatMap((result) => [result, { ...result, key: shelf.key }]);
    await ledger.putRun(lease, { ...run, result: { ...run.result, results } });
    expect(await ledger.records()).toEqual([]);
  });
}
