import { CloudControlClient, CreateResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { localClient } from "../../cli/local/client.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { Ledger } from "../../workflows/ports/ledger.ts";
import { oauth } from "../support/oauth-definitions.ts";
import { Death } from "../support/port-calls.ts";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";
import { file, type ShownReports, shownReports } from "../support/shown-reports.ts";

/* What a report says comes to an end, whatever fails on the way, and then stays as it is. */

let pipeline: Pipeline;
let reports: ShownReports;
/** The member of the ledger before which the next run dies, once; after: only when that other one was called. */
let death: { readonly before: keyof Ledger; readonly after?: keyof Ledger } | null = null;

function mortal(ledger: Ledger): Ledger {
  const called = new Set<string>();
  const members = Object.entries(ledger).map(([name, member]: [string, (...given: unknown[]) => Promise<unknown>]) => [
    name,
    async (...given: unknown[]) => {
      if (death?.before === name && (death.after === undefined || called.has(death.after))) {
        death = null;
        throw new Death("the process is gone");
      }
      if (death === null) called.clear();
      called.add(name);
      return await member(...given);
    },
  ]);
  return Object.fromEntries(members) as Ledger;
}

/** A pull request that creates a connection, with its parameter. */
async function creates(id: string): Promise<number> {
  pipeline.stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: `value-of-${id}` });
  return (await pipeline.propose(id, { [file(id)]: definitionJson(id) })).number;
}

const sharedKey = { authParameters: { apiKeyName: "x-api-key", apiKey: "{{resolve:ssm-secure:/bridgehead/old/key}}" } };

async function makeInConsole(name: string): Promise<void> {
  const key = { ApiKeyName: "x-api-key", ApiKeyValue: "theirs" };
  const model = { Name: name, AuthorizationType: "API_KEY", AuthParameters: { ApiKeyAuthParameters: key } };
  const client = localClient(CloudControlClient, pipeline.stack);
  await client.send(new CreateResourceCommand({ TypeName: CONNECTION_TYPE, DesiredState: JSON.stringify(model) }));
  client.destroy();
  await expect.poll(() => pipeline.stack.aws.storedConnection(name)?.state).toBe("AUTHORIZED");
}

beforeAll(async () => {
  pipeline = await startPipeline({ applierLedger: mortal });
  reports = shownReports(pipeline);
  await reports.manage(["crm", "mail", "fax"]);
});
afterAll(() => pipeline.close());

describe("a run that dies", { timeout: 60_000 }, () => {
  it("before it told anything is made up for by the next one, with what both did", async () => {
    const number = await creates("orders");
    death = { before: "done", after: "finish" };
    const commit = await pipeline.merge(number);
    expect(death).toBeNull();
    // The queue brings the job once more, and there is nothing to apply then.
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "no-changes" });
    expect(await pipeline.comment(number)).toContain("Applied: 1 created");
    expect(await reports.check(commit)).toMatchObject({ conclusion: "success", title: "Applied: 1 created" });
  });

  it("in the middle of a change is made up for by the one that goes on with it", async () => {
    const number = await creates("stock");
    death = { before: "settleIntent" };
    const commit = await pipeline.merge(number);
    expect(death).toBeNull();
    expect(await pipeline.comment(number)).toContain("Applied: 1 created");
    expect(await reports.check(commit)).toMatchObject({ conclusion: "success", title: "Applied: 1 created" });
  });

  it("before it told anything is made up for whatever was done", async () => {
    const { stack } = pipeline;
    for (const id of ["found", "kept", "old"]) {
      stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: `value-of-${id}` });
    }
    const first = await pipeline.propose("first", {
      [file("kept")]: definitionJson("kept", { removal: "retain" }),
      [file("old")]: definitionJson("old"),
      [file("own")]: definitionJson("own", sharedKey),
    });
    await pipeline.merge(first.number);
    await makeInConsole("found");
    const second = await pipeline.propose("second", {
      [file("kept")]: null,
      [file("found")]: definitionJson("found", { adopt: true }),
      [file("old")]: definitionJson("old", { name: "new" }),
      [file("own")]: definitionJson("own", { ...sharedKey, protect: true }),
    });
    death = { before: "done", after: "finish" };
    const commit = await pipeline.merge(second.number);
    expect(death).toBeNull();
    const title = "Applied: 1 configured · 1 replaced · 1 deleted · 1 taken over, nothing written · 1 forgotten";
    expect(await pipeline.comment(second.number)).toContain(title);
    expect(await reports.check(commit)).toMatchObject({ conclusion: "success", title });
  });

  it("before it told what somebody had accepted is made up for on that pull request", async () => {
    const held = await reports.mergeUnseen("drop-crm", { [file("crm")]: null });
    const comment = await pipeline.comment(held.number);
    expect(comment).toContain("Held: 1 change");
    const other = await creates("billing");
    const otherAt = await pipeline.merge(other);
    const others = await reports.whole([other], []);
    await reports.rerun({ operation: "plan" });
    death = { before: "done", after: "finish" };
    await reports.run(await pipeline.summary("main", "bridgehead / re-run"));
    expect(death).toBeNull();
    expect(pipeline.stack.aws.connectionNames()).not.toContain("crm");
    // The queue brings the job once more, whose acceptance is of nothing any more.
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "refused", reason: "accept-mismatch" });
    // Also where it asks for the webhooks that were lost on purpose: a run has reported on the tip.
    expect(await pipeline.stack.reconcile()).toMatchObject({ applies: 1 });
    await pipeline.stack.idle();
    expect(await pipeline.comment(held.number)).toContain("Applied: 1 deleted");
    expect(await reports.check(held.commit)).toMatchObject({ conclusion: "success", title: "Applied: 1 deleted" });
    expect(await reports.whole([other], [])).toEqual(others);
    expect(await reports.check(otherAt)).toMatchObject({ conclusion: "success", title: "Applied: 1 created" });
  });

  it("before it ended, when what was held had been applied, is made up for there as well", async () => {
    const held = await reports.mergeUnseen("drop-mail", { [file("mail")]: null });
    death = { before: "finish" };
    await reports.run(await pipeline.comment(held.number));
    expect(death).toBeNull();
    expect(pipeline.stack.aws.connectionNames()).not.toContain("mail");
    await reports.rerun();
    expect(await pipeline.comment(held.number)).toContain("Applied: 1 deleted");
  });
});

