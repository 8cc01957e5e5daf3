import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { caps } from "../support/definitions.ts";
import { startHistory } from "../support/review-history.ts";
import { defined } from "../support/oauth-definitions.ts";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";

const CONFIG = "bridgehead.config.json";
const PLAN = "bridgehead / plan";

let pipeline: Pipeline;

/** Two connections, applied. */
async function begin(options: Parameters<typeof startPipeline>[0] = {}): Promise<void> {
  pipeline = await startPipeline(options);
  for (const name of ["/bridgehead/orders/key", "/bridgehead/billing/key", "/payments/key"]) {
    pipeline.stack.aws.putParameter({ name, value: name });
  }
  const { number } = await pipeline.propose("first", {
    "connections/orders.json": definitionJson("orders"),
    "connections/billing.json": definitionJson("billing"),
  });
  await pipeline.merge(number);
  expect(pipeline.stack.aws.connectionNames()).toEqual(["billing", "orders"]);
}

const config = (members: object): Readonly<Record<string, string>> => ({ [CONFIG]: JSON.stringify(members) });

/** Configuration and files of a folder that moved as a whole. */
const moved = {
  ...config({ definitions: "elsewhere/deep" }),
  "connections/orders.json": null,
  "connections/billing.json": null,
  "elsewhere/deep/orders.json": definitionJson("orders"),
  "elsewhere/deep/billing.json": definitionJson("billing"),
};

const payments = definitionJson("orders", {
  authParameters: { apiKeyName: "x-api-key", apiKey: "{{resolve:ssm-secure:/payments/key}}" },
});

/** The line of the comment that says what it comes to. */
async function verdict(number: number): Promise<string> {
  return (await pipeline.comment(number)).split("\n").find((line) => line.startsWith("## ")) ?? "";
}

async function annotations(sha: string): Promise<readonly string[]> {
  const checks = await pipeline.octokit.rest.checks.listForRef({ ...pipeline.place, ref: sha, check_name: PLAN });
  const [check] = checks.data.check_runs;
  const listed = await pipeline.octokit.rest.checks.listAnnotations({
    ...pipeline.place,
    check_run_id: check?.id ?? 0,
  });
  return listed.data.map(({ path, title }) => `${path} ${title}`);
}

async function pushToMain(files: Readonly<Record<string, string | null>>): Promise<void> {
  await pipeline.work.checkout("main", "main");
  await pipeline.push("main", files);
}

describe("a pull request that changes the configuration is planned as what its merge will do:", () => {
  beforeAll(() => begin());
  afterAll(() => pipeline.close());

  it("another folder alone shows what goes away, and is not green", async () => {
    const { number, head } = await pipeline.propose("folder", config({ definitions: "elsewhere" }));
    expect(await verdict(number)).toContain("2 to delete");
    expect(await pipeline.comment(number)).toContain("emptied-folder");
    expect(await pipeline.conclusion(head, PLAN)).toBe("action_required");
  });

  it("a folder that moves with its files is no change, and the comment says so", async () => {
    const { number, head } = await pipeline.propose("moved", moved);
    expect(await verdict(number)).toContain("No changes");
    expect(await pipeline.conclusion(head, PLAN)).toBe("success");
  });

  it("problems are shown where they stand after the merge", async () => {
    const file = "elsewhere/deep/orders.json";
    const { number, head } = await pipeline.propose("problems", {
      ...moved,
      [file]: definitionJson("orders", { descripton: "orders" }),
    });
    expect(await pipeline.conclusion(head, PLAN)).toBe("failure");
    expect(await annotations(head)).toEqual([`${file} unknown-property`]);
    expect(await pipeline.comment(number)).toContain(`/blob/${head}/${file}`);
  });

  it("prefixes that forbid what is defined fail the check, by definitions that it does not touch", async () => {
    const { number, head } = await pipeline.propose("prefixes", config({ secretPrefixes: ["/prod/"] }));
    expect(await pipeline.conclusion(head, PLAN)).toBe("failure");
    expect(await annotations(head)).toEqual([
      "connections/billing.json parameter-prefix",
      "connections/orders.json parameter-prefix",
    ]);
    expect(await verdict(number)).not.toContain("No changes");
  });

  it("a prefix that the stack's roles cannot read fails the check of the definition that uses it", async () => {
    const { number, head } = await pipeline.propose("payments", {
      ...config({ secretPrefixes: ["/bridgehead/", "/payments/"] }),
      "connections/orders.json": payments,
    });
    expect(await pipeline.conclusion(head, PLAN)).toBe("failure");
    expect(await pipeline.comment(number)).toContain("outside what the stack allows");
    expect(await pipeline.comment(number)).toContain("`secretPrefix`");
  });

  it("a severity counts at once", async () => {
    const literal = definitionJson("orders", { authParameters: { apiKeyName: "x", apiKey: "a plain text" } });
    const { head } = await pipeline.propose("severity", {
      ...config({ rules: { "literal-credential": "error" } }),
      "connections/orders.json": literal,
    });
    expect(await annotations(head)).toEqual(["connections/orders.json literal-credential"]);
    expect(await pipeline.conclusion(head, PLAN)).toBe("failure");
  });

  it("a broken one fails its own check, at its own line", async () => {
    const { head } = await pipeline.propose("broken", { [CONFIG]: '{ "definition": "connections" }' });
    expect(await pipeline.conclusion(head, PLAN)).toBe("failure");
    expect(await annotations(head)).toEqual([`${CONFIG} config-invalid`]);
  });

  it("one that says the same in other words touches nothing", async () => {
    const { number, head } = await pipeline.propose("words", { [CONFIG]: '{ "oauthHosts": null }' });
    expect(await pipeline.conclusion(head, PLAN)).toBe("success");
    await expect(pipeline.comment(number)).rejects.toThrow("0 comments");
  });
});

