import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";
import { type JobPlace, type JobRun, runJob } from "./run-job.ts";

const workflow = fileURLToPath(new URL("../../workflows/github/bridgehead.yml", import.meta.url));

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
  pipeline.stack.aws.putParameter({ name: "/bridgehead/orders/key", value: "value" });
  const { number } = await pipeline.propose("orders", { "connections/orders.json": definitionJson("orders") });
  await pipeline.merge(number);
});
afterAll(() => pipeline.close());

/** Asks for a re-run and says which run of the workflow that began. */
async function dispatch(inputs: Record<string, string>): Promise<{ readonly runId: number; readonly commit: string }> {
  await pipeline.user.dispatch(inputs);
  const { data } = await pipeline.octokit.rest.actions.listWorkflowRunsForRepo(pipeline.place);
  const run = data.workflow_runs.toSorted((a, b) => b.id - a.id)[0];
  if (run === undefined) throw new Error("nothing was dispatched");
  return { runId: run.id, commit: run.head_sha };
}

async function job(place: Omit<JobPlace, "apiUrl" | "repository" | "deadline"> & Partial<JobPlace>): Promise<JobRun> {
  const { owner, name } = pipeline.stack.github.repository;
  return runJob(workflow, {
    apiUrl: pipeline.stack.github.apiUrl,
    repository: `${owner}/${name}`,
    deadline: 10,
    ...place,
  });
}

describe("the job of the workflow that users copy", () => {
  it("waits for the answer to its own dispatch, shows it, and ends well", async () => {
    const [run, other] = [await dispatch({ operation: "plan" }), await dispatch({ operation: "destroy" })];
    const { status, summary, log } = await job(run);
    expect(log).toContain("Bridgehead ended with success");
    expect(summary).toMatch(/^## No changes\n/);
    expect(summary).toMatch(/\[Check run\]\(http:\S+\/runs\/\d+\)\n$/);
    expect(status).toBe(0);
    expect(await job(other)).toMatchObject({ status: 1 });
  });

  it("fails as Bridgehead did, and says why", async () => {
    const { status, summary, log } = await job(await dispatch({ operation: "apply", connection: "order" }));
    expect(status).toBe(1);
    expect(log).toContain("::error::Bridgehead ended with failure");
    expect(summary).toContain("## Refused: ");
  });

  it("takes a held plan for a failure: something waits for somebody", async () => {
    await pipeline.work.checkout("main", "main");
    await pipeline.push("main", { "connections/orders.json": null });
    const { status, summary } = await job(await dispatch({ operation: "apply" }));
    expect(status).toBe(1);
    expect(summary).toContain("held");
    await pipeline.push("main", { "connections/orders.json": definitionJson("orders") });
  });

  it("finds the answer on a newer tip of the branch", async () => {
    const { runId, commit } = await dispatch({ operation: "plan" });
    await pipeline.stack.idle();
    await pipeline.push("main", { "NOTES.md": "newer" });
    const newer = await dispatch({ operation: "plan" });
    await pipeline.stack.idle();
    expect(newer.commit).not.toBe(commit);
    // As if the branch had moved between the second dispatch and Bridgehead's answer.
    expect(await job({ ...newer, commit })).toMatchObject({ status: 0 });
    expect(await job({ runId, commit })).toMatchObject({ status: 0 });
  });

  it("goes on asking while GitHub does not answer, and never takes a refusal for an answer", async () => {
    const run = await dispatch({ operation: "plan" });
    const fault = { method: "GET", status: 502, body: { message: "Server Error" } };
    pipeline.stack.github.injectFault({ ...fault, path: /commits.*check-runs/, times: 3 });
    // The summary too is asked for again.
    pipeline.stack.github.injectFault({ ...fault, path: /check-runs\/\d+$/ });
    const { status, summary, log } = await job(run);
    expect(log).toContain("gh: HTTP 502");
    expect(summary).toMatch(/^## (?:No changes|Plan: )/);
    expect(status).toBe(0);
  });

  it("gives up at its deadline, and says what it waited for and what to check", async () => {
    const { commit } = await dispatch({ operation: "plan" });
    const { status, summary, log } = await job({ runId: 999_999, commit, deadline: 1 });
    expect(status).toBe(1);
    expect(log).toContain("::error::Bridgehead did not answer within 1 seconds.");
    expect(summary).toContain("`bridgehead / re-run` with the external id `999999` on:");
    expect(summary).toContain(`- ${commit}`);
    expect(summary).toContain("Recent deliveries");
  });

  it("says at once that another branch is not served", async () => {
    const { status, log } = await job({ runId: 1, commit: "0".repeat(40), branch: "elsewhere" });
    expect({ status, log }).toEqual({
      status: 1,
      log: "::error::Bridgehead works on the default branch only. Run this workflow from there.\n",
    });
  });

  it("says that a repeated run shows the first answer", async () => {
    const { log, status } = await job({ ...(await dispatch({ operation: "plan" })), attempt: 2 });
    expect(log).toContain("::notice::Bridgehead hears of a run once");
    expect(status).toBe(0);
  });
});
