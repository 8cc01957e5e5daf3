import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
  for (const id of ["orders", "billing"]) {
    pipeline.stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: `value-of-${id}` });
  }
});
afterAll(() => pipeline.close());

/** The statuses of the deployment of a commit, newest first. */
async function deploymentStates(sha: string): Promise<readonly string[]> {
  const { octokit, place } = pipeline;
  const { data } = await octokit.rest.repos.listDeployments({ ...place, sha, environment: "local" });
  const [deployment] = data;
  if (deployment === undefined || data.length > 1) return [];
  const statuses = await octokit.rest.repos.listDeploymentStatuses({ ...place, deployment_id: deployment.id });
  return statuses.data.map(({ state }) => state);
}

describe("a pull request", () => {
  it("gets one comment and a check, is applied when it is merged, and says so", async () => {
    const { number, head } = await pipeline.propose("orders", { "connections/orders.json": definitionJson("orders") });
    expect(await pipeline.conclusion(head, "bridgehead / plan")).toBe("success");
    expect(await pipeline.comment(number)).toContain("1 to create");
    const link = `${new URL(pipeline.stack.github.apiUrl).origin}/acme/connections/blob/${head}/connections/orders.json`;
    expect(await pipeline.comment(number)).toContain(link);

    const second = await pipeline.push("orders", {
      "connections/orders.json": definitionJson("orders", { description: "All orders" }),
      "connections/billing.json": definitionJson("billing"),
    });
    expect(await pipeline.conclusion(second, "bridgehead / plan")).toBe("success");
    expect(await pipeline.comment(number)).toContain("2 to create");

    const merge = await pipeline.merge(number);
    expect(await pipeline.conclusion(merge, "bridgehead / apply")).toBe("success");
    expect(pipeline.runs.at(-1)).toMatchObject({
      outcome: "applied",
      results: [{ name: "billing" }, { name: "orders" }],
    });
    expect(pipeline.stack.aws.storedConnection("orders")?.properties).toMatchObject({ Description: "All orders" });
    expect(await pipeline.comment(number)).toContain("stored; AWS tries it with the first event");
    expect(await deploymentStates(merge)).toEqual(["success", "in_progress"]);
  });

  it("with an error has no plan: the check fails at the line, and nothing is called", async () => {
    const before = pipeline.stack.aws.requests().length;
    const { number, head } = await pipeline.propose("broken", {
      "connections/broken.json": definitionJson("broken", { authorizationType: "APIKEY" }),
    });
    expect(await pipeline.conclusion(head, "bridgehead / plan")).toBe("failure");
    expect(await pipeline.comment(number)).toContain("broken.json:3");
    const called = pipeline.stack.aws.requests().slice(before);
    expect(called.filter(({ service }) => service === "cloudcontrol")).toEqual([]);
  });

  it("waits for a parameter alone: it is created, and the check's button does the rest, before and after the merge", async () => {
    const { stack, user } = pipeline;
    const rerun = async (sha: string, name: string): Promise<void> => {
      await user.rerequest(sha, name);
      await stack.idle();
    };
    const { number, head } = await pipeline.propose("waiting", {
      "connections/waiting.json": definitionJson("waiting"),
      "connections/ready.json": definitionJson("ready", {
        authParameters: { apiKey: "{{resolve:ssm-secure:/bridgehead/orders/key}}" },
      }),
    });
    expect(await pipeline.conclusion(head, "bridgehead / plan")).toBe("action_required");
    const comment = await pipeline.comment(number);
    expect(comment).toContain("2 to create · 1 cannot be made yet");
    expect(comment).toContain("There is no parameter /bridgehead/waiting/key");
    expect(comment).toContain("**Next:** create the parameter (the command is below), then press **Plan again**");
    expect(comment).not.toContain("Correct the definitions");

    const put = () => stack.aws.putParameter({ name: "/bridgehead/waiting/key", value: "value-of-waiting" });
    put();
    await rerun(head, "bridgehead / plan");
    expect(await pipeline.conclusion(head, "bridgehead / plan")).toBe("success");
    expect(await pipeline.comment(number)).not.toContain("cannot be made yet");

    stack.aws.deleteParameter("/bridgehead/waiting/key");
    const merge = await pipeline.merge(number);
    expect(pipeline.runs.at(-1)).toMatchObject({
      outcome: "held",
      reason: "stopped-by-error",
      results: [
        { name: "ready", status: "applied" },
        { name: "waiting", status: "held" },
      ],
    });
    expect(await pipeline.conclusion(merge, "bridgehead / apply")).toBe("action_required");
    expect(await pipeline.comment(number)).toContain(
      "press Re-run on the check `bridgehead / apply`: a parameter that is missing is created",
    );
    put();
    await rerun(merge, "bridgehead / apply");
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "applied" });
    expect(await pipeline.conclusion(merge, "bridgehead / apply")).toBe("success");
    expect(stack.aws.connectionNames()).toContain("waiting");
  });

  it("that touches no definition gets a green check and no comment", async () => {
    const { number, head } = await pipeline.propose("readme", { "NOTES.md": "notes" });
    expect(await pipeline.conclusion(head, "bridgehead / plan")).toBe("success");
    expect(await pipeline.user.comments(number)).toEqual([]);
  });

  it("is planned as its merge: what was merged meanwhile is not taken for removed", async () => {
    await pipeline.work.checkout("late", "main");
    const first = await pipeline.propose("early", {
      "connections/early.json": definitionJson("early", {
        authParameters: { apiKey: "{{resolve:ssm-secure:/bridgehead/orders/key}}" },
      }),
    });
    await pipeline.work.checkout("late", "main");
    await pipeline.merge(first.number);
    const late = await pipeline.push("late", {
      "connections/orders.json": definitionJson("orders", { description: "late" }),
    });
    const { number } = await pipeline.user.openPullRequest("late", "Late");
    await pipeline.stack.idle();
    expect(await pipeline.conclusion(late, "bridgehead / plan")).toBe("success");
    const comment = await pipeline.comment(number);
    expect(comment).toContain("1 to update");
    expect(comment).not.toContain("to delete");
  });

  it("that conflicts fails its check", async () => {
    await pipeline.work.checkout("conflict", "main");
    const { number: first } = await pipeline.propose("ours", {
      "connections/orders.json": definitionJson("orders", { description: "ours" }),
    });
    await pipeline.work.checkout("theirs", "main");
    await pipeline.merge(first);
    const head = await pipeline.push("theirs", {
      "connections/orders.json": definitionJson("orders", { description: "theirs" }),
    });
    await pipeline.user.openPullRequest("theirs", "Theirs");
    await pipeline.stack.idle();
    expect(await pipeline.conclusion(head, "bridgehead / plan")).toBe("failure");
  });

  it("that removes a definition deletes the connection", async () => {
    const { number } = await pipeline.propose("remove", { "connections/billing.json": null });
    expect(await pipeline.comment(number)).toContain("1 to delete");
    await pipeline.merge(number);
    expect(pipeline.runs.at(-1)).toMatchObject({
      outcome: "applied",
      results: [{ name: "billing", action: "delete" }],
    });
    expect(pipeline.stack.aws.connectionNames()).not.toContain("billing");
  });
});

