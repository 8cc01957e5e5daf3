import { CreateApiDestinationCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGithubUser } from "../../cli/local/github-user.ts";
import { localClient } from "../../cli/local/client.ts";
import { cloneWorkspace, type Workspace } from "../../cli/local/workspace.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";
import { runPrinted } from "../support/run-printed.ts";

let pipeline: Pipeline;
let second: Workspace;

const names = [
  "orders",
  "billing",
  "crm",
  "stock",
  "mail",
  "guarded",
  "fax",
  "shop",
  "spare",
  "onward",
  "twice",
  "handed",
];
const file = (id: string): string => `connections/${id}.json`;

/** Goes with the machine's, and as much further as a test says, at the next wait. */
let ahead = 0;
let leap = 0;
const clock: Clock = {
  now: () => Date.now() + ahead,
  async sleep(milliseconds, signal) {
    [ahead, leap] = [ahead + leap, 0];
    await sleep(milliseconds, undefined, { signal });
  },
};

beforeAll(async () => {
  pipeline = await startPipeline({ clock });
  const { stack } = pipeline;
  stack.github.addUser({ login: "third", permission: "write" });
  for (const id of names) stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: `value-of-${id}` });
  second = await cloneWorkspace(stack.github.cloneUrl, "reviewer");
  const all = names.map((id) => [file(id), definitionJson(id, id === "guarded" ? { protect: true } : {})]);
  const { number } = await pipeline.propose("all", Object.fromEntries(all) as Record<string, string>);
  await pipeline.merge(number);
});
afterAll(async () => {
  await second.close();
  await pipeline.close();
});

/** Pushes to the default branch what is written, or removed (null), as one of the two. */
async function push(who: "dev" | "reviewer", files: Readonly<Record<string, string | null>>): Promise<string> {
  const work = who === "dev" ? pipeline.work : second;
  await work.checkout("main", "main");
  for (const [name, text] of Object.entries(files)) await (text === null ? work.remove(name) : work.write(name, text));
  const commit = await work.push("main", "Change connections");
  await pipeline.stack.idle();
  return commit;
}

/** The command that a check on a commit shows. */
async function shownOn(commit: string, name = "bridgehead / apply"): Promise<string> {
  return commandIn(await pipeline.summary(commit, name));
}

const commandIn = (text: string): string => /^gh workflow run .*$/m.exec(text)?.[0] ?? "";

/** Does what a command says, as somebody; what the re-run's check says. */
async function run(command: string, login: string): Promise<string> {
  expect(command).toMatch(/^gh workflow run bridgehead\.yml --ref main -f operation=apply .*-f accept=[0-9a-f]{64}$/);
  await runPrinted(command, login, pipeline.stack);
  await pipeline.stack.idle();
  return await answer();
}

async function answer(): Promise<string> {
  const tip = (await pipeline.octokit.rest.git.getRef({ ...pipeline.place, ref: "heads/main" })).data.object.sha;
  return await pipeline.summary(tip, "bridgehead / re-run");
}

async function ask(inputs: Readonly<Record<string, string>>, login = "third"): Promise<string> {
  await createGithubUser(pipeline.stack, login).dispatch(inputs);
  await pipeline.stack.idle();
  return await answer();
}

const last = () => pipeline.runs.at(-1);
const live = (): readonly string[] => pipeline.stack.aws.connectionNames();

