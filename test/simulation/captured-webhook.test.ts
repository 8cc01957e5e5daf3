import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGithubUser } from "../../cli/local/github-user.ts";
import { RUN_NAME } from "../../workflows/apply/run-title.ts";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";
import { root } from "../support/source-imports.ts";
import { impatientClock, whatItCauses } from "../support/what-it-causes.ts";

/*
 * The webhook's part of the stack in somebody else's hands: it puts into the queue what it likes, in anybody's name, and
 * withholds what GitHub told. What it cannot do is accept.
 */

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({ clock: impatientClock });
});
afterAll(() => pipeline.close());

function acceptIn(summary: string): string {
  return /accept=([0-9a-f]{64})\b/.exec(summary)?.[1] ?? "";
}

const { during, dispatch, bring, sent } = whatItCauses(() => pipeline);

describe("a webhook that was taken over", () => {
  const plain = { operation: "apply" };

  /** Something that is held, since nobody reviewed it, and what accepts it. */
  async function held(): Promise<{ readonly id: string; readonly accept: string }> {
    await dispatch(plain);
    const id = randomUUID();
    pipeline.stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: id });
    await pipeline.work.checkout("main", "main");
    const head = await pipeline.push("main", { [`connections/${id}.json`]: definitionJson(id) });
    return { id, accept: acceptIn(await pipeline.summary(head, "bridgehead / apply")) };
  }

  /** What the webhook's part could put into the queue: anything, with whatever GitHub has told of the reviewer. */
  async function forge(inputs: Readonly<Record<string, string>>, more: object = {}) {
    const id = pipeline.stack.github.accountId("reviewer");
    return bring({ ...(await sent()), inputs, sender: { login: "reviewer", id }, ...more });
  }

  /** GitHub knows of a run, and its webhook gets nowhere. */
  async function unheard(act: () => Promise<unknown>): Promise<void> {
    pipeline.stack.github.setWebhook({ url: "http://127.0.0.1:9/" });
    await act();
    await pipeline.stack.github.idle();
    pipeline.stack.github.setWebhook({ url: pipeline.stack.webhookUrl });
    await pipeline.stack.idle();
  }

  it("an acceptance of which GitHub lists no run is nobody's", async () => {
    const { accept } = await held();
    const { run, writes } = await forge({ ...plain, accept });
    expect([run?.reason, writes]).toEqual(["run-not-found", []]);
  });

  it("nor is one that takes the run of something else for its own, whatever reason stands in that", async () => {
    const { accept } = await held();
    await unheard(() => pipeline.reviewer.dispatch({ operation: "plan", reason: `accepting ${accept}` }));
    expect(await forge({ ...plain, accept })).toMatchObject({ run: { reason: "run-not-found" }, writes: [] });
    const reason = `accepting ${accept}`;
    await unheard(() => pipeline.reviewer.dispatch({ ...plain, reason }));
    expect(await forge({ ...plain, accept })).toMatchObject({ run: { reason: "run-not-found" }, writes: [] });
    const same = { ...plain, accept, reason };
    expect(await forge(same)).toMatchObject({ run: { reason: "run-title-differs" }, writes: [] });
  });

  it("nor one by the run of somebody else, or that somebody else started again", async () => {
    const { id, accept } = await held();
    const inputs = { ...plain, accept, connection: id };
    await unheard(() => pipeline.user.dispatch(inputs));
    expect(await forge(inputs)).toMatchObject({ run: { reason: "run-not-found" }, writes: [] });
    await unheard(() => pipeline.reviewer.dispatch(inputs));
    const { octokit, place } = pipeline;
    const [newest] = (await octokit.rest.actions.listWorkflowRunsForRepo(place)).data.workflow_runs;
    await octokit.rest.actions.reRunWorkflow({ ...place, run_id: newest?.id ?? 0 });
    expect(await forge(inputs)).toMatchObject({ run: { reason: "run-not-found" }, writes: [] });
    // What the reviewer asked for is done.
    await unheard(() => pipeline.reviewer.dispatch(inputs));
    const asked = await forge(inputs);
    expect([asked.run?.reason, asked.writes]).toEqual(["applied", [`CreateResource ${id}`]]);
  });

  it("nor one by whoever has the login by now", async () => {
    const { accept } = await held();
    const { github } = pipeline.stack;
    github.addUser({ login: "guest", permission: "write" });
    const guest = { login: "guest", id: github.accountId("guest") };
    await unheard(() => createGithubUser(pipeline.stack, "guest").dispatch({ ...plain, accept }));
    github.renameUser("guest", "left");
    github.addUser({ login: "guest", permission: "write" });
    const asked = await forge({ ...plain, accept }, { sender: guest });
    expect([asked.run?.reason, asked.writes]).toEqual(["sender-not-allowed", []]);
  });

  it("and what is asked for without an acceptance does what the branch says, whoever it is said to be", async () => {
    const { id } = await held();
    const { run, writes } = await forge(plain);
    expect([run?.outcome, writes]).toEqual(["held", []]);
    expect(run?.results.map(({ name, status }) => [name, status])).toContainEqual([id, "held"]);
  });

  it("an older copy of the workflow file, which says less, is told what to change, and plans and looks as before", async () => {
    const { id, accept } = await held();
    const file = (await readFile(path.join(root, "workflows/github/bridgehead.yml"), "utf8")).replace(
      RUN_NAME,
      "run-name: >-\n  Bridgehead ${{ inputs.operation }} · ${{ inputs.connection || 'all connections' }}",
    );
    await pipeline.push("main", { ".github/workflows/bridgehead.yml": file });
    const { run, writes } = await during(() => pipeline.reviewer.dispatch({ ...plain, accept }));
    expect([run?.reason, writes]).toEqual(["run-title-differs", []]);
    const checks = await pipeline.user.checks("main");
    const told = checks.find(({ name }) => name === "bridgehead / re-run")?.summary ?? "";
    expect(told).toContain(RUN_NAME);
    for (const operation of ["plan", "drift"]) expect((await dispatch({ operation })).run?.outcome).toBe("no-changes");
    const again = await dispatch(plain);
    expect(again.run?.results.map(({ name, status }) => [name, status])).toContainEqual([id, "held"]);
  });
});