describe("a change that fails", { timeout: 60_000 }, () => {
  it("is told as it ends, when it is tried again", async () => {
    const number = await creates("shop");
    pipeline.stack.aws.addFault({ kind: "fail", code: "AccessDenied", operation: "CreateResource", name: "shop" });
    const commit = await pipeline.merge(number);
    expect(await pipeline.comment(number)).toContain("Failed: 1 change");
    expect(await reports.check(commit)).toMatchObject({ conclusion: "failure", title: "Failed: 1 change" });

    const docs = await pipeline.propose("docs", { "NOTES.md": "notes" });
    pipeline.stack.aws.clearFaults();
    const docsAt = await pipeline.merge(docs.number);
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "applied", results: [{ name: "shop" }] });
    expect(await pipeline.comment(number)).toContain("Applied: 1 created");
    expect(await reports.check(commit)).toMatchObject({ conclusion: "success", title: "Applied: 1 created" });
    expect(await reports.check(docsAt)).toMatchObject({ conclusion: "success", title: "Nothing to apply" });
    expect(await pipeline.user.comments(docs.number)).toEqual([]);
  });
});

describe("a connection that AWS could not authorise", { timeout: 60_000 }, () => {
  it("is told as working once it works, and not as failed when it ceases to long after", async () => {
    const number = await creates("oauth");
    await pipeline.push("oauth", { [file("oauth")]: oauth("oauth") });
    const { aws } = pipeline.stack;
    aws.addFault({ kind: "end-state", state: "DEAUTHORIZED", reason: "the secret was refused" });
    aws.addFault({ kind: "end-early" });
    const commit = await pipeline.merge(number);
    aws.clearFaults();
    expect(await pipeline.comment(number)).toContain("A connection was applied, but AWS could not authorise it.");
    expect(await reports.check(commit)).toMatchObject({ conclusion: "failure", title: "Failed: 1 change" });

    const failed = await reports.whole([number], [commit]);
    await reports.rerun();
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "failed", reason: "not-authorized" });
    expect(await reports.whole([number], [commit])).toEqual(failed);

    aws.setConnectionState("oauth", "AUTHORIZED", null);
    await reports.rerun();
    expect(await pipeline.comment(number)).toContain("Applied: 1 created");
    expect(await reports.check(commit)).toMatchObject({ conclusion: "success", title: "Applied: 1 created" });

    const works = await reports.whole([number], [commit]);
    for (const state of ["DEAUTHORIZED", "AUTHORIZED"]) {
      aws.setConnectionState("oauth", state, null);
      await reports.rerun();
      expect(await reports.whole([number], [commit])).toEqual(works);
    }
  });
});

describe("a re-run that changes nothing", { timeout: 60_000 }, () => {
  it("leaves every comment and check as it was", async () => {
    const held = await reports.mergeUnseen("drop-fax", { [file("fax")]: null });
    const pushed = await reports.push({ [file("shop")]: null });
    expect(pipeline.runs.at(-1)).toMatchObject({ results: [{ status: "held" }, { status: "held" }] });
    const told = await reports.whole([held.number], [held.commit, pushed]);
    for (const inputs of [{}, { connection: "fax" }, { connection: "shop" }]) {
      await reports.rerun(inputs);
      expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "held" });
      expect(await reports.whole([held.number], [held.commit, pushed])).toEqual(told);
    }
    expect(await reports.check(pushed)).toMatchObject({ conclusion: "action_required", title: "Held: 1 change" });
    expect((await reports.check(pushed))?.summary).toContain("`shop`");
    expect((await reports.check(pushed))?.summary).toContain(
      `1 change waits from elsewhere: \`fax\` ([#${held.number}](`,
    );
  });
});

describe("definitions with an error", { timeout: 60_000 }, () => {
  it("fail the merge that brought them, and not the one of a text beside it", async () => {
    const broken = await reports.mergeUnseen("broken", { "connections/broken.json": "{" });
    expect(await reports.check(broken.commit)).toMatchObject({ conclusion: "failure" });
    expect(await pipeline.comment(broken.number)).toContain("a definition has an error");

    const docs = await pipeline.propose("more-docs", { "NOTES.md": "more" });
    const told = await reports.whole([broken.number], [broken.commit]);
    const docsAt = await pipeline.merge(docs.number);
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "failed", reason: "definitions-invalid" });
    expect(await reports.check(docsAt)).toMatchObject({ conclusion: "success", title: "Nothing to apply" });
    expect((await reports.check(docsAt))?.summary).toContain("and not since this commit");
    expect(await pipeline.user.comments(docs.number)).toEqual([]);
    expect(await reports.whole([broken.number], [broken.commit])).toEqual(told);
  });
});
