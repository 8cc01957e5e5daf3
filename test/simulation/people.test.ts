import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { localReviewer } from "../../cli/local/stack.ts";
import { checkNames, planAgainButton } from "../../workflows/ports/checks.ts";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";

/* What people do to a pull request beside pushing to it: review it, press buttons, edit what Bridgehead wrote. */

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
  pipeline.stack.aws.putParameter({ name: "/bridgehead/orders/key", value: "value-of-orders" });
});
afterAll(() => pipeline.close());

async function propose(branch: string) {
  const { number, head } = await pipeline.propose(branch, { "connections/orders.json": definitionJson("orders") });
  /** How often it was planned while something is done. */
  const plansDuring = async (act: () => Promise<void>): Promise<number> => {
    const before = plans(number);
    await act();
    await pipeline.stack.idle();
    return plans(number) - before;
  };
  return { number, head, plansDuring };
}

function plans(number: number): number {
  return pipeline.log.filter((line) => line.startsWith(`planned a pull request (pullRequest=${number},`)).length;
}

/** Every check run of the plan on a commit. */
async function planRuns(ref: string) {
  const { octokit, place } = pipeline;
  const request = { ...place, ref, check_name: checkNames.plan, filter: "all" as const };
  return (await octokit.rest.checks.listForRef(request)).data.check_runs;
}

describe("people", () => {
  it("who approve, or ask for changes, have it planned again; who are asked to review do not", async () => {
    const { user, reviewer } = pipeline;
    const { number, head, plansDuring } = await propose("reviewed");
    expect(await plansDuring(() => user.requestReview(number, localReviewer))).toBe(0);
    expect(await plansDuring(() => reviewer.approve(number))).toBe(1);
    expect(await plansDuring(() => reviewer.requestChanges(number))).toBe(1);
    expect(await planRuns(head)).toMatchObject([{ conclusion: "success" }]);
  });

  it("have it planned again by the button or by Re-run, in the same check run", async () => {
    const { user, reviewer } = pipeline;
    const { head, plansDuring } = await propose("pressed");
    const [first] = await planRuns(head);
    expect(await plansDuring(() => reviewer.press(head, checkNames.plan, planAgainButton.identifier))).toBe(1);
    expect(await plansDuring(() => user.rerequest(head, checkNames.plan))).toBe(1);
    expect(await planRuns(head)).toMatchObject([{ id: first?.id, conclusion: "success" }]);
  });

  it("who edit its comment, or delete it, find the plan in one comment again", async () => {
    const { user, reviewer } = pipeline;
    const { number, head, plansDuring } = await propose("edited");
    const comment = await pipeline.comment(number);
    // Each asks in another way: GitHub's second word for word within a second would be taken for the same.
    for (const [spoil, ask] of [
      [() => reviewer.editComment(number, "I do not like this"), () => user.rerequest(head, checkNames.plan)],
      [() => reviewer.editComment(number, `> ${comment}`), () => reviewer.rerequest(head, checkNames.plan)],
      [() => reviewer.deleteComment(number), () => user.press(head, checkNames.plan, planAgainButton.identifier)],
    ] as const) {
      await spoil();
      expect(await user.comments(number)).toEqual([]);
      expect(await plansDuring(ask)).toBe(1);
      expect(await user.comments(number)).toEqual([comment]);
    }
  });
});
