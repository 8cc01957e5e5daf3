import { describe, expect, it } from "vitest";
import type { Fault } from "../../infra/local/aws/faults/faults.ts";
import { defined } from "../support/oauth-definitions.ts";
import { startHistory, statusOf, type MergeMethod } from "../support/review-history.ts";

const gone = defined("alpha", null);
const elsewhere = defined("alpha", { to: "e" });
/** AWS takes what it is sent, and finds that the credential is wrong. */
const refusesTheSecret: readonly Fault[] = [
  { kind: "await-authorization", every: 1 },
  { kind: "end-state", state: "DEAUTHORIZED", reason: "the secret is wrong", every: 1 },
];

describe("a reviewed change is applied", () => {
  it("where nothing was ever applied: what everybody sees first", async () => {
    await using history = await startHistory([]);
    await history.merge(await history.propose(defined("alpha"), { "README.md": "with a connection" }));
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.names()).toEqual(["alpha"]);
  });

  it("where nothing was ever applied, and others pushed before and after it", async () => {
    await using history = await startHistory([]);
    await history.push({ "README.md": "one" });
    await history.merge(await history.propose(defined("alpha")));
    await history.push({ "README.md": "two" });
    expect(await history.run()).toMatchObject({ outcome: "applied" });
  });

  it.each<{ how: MergeMethod; what: string }>([
    { how: "merge", what: "by a merge commit" },
    { how: "squash", what: "as one commit" },
    { how: "rebase", what: "commit by commit" },
  ])("where its first commit made it, another one broke a file, and the last one mended it: $what", async ({ how }) => {
    await using history = await startHistory(["alpha", "beta"]);
    const broken = { "connections/beta.json": "{" };
    const proposal = await history.propose(gone, broken, { ...defined("beta"), "README.md": "mended" });
    await history.merge(proposal, how);
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.names()).toEqual(["beta"]);
  });

  it("commit by commit, where the second one takes back half of the first", async () => {
    await using history = await startHistory(["alpha", "beta"]);
    const proposal = await history.propose({ ...gone, ...defined("beta", null) }, defined("beta"));
    await history.merge(proposal, "rebase");
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.names()).toEqual(["beta"]);
  });

  it("after AWS took a new destination and then failed, when the secret behind it was mended", async () => {
    await using history = await startHistory();
    await history.merge(await history.propose(elsewhere));
    expect(await history.run(...refusesTheSecret)).toMatchObject({ outcome: "failed" });
    expect(history.live("alpha")?.to).toBe("e");
    history.stack.aws.putParameter({ name: "/bridgehead/alpha/key", value: "mended" });
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(await history.run()).toMatchObject({ outcome: "no-changes" });
  });

  it("after AWS cancelled it, when it had taken it", async () => {
    await using history = await startHistory();
    await history.merge(await history.propose(elsewhere));
    await history.run({ kind: "cancel", when: "after", every: 1 });
    await history.run();
    expect(history.live("alpha")?.to).toBe("e");
    expect(await history.run()).toMatchObject({ outcome: "no-changes" });
  });

  it("after AWS refused the second half of a replacement, which a pull request brought whole", async () => {
    await using history = await startHistory();
    await history.merge(await history.propose(defined("alpha", { more: { name: "alpha-v2" } })));
    const refused = await history.run({ kind: "fail", code: "InvalidRequest", operation: "DeleteResource", every: 1 });
    expect(refused).toMatchObject({ outcome: "failed" });
    expect(history.names()).toEqual(["alpha", "alpha-v2"]);
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.names()).toEqual(["alpha-v2"]);
  });

  it("where GitHub knows only after a moment which pull request brought a commit", async () => {
    await using history = await startHistory();
    await history.merge(await history.propose(gone));
    history.stack.github.injectFault({ path: /\/commits\/[0-9a-f]{40}\/pulls$/, status: 200, body: [], times: 2 });
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.names()).toEqual([]);
  });

  it("where GitHub knows that only after the run: the next ones ask again, and somebody pushed meanwhile", async () => {
    await using history = await startHistory();
    await history.merge(await history.propose(gone));
    history.stack.github.injectFault({ path: /\/commits\/[0-9a-f]{40}\/pulls$/, status: 200, body: [], times: 12 });
    expect(statusOf(await history.run(), "alpha")).toBe("held");
    await history.push({ "README.md": "pushed" });
    for (let runs = 0; runs < 12 && history.names().length > 0; runs += 1) await history.run();
    expect(history.names()).toEqual([]);
  });

  it("at the next run after one that died before it said that it had ended", async () => {
    await using history = await startHistory();
    await history.merge(await history.propose(elsewhere));
    expect(await history.crash()).toBe(true);
    await history.run();
    expect(history.live("alpha")?.to).toBe("e");
  });
});

describe("a commit that GitHub has thrown away", () => {
  it("is in no history: everything is held, and a later pull request brings its change", async () => {
    await using history = await startHistory();
    await history.push(defined("alpha", { description: "pushed" }));
    await history.run();
    const dropped = await history.clone.git("rev-parse", "main");
    await history.forcePush();
    const path = new RegExp(`/(?:compare/${dropped}\\.\\.\\.|(?:git/)?commits/${dropped}|git/trees/${dropped})`);
    const fault = { status: 404, body: { message: "Not Found" }, times: 1_000 };
    history.stack.github.injectFault({ ...fault, path });
    // GraphQL names no commit in its address: all is read in the other way.
    history.stack.github.injectFault({ ...fault, path: /graphql$/ });
    expect(await history.run()).toMatchObject({ outcome: "held", reason: "history-rewritten" });
    expect(await history.run()).toMatchObject({ outcome: "held" });
    await history.merge(await history.propose(elsewhere));
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.live("alpha")).toEqual({ to: "e", description: undefined });
  });
});
