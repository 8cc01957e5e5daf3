import { describe, expect, it } from "vitest";
import { detectDrift, githubAdvice } from "../../workflows/detect-drift.ts";
import { createKinds } from "../../workflows/engine/kinds/registry.ts";
import type { Described, Verdict } from "../../workflows/engine/kinds/resource-kind.ts";
import { readStatus } from "../../workflows/read-status.ts";
import type { ApplyBench } from "../support/apply-bench.ts";
import { crate, yard } from "../support/crates.ts";

import { crateOrders, startYard } from "./start-yard.ts";

const MINUTE = 60_000;
const { signal } = new AbortController();

describe("a kind whose service has states, and another name than EventBridge", () => {
  const verdicts: Readonly<Record<string, Verdict>> = { OPEN: "good", SHUT: "bad" };
  const locked = {
    ...crate,
    service: "Yard",
    // What it says is given to each test.
    supplement: () => undefined,
    ready: {
      verdict: (state: string) => verdicts[state] ?? "open",
      consequence: "nothing goes into this crate",
      remedy: "Open it",
    },
  };
  const kinds = createKinds([yard.all[0], locked]);
  const shut: Described = {
    state: "SHUT",
    reason: null,
    createdAt: null,
    modified: null,
    authorized: null,
    arn: null,
    model: { Name: "orders", Size: 1 },
  };
  /** Yard's answers in turn, the last one for ever. */
  const saying = (...answers: readonly (Described | undefined)[]) => {
    let asked = 0;
    return { services: { describe: async () => answers[Math.min(asked++, answers.length - 1)] } };
  };

  async function startShut(): Promise<ApplyBench> {
    const bench = await startYard();
    const { result } = await bench.apply([crateOrders()], { kinds, aws: saying(undefined, shut) });
    expect(result).toMatchObject({ outcome: "failed", reason: "not-authorized" });
    expect(result.results).toMatchObject([{ error: "applied, but Yard says SHUT", authorization: "SHUT" }]);
    return bench;
  }

  it("is surveyed in its words", async () => {
    const { deps } = await startShut();
    const at = (described: Described) => ({ ...deps, kinds, aws: { ...deps.aws, ...saying(described) } });
    const findings = async (described: Described) =>
      (await detectDrift(githubAdvice("connections"), at(described), { signal })).plan.findings;
    expect(await findings(shut)).toMatchObject([
      {
        code: "not-authorized",
        message: 'Yard says SHUT of "orders": nothing goes into this crate. Open it, then apply the crate again',
      },
    ]);
    expect(await findings({ ...shut, state: null })).toEqual([]);
    const usable = async (state: string | null) => (await readStatus(at({ ...shut, state }), { signal }))[0]?.usable;
    expect([await usable("OPEN"), await usable("SHUT"), await usable(null)]).toEqual([true, false, false]);
  });

  it("is asked again in its words", async () => {
    const bench = await startShut();
    const again = async (...answers: readonly (Described | undefined)[]) =>
      (await bench.apply([crateOrders()], { kinds, aws: saying(...answers) })).result.results.map(({ error }) => error);
    expect(await again(shut, undefined)).toEqual([
      "Yard does not know the crate any more: a re-run reads it and creates it again",
    ]);
    expect(await again(shut)).toEqual(["applied, but Yard says SHUT"]);
    expect(await again({ ...shut, state: "OPEN" })).toEqual([null]);
    expect(await again(shut)).toEqual(["applied, but Yard says SHUT"]);
  });

  it("is not forgotten where it is found at a second look", async () => {
    const bench = await startShut();
    const { result } = await bench.apply([], { kinds, aws: saying(undefined, shut) });
    expect(result.results).toMatchObject([
      { action: "forget", status: "failed", error: '"orders" is there after all; run the apply again' },
    ]);
  });

  it("is completed later, in its words, where a create that failed made one", async () => {
    const bench = await startYard();
    bench.aws.addFault({ kind: "remnant" });
    const made = { ...shut, createdAt: bench.clock.now() + MINUTE, arn: "arn:1" };
    const { result } = await bench.apply([crateOrders()], { kinds, aws: saying(undefined, made) });
    expect(result.results).toMatchObject([
      { status: "failed", error: expect.stringMatching(/; open it, then apply it again; it was made all the same/) },
    ]);
  });
});
