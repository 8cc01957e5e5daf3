import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
  pipeline.stack.aws.putParameter({ name: "/bridgehead/orders/key", value: "canary-orders" });
  const { number } = await pipeline.propose("orders", { "connections/orders.json": definitionJson("orders") });
  await pipeline.merge(number);
});
afterAll(() => pipeline.close());

describe("what somebody did in AWS by hand", () => {
  const config = { "bridgehead.config.json": JSON.stringify({ repair: true }) };
  const edit = (text: string) => pipeline.stack.aws.changeConnection("orders", { Description: text });
  const description = () => pipeline.stack.aws.storedConnection("orders")?.properties["Description"];
  const reconcile = async () => {
    const done = await pipeline.stack.reconcile();
    await pipeline.stack.idle();
    return done;
  };

  it("stays where nobody has reviewed that it is to be undone", async () => {
    await pipeline.work.checkout("main", "main");
    await pipeline.push("main", config);
    edit("by hand");
    expect(await reconcile()).toMatchObject({ applies: 0, drifted: 1 });
    expect(description()).toBe("by hand");
    await pipeline.push("main", { "bridgehead.config.json": "{}" });
  });

  it("is undone without anybody asking where the reviewed policy says so, and once", async () => {
    const { number } = await pipeline.propose("repair", config);
    await pipeline.merge(number);
    edit("by hand again");
    const before = pipeline.runs.length;
    expect(await reconcile()).toMatchObject({ applies: 1, drifted: 1 });
    expect(description()).toBeUndefined();
    expect(pipeline.runs).toHaveLength(before + 1);
    expect(await reconcile()).toMatchObject({ applies: 0, drifted: 0 });

    pipeline.stack.aws.removeConnection("orders");
    expect(await reconcile()).toMatchObject({ applies: 1, drifted: 1 });
    expect(pipeline.stack.aws.storedConnection("orders")?.state).toBe("AUTHORIZED");
    expect(pipeline.log.join("")).not.toContain("canary");
  });
});
