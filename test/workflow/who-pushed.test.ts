import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createFileLedger } from "../../infra/fs/file-ledger.ts";
import type { ApplyBranchDeps } from "../../workflows/apply/context.ts";
import { applyPush } from "../../workflows/apply-push.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { Push } from "../../workflows/ports/jobs.ts";
import { createFastClock } from "../support/fast-clock.ts";

const { signal } = new AbortController();
const [before, after] = ["a".repeat(40), "b".repeat(40)];
const repository = { id: 7, owner: "acme", name: "eventing" };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bridgehead-pushed-"));
});
afterEach(() => rm(folder, { recursive: true }));

function open(defaultBranch: string) {
  const clock = createFastClock();
  const ledger = createFileLedger({ path: join(folder, "ledger.json"), scope: "s", firstType: CONNECTION_TYPE, clock });
  const forge = { id: repository, source: { defaultBranch: async () => defaultBranch, tip: async () => undefined } };
  // A run that finds the lock taken asks for nothing else.
  const deps = { clock, ledger, forge } as unknown as ApplyBranchDeps;
  const push = async (pushed: Push | null) => {
    const job = { delivery: "d", receivedAt: clock.now(), repository, installation: null, ref: "refs/heads/main" };
    const request = { run: "second", deadline: clock.now() };
    return await applyPush({ ...job, kind: "apply", push: pushed }, request, deps, signal);
  };
  return { ledger, push };
}

it("is kept although another run holds the target, and once for each try", async () => {
  const { ledger, push } = open("main");
  await ledger.acquire("first", 60_000);
  for (let tries = 0; tries < 2; tries += 1) {
    expect(await push({ before, after, sender: 5 })).toMatchObject({ reason: "target-locked" });
  }
  expect(await ledger.pushes(repository.id)).toMatchObject([{ before, after, sender: 5 }]);
});

it("is kept although the branch has another name by now", async () => {
  const { ledger, push } = open("trunk");
  expect(await push({ before, after, sender: 5 })).toBeUndefined();
  expect(await ledger.pushes(repository.id)).toHaveLength(1);
});

it("is nobody of a job that no push asked for", async () => {
  const { ledger, push } = open("trunk");
  await push(null);
  expect(await ledger.pushes(repository.id)).toEqual([]);
});
