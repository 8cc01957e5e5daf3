import { describe, expect, it } from "vitest";
import { parseConfig } from "../../workflows/engine/config/config.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { importResources } from "../../workflows/import-resources.ts";
import { type ApplyBench, makeAsAnother, SETTLE_MS } from "../support/apply-bench.ts";
import { crate, crateKey, yard } from "../support/crates.ts";
import { keyOf } from "../support/definitions.ts";

import { connectionOf, crateOrders, startYard } from "./start-yard.ts";

const MINUTE = 60_000;
const { signal } = new AbortController();

describe("an import", () => {
  async function importFrom(bench: ApplyBench, names: readonly string[] = [], all: readonly Definition[] = []) {
    const evaluate = () => Promise.reject(new Error("an import evaluated files"));
    const definitions = { evaluator: { evaluate }, fingerprintKey: new SecretText("key") };
    const request = { names, defined: all, config: parseConfig(undefined, yard) };
    const { drafts, skipped } = await importResources(request, { ...bench.deps, definitions }, { signal });
    return { drafted: drafts.map(({ type, name }) => `${type}/${name}`), skipped };
  }

  async function makeCrate({ deps, clock }: ApplyBench, name: string): Promise<void> {
    const text = new SecretText(JSON.stringify({ Name: name }));
    await deps.aws.resources.create(crateKey(name), text, `make-${name}`, signal);
    clock.advance(2 * SETTLE_MS);
  }

  async function startUnmanaged(): Promise<ApplyBench> {
    const bench = await startYard();
    await makeAsAnother(bench, "orders");
    await makeCrate(bench, "orders");
    return bench;
  }

  it("takes all by type and then by name, those of a name, or the one that TYPE/NAME says", async () => {
    const bench = await startUnmanaged();
    await makeCrate(bench, "a");
    const [connection, box] = ["AWS::Events::Connection/orders", "Test::Yard::Crate/orders"];
    expect(await importFrom(bench)).toEqual({ drafted: [connection, "Test::Yard::Crate/a", box], skipped: [] });
    expect(await importFrom(bench, ["orders"])).toEqual({ drafted: [connection, box], skipped: [] });
    expect(await importFrom(bench, [box])).toEqual({ drafted: [box], skipped: [] });
  });

  it("skips the one that is managed, and the one that is defined", async () => {
    const bench = await startUnmanaged();
    const { drafted, skipped } = await importFrom(bench, [], [connectionOf()]);
    expect(drafted).toEqual(["Test::Yard::Crate/orders"]);
    expect(skipped).toMatchObject([{ type: keyOf("").type, reason: "defined" }]);

    const other = await startYard();
    await other.apply([connectionOf()]);
    await makeCrate(other, "orders");
    const second = await importFrom(other);
    expect(second.drafted).toEqual(["Test::Yard::Crate/orders"]);
    expect(second.skipped).toMatchObject([{ type: keyOf("").type, reason: "managed" }]);
  });

  it("skips what a run is at, which will have a record", async () => {
    const bench = await startYard({ settleMs: 20 * MINUTE });
    await bench.apply([crateOrders()], { within: MINUTE });
    bench.clock.advance(30 * MINUTE);
    expect(await importFrom(bench)).toMatchObject({ drafted: [], skipped: [{ type: crate.type, reason: "managed" }] });
  });

  it("finds names alike that differ by case only within a type", async () => {
    const bench = await startYard();
    await makeCrate(bench, "Orders");
    expect((await importFrom(bench, [], [connectionOf()])).drafted).toEqual(["Test::Yard::Crate/Orders"]);
    expect((await importFrom(bench, [], [crateOrders()])).skipped).toMatchObject([{ reason: "name-case" }]);
  });

  it("says of a name that nothing has that there is no such resource", async () => {
    const { skipped } = await importFrom(await startYard(), ["nowhere"]);
    expect(skipped).toMatchObject([
      { type: null, name: "nowhere", message: expect.stringContaining("there is no resource of that name") },
    ]);
  });
});