describe("who accepts", { timeout: 120_000 }, () => {
  it("is not who pushed, and is somebody else, by the command as it is shown, once", async () => {
    const commit = await push("dev", { [file("billing")]: null });
    expect(last()).toMatchObject({ outcome: "held", reason: "not-reviewed" });
    const command = await shownOn(commit);
    const refused = await run(command, "dev");
    expect(last()).toMatchObject({ outcome: "refused", reason: "pusher-may-not-accept", results: [] });
    expect(refused).toContain("`dev` is one of those who pushed, merged or wrote it.");
    // The refusal has not used it up.
    expect(refused).toContain(command);
    expect(live()).toContain("billing");

    await run(command, "reviewer");
    expect(last()).toMatchObject({ outcome: "applied", results: [{ name: "billing", action: "delete" }] });
    expect(live()).not.toContain("billing");
    expect(await run(command, "third")).toContain("There is nothing to accept now.");
    expect(last()).toMatchObject({ outcome: "refused", reason: "accept-mismatch" });
  });

  it("is the first, where the second pushed, also after a run that knew no push", async () => {
    const commit = await push("reviewer", { [file("crm")]: null });
    await pipeline.user.rerequest(commit, "bridgehead / apply");
    await pipeline.stack.idle();
    await run(await shownOn(commit), "reviewer");
    expect(last()).toMatchObject({ reason: "pusher-may-not-accept" });
    await run(await shownOn(commit), "dev");
    expect(last()).toMatchObject({ outcome: "applied", results: [{ name: "crm", action: "delete" }] });
  });

  it("is neither of two who pushed what is held one after the other", async () => {
    const elsewhere = { apiKeyName: "x-api-key", apiKey: "{{resolve:ssm-secure:/bridgehead/crm/key}}" };
    await push("dev", { [file("stock")]: definitionJson("stock", { authParameters: elsewhere }) });
    const more = { authParameters: elsewhere, description: "also the rest" };
    const commit = await push("reviewer", { [file("stock")]: definitionJson("stock", more) });
    expect(last()).toMatchObject({ outcome: "held", results: [{ name: "stock", status: "held" }] });
    const command = await shownOn(commit);
    for (const login of ["dev", "reviewer"]) {
      await run(command, login);
      expect({ login, ...last() }).toMatchObject({ login, reason: "pusher-may-not-accept" });
    }
    await run(command, "third");
    expect(last()).toMatchObject({ outcome: "applied", results: [{ name: "stock", action: "update" }] });
  });

  it("is neither who wrote nor who merged a pull request", async () => {
    const { stack } = pipeline;
    const events = localClient(EventBridgeClient, stack);
    const { number } = await pipeline.propose("no-shop", { [file("shop")]: null });
    const destination = { InvocationEndpoint: "https://api.example.com", HttpMethod: "POST" } as const;
    const ConnectionArn = stack.aws.storedConnection("shop")?.arn;
    await events.send(new CreateApiDestinationCommand({ Name: "first", ConnectionArn, ...destination }));
    const commit = await pipeline.reviewer.merge(number);
    await stack.idle();
    expect(last()).toMatchObject({ outcome: "held", reason: "blocked-by-finding" });
    const command = await shownOn(commit);
    for (const login of ["dev", "reviewer"]) {
      await run(command, login);
      expect({ login, ...last() }).toMatchObject({ login, reason: "pusher-may-not-accept" });
    }
    // What comes up after the digest was copied is not accepted with it.
    await events.send(new CreateApiDestinationCommand({ Name: "second", ConnectionArn, ...destination }));
    events.destroy();
    const refused = await run(command, "third");
    expect(last()).toMatchObject({ outcome: "refused", reason: "accept-mismatch" });
    expect(live()).toContain("shop");
    await run(commandIn(refused), "third");
    expect(last()).toMatchObject({ outcome: "applied", results: [{ name: "shop", action: "delete" }] });
  });

  it("is nobody, where the delivery of a push was lost: the way out is a pull request", async () => {
    const { stack } = pipeline;
    stack.github.setWebhook({ url: `${stack.webhookUrl}/nowhere` });
    const commit = await push("dev", { [file("fax")]: null });
    stack.github.setWebhook({ url: stack.webhookUrl });
    await ask({ operation: "apply" });
    expect(last()).toMatchObject({ outcome: "held" });
    const refused = await run(await shownOn(commit, "bridgehead / re-run"), "reviewer");
    expect(last()).toMatchObject({ outcome: "refused", reason: "pusher-unknown" });
    expect(refused).toContain("Open a pull request");
    expect(live()).toContain("fax");
    const back = await pipeline.propose("fax-back", { [file("fax")]: definitionJson("fax") });
    await pipeline.merge(back.number);
    const { number } = await pipeline.propose("no-fax", { [file("fax")]: null });
    await pipeline.merge(number);
    expect(live()).not.toContain("fax");
  });
});

