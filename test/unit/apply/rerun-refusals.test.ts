import { expect, it } from "vitest";
import { RUN_NAME, runTitleOf } from "../../../workflows/apply/run-title.ts";
import type { ApplyBranchDeps } from "../../../workflows/apply/context.ts";
import type { DispatchJob } from "../../../workflows/apply/find-run.ts";
import type { CheckReport } from "../../../workflows/ports/checks.ts";
import { rerun } from "../../../workflows/rerun.ts";

/* What a job has to prove before anything is done: it comes by a queue, and may be made up. */

const workflow = ".github/workflows/bridgehead.yml";
const accept = "a".repeat(64);
const asked = { operation: "apply", accept };
const repository = { id: 7, owner: "acme", name: "eventing" };
const job: DispatchJob = {
  kind: "dispatch",
  delivery: "d1",
  receivedAt: 1_000_000,
  repository,
  installation: null,
  ref: "refs/heads/main",
  workflow,
  sender: "bob",
  senderId: 5,
  inputs: asked,
};

/** GitHub lists one run with this title; of the ledger nothing is known but one-time keys, which are free. */
async function refused(forged: Partial<DispatchJob>, title: string | null) {
  const reports: CheckReport[] = [];
  const deps = {
    workflow,
    forge: {
      id: repository,
      source: { defaultBranch: async () => "main", tip: async () => "c".repeat(40) },
      checks: { putCheck: async (report: CheckReport) => void reports.push(report) },
      trigger: {
        mayWrite: async ({ id, login }: { readonly id: number; readonly login: string }) => id === 5 && login === "bob",
        dispatchedRuns: async () => (title === null ? [] : [{ id: 9, title }]),
      },
    },
    ledger: { claim: async () => true },
    clock: { now: () => 1_000_000, sleep: async () => undefined },
    log: { warn: () => undefined },
  };
  const request = { run: "run-1", deadline: 2_000_000 };
  const { signal } = new AbortController();
  // Whatever is not there is not to be asked for.
  const { reason } = await rerun({ ...job, ...forged }, request, deps as unknown as ApplyBranchDeps, signal);
  return { reason, report: reports[0] };
}

it.each<[reason: string, forged: Partial<DispatchJob>, title: string | null]>([
  ["wrong-workflow", { workflow: ".github/workflows/other.yml" }, runTitleOf(asked)],
  ["wrong-branch", { ref: "refs/heads/side" }, runTitleOf(asked)],
  ["sender-not-allowed", { senderId: 6 }, runTitleOf(asked)],
  ["sender-not-allowed", { sender: "eve" }, runTitleOf(asked)],
  ["run-not-found", {}, null],
  ["run-not-found", {}, runTitleOf({ operation: "plan" })],
  ["run-title-differs", {}, runTitleOf({ operation: "apply" })],
  ["run-title-differs", {}, "Ask Bridgehead"],
])("refuses as %s what says %j, by a run with the title %s", async (reason, forged, title) => {
  expect(await refused(forged, title)).toMatchObject({ reason, report: { conclusion: "failure" } });
});

it("tells the run of an older copy of the file which lines to change", async () => {
  const { report } = await refused({}, runTitleOf({ operation: "apply" }));
  expect(report?.externalId).toBe("9");
  expect(report?.summary).toContain(`In \`${workflow}\` on the default branch`);
  expect(report?.summary).toContain(`\`\`\`yaml\n${RUN_NAME}\n\`\`\``);
});

it.each<[inputs: Readonly<Record<string, string>>, reason: string, said: string]>([
  [{ operation: "Apply" }, "unknown-operation", "`Apply` is no operation. Did you mean `apply`?"],
  [{ operation: " plan" }, "unknown-operation", "gh workflow run bridgehead.yml --ref main -f operation=plan"],
  [{ operation: "aply", connection: "orders" }, "unknown-operation", "-f operation=apply -f connection=orders"],
  [{ operation: "destroy" }, "unknown-operation", "Run it again with the operation"],
  [{ operation: "plan", conection: "orders" }, "invalid-input", "no input `conection`. Did you mean `connection`?"],
  [{ operation: "plan", "-chdir": "/etc" }, "invalid-input", "There is no input `-chdir`."],
  [{ operation: "plan", accept }, "invalid-input", "goes with the operation `apply` alone"],
])("tells what the inputs %j are near to, and does nothing", async (inputs, reason, said) => {
  const told = await refused({ inputs }, null);
  expect(told).toMatchObject({ reason, report: { conclusion: "failure" } });
  expect(told.report?.summary).toContain(said);
  // Whoever may not ask is told nothing of it.
  const other = await refused({ inputs, senderId: 6 }, null);
  expect(other.reason).toBe("sender-not-allowed");
  expect(other.report?.summary).not.toContain(said);
});
