import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChangeVerdict } from "../../workflows/ports/ledger.ts";
import { caps } from "../support/definitions.ts";
import { defined } from "../support/oauth-definitions.ts";
import { type History, type Proposal, startHistory, statusOf } from "../support/review-history.ts";

const asking = (approvals: number) => ({ "bridgehead.config.json": JSON.stringify({ approvals }) });
const again = { operation: "apply" };
/** GitHub gives times in whole seconds. */
const SECOND = 1100;

let history: History;

const as = (login: string): Octokit =>
  new Octokit({ baseUrl: history.stack.github.apiUrl, auth: `user:${login}`, request: { retries: 0 } });

/** Approves the head, and gives the review's number. */
async function approve({ number }: Proposal, login = "reviewer"): Promise<number> {
  const place = { ...history.pipeline.place, pull_number: number };
  return (await as(login).rest.pulls.createReview({ ...place, event: "APPROVE" })).data.id;
}

/** A target with connections of these names, and people who may approve. */
async function begin(names: readonly string[], approvals = 0): Promise<void> {
  // What the stack's own beginning brings has to be approved as well.
  history = await startHistory(approvals === 0 ? names : [], { ...caps, approvals });
  for (const login of ["reviewer", "third"]) history.stack.github.addUser({ login, permission: "write" });
  history.stack.github.addUser({ login: "stranger", permission: "read" });
}

/** Why the newest run held it. */
function reasonOf(name: string): string | null | undefined {
  return history.pipeline.runs.at(-1)?.results.find((result) => result.name === name)?.error;
}

/** By what the newest run allowed it, as its summary in the ledger says. */
async function verdictOf(name: string): Promise<unknown> {
  const [{ runs }] = JSON.parse(await readFile(history.stack.ledgerPath, "utf8")).scopes;
  return runs.at(-1).verdicts.find((each: ChangeVerdict) => each.key.identifier === name)?.verdict;
}

const deletes = (name: string): Promise<Proposal> => history.propose(defined(name, null));
const merged = async (proposal: Proposal, name: string) => {
  await history.merge(proposal);
  return statusOf(await history.run(), name);
};
const repeated = async (name: string) => statusOf(await history.rerun(again), name);

describe("where the configuration asks for one approval", { timeout: 120_000 }, () => {
  beforeAll(async () => {
    await begin(["late", "early", "plain", "older", "refused", "dismissed", "blind", "loose", "last"]);
    await merged(await history.propose(asking(1)), "late");
  });
  afterAll(() => history.close());

  it("a deletion that nobody approved is held, and goes once somebody has and the run is repeated", async () => {
    const proposal = await deletes("late");
    expect(await merged(proposal, "late")).toBe("held");
    expect(history.pipeline.runs.at(-1)).toMatchObject({ outcome: "held", reason: "not-reviewed" });
    expect(reasonOf("late")).toBe(
      "nobody reviewed this delete: fewer people have approved its pull request than have to " +
        "(with `gh pr review` they still can; then repeat the run)",
    );
    expect(await repeated("late")).toBe("held");
    await approve(proposal);
    expect(await repeated("late")).toBe("applied");
    expect(history.names()).not.toContain("late");
  });

  it("one that was approved goes with the run of its merge", async () => {
    const proposal = await deletes("early");
    await approve(proposal);
    expect(await merged(proposal, "early")).toBe("applied");
  });

  it("what is no danger goes on without, and is told as what nobody reviewed", async () => {
    expect(await merged(await history.propose(defined("plain", { description: "new" })), "plain")).toBe("applied");
    expect(await verdictOf("plain")).toBe("noticed");
    const approved = await history.propose(defined("plain", { description: "newer" }));
    await approve(approved);
    expect(await merged(approved, "plain")).toBe("applied");
    expect(await verdictOf("plain")).toBe("reviewed");
  });

  it("an approval of an older head does not count, nor one of somebody who may not write, nor the author's", async () => {
    const proposal = await deletes("older");
    await approve(proposal);
    await history.amend(proposal, defined("plain", { description: "newest" }));
    await approve(proposal, "stranger");
    await expect(approve(proposal, "dev")).rejects.toThrow("approve your own pull request");
    expect(await merged(proposal, "older")).toBe("held");
    await approve(proposal);
    expect(await repeated("older")).toBe("applied");
  });

  it("where GitHub takes no approval of what is merged, the way out is to accept it", async () => {
    const proposal = await deletes("refused");
    history.stack.github.assume({ takesLateReviews: false });
    expect(await merged(proposal, "refused")).toBe("held");
    await expect(approve(proposal)).rejects.toThrow("Can not approve");
    history.stack.github.assume({ takesLateReviews: true });
    expect(await history.accept("reviewer")).toMatchObject({ outcome: "applied" });
  });

  it("one that was dismissed does not count", async () => {
    const proposal = await deletes("dismissed");
    const review = await approve(proposal);
    const place = { ...history.pipeline.place, pull_number: proposal.number, review_id: review };
    await as("third").rest.pulls.dismissReview({ ...place, message: "not yet" });
    expect(await merged(proposal, "dismissed")).toBe("held");
  });

  it("who approves before the plan is shown has not approved what it says", async () => {
    const proposal = await history.proposeUnplanned(defined("blind", null));
    await approve(proposal);
    await sleep(SECOND);
    await history.plan(proposal);
    expect(await merged(proposal, "blind")).toBe("held");
    await approve(proposal);
    expect(await repeated("blind")).toBe("applied");
  });

  it("nobody lowers the number by a merge that was not approved, nor by a push", async () => {
    await merged(await history.propose(asking(0)), "loose");
    expect(await merged(await deletes("loose"), "loose")).toBe("held");
    await history.push(asking(1));
    await history.run();
    await history.push(asking(0));
    expect(statusOf(await history.run(), "loose")).toBe("held");
    await history.push(asking(1));
    await history.run();
  });

  it("one that was approved lowers it, for what waits as well", async () => {
    const lowered = await history.propose(asking(0));
    expect(await history.pipeline.comment(lowered.number)).toContain("merged without, what it allows does not count.");
    await approve(lowered);
    expect(await merged(lowered, "loose")).toBe("applied");
    expect(await merged(await deletes("last"), "last")).toBe("applied");
  });
});