describe("what is accepted", { timeout: 120_000 }, () => {
  it("is never what is protected, while the rest goes", async () => {
    const commit = await push("dev", { [file("guarded")]: null, [file("mail")]: null });
    await run(await shownOn(commit), "reviewer");
    expect(last()).toMatchObject({
      outcome: "held",
      results: [
        { name: "guarded", status: "held" },
        { name: "mail", status: "applied" },
      ],
    });
    expect(await answer()).toContain("No acceptance clears what holds this");
    expect(await shownOn(commit, "bridgehead / re-run")).toBe("");
    expect(live()).toContain("guarded");
    await push("dev", { [file("guarded")]: definitionJson("guarded", { protect: true }) });
  });

  it("is not what a freeze holds, and a digest from before it is stale", async () => {
    const { aws } = pipeline.stack;
    const commit = await push("dev", { [file("orders")]: null });
    const command = await shownOn(commit);
    aws.putParameter({ name: "/bridgehead-system/local/freeze", value: "audit", type: "String" });
    const refused = await run(command, "reviewer");
    expect(last()).toMatchObject({ outcome: "refused", reason: "accept-mismatch" });
    expect(refused).toContain("The target is frozen: audit.");
    expect(refused).toContain("No acceptance clears what holds this");
    await ask({ operation: "apply" });
    expect(await shownOn(commit, "bridgehead / re-run")).toBe("");
    expect(live()).toContain("orders");
    aws.deleteParameter("/bridgehead-system/local/freeze");
  });

  it("is a whole digest of its own, and a refusal says which input is wrong and shows today's", async () => {
    await push("dev", { [file("stock")]: null });
    const shown = /accept=([0-9a-f]{64})/.exec(await ask({ operation: "plan" }))?.[1] ?? "";
    const short = await ask({ operation: "apply", accept: shown.slice(0, 8) });
    expect(last()).toMatchObject({ outcome: "refused", reason: "accept-malformed" });
    expect(short).toContain("It has 8 characters");
    expect(short).toContain(`gh workflow run bridgehead.yml --ref main -f operation=apply -f accept=${shown}`);
    const foreign = await ask({ operation: "apply", accept: "f".repeat(64) });
    expect(last()).toMatchObject({ reason: "accept-mismatch" });
    expect(foreign).toContain("It is of another plan, or of another target.");
    expect(foreign).toContain(`-f accept=${shown}`);
    const alone = await ask({ operation: "apply", accept: shown, connection: "orders" });
    expect(last()).toMatchObject({ reason: "accept-mismatch" });
    expect(alone).toContain("It is of all changes, and one resource was asked for.");
    expect(alone).toMatch(/-f connection=orders -f accept=[0-9a-f]{64}$/m);
  });

  it("is what is shown of one connection alone", async () => {
    const command = commandIn(await ask({ operation: "plan", connection: "orders" }));
    expect(command).toContain("-f connection=orders");
    await run(command, "reviewer");
    expect(last()).toMatchObject({ outcome: "applied", results: [{ name: "orders", action: "delete" }] });
    expect(live()).toContain("stock");
    await run(commandIn(await ask({ operation: "plan" })), "reviewer");
    expect(live()).not.toContain("stock");
    const back = await pipeline.propose("orders", { [file("orders")]: definitionJson("orders") });
    await pipeline.merge(back.number);
  });

  it("is bound to the commit, for an hour", async () => {
    const before = await push("dev", { [file("orders")]: null });
    const command = await shownOn(before);
    const commit = await push("dev", { "NOTES.md": "newer" });
    const moved = await run(command, "reviewer");
    expect(last()).toMatchObject({ outcome: "refused", reason: "accept-mismatch" });
    expect(moved).toContain(`It is of the same changes at ${before.slice(0, 7)}, and the branch is at`);
    expect(moved).toContain(commit.slice(0, 7));

    // GitHub lists the run late, and the hour passes meanwhile.
    const today = commandIn(moved);
    leap = 60 * 60 * 1000;
    pipeline.stack.github.injectFault({
      method: "GET",
      path: /\/runs$/,
      status: 200,
      body: { total_count: 0, workflow_runs: [] },
    });
    await run(today, "reviewer");
    expect(last()).toMatchObject({ outcome: "refused", reason: "accept-expired" });
    expect(live()).toContain("orders");
    // GitHub's own clock has not moved.
    ahead = 0;
    await run(today, "reviewer");
    expect(last()).toMatchObject({ outcome: "applied", results: [{ name: "orders" }] });
  });

  it("goes as it was shown although somebody changed something else by hand", async () => {
    const commit = await push("dev", { [file("spare")]: null });
    pipeline.stack.aws.removeConnection("guarded");
    await run(await shownOn(commit), "reviewer");
    expect(last()).toMatchObject({ outcome: "applied", results: [{ name: "spare", action: "delete" }] });
  });
});