describe("what nobody reviewed", () => {
  it("a direct push with a delete in it is held, and accepted by somebody else with the digest that is shown", async () => {
    await pipeline.work.checkout("main", "main");
    const head = await pipeline.push("main", { "connections/early.json": null });
    expect(pipeline.runs.at(-1)).toMatchObject({
      outcome: "held",
      reason: "not-reviewed",
      results: [{ name: "early", status: "held" }],
    });
    expect(await pipeline.conclusion(head, "bridgehead / apply")).toBe("action_required");
    expect(await deploymentStates(head)).toEqual(["failure", "in_progress"]);
    expect(pipeline.stack.aws.connectionNames()).toContain("early");

    const accept = /accept=([0-9a-f]{64})\b/.exec(await pipeline.summary(head, "bridgehead / apply"))?.[1] ?? "";
    await pipeline.reviewer.dispatch({ operation: "apply", accept: "0".repeat(64) });
    await pipeline.stack.idle();
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "refused", reason: "accept-mismatch" });
    expect(pipeline.stack.aws.connectionNames()).toContain("early");

    await pipeline.reviewer.dispatch({ operation: "apply", accept });
    await pipeline.stack.idle();
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "applied", results: [{ name: "early", action: "delete" }] });
    expect(await pipeline.conclusion(head, "bridgehead / apply")).toBe("success");
    expect(pipeline.stack.aws.connectionNames()).not.toContain("early");
  });

  it("beside something that goes on is accepted with the command that is shown", async () => {
    await pipeline.work.checkout("main", "main");
    const head = await pipeline.push("main", {
      "connections/ready.json": null,
      "connections/orders.json": definitionJson("orders", { description: "beside" }),
    });
    expect(pipeline.runs.at(-1)).toMatchObject({
      outcome: "held",
      results: [
        { name: "orders", status: "applied" },
        { name: "ready", status: "held" },
      ],
    });
    const accept = /accept=([0-9a-f]{64})\b/.exec(await pipeline.summary(head, "bridgehead / apply"))?.[1] ?? "";
    await pipeline.reviewer.dispatch({ operation: "apply", accept });
    await pipeline.stack.idle();
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "applied", results: [{ name: "ready", action: "delete" }] });
    expect(await pipeline.conclusion(head, "bridgehead / apply")).toBe("success");
  });

  it("a direct push that changes a description goes on, with a notice", async () => {
    await pipeline.work.checkout("main", "main");
    const head = await pipeline.push("main", {
      "connections/orders.json": definitionJson("orders", { description: "pushed" }),
    });
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "applied", results: [{ name: "orders", action: "update" }] });
    expect(await pipeline.conclusion(head, "bridgehead / apply")).toBe("success");
  });
});