describe("the merge of a configuration", () => {
  beforeEach(() => begin());
  afterEach(() => pipeline.close());

  it("does what its plan said: nothing where the folder moved with its files, then the folder's own", async () => {
    const whole = await pipeline.propose("whole", moved);
    await pipeline.merge(whole.number);
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "no-changes" });

    await pushToMain({
      "again/orders.json": definitionJson("orders", { description: "moved" }),
      "again/billing.json": definitionJson("billing"),
    });
    const folder = await pipeline.propose("folder", config({ definitions: "again" }));
    expect(await verdict(folder.number)).toContain("1 to update");
    expect(await pipeline.conclusion(folder.head, PLAN)).toBe("success");
    await pipeline.merge(folder.number);
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "applied", results: [{ name: "orders", action: "update" }] });

    const empty = await pipeline.propose("empty", config({ definitions: "nowhere" }));
    await pipeline.merge(empty.number);
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "held" });
    expect(pipeline.stack.aws.connectionNames()).toEqual(["billing", "orders"]);
  });

  it("that repairs prefixes passes its own check, and is applied", async () => {
    await pushToMain(config({ secretPrefixes: ["/prod/"] }));
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "failed", reason: "definitions-invalid" });
    const { number, head } = await pipeline.propose("repair", config({}));
    expect(await verdict(number)).toContain("No changes");
    expect(await pipeline.conclusion(head, PLAN)).toBe("success");
    await pipeline.merge(number);
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "no-changes" });
  });

  it("that repairs a broken one passes its own check, and takes nothing for its own", async () => {
    await pushToMain({ [CONFIG]: "{", "connections/orders.json": definitionJson("orders", { description: "x" }) });
    const { number, head } = await pipeline.propose("repair", config({}));
    expect(await pipeline.conclusion(head, PLAN)).toBe("success");
    expect(await pipeline.comment(number)).toContain("Not from here: 1 change waits on <code>main</code>");
  });
});

it("a name outside the stack's caps fails the plan, and not the apply, also where nothing about it changes", async () => {
  const names = { "AWS::Events::Connection": { parameter: "connectionNames", pattern: "?r*" } };
  pipeline = await startPipeline({ caps: { ...caps, names } });
  try {
    for (const id of ["orders", "billing"])
      pipeline.stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: id });
    const first = await pipeline.propose("first", { "connections/orders.json": definitionJson("orders") });
    expect(await pipeline.conclusion(first.head, PLAN)).toBe("success");
    await pipeline.merge(first.number);

    const { number, head } = await pipeline.propose("billing", {
      "connections/billing.json": definitionJson("billing"),
    });
    expect(await pipeline.conclusion(head, PLAN)).toBe("failure");
    expect(await annotations(head)).toEqual(["connections/billing.json name-outside-stack"]);
    expect(await pipeline.comment(number)).toContain("`connectionNames`");
    await pipeline.merge(number);
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "failed", reason: "definitions-invalid", results: [] });

    const other = await pipeline.propose("other", {
      "connections/orders.json": definitionJson("orders", { description: "orders" }),
    });
    expect(await pipeline.conclusion(other.head, PLAN)).toBe("action_required");
    expect(await pipeline.comment(other.number)).toContain("No plan: main has 1 error");
    expect(await pipeline.comment(other.number)).toContain("`connectionNames`");
    expect(pipeline.stack.aws.connectionNames()).toEqual(["orders"]);
  } finally {
    await pipeline.close();
  }
});

