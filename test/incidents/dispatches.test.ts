import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";
import { impatientClock, whatItCauses } from "../support/what-it-causes.ts";

/* What may be asked for by hand: a closed grammar, names that are known to the letter, by whoever may write at that moment. */

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({ clock: impatientClock });
  const ids = ["billing", "orders"];
  for (const id of ids) pipeline.stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: `value-of-${id}` });
  const files = Object.fromEntries(ids.map((id) => [`connections/${id}.json`, definitionJson(id)]));
  const { number } = await pipeline.propose("first", files);
  await pipeline.merge(number);
});
afterAll(() => pipeline.close());

/** What somebody did by hand: from now on an apply of everything makes both anew. */
function removeBoth(): void {
  for (const id of pipeline.stack.aws.connectionNames()) pipeline.stack.aws.removeConnection(id);
}

const { during, dispatch, bring, sent } = whatItCauses(() => pipeline);

describe("what somebody asked for was handed on to a program as its arguments (atlantis PR #16, #697 and #699, #6225)", () => {
  it.each<[inputs: Readonly<Record<string, string>>, reason: string]>([
    [{ operation: "apply -chdir=/etc" }, "unknown-operation"],
    [{ operation: "apply --", connection: "orders" }, "unknown-operation"],
    [{ operation: "apply\n-destroy" }, "unknown-operation"],
    [{ operation: "Apply" }, "unknown-operation"],
    [{ operation: "apply", args: "-plugin-dir=/tmp" }, "invalid-input"],
    [{ operation: "apply", connection: "orders -destroy" }, "unknown-connection"],
    [{ operation: "apply", connection: "orders; rm -rf ." }, "unknown-connection"],
    [{ operation: "apply", connection: "$(id)" }, "unknown-connection"],
    [{ operation: "apply", accept: "--force" }, "accept-malformed"],
  ])("%j is refused as %s", async (inputs, reason) => {
    removeBoth();
    const { run, writes } = await dispatch(inputs);
    expect([run?.outcome, run?.reason, writes]).toEqual(["refused", reason, []]);
  });
});

describe("an unknown name fell through to the last one of the list (digger 216a8b2f, #2009)", () => {
  it.each([
    "order",
    "orders2",
    "ORDERS",
    " orders",
    "orders ",
    "orders,billing",
    "*",
    ".*",
    "all",
    "__proto__",
    "/orders",
  ])("%j is nobody's name: nothing is applied", async (connection) => {
    removeBoth();
    const { run, writes } = await dispatch({ operation: "apply", connection });
    expect([run?.outcome, run?.reason, writes]).toEqual(["refused", "unknown-connection", []]);
  });

  it("a name is that one alone", async () => {
    removeBoth();
    expect((await dispatch({ operation: "apply", connection: "orders" })).writes).toEqual(["CreateResource orders"]);
    expect(pipeline.stack.aws.connectionNames()).toEqual(["orders"]);
  });
});

describe("safe-settings#734: what was called a dry run wrote", () => {
  it.each(["plan", "drift"])("%s shows what would be done, and does nothing", async (operation) => {
    removeBoth();
    const { run, writes } = await dispatch({ operation });
    expect([run?.outcome, writes]).toEqual(["no-changes", []]);
  });

  it("a pull request is planned without a write, too", async () => {
    const files = { "connections/orders.json": null, "connections/third.json": definitionJson("third") };
    expect((await during(() => pipeline.propose("dry", files))).writes).toEqual([]);
  });
});

describe("a job that was dispatched could be altered or sent again (digger spec-signing.mdx)", () => {
  it("altered on its way, it is refused at the door", async () => {
    removeBoth();
    await dispatch({ operation: "plan" });
    const signed = await sent();
    const altered = { ...signed, inputs: { operation: "apply" } };
    expect(await bring(altered, signed)).toMatchObject({ status: 401, run: undefined, writes: [] });
    const others = { ...signed, sender: { login: "reviewer", id: 2 } };
    expect(await bring(others, signed)).toMatchObject({ status: 401, run: undefined });
  });

  it("an acceptance that is sent again belongs to no run of GitHub's any more, and is refused", async () => {
    await dispatch({ operation: "apply" });
    await pipeline.work.checkout("main", "main");
    const head = await pipeline.push("main", { "connections/billing.json": null });
    const accept = /accept=([0-9a-f]{64})\b/.exec(await pipeline.summary(head, "bridgehead / apply"))?.[1] ?? "";
    const inputs = { operation: "apply", accept };
    const { run, writes } = await during(() => pipeline.reviewer.dispatch(inputs));
    expect([run?.outcome, writes]).toEqual(["applied", ["DeleteResource billing"]]);
    const again = await bring(await sent());
    expect([again.status, again.run?.reason, again.writes]).toEqual([202, "run-not-found", []]);
  });

  it("anything else that is sent again does what the branch says, and no more", async () => {
    await dispatch({ operation: "apply" });
    const again = await bring(await sent());
    expect([again.status, again.run?.outcome, again.writes]).toEqual([202, "no-changes", []]);
  });
});

describe("whoever could comment could apply (atlantis docs, command-requirements.md)", () => {
  it("here whoever may not write at that moment cannot, though GitHub tells of what they ask", async () => {
    removeBoth();
    await dispatch({ operation: "plan" });
    const { github } = pipeline.stack;
    github.addUser({ login: "reader", permission: "read" });
    const signed = await sent();
    const asked = { ...signed, inputs: { operation: "apply" }, sender: { login: "reader", id: 99 } };
    const { run, writes } = await bring(asked);
    expect([run?.reason, writes]).toEqual(["sender-not-allowed", []]);
  });
});

describe("a pull request was applied that could not be merged (atlantis#2112)", () => {
  it("here an apply is of the default branch, and one that is asked for from another branch is refused", async () => {
    await dispatch({ operation: "apply" });
    await pipeline.propose("unmerged", { "connections/orders.json": null });
    const { octokit, place } = pipeline;
    const asked = { ...place, workflow_id: "bridgehead.yml", ref: "unmerged", inputs: { operation: "apply" } };
    const { run, writes } = await during(() => octokit.rest.actions.createWorkflowDispatch(asked));
    expect([run?.reason, writes]).toEqual(["wrong-branch", []]);
  });
});
