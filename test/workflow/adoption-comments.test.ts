import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { AppliedDefinitions } from "../../workflows/apply/apply-definitions.ts";
import type { Definition, DefinitionOptions } from "../../workflows/engine/definition/definition.ts";
import type { Plan } from "../../workflows/engine/plan/plan.ts";
import { renderApplyComment } from "../../workflows/render/apply-comment.ts";
import { renderPlanComment } from "../../workflows/render/plan-comment.ts";
import { renderPlanTerminal, renderResultTerminal } from "../../workflows/render/terminal.ts";
import { type ApplyBench, keyed, makeAsAnother, startApplyBench } from "../support/apply-bench.ts";
import { apiKeyModel } from "../support/definitions.ts";
import { applyContext, pullRequestContext } from "../support/render-case.ts";

/* What people read of adoptions, made by the engine. `UPDATE_GOLDEN=1` writes it anew; then read the difference. */

const folder = new URL("../golden/adoption/", import.meta.url);
const terminal = { color: false, width: 80 };
const twelve = Array.from({ length: 12 }, (_, index) => `c-${String(index + 1).padStart(2, "0")}`);

/** What `makeAsAnother` makes, as a definition. */
function asMade(bench: ApplyBench, name: string, own: Partial<DefinitionOptions> = {}): Definition {
  const { ApiKeyAuthParameters } = apiKeyModel(name)["AuthParameters"] as Record<string, Record<string, string>>;
  const key = { ...ApiKeyAuthParameters, ApiKeyName: "theirs" };
  const { Description: _, ...model } = keyed(bench, name, { AuthParameters: { ApiKeyAuthParameters: key } }).model;
  const definition = keyed(bench, name);
  return { ...definition, model, options: { ...definition.options, adopt: true, ...own } };
}

const described = (definition: Definition): Definition => ({
  ...definition,
  model: { ...definition.model, Description: "Sends orders" },
});

async function startWith(names: readonly string[]): Promise<ApplyBench> {
  const bench = await startApplyBench();
  for (const name of names) await makeAsAnother(bench, name);
  return bench;
}

function planTexts(plan: Plan): Readonly<Record<string, string>> {
  return {
    "comment.md": renderPlanComment(plan, pullRequestContext),
    "terminal.txt": renderPlanTerminal(plan, terminal),
  };
}

function resultTexts({ result, plan }: AppliedDefinitions): Readonly<Record<string, string>> {
  return {
    "result.md": renderApplyComment(result, plan, applyContext),
    "result.txt": renderResultTerminal(result, plan, terminal),
  };
}

const situations: Readonly<Record<string, () => Promise<Readonly<Record<string, string>>>>> = {
  async "as-they-are"() {
    const bench = await startWith(twelve);
    const definitions = twelve.map((name) => asMade(bench, name));
    return { ...planTexts(await bench.plan(definitions)), ...resultTexts(await bench.apply(definitions)) };
  },
  async "all-written"() {
    const bench = await startWith(twelve);
    const definitions = twelve.map((name) => asMade(bench, name, { adopt: "write" }));
    return { ...planTexts(await bench.plan(definitions)), ...resultTexts(await bench.apply(definitions)) };
  },
  async "one-differs"() {
    const bench = await startWith(["billing", "crm", "orders"]);
    const own = { protect: true } as const;
    const definitions = [described(asMade(bench, "billing")), asMade(bench, "crm", own), asMade(bench, "orders")];
    return { ...planTexts(await bench.plan(definitions)), ...resultTexts(await bench.apply(definitions)) };
  },
  async "taken-over-and-written-later"() {
    const bench = await startWith(["billing", "crm", "orders"]);
    const [billing, crm, orders] = ["billing", "crm", "orders"].map((name) => asMade(bench, name)) as [
      Definition,
      Definition,
      Definition,
    ];
    await bench.apply([billing, crm, orders]);
    bench.aws.putParameter({ name: "/bridgehead/crm", value: "rotated" });
    const renamed = { ...asMade(bench, "orders-v2"), id: "orders" };
    return planTexts(await bench.plan([described(billing), crm, renamed]));
  },
};

describe.each(Object.entries(situations))("%s", (name, make) => {
  it("is told as before", async () => {
    for (const [kind, text] of Object.entries(await make())) {
      const file = new URL(`${name}.${kind}`, folder);
      // AWS gives each connection an id of its own.
      const stable = `${text.replaceAll(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, "00000000-0000-4000-8000-000000000000")}\n`;
      if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, stable);
      expect(stable).toBe(readFileSync(file, "utf8"));
    }
  });
});

it("leaves no golden file without its situation", () => {
  const names = readdirSync(folder).map((file) => file.slice(0, file.indexOf(".")));
  expect([...new Set(names)].toSorted()).toEqual(Object.keys(situations).toSorted());
});