describe("the reviewed policy", () => {
  beforeEach(async () => {
    await begin({ caps: { ...caps, secretPrefix: "/" } });
    // The first run of all takes the policy as it is.
    await pushToMain({ "NOTES.md": "the first run" });
  });
  afterEach(() => pipeline.close());

  const wide = config({ secretPrefixes: ["/bridgehead/", "/payments/"] });
  const held = { outcome: "held", results: [{ name: "orders", status: "held" }] };

  it("is named where it becomes looser, in green, and by a reviewed pull request it does", async () => {
    const alone = await pipeline.propose("wide", wide);
    expect(await pipeline.comment(alone.number)).toContain("parameters below /payments/");
    expect(await pipeline.comment(alone.number)).toContain("`policy-change`");
    expect(await pipeline.conclusion(alone.head, PLAN)).toBe("success");
    await pipeline.merge(alone.number);

    const { number } = await pipeline.propose("uses", { "connections/orders.json": payments });
    expect(await pipeline.comment(number)).not.toContain("`policy-change`");
    await pipeline.merge(number);
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "applied", results: [{ name: "orders" }] });
  });

  it("comes with what needs it in one pull request: the run of its merge takes it, and does the rest at once", async () => {
    const { number, head } = await pipeline.propose("both", { ...wide, "connections/orders.json": payments });
    expect(await pipeline.conclusion(head, PLAN)).toBe("action_required");
    expect(await pipeline.comment(number)).toContain("No acceptance clears what holds this");
    await pipeline.merge(number);
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "applied", results: [{ name: "orders" }] });
    expect(await pipeline.comment(number)).toContain("Applied");
  });

  it("is loosened by no push, however many runs there are", async () => {
    await pushToMain({ ...wide, "connections/orders.json": payments });
    expect(pipeline.runs.at(-1)).toMatchObject(held);
    expect(pipeline.runs.at(-1)?.results[0]?.error).toContain("parameter /payments/key");
    await pushToMain({ "NOTES.md": "one more run" });
    expect(pipeline.runs.at(-1)).toMatchObject(held);
  });

  it("is not the base's: a pull request that uses what a push loosened is held", async () => {
    await pushToMain(wide);
    await pushToMain({ "NOTES.md": "one more run" });
    const { number, head } = await pipeline.propose("uses", { "connections/orders.json": payments });
    expect(await pipeline.comment(number)).toContain("`policy-change`");
    expect(await pipeline.conclusion(head, PLAN)).toBe("action_required");
    await pipeline.merge(number);
    expect(pipeline.runs.at(-1)).toMatchObject(held);
  });
});

it("what was accepted is done and told, also where the same run takes a new policy and does the rest", async () => {
  const hosts = (...names: readonly string[]): Record<string, string> =>
    config({ oauthHosts: names.map((name) => `${name}.example.com`) });
  await using history = await startHistory([]);
  await history.merge(await history.propose({ ...hosts("x"), ...defined("alpha") }));
  await history.run();
  await history.merge(await history.propose({ ...hosts("x", "e"), ...defined("beta", { to: "e" }) }));
  await history.push(defined("alpha", null));
  // Who pushed is known, and no run came to its end.
  await history.crash();
  await history.rerun({ operation: "plan" });
  const shown = (await history.pipeline.user.checks("main")).find(({ name }) => name === "bridgehead / re-run");
  const accept = /accept=([0-9a-f]{64})/.exec(shown?.summary ?? "")?.[1] ?? "";
  expect(await history.rerun({ operation: "apply", accept })).toMatchObject({
    outcome: "applied",
    results: [
      { name: "alpha", action: "delete", status: "applied" },
      { name: "beta", action: "create", status: "applied" },
    ],
  });
  expect(history.names()).toEqual(["beta"]);
});
