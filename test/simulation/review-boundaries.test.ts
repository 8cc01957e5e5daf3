import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
  for (const id of ["orders", "billing"]) pipeline.stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: id });
  const { number } = await pipeline.propose("first", {
    "connections/orders.json": definitionJson("orders"),
    "connections/billing.json": definitionJson("billing"),
  });
  await pipeline.merge(number);
});
afterAll(() => pipeline.close());

describe("a change that was held", () => {
  it("is not reviewed by a pull request that is about something else", async () => {
    await pipeline.work.checkout("main", "main");
    await pipeline.push("main", { "connections/orders.json": null });
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "held", reason: "not-reviewed" });

    const notes = await pipeline.propose("notes", { "NOTES.md": "notes" });
    await pipeline.merge(notes.number);
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "held" });

    const other = await pipeline.propose("other", {
      "connections/billing.json": definitionJson("billing", { description: "bills" }),
    });
    expect(await pipeline.comment(other.number)).toContain("Not from here: 1 change waits on <code>main</code>");
    await pipeline.merge(other.number);
    expect(pipeline.runs.at(-1)).toMatchObject({
      outcome: "held",
      results: [
        { name: "billing", status: "applied" },
        { name: "orders", status: "held" },
      ],
    });
    expect(pipeline.stack.aws.connectionNames()).toEqual(["billing", "orders"]);
  });
});

describe("a broken configuration", () => {
  it("fails the plan of the pull request that brings it", async () => {
    const { head } = await pipeline.propose("config", { "bridgehead.config.json": `{ "definition": "x" }` });
    expect(await pipeline.conclusion(head, "bridgehead / plan")).toBe("failure");
  });

  it("ends an apply with a failed check that says so, and the next push is applied", async () => {
    await pipeline.work.checkout("main", "main");
    const broken = await pipeline.push("main", { "bridgehead.config.json": "{" });
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "failed", reason: "definitions-invalid" });
    expect(await pipeline.conclusion(broken, "bridgehead / apply")).toBe("failure");
    await pipeline.push("main", { "bridgehead.config.json": "{}" });
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "held" });
  });
});

it("a definition file that cannot be read is an error, not a removal", async () => {
  const { head, number } = await pipeline.propose("huge", { "connections/billing.json": "x".repeat(1_100_000) });
  expect(await pipeline.conclusion(head, "bridgehead / plan")).toBe("failure");
  expect(await pipeline.comment(number)).toContain("larger than 1 MiB");
});
