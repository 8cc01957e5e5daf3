import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import * as v from "valibot";
import { parse } from "yaml";
import { checkNames } from "../../workflows/ports/checks.ts";
import { root } from "../support/source-imports.ts";

const copied = await readFile(path.join(root, "workflows/github/bridgehead.yml"), "utf8");
const ci = await readFile(path.join(root, ".github/workflows/ci.yml"), "utf8");

const workflowSchema = v.object({
  on: v.object({ workflow_dispatch: v.object({ inputs: v.record(v.string(), v.looseObject({})) }) }),
  permissions: v.record(v.string(), v.string()),
  jobs: v.record(v.string(), v.object({ steps: v.array(v.record(v.string(), v.unknown())) })),
});
const workflow = v.parse(workflowSchema, parse(copied));
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

describe("the workflow that users copy", () => {
  it("is the one that this repository uses", async () => {
    expect(await readFile(path.join(root, ".github/workflows/bridgehead.yml"), "utf8")).toBe(copied);
  });

  it("is started by hand alone, with the inputs that Bridgehead knows", () => {
    const { inputs } = workflow.on.workflow_dispatch;
    expect(Object.keys(workflow.on)).toEqual(["workflow_dispatch"]);
    expect(Object.keys(inputs)).toEqual(["operation", "connection", "accept", "reason"]);
    expect(inputs["operation"]).toMatchObject({ options: ["plan", "apply", "drift"], default: "plan" });
  });

  it("may read checks and nothing else", () => {
    expect(workflow.permissions).toEqual({ checks: "read" });
    for (const job of Object.values(workflow.jobs)) expect(job).not.toHaveProperty("permissions");
  });

  it("holds no credential and runs nobody else's code", () => {
    expect(copied).not.toMatch(/secrets\.|id-token|AWS_/);
    expect(steps.filter((step) => "uses" in step)).toEqual([]);
  });

  it("puts no text from outside into the shell's program", () => {
    for (const { run } of steps) expect(run).not.toContain("${{");
  });

  it("waits for the check that Bridgehead writes", () => {
    expect(steps[0]?.["run"]).toContain(`name="${checkNames.rerun}"`);
  });
});

describe("this repository's own check", () => {
  it("may read the contents and nothing else", () => {
    expect(parse(ci)).toMatchObject({ permissions: { contents: "read" } });
    expect(ci.match(/permissions/g)).toHaveLength(1);
  });

  it("names the commit of each action that it uses", () => {
    const uses = [...ci.matchAll(/uses: (.*)/g)].map(([, action]) => action);
    expect(uses).not.toEqual([]);
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("runs the gate", () => {
    expect(ci).toContain("run: .ci/run");
  });
});
