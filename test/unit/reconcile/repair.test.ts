import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../workflows/engine/config/config.ts";
import { builtinResources } from "../../../workflows/engine/kinds/builtin-resources.ts";
import type { DriftCause } from "../../../workflows/engine/plan/drift.ts";
import { defaultLimits } from "../../../workflows/engine/policy/limits.ts";
import type { DriftedResource } from "../../../workflows/plan/drift-of.ts";
import type { Forge } from "../../../workflows/ports/forge.ts";
import type { Job } from "../../../workflows/ports/jobs.ts";
import { type BranchProgress, noProgress } from "../../../workflows/ports/progress.ts";
import type { ReconcileDeps, RepositoryRound } from "../../../workflows/reconcile/context.ts";
import { isRepairable, mayRepair, repair } from "../../../workflows/reconcile/repair.ts";
import { aRecord } from "../../contract/ledger-fixtures.ts";
import { memoryLog } from "../../support/lambda.ts";
import { makePlan } from "../../support/render-case.ts";

// Only what the step asks of its ports is there: anything else it might call is missing.
const round = {
  forge: { id: { id: 7, owner: "acme", name: "connections" } } as unknown as Forge,
  installation: 3,
  branch: "main",
  tip: "new",
} satisfies RepositoryRound;

describe("whether drift is undone", () => {
  const asked = (configured: boolean, reviewed: boolean | null, isAllowed: boolean) => {
    const policy =
      reviewed === null ? null : { commit: "c", digest: "d", value: { ...defaultLimits, repair: reviewed } };
    const ledger = { progress: async (): Promise<BranchProgress> => ({ ...noProgress, policy }) };
    const config = parseConfig(JSON.stringify({ repair: configured }), builtinResources);
    return mayRepair(config, round, { ledger, mayRepair: isAllowed } as unknown as ReconcileDeps);
  };

  it.each([
    [true, true, true, true],
    [true, null, true, true],
    [false, true, true, false],
    [true, false, true, false],
    [true, true, false, false],
  ])("configured %s, reviewed %s, allowed by the stack %s: %s", async (configured, reviewed, isAllowed, expected) => {
    expect(await asked(configured, reviewed, isAllowed)).toBe(expected);
  });
});

function driftOf(causes: readonly DriftCause[], action: "update" | "replace" | "create" = "update", appliedAt = 1) {
  const [change] = makePlan({ changes: [{ name: "orders", action }] }).changes;
  const record = { ...aRecord("orders", { appliedAt }), desired: change?.desired ?? {}, options: change?.options };
  return { causes, resource: { change, record, look: null } } as unknown as DriftedResource;
}

describe("what an apply that nobody asked for may undo", () => {
  it.each<[readonly DriftCause[], Parameters<typeof driftOf>[1], boolean]>([
    [["changed"], "update", true],
    [["deleted"], "create", true],
    [["credential"], "update", true],
    [["rotated"], "update", false],
    [["unusable", "expiring"], "update", false],
    [[], "update", false],
    [["changed"], "replace", false],
  ])("%o by %s: %s", (causes, action, expected) => {
    expect(isRepairable(driftOf(causes, action), builtinResources)).toBe(expected);
  });

  it("is asked for once for each state of it", async () => {
    const sent: Job[] = [];
    const claims = new Set<string>();
    const deps = {
      kinds: builtinResources,
      target: { account: "123456789012", region: "eu-west-1", stage: "test" },
      queue: { send: async (job: Job) => void sent.push(job) },
      ledger: { claim: async (key: string) => !claims.has(key) && claims.add(key).has(key) },
      clock: { now: () => 1 },
      log: memoryLog(),
    } as unknown as ReconcileDeps;
    expect(await repair([driftOf(["changed"], "replace")], round, deps)).toBe(false);
    expect(await repair([driftOf(["changed"]), driftOf(["rotated"])], round, deps)).toBe(true);
    expect(await repair([driftOf(["changed"])], round, deps)).toBe(false);
    // It was applied since, and somebody did the same once more.
    expect(await repair([driftOf(["changed"], "update", 2)], round, deps)).toBe(true);
    expect(sent).toMatchObject([
      { kind: "apply", ref: "refs/heads/main", push: null, isRepair: true },
      { kind: "apply", ref: "refs/heads/main", push: null },
    ]);
  });
});
