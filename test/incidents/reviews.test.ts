import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { localTarget } from "../../cli/local/stack.ts";
import { createDynamodbLock } from "../../infra/aws/dynamodb-lock.ts";
import { freezePath } from "../../infra/aws/freeze.ts";
import { applyBranch } from "../../workflows/apply/apply-branch.ts";
import type { ApplyBranchDeps } from "../../workflows/apply/context.ts";
import { createFastClock } from "../support/fast-clock.ts";
import { defined } from "../support/oauth-definitions.ts";
import { planned } from "../support/pull-world.ts";
import { type History, type Proposal, startHistory, statusOf } from "../support/review-history.ts";

/* What was reviewed is what is applied, and what is not known holds. */

const APPLY = "bridgehead / apply";
const gone = (name: string) => defined(name, null);

/** How the check and the deployments of the newest commit stand. */
async function standing({ pipeline, stack }: History) {
  const { octokit, place } = pipeline;
  const check = (await pipeline.user.checks("main")).find(({ name }) => name === APPLY)?.conclusion;
  const { data } = await octokit.rest.repos.listDeployments({ ...place, environment: localTarget.stage });
  const [newest] = data;
  const statuses = await octokit.rest.repos.listDeploymentStatuses({ ...place, deployment_id: newest?.id ?? 0 });
  return { check, deployment: statuses.data[0]?.state, names: stack.aws.connectionNames() };
}

describe(
  "an approval counted that was given for an older commit (atlantis client.go, PullIsApproved; tfaction)",
  { timeout: 120_000 },
  () => {
    let history: History;
    beforeAll(async () => {
      history = await startHistory(["alpha", "beta", "gamma"]);
      await history.merge(await history.propose({ "bridgehead.config.json": JSON.stringify({ approvals: 1 }) }));
      await history.run();
    });
    afterAll(() => history.close());

    const approve = async ({ number }: Proposal): Promise<void> => {
      const reviewer = new Octokit({ baseUrl: history.stack.github.apiUrl, auth: "user:reviewer" });
      await reviewer.rest.pulls.createReview({ ...history.pipeline.place, pull_number: number, event: "APPROVE" });
    };

    it("what was pushed after it is held with all else of the pull request, until the head itself is approved", async () => {
      const proposal = await history.propose(gone("alpha"));
      await approve(proposal);
      await history.amend(proposal, gone("beta"));
      await history.merge(proposal);
      const run = await history.run();
      expect([statusOf(run, "alpha"), statusOf(run, "beta")]).toEqual(["held", "held"]);
      expect(history.names()).toEqual(["alpha", "beta", "gamma"]);
      await approve(proposal);
      expect(await history.rerun({ operation: "apply" })).toMatchObject({ outcome: "applied" });
    });
  },
);

describe("one thing was approved, and another one applied", { timeout: 120_000 }, () => {
  let history: History;
  beforeAll(async () => {
    history = await startHistory(["alpha", "beta", "gamma", "delta"]);
  });
  afterAll(() => history.close());

  it("atlantis#1508: the review of a pull request is of what it changes, and of nothing beside it", async () => {
    await history.push(gone("beta"));
    await history.run();
    await history.merge(await history.propose(gone("alpha")));
    const run = await history.run();
    expect([statusOf(run, "alpha"), statusOf(run, "beta")]).toEqual(["applied", "held"]);
    expect(await history.rerun({ operation: "apply", connection: "beta" })).toMatchObject({ outcome: "held" });
    expect(history.names()).toContain("beta");
    await history.push(defined("beta"));
    await history.run();
  });

  it("atlantis#6529: what was merged while its plan was being made is held, and told as that, not as 0 of 0", async () => {
    await history.merge(await history.proposeUnplanned(gone("gamma")));
    expect(await history.run()).toMatchObject({ outcome: "held", results: [{ name: "gamma", status: "held" }] });
    const { check, deployment, names } = await standing(history);
    expect([check, deployment]).toEqual(["action_required", "failure"]);
    expect(names).toContain("gamma");
    await history.push(defined("gamma"));
    await history.run();
  });

  it("atlantis#4193 (ed7b74469): what has become another change between the plan and the apply is held", async () => {
    const proposal = await history.propose(defined("delta", { to: "e" }));
    await history.push(defined("delta", { description: "pushed meanwhile" }));
    await history.merge(proposal);
    expect(statusOf(await history.run(), "delta")).toBe("held");
    expect(history.live("delta")?.to).toBe("x");
    await history.push(defined("delta"));
    await history.run();
  });

  it("atlantis#2112, #3811: nothing of a pull request is applied that GitHub has not merged, whoever asks", async () => {
    const { number } = await history.propose(gone("delta"));
    await history.pipeline.reviewer.approve(number);
    expect(await history.rerun({ operation: "apply" })).toMatchObject({ outcome: "no-changes" });
    expect(await history.rerun({ operation: "apply", connection: "delta" })).toMatchObject({ outcome: "no-changes" });
    expect(history.names()).toContain("delta");
  });
});

