import { describe, expect, it } from "vitest";
import type { AppliedDefinitions } from "../../workflows/apply/apply-definitions.ts";
import { keyText } from "../../workflows/engine/values/key.ts";
import type { Ledger } from "../../workflows/ports/ledger.ts";
import { type ApplyBench, keyed, reviewBy, reviewedIn, startApplyBench } from "../support/apply-bench.ts";
import { apiKeyModel, defined, keyOf } from "../support/definitions.ts";

/* An apply knows which pull request brought what it did: here 7, by the bench's reviews. */

const pullOf = ({ pulls }: AppliedDefinitions, name: string) => pulls.get(keyText(keyOf(name)));

/** A run whose process is gone before it could tell the ledger how its operation ended. */
async function die(bench: ApplyBench, name: string): Promise<void> {
  const settleIntent: Ledger["settleIntent"] = () => Promise.reject(new Error("the process is gone"));
  const ledger = { ...bench.deps.ledger, settleIntent };
  const definitions = [keyed(bench, name)];
  const review = reviewedIn(await bench.plan(definitions));
  await expect(bench.apply(definitions, { ledger, review })).rejects.toThrow("the process is gone");
}

describe("whose a change is", () => {
  it("is known of what is allowed, of both halves of a replacement, and kept in the record", async () => {
    const bench = await startApplyBench();
    const before = [keyed(bench, "orders")];
    await bench.apply(before, { review: reviewedIn(await bench.plan(before)) });
    expect(await bench.deps.ledger.records()).toMatchObject([{ pull: 7 }]);
    const renamed = [defined(apiKeyModel("orders-2", {}), { id: "orders" })];
    bench.aws.putParameter({ name: "/bridgehead/orders-2", value: "key" });
    const applied = await bench.apply(renamed, { review: reviewedIn(await bench.plan(renamed)) });
    expect(applied.result.results).toMatchObject([
      { name: "orders", action: "delete", status: "applied" },
      { name: "orders-2", action: "replace", status: "applied" },
    ]);
    expect([pullOf(applied, "orders"), pullOf(applied, "orders-2")]).toEqual([7, 7]);
  });

  it("is nobody's where nobody brought it, also in the record", async () => {
    const bench = await startApplyBench();
    const definitions = [keyed(bench, "orders")];
    const applied = await bench.apply(definitions);
    expect(pullOf(applied, "orders")).toBeNull();
    expect((await bench.deps.ledger.records())[0]).not.toHaveProperty("pull");
  });

  it("is known of what a run that died had begun", async () => {
    const bench = await startApplyBench();
    await die(bench, "orders");
    expect(await bench.deps.ledger.intents()).toMatchObject([{ pull: 7 }]);
    const applied = await bench.apply([keyed(bench, "orders")]);
    expect(applied.result.results).toMatchObject([{ name: "orders", status: "applied" }]);
    expect(pullOf(applied, "orders")).toBe(7);
  });

  it("is not that of what was begun and failed, where it is held now: somebody else may have changed it since", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "fail", code: "AccessDenied" }] });
    await die(bench, "orders");
    const applied = await bench.apply([keyed(bench, "orders")], { review: reviewBy(() => false) });
    expect(applied.result.results).toMatchObject([{ name: "orders", status: "held" }]);
    expect(applied.pulls.has(keyText(keyOf("orders")))).toBe(false);
  });
});
