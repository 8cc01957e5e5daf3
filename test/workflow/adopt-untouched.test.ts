import { expect, it } from "vitest";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import type { Model } from "../../workflows/engine/values/model.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { SETTLE_MS, startApplyBench } from "../support/apply-bench.ts";
import { apiKeyModel, defined } from "../support/definitions.ts";
import { registries, WIDGET } from "../support/made-up-kinds.ts";

const key = { type: WIDGET, identifier: "bell" };

function adopting(model: Model): Definition {
  const base = defined(apiKeyModel("bell"));
  return { ...base, key, model, references: [], options: { ...base.options, adopt: true } };
}

async function withBell() {
  const bench = await startApplyBench({ kinds: registries.widgetsAndGadgets });
  const desired = new SecretText(JSON.stringify({ Label: "bell", Size: 1, UnlockCode: "theirs" }));
  await bench.deps.aws.resources.create(key, desired, "another", AbortSignal.timeout(10_000));
  bench.clock.advance(SETTLE_MS * 2);
  const updates = () => bench.aws.requests().filter(({ operation }) => operation === "UpdateResource");
  return { bench, updates, stored: () => bench.aws.storedResource(WIDGET, "bell")?.properties };
}

it("what is taken over as it is gets no update, and keeps what nobody can read", async () => {
  const { bench, updates, stored } = await withBell();
  const definition = adopting({ Label: "bell", Size: 1 });
  expect((await bench.apply([definition])).result).toMatchObject({
    outcome: "applied",
    results: [{ action: "adopt", status: "applied", arn: expect.stringContaining(":widget/bell/") }],
  });
  expect(await bench.deps.ledger.records()).toMatchObject([{ unwritten: true }]);
  expect(updates()).toEqual([]);
  expect(stored()).toMatchObject({ UnlockCode: "theirs" });
  expect((await bench.plan([definition])).counts).toMatchObject({ "no-op": 1 });
});

it("what differs is written", async () => {
  const { bench, updates, stored } = await withBell();
  await bench.apply([adopting({ Label: "bell", Size: 2 })]);
  expect(updates()).toHaveLength(1);
  expect(stored()).toMatchObject({ Size: 2 });
});
