import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkNames } from "../../workflows/ports/checks.ts";
import { askFor, type Fork, startFork } from "../support/forks.ts";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";

/* A stranger on the whole product: what is read of AWS because of them. */

let pipeline: Pipeline;
let fork: Fork;

beforeAll(async () => {
  pipeline = await startPipeline();
  pipeline.stack.aws.putParameter({ name: "/bridgehead/orders/key", value: "canary-of-orders" });
  // The workers read credentials of their own when they begin.
  await pipeline.propose("words", { "README.md": "# Connections\n" });
  fork = await startFork(pipeline);
}, 60_000);
afterAll(async () => {
  await fork?.[Symbol.asyncDispose]();
  await pipeline?.close();
});

/** What AWS was asked for while something happened. */
async function askedOfAws(happening: () => Promise<unknown>): Promise<readonly string[]> {
  const { aws } = pipeline.stack;
  const before = aws.requests().length;
  await happening();
  return aws
    .requests()
    .slice(before)
    .map(({ operation }) => operation);
}

const file = (description: string) => ({ "connections/orders.json": definitionJson("orders", { description }) });
const conclusion = (head: string) => pipeline.conclusion(head, checkNames.plan);

describe("a pull request from a fork", { timeout: 60_000 }, () => {
  it("reads nothing of AWS until somebody who may write asks, and nothing for what is pushed after", async () => {
    const { stack, user } = pipeline;
    const heads: string[] = [];
    let number = 0;
    const opened = await askedOfAws(async () => {
      const proposed = await fork.propose("topic", file("one"));
      number = proposed.number;
      heads.push(proposed.head);
    });
    const [head = ""] = heads;
    expect([opened, await conclusion(head)]).toEqual([[], "action_required"]);
    expect(await askedOfAws(() => fork.ask(head))).toEqual([]);
    expect(await askedOfAws(() => fork.user.rerequest(head, checkNames.plan).then(() => stack.idle()))).toEqual([]);
    expect(await user.comments(number)).toEqual([]);

    const before = stack.aws.sentRequests().length;
    await askFor(stack, user, head);
    const sent = stack.aws.sentRequests().slice(before);
    expect(sent.map(({ operation }) => operation)).toContain("DescribeParameters");
    // Of parameters that have values it reads whether the target is frozen.
    const read = sent.filter(({ operation }) => operation.startsWith("GetParameter"));
    expect(JSON.stringify(read)).not.toContain('"/bridgehead/');
    expect(await conclusion(head)).toBe("success");
    const [comment = ""] = await user.comments(number);
    expect(comment).toContain("Plan: 1 to create");
    expect(comment).not.toContain("canary");

    const pushed = await askedOfAws(async () => heads.push(await fork.push("topic", file("two"))));
    expect([pushed, await conclusion(String(heads.at(-1)))]).toEqual([[], "action_required"]);
    expect((await user.comments(number))[0]).toContain("Not planned: from a fork");
  });
});
