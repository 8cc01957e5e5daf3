import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Octokit } from "@octokit/rest";
import { sign } from "@octokit/webhooks-methods";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
  pipeline.stack.aws.putParameter({ name: "/bridgehead/orders/key", value: "value" });
  const { number } = await pipeline.propose("orders", { "connections/orders.json": definitionJson("orders") });
  await pipeline.merge(number);
});
afterAll(() => pipeline.close());

async function dispatch(inputs: Record<string, string>): Promise<void> {
  await pipeline.user.dispatch(inputs);
  await pipeline.stack.idle();
}

/** The checks that answer dispatches, with the id of the workflow run that each is for. */
async function answers(): Promise<
  readonly { external: string | null; conclusion: string | null; title: string | null }[]
> {
  const { data } = await pipeline.octokit.rest.checks.listForRef({
    ...pipeline.place,
    ref: "main",
    check_name: "bridgehead / re-run",
    filter: "all",
  });
  return data.check_runs.map(({ external_id: external, conclusion, output }) => ({
    external,
    conclusion,
    title: output.title,
  }));
}

async function runIds(): Promise<readonly string[]> {
  const { data } = await pipeline.octokit.rest.actions.listWorkflowRunsForRepo(pipeline.place);
  return data.workflow_runs.map(({ id }) => String(id));
}