describe("atlantis#6529: no plan was a success, of 0 of 0", { timeout: 120_000 }, () => {
  const orders = { merge: { "orders.ts": "orders" } };

  it("while it is being made its check is open", async () => {
    const { checks } = await planned(orders);
    expect(checks.map(({ conclusion }) => conclusion)).toEqual([null, "success"]);
  });

  it("where it could not be made its check has failed", async () => {
    const crash = new Error("the evaluator is gone");
    const { ended, checks } = await planned({ ...orders, crash });
    expect(ended).toBe(crash);
    expect(checks.map(({ conclusion }) => conclusion)).toEqual([null, "failure"]);
  });

  it("nor of definitions that have an error, on the pull request or on the branch", async () => {
    await using history = await startHistory(["alpha"]);
    const proposal = await history.propose({ "connections/broken.json": "{" });
    const { octokit, place } = history.pipeline;
    const { data } = await octokit.rest.pulls.get({ ...place, pull_number: proposal.number });
    expect(await history.pipeline.conclusion(data.head.sha, "bridgehead / plan")).toBe("failure");
    await history.merge(proposal);
    expect(await history.run()).toMatchObject({ outcome: "failed", results: [] });
    expect(await standing(history)).toEqual({ check: "failure", deployment: "failure", names: ["alpha"] });
  });
});

describe(
  "atlantis#6533 (d641488a5): a lock that could not be looked up was taken for none",
  { timeout: 120_000 },
  () => {
    it("a target whose freeze cannot be read is frozen: what was reviewed is held, and goes once it can", async () => {
      await using history = await startHistory(["alpha"]);
      await history.merge(await history.propose(gone("alpha")));
      const denied = {
        kind: "access-denied",
        operation: "GetParameters",
        name: freezePath(localTarget.stage),
        every: 1,
      } as const;
      expect(await history.run(denied)).toMatchObject({ outcome: "held", reason: "blocked-by-finding" });
      expect(history.names()).toEqual(["alpha"]);
      expect(await history.rerun({ operation: "apply" })).toMatchObject({ outcome: "applied" });
    });

    const failing = {
      send: () => Promise.reject(new Error("the table cannot be reached")),
    } as unknown as DynamoDBClient;
    const clock = createFastClock();
    const lock = createDynamodbLock({ client: failing, table: "ledger", clock, inTurn: (task) => task() });

    it("a ledger that does not answer gives nobody the lock, and does not say that somebody else has it", async () => {
      await expect(lock.acquire("run", 1000)).rejects.toThrow("cannot be reached");
      await expect(lock.renew({ owner: "run", fence: 1, expiresAt: clock.now() + 1 }, 1000)).rejects.toThrow(
        "cannot be reached",
      );
    });

    it("and a run that gets no answer begins nothing", async () => {
      // Nothing beyond the lock is there: a run that went on would be seen to miss it.
      const deps = { ledger: { ...lock, release: async () => undefined }, clock } as unknown as ApplyBranchDeps;
      const select = (): never => {
        throw new Error("a run without the lock planned");
      };
      const request = {
        run: "run",
        read: "all",
        announce: true,
        connection: null,
        deadline: clock.now() + 1000,
      } as const;
      const run = applyBranch({ ...request, accept: async () => null, select }, deps, new AbortController().signal);
      await expect(run).rejects.toThrow("the table cannot be reached");
    });
  },
);
