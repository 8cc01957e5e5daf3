import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../workflows/engine/config/config.ts";
import { builtinResources } from "../../../workflows/engine/kinds/builtin-resources.ts";
import type { CheckReport } from "../../../workflows/ports/checks.ts";
import type { DriftMemory } from "../../../workflows/ports/drift.ts";
import type { Forge } from "../../../workflows/ports/forge.ts";
import type { IssueReport, Issues } from "../../../workflows/ports/issues.ts";
import type { ReconcileDeps } from "../../../workflows/reconcile/context.ts";
import { openDriftRound } from "../../../workflows/reconcile/drift-memory.ts";
import { reportDrift } from "../../../workflows/reconcile/report-drift.ts";
import { aRecord } from "../../contract/ledger-fixtures.ts";
import { memoryLog } from "../../support/lambda.ts";
import { makePlan } from "../../support/render-case.ts";

type Put = Awaited<ReturnType<Issues["putIssue"]>>;

/** One round after the other, in which one connection was deleted by hand, or nothing is. */
function rounds(putIssue: (report: IssueReport) => Promise<Put>) {
  const checks: CheckReport[] = [];
  const asked: IssueReport[] = [];
  let memory: DriftMemory | undefined;
  // Only what the step asks of its ports is there: anything else it might call is missing.
  const forge = {
    id: { id: 7, owner: "acme", name: "connections" },
    webUrl: "https://github.example",
    source: { file: async () => undefined },
    checks: { putCheck: async (report: CheckReport) => void checks.push(report) },
    issues: {
      async putIssue(report: IssueReport) {
        asked.push(report);
        return await putIssue(report);
      },
    },
  } as unknown as Forge;
  const deps = {
    kinds: builtinResources,
    target: { account: "123456789012", region: "eu-west-1", stage: "test" },
    clock: { now: () => 1_764_600_000_000 },
    ledger: { keepDriftMemory: async (now: DriftMemory) => void (memory = now) },
    log: memoryLog(),
    workflow: "bridgehead.yml",
    mayRepair: true,
  } as unknown as ReconcileDeps;
  const round = async (isGone: boolean) => {
    const plan = makePlan({ changes: isGone ? [{ name: "orders", action: "create" }] : [] });
    const resources = plan.changes.map((change) => ({ change, record: aRecord("orders"), look: null }));
    const drifted = resources.map((resource) => ({ resource, causes: ["deleted"], edited: [], ignored: [] }));
    const found = { plan, rotated: [], unread: [], drifted } as unknown as Parameters<typeof reportDrift>[0];
    const drift = openDriftRound(memory);
    const where = { forge, installation: 3, branch: "main", tip: "tip", drift };
    return await reportDrift(found, parseConfig(undefined, builtinResources), where, deps);
  };
  return { round, checks, asked, memory: () => memory };
}

const issue = { number: 12, url: "https://github.example/acme/connections/issues/12" };

describe("a round's report of drift", () => {
  it("asks for no issue where nothing differs and none was ever made, and closes the one that was", async () => {
    const { round, asked, memory } = rounds(async ({ isOpen }) => (isOpen ? issue : undefined));
    await round(false);
    await round(false);
    // The first did not know whether there is one.
    expect(asked.map(({ isOpen }) => isOpen)).toEqual([false]);
    await round(true);
    expect(memory()).toMatchObject({ issue: 12, resources: [{ since: { deleted: 1_764_600_000_000 } }] });
    await round(false);
    expect(asked.slice(1)).toMatchObject([
      { isOpen: true, known: null },
      { isOpen: false, known: 12 },
    ]);
  });

  it("keeps nothing where another round makes the issue at this moment", async () => {
    const { round, memory } = rounds(async () => undefined);
    await round(true);
    expect(memory()).toBeUndefined();
  });

  it("says in the check that there is no issue, and why, and keeps the number that there was", async () => {
    const answers: Put[] = [issue, "forbidden", "disabled"];
    const { round, checks, memory } = rounds(async () => answers.shift());
    for (let count = 0; count < 3; count += 1) await round(true);
    expect(checks.map(({ summary }) => summary.split("\n")[0])).toEqual([
      `[#12](${issue.url}) says since when, and both ways out.`,
      "There is no issue about it, since the App lacks the permission `Issues: read and write`.",
      "There is no issue about it, since this repository has none: its settings say so.",
    ]);
    expect(memory()?.issue).toBe(12);
  });

  it("puts the check although the issue failed, and fails after that", async () => {
    const { round, checks } = rounds(async () => Promise.reject(new Error("GitHub is away")));
    await expect(round(true)).rejects.toThrow("GitHub is away");
    expect(checks).toMatchObject([{ name: "bridgehead / drift", conclusion: "neutral" }]);
  });
});
