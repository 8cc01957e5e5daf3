import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";

/* What a pull request is told is of its own part, whatever the default branch waits for. */

const PLAN = "bridgehead / plan";
let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
  for (const id of ["kept", "gone", "orders", "billing"]) {
    pipeline.stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: `value-of-${id}` });
  }
  const files = Object.fromEntries(["kept", "gone"].map((id) => [`connections/${id}.json`, definitionJson(id)]));
  const { number } = await pipeline.propose("first", files);
  await pipeline.merge(number);
  // Nobody reviewed it, so that it is held.
  await pipeline.work.checkout("main", "main");
  await pipeline.push("main", { "connections/gone.json": null });
});
afterAll(() => pipeline.close());

const titleOf = async (sha: string) => (await pipeline.user.checks(sha)).find(({ name }) => name === PLAN)?.title;

describe("beside a deletion that is held", () => {
  it("since nobody reviewed it", () => {
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "held", results: [{ name: "gone", status: "held" }] });
  });

  it("a pull request that changes no definition is a success, and gets no comment", async () => {
    const { number, head } = await pipeline.propose("readme", { "README.md": "words" });
    expect(await pipeline.conclusion(head, PLAN)).toBe("success");
    expect(await titleOf(head)).toBe("No definitions changed");
    expect(await pipeline.user.comments(number)).toEqual([]);
  });

  it("one that creates a connection is counted, concluded and told by that alone", async () => {
    const { number, head } = await pipeline.propose("create", { "connections/orders.json": definitionJson("orders") });
    expect(await pipeline.conclusion(head, PLAN)).toBe("success");
    expect(await titleOf(head)).toBe("Plan: 1 to create");
    const comment = await pipeline.comment(number);
    expect(comment).toContain("## 🟢 Plan: 1 to create\n\n**Next:** merge.");
    expect(comment).toContain("Not from here: 1 change waits on <code>main</code>");
    expect(comment.split("Not from here")[0]).not.toContain("gone");
  });

  it("one that deletes the same again is told of it as its own", async () => {
    const { number } = await pipeline.propose("delete", { "connections/kept.json": null });
    const comment = await pipeline.comment(number);
    expect(comment).toContain("Plan blocked: 1 to delete");
    expect(comment).toContain("Not from here: 1 change waits on <code>main</code>");
  });
});

describe("on a default branch that is broken", () => {
  beforeAll(async () => {
    await pipeline.work.checkout("broken", "main");
    await pipeline.work.checkout("main", "main");
    await pipeline.push("main", { "connections/broken.json": "{" });
  });
  afterAll(async () => {
    await pipeline.work.checkout("main", "main");
    await pipeline.push("main", { "connections/broken.json": null });
  });

  it("a pull request that changes no definition is a success", async () => {
    const { head } = await pipeline.propose("readme-2", { "NOTES.md": "words" });
    expect(await pipeline.conclusion(head, PLAN)).toBe("success");
  });

  it("one that does waits for the branch to be mended, and is not asked to correct anything", async () => {
    const { number, head } = await pipeline.propose("waits", { "connections/billing.json": definitionJson("billing") });
    expect(await pipeline.conclusion(head, PLAN)).toBe("action_required");
    expect(await titleOf(head)).toBe("No plan: main has 1 error");
    expect(await pipeline.comment(number)).toContain("**Next:** mend `main`, here or in another pull request");
    await pipeline.work.checkout("main", "main");
    await pipeline.push("main", { "connections/broken.json": null });
    expect(await titleOf(head)).toBe("Plan: 1 to create");
    await pipeline.push("main", { "connections/broken.json": "{" });
    expect(await titleOf(head)).toBe("No plan: main has 1 error");
  });

  it("one that brings an error of its own has failed, by that one alone", async () => {
    const own = definitionJson("billing", { authorizationType: "NONE" });
    const { number, head } = await pipeline.propose("both", { "connections/billing.json": own });
    expect(await pipeline.conclusion(head, PLAN)).toBe("failure");
    expect(await titleOf(head)).toBe("Plan not possible: 1 error");
    expect(await pipeline.comment(number)).toContain("billing.json");
  });

  it("one that mends it has a plan", async () => {
    const { head } = await pipeline.propose("mends", { "connections/broken.json": definitionJson("orders") });
    expect(await titleOf(head)).toBe("Plan: 1 to create");
  });
});

describe("in a conflict", () => {
  it("a pull request that changes no definition is a success all the same", async () => {
    await pipeline.work.checkout("ours", "main");
    await pipeline.work.checkout("theirs", "main");
    await pipeline.push("theirs", { "README.md": "theirs" });
    await pipeline.work.checkout("main", "main");
    await pipeline.push("main", { "README.md": "ours" });
    const { number } = await pipeline.user.openPullRequest("theirs", "Theirs");
    await pipeline.stack.idle();
    const { data } = await pipeline.octokit.rest.pulls.get({ ...pipeline.place, pull_number: number });
    expect(data.mergeable).toBe(false);
    expect(await pipeline.conclusion(data.head.sha, PLAN)).toBe("success");
    expect(await pipeline.user.comments(number)).toEqual([]);
  });
});