describe("workflow_dispatch", () => {
  it("finds nothing to do, and answers each of two equal dispatches by a check with its run's id", async () => {
    await dispatch({ operation: "apply" });
    await dispatch({ operation: "apply" });
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "no-changes", reason: "no-changes" });
    const found = await answers();
    expect(new Set(found.map(({ external }) => external))).toEqual(new Set(await runIds()));
    expect(found.map(({ conclusion }) => conclusion)).toEqual(["success", "success"]);
  });

  it("plans, and changes nothing", async () => {
    pipeline.stack.aws.putParameter({ name: "/bridgehead/orders/key", value: "rotated" });
    const before = pipeline.stack.aws.requests().length;
    await dispatch({ operation: "plan" });
    const operations = pipeline.stack.aws
      .requests()
      .slice(before)
      .map(({ operation }) => operation);
    expect(operations).toContain("ListConnections");
    expect(operations.filter((name) => /^(?:Create|Update|Delete)Resource$/.test(name))).toEqual([]);
    expect((await answers())[0]?.title).toContain("1 to update");
  });

  it("repairs what was changed by hand", async () => {
    await dispatch({ operation: "apply" });
    pipeline.stack.aws.removeConnection("orders");
    await dispatch({ operation: "apply", connection: "orders" });
    // Nobody reviewed sending the secret once more, but it goes where it went before.
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "applied", results: [{ name: "orders", action: "create" }] });
  });

  it("asked for twice at once does the work once, and answers both", async () => {
    pipeline.stack.aws.removeConnection("orders");
    const before = pipeline.stack.aws.requests().length;
    const answered = new Set((await answers()).map(({ external }) => external));
    await Promise.all([
      pipeline.user.dispatch({ operation: "apply" }),
      pipeline.reviewer.dispatch({ operation: "apply" }),
    ]);
    await pipeline.stack.idle();
    const writes = pipeline.stack.aws
      .requests()
      .slice(before)
      .filter(({ operation }) => /^(?:Create|Update|Delete)Res/.test(operation));
    expect(writes.map(({ operation }) => operation)).toEqual(["CreateResource"]);
    expect(pipeline.runs.slice(-2).map(({ outcome }) => outcome)).toEqual(["applied", "no-changes"]);
    const both = (await answers()).filter(({ external }) => !answered.has(external));
    expect(both.map(({ conclusion }) => conclusion)).toEqual(["success", "success"]);
  });

  it.each<[operation: string, connection: string, said: string]>([
    ["plan", " orders", "`␠orders` is no name. Did you mean `orders`? There are blanks around the name."],
    ["apply", "ORDERS", "-f operation=apply -f connection=orders"],
    ["apply", "connections/orders.json", "That is a file: a re-run wants the name of what it declares."],
    ["drift", "odrers", "-f operation=drift -f connection=orders"],
    ["apply", "  ", "Left empty, it means all."],
  ])("tells what %s of %j is near to, and does nothing for it", async (operation, connection, said) => {
    await dispatch({ operation, connection });
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "refused", reason: "unknown-connection", results: [] });
    const main = await pipeline.octokit.rest.repos.getBranch({ ...pipeline.place, branch: "main" });
    expect(await pipeline.summary(main.data.commit.sha, "bridgehead / re-run")).toContain(said);
  });

  it.each([
    [{ operation: "destroy" }, "unknown-operation"],
    [{ operation: "apply", connection: "order" }, "unknown-connection"],
    [{ operation: "plan", connection: "ORDERS" }, "unknown-connection"],
    [{ operation: "apply", accept: "abc" }, "accept-malformed"],
    [{ operation: "plan", accept: "f".repeat(64) }, "invalid-input"],
    [{ operation: "apply", accept: "f".repeat(64) }, "accept-mismatch"],
  ])("refuses %j: %s", async (inputs, reason) => {
    const before = pipeline.stack.aws.requests().length;
    await dispatch(inputs);
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "refused", reason });
    const writes = pipeline.stack.aws
      .requests()
      .slice(before)
      .filter(({ operation }) => /^(?:Create|Update|Delete)Res/.test(operation));
    expect(writes).toEqual([]);
    expect((await answers())[0]?.conclusion).toBe("failure");
    expect(await pipeline.conclusion("main", "bridgehead / apply")).toBe("success");
  });

  it("refuses a sender who may not write", async () => {
    pipeline.stack.github.addUser({ login: "reader", permission: "read" });
    pipeline.stack.github.addUser({ login: "writer", permission: "write" });
    const octokit = new Octokit({ baseUrl: pipeline.stack.github.apiUrl, auth: "user:writer" });
    await octokit.rest.actions.createWorkflowDispatch({
      ...pipeline.place,
      workflow_id: "bridgehead.yml",
      ref: "main",
      inputs: {},
    });
    // Between the dispatch and the job, the permission goes.
    pipeline.stack.github.addUser({ login: "writer", permission: "read" });
    await pipeline.stack.idle();
    expect(pipeline.runs.at(-1)?.outcome).toMatch(/refused|no-changes/);
    await expect(
      new Octokit({ baseUrl: pipeline.stack.github.apiUrl, auth: "user:reader" }).rest.actions.createWorkflowDispatch({
        ...pipeline.place,
        workflow_id: "bridgehead.yml",
        ref: "main",
      }),
    ).rejects.toMatchObject({ status: 403 });
  });

  it("refuses an acceptance that is sent again under another id: GitHub lists no run for it", async () => {
    await dispatch({ operation: "apply", accept: "e".repeat(64) });
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "refused", reason: "accept-mismatch" });
    const delivery = (await pipeline.stack.github.deliveries()).findLast(({ event }) => event === "workflow_dispatch");
    const body = JSON.stringify(delivery?.payload);
    const answer = await fetch(pipeline.stack.webhookUrl, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        "x-github-event": "workflow_dispatch",
        "x-github-delivery": "6b1b2f0e-0000-4000-8000-000000000000",
        "x-hub-signature-256": await sign(pipeline.stack.webhookSecret, body),
      },
    });
    expect(answer.status).toBe(202);
    await pipeline.stack.idle();
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "refused", reason: "run-not-found" });
  });

  it("refuses another branch", async () => {
    await pipeline.work.checkout("elsewhere", "main");
    await pipeline.push("elsewhere", { "NOTES.md": "notes" });
    await pipeline.octokit.rest.actions.createWorkflowDispatch({
      ...pipeline.place,
      workflow_id: "bridgehead.yml",
      ref: "elsewhere",
    });
    await pipeline.stack.idle();
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "refused", reason: "wrong-branch" });
  });
});
