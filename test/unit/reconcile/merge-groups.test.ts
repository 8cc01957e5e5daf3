import { expect, it } from "vitest";
import { checkNames, type CheckState, groupCheckId } from "../../../workflows/ports/checks.ts";
import type { Job } from "../../../workflows/ports/jobs.ts";
import type { ReconcileDeps, RepositoryRound } from "../../../workflows/reconcile/context.ts";
import { planMergeGroups } from "../../../workflows/reconcile/merge-groups.ts";
import { memoryLog } from "../../support/lambda.ts";

const NOW = 100 * 60_000;
const check: CheckState = { name: checkNames.plan, open: false, startedAt: NOW, externalId: groupCheckId };

/** Rounds over a queue with these groups, by their commits: the commits of which a plan was queued. */
function roundsOver(groups: Readonly<Record<string, readonly CheckState[]>>) {
  const sent: Job[] = [];
  const claims = new Set<string>();
  const round = {
    forge: {
      id: { id: 7, owner: "acme", name: "connections" },
      review: { queued: async () => Object.keys(groups).map((commit) => ({ pullRequest: 1, commit })) },
      checks: { checksOn: async (commit: string) => groups[commit] },
    },
    installation: 3,
    branch: "main",
  } as unknown as RepositoryRound;
  const deps = {
    target: { account: "123456789012", region: "eu-west-1", stage: "test" },
    queue: { send: async (job: Job) => void sent.push(job) },
    ledger: { claim: async (key: string) => !claims.has(key) && claims.add(key).has(key) },
    clock: { now: () => NOW },
    log: memoryLog(),
  } as unknown as ReconcileDeps;
  return async (isLater = false) => {
    sent.length = 0;
    if (isLater) for (const key of claims) if (key.endsWith(":lately")) claims.delete(key);
    expect(await planMergeGroups(round, deps)).toBe(sent.length);
    return sent.map((job) => (job.kind === "group" ? job.commit : job.kind));
  };
}

it("plans the groups that have no check of their own, or one that was begun by somebody who is gone", async () => {
  const round = roundsOver({
    lost: [],
    head: [{ ...check, externalId: "" }],
    other: [{ ...check, name: checkNames.apply }],
    stuck: [{ ...check, open: true, startedAt: NOW - 31 * 60_000 }],
    begun: [{ ...check, open: true, startedAt: NOW - 29 * 60_000 }],
    done: [check],
  });
  expect(await round()).toEqual(["lost", "head", "other", "stuck"]);
});

it("does so three times, and not at once", async () => {
  const round = roundsOver({ lost: [] });
  expect(await round()).toEqual(["lost"]);
  expect(await round()).toEqual([]);
  expect(await round(true)).toEqual(["lost"]);
  expect(await round(true)).toEqual(["lost"]);
  expect(await round(true)).toEqual([]);
});