describe("what an acceptance began", { timeout: 120_000 }, () => {
  it("goes on without another one", async () => {
    const { aws } = pipeline.stack;
    const authParameters = { apiKeyName: "x-api-key", apiKey: "{{resolve:ssm-secure:/bridgehead/crm/key}}" };
    const commit = await push("dev", { [file("onward")]: definitionJson("onward", { authParameters }) });
    aws.addFault({ kind: "cancel", when: "after", operation: "UpdateResource", name: "onward" });
    await run(await shownOn(commit), "reviewer");
    expect(last()).toMatchObject({ outcome: "failed", results: [{ name: "onward", status: "failed" }] });
    await ask({ operation: "apply" }, "dev");
    expect(last()).toMatchObject({
      outcome: "applied",
      results: expect.arrayContaining([expect.objectContaining({ name: "onward", status: "applied" })]),
    });
  });

  it("goes on without another one where an export could not be written", async () => {
    const { aws } = pipeline.stack;
    const exportArn = "/bridgehead-arns/handed";
    const commit = await push("dev", { [file("handed")]: definitionJson("handed", { exportArn }) });
    aws.addFault({ kind: "access-denied", operation: "PutParameter", name: exportArn });
    await run(await shownOn(commit), "reviewer");
    expect(last()).toMatchObject({ outcome: "failed", results: [{ name: "handed", action: "configure" }] });
    await ask({ operation: "apply" }, "dev");
    expect(last()).toMatchObject({
      outcome: "applied",
      results: expect.arrayContaining([expect.objectContaining({ name: "handed", status: "applied" })]),
    });
  });

  it("is not begun again by the same digest", async () => {
    const { aws } = pipeline.stack;
    const commit = await push("dev", { [file("twice")]: null });
    const command = await shownOn(commit);
    aws.addFault({ kind: "fail", operation: "DeleteResource", name: "twice", code: "InvalidRequest" });
    await run(command, "reviewer");
    expect(last()).toMatchObject({ outcome: "failed" });
    const refused = await run(command, "third");
    expect(last()).toMatchObject({ outcome: "refused", reason: "accept-used" });
    expect(commandIn(refused)).toBe("gh workflow run bridgehead.yml --ref main -f operation=apply");
    await ask({ operation: "apply" });
    expect(last()).toMatchObject({ outcome: "held", results: [{ name: "twice", status: "held" }] });
    expect(live()).toContain("twice");
  });
});
