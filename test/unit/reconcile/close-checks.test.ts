import { expect, it } from "vitest";
import { type CheckReport, checkNames } from "../../../workflows/ports/checks.ts";
import type { Forge } from "../../../workflows/ports/forge.ts";
import { closeChecks } from "../../../workflows/reconcile/close-checks.ts";
import type { ReconcileDeps, RepositoryRound } from "../../../workflows/reconcile/context.ts";
import { memoryLog } from "../../support/lambda.ts";
import { openPull } from "../../support/pull-requests.ts";

it("an open check that is given up is the pull request's own, also of a fork's head", async () => {
  const reports: CheckReport[] = [];
  const pulls = [openPull({ number: 1, head: "own" }), openPull({ number: 2, head: "forked", isFork: true })];
  // Only what the step asks of its ports is there: anything else it might call is missing.
  const forge = {
    id: { id: 7, owner: "acme", name: "connections" },
    review: { openPullRequests: async () => pulls },
    checks: {
      checksOn: async (commit: string) =>
        commit === "tip" ? [] : [{ name: checkNames.plan, open: true, startedAt: 0 }],
      putCheck: async (report: CheckReport) => void reports.push(report),
    },
  } as unknown as Forge;
  const round = { forge, installation: 3, branch: "main", tip: "tip" } satisfies RepositoryRound;
  const deps = {
    clock: { now: () => 60 * 60 * 1000 },
    // Each was tried as often as it may be.
    ledger: { claim: async () => false },
    log: memoryLog(),
  } as unknown as ReconcileDeps;
  expect(await closeChecks(round, deps)).toEqual({ again: 0, concluded: 2 });
  expect(reports).toMatchObject([
    { commit: "own", externalId: null, conclusion: "failure" },
    { commit: "forked", externalId: "fork:2", conclusion: "failure" },
  ]);
});
