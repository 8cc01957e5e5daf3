import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGithubUser } from "../../cli/local/github-user.ts";
import { localStranger } from "../../cli/local/stack.ts";
import { checkNames, planAgainButton } from "../../workflows/ports/checks.ts";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";

/* The four doors on the whole product: what comes of each, what it costs, and the line that it leaves. */

let pipeline: Pipeline;
let number = 0;
let head = "";

beforeAll(async () => {
  pipeline = await startPipeline();
  pipeline.stack.aws.putParameter({ name: "/bridgehead/orders/key", value: "canary-of-orders" });
  ({ number, head } = await pipeline.propose("orders", { "connections/orders.json": definitionJson("orders") }));
}, 60_000);
afterAll(() => pipeline?.close());

/** The lines of audit that something leaves. */
async function audit(happening: () => Promise<unknown>): Promise<readonly string[]> {
  const before = pipeline.log.length;
  await happening();
  await pipeline.stack.idle();
  return pipeline.log.slice(before).filter((line) => /\baudit\b/.test(line));
}

describe("a plan of a pull request", { timeout: 60_000 }, () => {
  it.each<[door: string, ask: () => Promise<void>]>([
    ["button", () => pipeline.user.press(head, checkNames.plan, planAgainButton.identifier)],
    ["button", () => pipeline.user.rerequest(head, checkNames.plan)],
    ["comment", () => pipeline.user.say(number, "/bridgehead plan")],
  ])("asked for by a %s is made, with one line of audit", async (door, ask) => {
    const before = pipeline.stack.aws.requests().length;
    const lines = await audit(ask);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`door=${door}`);
    expect(lines[0]).toContain(`pullRequest=${number}`);
    expect(lines[0]).toContain("outcome=planned");
    expect(pipeline.stack.aws.requests().length).toBeGreaterThan(before);
    expect(await pipeline.user.answers(number)).toEqual([]);
  });
});

describe("a stranger", { timeout: 60_000 }, () => {
  it("has nothing made or answered", async () => {
    const stranger = createGithubUser(pipeline.stack, localStranger);
    const before = pipeline.stack.aws.requests().length;
    const lines = await audit(async () => {
      await stranger.say(number, "/bridgehead plan");
      await stranger.say(number, "/bridgehead apply");
      await stranger.say(number, "what does /bridgehead plan do?");
    });
    expect(lines.map((line) => /outcome=\S+ reason=[\w-]+/.exec(line)?.[0])).toEqual([
      "outcome=refused, reason=sender-not-allowed",
      "outcome=refused, reason=sender-not-allowed",
    ]);
    expect(pipeline.stack.aws.requests().slice(before)).toEqual([]);
    expect(await pipeline.user.answers(number)).toEqual([]);
  });
});
