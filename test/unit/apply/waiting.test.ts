import { expect, it } from "vitest";
import type { ApplyBranchDeps } from "../../../workflows/apply/context.ts";
import { applyPush } from "../../../workflows/apply-push.ts";
import { BridgeheadError } from "../../../workflows/engine/values/errors.ts";
import type { Asked } from "../../../workflows/ports/jobs.ts";
import { memoryLog } from "../../support/lambda.ts";

/* An apply that cannot begin: another run has the lock, or who asked may not. */

const repository = { id: 7, owner: "acme", name: "eventing" };

async function push({ refuse = false, by }: { readonly refuse?: boolean; readonly by?: Asked["by"] } = {}) {
  const stages: string[] = [];
  let locks = 0;
  const deps = {
    target: { account: "1", region: "r", stage: "prod" },
    log: memoryLog(),
    clock: { now: () => 1 },
    ledger: {
      acquire: async () => {
        locks += 1;
        return { heldUntil: 90 };
      },
    },
    forge: {
      id: repository,
      source: { defaultBranch: async () => "main", tip: async () => "tip" },
      checks: {
        putDeployment: async ({ commit, state }: { readonly commit: string; readonly state: string }) => {
          if (refuse) throw new BridgeheadError("GitHub is not there");
          stages.push(`${commit} ${state}`);
        },
      },
      trigger: { mayWrite: async ({ id }: Asked["by"]) => id === 5 },
    },
  } as unknown as ApplyBranchDeps;
  const base = { kind: "apply", delivery: "d", receivedAt: 1, repository, installation: null } as const;
  const job = { ...base, ref: "refs/heads/main", push: null, ...(by && { asked: { by } }) };
  const run = await applyPush(job, { run: "r", deadline: 100 }, deps, new AbortController().signal);
  return { run, stages, locks };
}

it("that another run keeps from beginning is queued, by its deployment as well", async () => {
  expect(await push()).toMatchObject({ run: { heldUntil: 90 }, stages: ["tip queued"] });
  expect(await push({ refuse: true })).toMatchObject({ run: { heldUntil: 90 }, stages: [] });
});

it("that somebody asks for who may not write is refused before anything is looked at", async () => {
  const refused = await push({ by: { id: 6, login: "eve" } });
  expect(refused).toMatchObject({ run: { outcome: "refused", reason: "sender-not-allowed" }, stages: [], locks: 0 });
  expect(await push({ by: { id: 5, login: "alice" } })).toMatchObject({ locks: 1 });
});
