import { Octokit } from "@octokit/rest";
import { expect, it, onTestFinished } from "vitest";
import { createGithubUser } from "../../cli/local/github-user.ts";
import { localStranger } from "../../cli/local/stack.ts";
import { systemClock } from "../../infra/system-clock.ts";
import { budgets } from "../../workflows/pull-request/request-budget.ts";
import { spend, startFork } from "../support/forks.ts";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";

/* What a stranger who pushes all the time costs of what GitHub answers in an hour. */

const HOUR = 60 * 60 * 1000;

/** How many requests GitHub has answered so far, this one included. */
async function answered({ stack, place }: Pipeline): Promise<number> {
  const octokit = new Octokit({ baseUrl: stack.github.apiUrl, auth: `user:${localStranger}` });
  const { headers } = await octokit.rest.repos.get(place);
  return Number(headers["x-ratelimit-used"]);
}

const file = (description: string) => ({ "connections/orders.json": definitionJson("orders", { description }) });

it(
  "a fork that is pushed to all the time is told to wait, at a few requests each, then at none, and goes on by itself",
  { timeout: 120_000 },
  async () => {
    let later = 0;
    const pipeline = await startPipeline({ clock: { ...systemClock, now: () => systemClock.now() + later } });
    onTestFinished(() => pipeline.close());
    await using fork = await startFork(pipeline);
    const { number } = await fork.propose("busy", file("busy 0"));
    await spend(pipeline, number, budgets.strangers - 20);
    const costs: number[] = [];
    let head = "";
    for (let pushes = 1; pushes <= 30 && costs.slice(-2).join() !== "0,0"; pushes += 1) {
      const before = await answered(pipeline);
      head = await fork.push("busy", file(`busy ${pushes}`));
      costs.push((await answered(pipeline)) - before - 1);
      const told = costs.at(-1) === 0 ? undefined : (await pipeline.user.checks(head))[0];
      expect(told?.conclusion ?? "action_required").toBe("action_required");
    }
    // The first that has not enough for its plan is stopped in the middle of it; all later ones only say so.
    expect(costs.length).toBeLessThan(30);
    expect(Math.max(...costs.slice(2))).toBeLessThanOrEqual(7);
    expect(costs.reduce((sum, cost) => sum + cost, 0)).toBeLessThan(110);
    expect(costs.slice(-2)).toEqual([0, 0]);
    expect(await pipeline.user.checks(head)).toEqual([]);

    later = HOUR;
    await pipeline.stack.reconcile();
    await pipeline.stack.idle();
    const [again] = await pipeline.user.checks(head);
    expect(again?.title).toBe("Validated, not planned: from a fork");
  },
);

it(
  "whoever may only read spends nothing of somebody else's pull request by reviews, and takes nothing from its plan",
  { timeout: 120_000 },
  async () => {
    const pipeline = await startPipeline();
    onTestFinished(() => pipeline.close());
    pipeline.stack.aws.putParameter({ name: "/bridgehead/orders/key", value: "the-key-of-orders" });
    const { number, head } = await pipeline.propose("honest", file("honest"));
    await spend(pipeline, number, budgets.strangers + 30);
    const stranger = createGithubUser(pipeline.stack, localStranger);
    const before = await answered(pipeline);
    const reviews = 5;
    for (let count = 0; count < reviews; count += 1) {
      await stranger.approve(number);
      await pipeline.stack.idle();
    }
    expect((await answered(pipeline)) - before - 1).toBe(reviews);
    // Of those who may write each review counts, and so does what was planned.
    await pipeline.reviewer.approve(number);
    await pipeline.stack.idle();
    expect((await answered(pipeline)) - before - 2).toBeGreaterThan(reviews + 3);
    expect(await pipeline.conclusion(head, "bridgehead / plan")).toBe("success");
    await pipeline.merge(number);
    expect(pipeline.runs.at(-1)?.outcome).toBe("applied");
  },
);
