import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";

let pipeline: Pipeline;
/** The branch with the first pull request alone. */
let one = "";

beforeAll(async () => {
  pipeline = await startPipeline();
  for (const id of ["orders", "billing", "crm"]) {
    pipeline.stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: id });
  }
});
afterAll(() => pipeline.close());

const file = (id: string) => `connections/${id}.json`;
const deployed = async (sha: string): Promise<string | undefined> => {
  const { octokit, place } = pipeline;
  const { data } = await octokit.rest.repos.listDeployments({ ...place, sha });
  const [deployment] = data;
  if (deployment === undefined) return undefined;
  const statuses = await octokit.rest.repos.listDeploymentStatuses({ ...place, deployment_id: deployment.id });
  return statuses.data[0]?.state;
};

describe("the default branch", () => {
  it("with two pull requests merged within a second ends with both, and says so on each", async () => {
    const first = await pipeline.propose("first", { [file("orders")]: definitionJson("orders") });
    const second = await pipeline.propose("second", { [file("billing")]: definitionJson("billing") });
    one = await pipeline.user.merge(first.number);
    const merge = await pipeline.user.merge(second.number);
    await pipeline.stack.idle();
    expect(pipeline.stack.aws.connectionNames()).toEqual(["billing", "orders"]);
    expect(await pipeline.conclusion(merge, "bridgehead / apply")).toBe("success");
    expect(await deployed(merge)).toBe("success");
    for (const { number } of [first, second]) expect(await pipeline.comment(number)).toContain("Applied");
  });

  it("after a revert is as it was before: the deletion was in the plan of the revert", async () => {
    const added = await pipeline.propose("crm", { [file("crm")]: definitionJson("crm") });
    await pipeline.merge(added.number);
    expect(pipeline.stack.aws.connectionNames()).toContain("crm");
    const revert = await pipeline.propose("revert", { [file("crm")]: null });
    expect(await pipeline.comment(revert.number)).toContain("1 to delete");
    const merge = await pipeline.merge(revert.number);
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "applied", results: [{ name: "crm", action: "delete" }] });
    expect(await deployed(merge)).toBe("success");
  });

  it("that was force-pushed is held, whatever the push would do, until somebody accepts the plan", async () => {
    const { octokit, place, stack, user } = pipeline;
    await octokit.rest.git.updateRef({ ...place, ref: "heads/main", sha: one, force: true });
    await stack.idle();
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "held", reason: "history-rewritten" });
    expect(stack.aws.connectionNames()).toEqual(["billing", "orders"]);
    expect(await pipeline.conclusion(one, "bridgehead / apply")).toBe("action_required");
    expect(await deployed(one)).toBe("failure");

    const accept = /accept=([0-9a-f]{64})\b/.exec(await pipeline.summary(one, "bridgehead / apply"))?.[1] ?? "";
    await user.dispatch({ operation: "apply", accept });
    await stack.idle();
    // Who rewrote it may not accept it, although a run has looked at the branch as it is now.
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "refused", reason: "pusher-may-not-accept" });
    await pipeline.reviewer.dispatch({ operation: "apply", accept });
    await stack.idle();
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "applied" });
    expect(stack.aws.connectionNames()).toEqual(["orders"]);
  });
});
