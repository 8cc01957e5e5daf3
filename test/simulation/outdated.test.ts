import { UpdateResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createCloudControlClient } from "../../infra/aws/clients.ts";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";

/* What is said of a pull request is true of it now: the base moves, it is closed, it is pointed elsewhere. */

const PLAN = "bridgehead / plan";
let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
  for (const id of ["orders", "billing"]) {
    pipeline.stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: `value-of-${id}` });
  }
  const files = Object.fromEntries(["orders", "billing"].map((id) => [`connections/${id}.json`, definitionJson(id)]));
  const { number } = await pipeline.propose("first", files);
  await pipeline.merge(number);
});
afterAll(() => pipeline.close());

async function after(act: Promise<void>): Promise<void> {
  await act;
  await pipeline.stack.idle();
}

const check = async (sha: string) => (await pipeline.user.checks(sha)).filter(({ name }) => name === PLAN);
const described = (id: string, description: string) => definitionJson(id, { description });

describe("when the default branch moves", () => {
  it("what changes the same connection is planned again, and what does not stays as it is", async () => {
    const same = await pipeline.propose("same", { "connections/orders.json": described("orders", "one") });
    const other = await pipeline.propose("other", { "connections/billing.json": described("billing", "one") });
    const before = await pipeline.comment(other.number);
    await pipeline.work.checkout("main", "main");
    await pipeline.push("main", { "connections/orders.json": described("orders", "two") });
    expect(await check(same.head)).toMatchObject([{ title: "No plan: it conflicts with its base" }]);
    expect(await pipeline.comment(same.number)).toContain("resolve the conflict with `main`");
    expect(await pipeline.comment(other.number)).toBe(before);
    await pipeline.push("main", { "connections/orders.json": definitionJson("orders") });
    expect(await check(same.head)).toMatchObject([{ title: "Plan: 1 to update", conclusion: "success" }]);
    expect(await pipeline.comment(same.number)).toContain("conflict");
    expect(await pipeline.comment(other.number)).toBe(before);
  });

  it("what can no longer be merged says so, whatever the conflict is about", async () => {
    const { number, head } = await pipeline.propose("conflicts", {
      "connections/billing.json": described("billing", "three"),
      "README.md": "one",
    });
    expect(await check(head)).toMatchObject([{ conclusion: "success" }]);
    await pipeline.work.checkout("main", "main");
    await pipeline.push("main", { "README.md": "two" });
    expect(await check(head)).toMatchObject([{ conclusion: "failure", title: "No plan: it conflicts with its base" }]);
    expect(await pipeline.comment(number)).toContain("## ❌ No plan: it conflicts with main");
  });
});

describe("when an apply changes a connection", () => {
  it("an open pull request that changes it, too, is planned again", async () => {
    const { aws } = pipeline.stack;
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const client = createCloudControlClient({ region: "us-east-1", endpoint: aws.url, credentials });
    const PatchDocument = JSON.stringify([
      { op: "add", path: "/Description", value: "by hand" },
      { op: "add", path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", value: "by hand" },
    ]);
    const Identifier = "orders";
    await client.send(new UpdateResourceCommand({ TypeName: "AWS::Events::Connection", Identifier, PatchDocument }));
    await vi.waitFor(() => expect(aws.storedConnection("orders")?.properties["Description"]).toBe("by hand"), 60_000);
    const { number } = await pipeline.propose("beside", { "connections/orders.json": described("orders", "mine") });
    expect(await pipeline.comment(number)).toContain("`by hand`");
    await pipeline.user.dispatch({ operation: "apply" });
    await pipeline.stack.idle();
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "applied", results: [{ name: "orders" }] });
    expect(await pipeline.comment(number)).not.toContain("`by hand`");
  });
});

describe("a pull request", () => {
  it("that is closed says that nothing of it is applied, and is planned again once it is open", async () => {
    const { number, head } = await pipeline.propose("closes", {
      "connections/billing.json": described("billing", "x"),
    });
    await after(pipeline.user.close(number));
    expect(await check(head)).toMatchObject([{ conclusion: "cancelled", title: "Closed without being merged" }]);
    expect(await pipeline.comment(number)).toContain("## ⏹️ Closed");
    await after(pipeline.user.reopen(number));
    expect(await check(head)).toMatchObject([{ conclusion: "success", title: "Plan: 1 to update" }]);
    expect(await pipeline.comment(number)).toContain("closed");
  });

  it("that is pointed at another branch says so, and is planned again once it points back", async () => {
    const { number, head } = await pipeline.propose("points", {
      "connections/billing.json": described("billing", "y"),
    });
    await pipeline.work.checkout("elsewhere", "main");
    await pipeline.push("elsewhere", { "NOTES.md": "words" });
    await after(pipeline.user.retarget(number, "elsewhere"));
    expect(await check(head)).toMatchObject([{ conclusion: "cancelled", title: "No plan: it is for another branch" }]);
    expect(await pipeline.comment(number)).toContain("is for `elsewhere` now, and only `main` is applied");
    await after(pipeline.user.retarget(number, "main"));
    expect(await check(head)).toMatchObject([{ conclusion: "success", title: "Plan: 1 to update" }]);
  });

  it("whose newer commit changes no definition any more says so in its comment", async () => {
    const { number } = await pipeline.propose("takes-back", { "connections/billing.json": described("billing", "z") });
    const head = await pipeline.push("takes-back", { "connections/billing.json": definitionJson("billing") });
    expect(await check(head)).toMatchObject([{ conclusion: "success", title: "No definitions changed" }]);
    expect(await pipeline.comment(number)).toContain("## ✅ Nothing to plan");
  });
});