describe("where the stack asks for two approvals", { timeout: 120_000 }, () => {
  beforeAll(() => begin([], 2));
  afterAll(() => history.close());

  it("one is not enough, and with a second one the first connections of all are made", async () => {
    const files = Object.assign({}, ...["alpha", "beta", "evil"].map((name) => defined(name)));
    const proposal = await history.propose(files);
    await approve(proposal);
    expect(await merged(proposal, "alpha")).toBe("held");
    await approve(proposal, "third");
    expect(await repeated("alpha")).toBe("applied");
  });

  it("two people accept what is held, each once, and the first acceptance waits for the second", async () => {
    await history.push(defined("alpha", null));
    expect(await history.run()).toMatchObject({ outcome: "held" });
    const accept = await history.shownDigest();
    const given = { ...again, accept };
    expect(await history.rerun(given, "dev")).toMatchObject({ reason: "pusher-may-not-accept" });
    for (let times = 0; times < 2; times += 1) {
      expect(await history.rerun(given, "reviewer")).toMatchObject({ outcome: "refused", reason: "accept-waits" });
    }
    const [check] = (await history.pipeline.user.checks("main")).filter(({ name }) => name === "bridgehead / re-run");
    expect(check).toMatchObject({ conclusion: "action_required" });
    expect(check?.summary).toContain("`reviewer` accepts it. It takes 1 more person.");
    expect(check?.summary).toContain(`accept=${accept}`);
    expect(history.names()).toContain("alpha");
    expect(statusOf(await history.rerun(given, "third"), "alpha")).toBe("applied");
    expect(history.names()).not.toContain("alpha");
  });

  it("two acceptances of different plans are not two of one", async () => {
    await history.push(defined("beta", null));
    await history.run();
    expect(await history.accept("reviewer")).toMatchObject({ reason: "accept-waits" });
    await history.push(defined("evil", null));
    await history.run();
    expect(await history.accept("third")).toMatchObject({ reason: "accept-waits" });
    expect(await history.accept("reviewer")).toMatchObject({ outcome: "applied" });
  });
});

describe("where nobody has to approve", { timeout: 120_000 }, () => {
  beforeAll(() => begin(["alpha"]));
  afterAll(() => history.close());

  it("GitHub is not asked who did", async () => {
    history.stack.github.injectFault({ method: "GET", path: /\/reviews$/, status: 500, times: 9 });
    expect(await merged(await deletes("alpha"), "alpha")).toBe("applied");
  });
});
