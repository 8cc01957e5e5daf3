import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../infra/system-clock.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import { localUser } from "../../cli/local/stack.ts";
import { definitionJson, hasty, type Pipeline, startPipeline } from "../support/pipeline.ts";

const MINUTE = 60_000;
let later = 0;
/** The machine's clock, moved forward as if nobody had looked for a while. Nobody waits long for a failed job. */
const clock: Clock = {
  now: () => systemClock.now() + later,
  sleep: (milliseconds, signal) => systemClock.sleep(Math.min(milliseconds, 50), signal),
};

let pipeline: Pipeline;
let elsewhere: Server;
let elsewhereStatus = 200;

/** Does a round, and what it causes. */
async function reconcile() {
  const done = await pipeline.stack.reconcile();
  await pipeline.stack.idle();
  return done;
}

/** Sends webhooks to a server that answers with this status and does nothing. */
async function loseWebhooks(status: number): Promise<void> {
  elsewhereStatus = status;
  const address = elsewhere.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  pipeline.stack.github.setWebhook({ url: `http://127.0.0.1:${address.port}/` });
  await pipeline.stack.idle();
}

async function receiveWebhooks(): Promise<void> {
  pipeline.stack.github.setWebhook({ url: pipeline.stack.webhookUrl });
  await pipeline.stack.idle();
}

async function checkOn(ref: string, check_name: string) {
  const { data } = await pipeline.octokit.rest.checks.listForRef({ ...pipeline.place, ref, check_name, filter: "all" });
  return data.check_runs.map(({ status, conclusion, output }) => ({ status, conclusion, ...output }));
}

const nothing = {
  applies: 0,
  redelivered: 0,
  drifted: 0,
  refreshed: 0,
  begun: 0,
  restarted: 0,
  replanned: 0,
  concluded: 0,
  left: 0,
};
const quiet = { repositories: 1, ...nothing };

beforeAll(async () => {
  elsewhere = createServer((request, response) => {
    request.resume();
    response.writeHead(elsewhereStatus).end();
  });
  await new Promise<void>((resolve) => void elsewhere.listen(0, "127.0.0.1", resolve));
  pipeline = await startPipeline({ clock, policy: { ...hasty, mostFailures: 3 } });
  for (const id of ["orders", "billing"]) {
    pipeline.stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: `canary-${id}` });
  }
  const { number } = await pipeline.propose("orders", { "connections/orders.json": definitionJson("orders") });
  await pipeline.merge(number);
});
afterAll(async () => {
  await pipeline.close();
  await new Promise((resolve) => elsewhere.close(resolve));
});

describe("where nothing is wrong", () => {
  it("a round changes nothing but its own check", async () => {
    expect(await reconcile()).toEqual(quiet);
    expect(await checkOn("main", "bridgehead / drift")).toMatchObject([
      { conclusion: "success", title: "No drift: 1 connection" },
    ]);
    expect(pipeline.runs).toHaveLength(1);
  });

  it("the next one keeps to that same check", async () => {
    expect(await reconcile()).toEqual(quiet);
    expect(await checkOn("main", "bridgehead / drift")).toHaveLength(1);
  });
});

describe("a push that nobody heard of", () => {
  it("is given ten minutes when GitHub says that it arrived, and is applied then", async () => {
    await loseWebhooks(200);
    await pipeline.work.checkout("main", "main");
    const tip = await pipeline.push("main", {
      "connections/orders.json": definitionJson("orders", { description: "All orders" }),
    });
    await receiveWebhooks();
    expect(await reconcile()).toEqual(quiet);
    later += 11 * MINUTE;
    expect(await reconcile()).toEqual({ ...quiet, applies: 1, refreshed: 1 });
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "applied", results: [{ name: "orders", action: "update" }] });
    expect(await pipeline.conclusion(tip, "bridgehead / apply")).toBe("success");
    expect(await reconcile()).toEqual(quiet);
  });

  it("is sent again when GitHub says that it failed", async () => {
    await loseWebhooks(500);
    await pipeline.push("main", {
      "connections/orders.json": definitionJson("orders", { description: "Every order" }),
    });
    await receiveWebhooks();
    const before = pipeline.runs.length;
    expect(await reconcile()).toEqual({ ...quiet, redelivered: 1 });
    expect(pipeline.runs.slice(before)).toMatchObject([{ outcome: "applied" }]);
    // It was delivered in the end, so it is not asked for another time.
    expect(await reconcile()).toEqual(quiet);
  });
});

describe("a pull request that nobody heard of", () => {
  // Each push to its branch is an event of its own, which is sent again as well and causes nothing.
  it("is planned at once, and its deliveries are sent again when they can be", async () => {
    await loseWebhooks(503);
    const { head } = await pipeline.propose("billing", { "connections/billing.json": definitionJson("billing") });
    expect(await checkOn(head, "bridgehead / plan")).toEqual([]);
    expect(await reconcile()).toEqual({ ...quiet, redelivered: 2, begun: 1 });
    expect(await pipeline.conclusion(head, "bridgehead / plan")).toBe("success");
    await receiveWebhooks();
    expect(await reconcile()).toEqual(quiet);
    later += 6 * MINUTE;
    expect(await reconcile()).toEqual({ ...quiet, redelivered: 2 });
    later += 6 * MINUTE;
    expect(await reconcile()).toEqual(quiet);
  });

  it("is not asked for more than three times, nor after three days", async () => {
    await loseWebhooks(503);
    await pipeline.push("billing", { "NOTES.md": "notes" });
    const redelivered: number[] = [];
    for (const begun of [1, 0, 0, 0]) {
      const done = await reconcile();
      expect(done).toMatchObject({ begun });
      redelivered.push(done.redelivered);
      later += 6 * MINUTE;
    }
    expect(redelivered).toEqual([2, 2, 2, 0]);
    await pipeline.push("billing", { "NOTES.md": "more notes" });
    await receiveWebhooks();
    later += 73 * 60 * MINUTE;
    expect(await reconcile()).toEqual({ ...quiet, begun: 1 });
  });
});

describe("a check that a dead worker left open", () => {
  it("is planned again, twice, and is concluded with what to do when that does not help", async () => {
    const { github } = pipeline.stack;
    later = 0;
    // Every way to end the check fails, for as often as the queue delivers the job, and when it gives it up.
    github.injectFault({ method: "PATCH", path: /\/check-runs\//, status: 500, times: 7 });
    const { head, number } = await pipeline.propose("open", { "connections/orders.json": definitionJson("orders") });
    expect(await checkOn(head, "bridgehead / plan")).toMatchObject([{ status: "in_progress" }]);
    expect((await reconcile()).restarted).toBe(0);

    later += 31 * MINUTE;
    // The worker cannot even begin: it reads the pull request first.
    github.injectFault({ path: new RegExp(`/(?:graphql|pulls/${number})$`), status: 500, times: 1_000 });
    expect(await reconcile()).toMatchObject({ restarted: 1, concluded: 0 });
    expect(await reconcile()).toMatchObject({ restarted: 0, concluded: 0 });
    later += 6 * MINUTE;
    expect(await reconcile()).toMatchObject({ restarted: 1, concluded: 0 });
    later += 6 * MINUTE;
    expect(await reconcile()).toMatchObject({ restarted: 0, concluded: 1 });
    const [check] = await checkOn(head, "bridgehead / plan");
    expect(check).toMatchObject({ conclusion: "failure", title: "Bridgehead did not finish" });
    expect(check?.summary).toContain("Push to the pull request, or re-run this check");
    expect(await reconcile()).toMatchObject({ restarted: 0, concluded: 0 });
  });
});

describe("drift", () => {
  it("shows in a neutral check on the default branch, with who wins and how to keep either side", async () => {
    pipeline.stack.aws.changeConnection("orders", { Description: "edited by hand" });
    expect(await reconcile()).toMatchObject({ applies: 0, drifted: 1 });
    const [check, ...others] = await checkOn("main", "bridgehead / drift");
    expect(others).toEqual([]);
    expect(check).toMatchObject({ conclusion: "neutral", title: "Drift: 1 of 1 connection" });
    expect(check?.summary).toContain("The next apply of this connection overwrites it.");
    expect(check?.summary).toContain("write it into connections/orders.json and open a pull request");
    expect(check?.summary).toContain("`operation: apply`, `connection: orders`");
    expect(check?.summary).toContain("`edited by hand`");
  });

  it("is told in one issue, by two rounds at once as well, whatever people do to it", async () => {
    const { octokit, place, stack } = pipeline;
    const issues = async () =>
      (await octokit.rest.issues.listForRepo({ ...place, state: "all" })).data
        .filter(({ pull_request }) => pull_request === undefined)
        .map(({ number, state, body, updated_at }) => ({ number, state, body, updated_at }));
    const [told, ...more] = await issues();
    expect(more).toEqual([]);
    expect(told?.body).toContain("gh workflow run bridgehead.yml --ref main -f operation=apply -f connection=orders");
    await reconcile();
    expect(await issues()).toEqual([told]);

    const remove = async (number: number) => {
      const url = `${new URL(stack.github.apiUrl).origin}/_bridgehead/repos/${place.owner}/${place.repo}/issues/${number}`;
      await fetch(url, { method: "DELETE", headers: { authorization: `token user:${localUser}` } });
    };
    await remove(told?.number ?? 0);
    later += 11 * MINUTE;
    await Promise.all([stack.reconcile(), stack.reconcile()]);
    const [again, ...others] = await issues();
    expect(others).toEqual([]);
    expect(again).toMatchObject({ state: "open", body: told?.body });
    const issue = { ...place, issue_number: again?.number ?? 0 };
    await octokit.rest.issues.update({ ...issue, body: "mine", state: "closed" });
    await reconcile();
    expect(await issues()).toMatchObject([{ number: again?.number, state: "open", body: told?.body }]);
  });

  it("is what a re-run with the operation drift reports, and no other connection's", async () => {
    const before = pipeline.stack.aws.requests().length;
    await pipeline.user.dispatch({ operation: "drift", connection: "orders" });
    await pipeline.stack.idle();
    const [check] = await checkOn("main", "bridgehead / re-run");
    expect(check).toMatchObject({ conclusion: "neutral", title: "Drift: 1 of 1 connection" });
    const operations = pipeline.stack.aws
      .requests()
      .slice(before)
      .map(({ operation }) => operation);
    expect(operations.filter((operation) => /^(?:Create|Update|Delete)/.test(operation))).toEqual([]);

    await pipeline.user.dispatch({ operation: "drift", connection: "nobody" });
    await pipeline.stack.idle();
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "refused", reason: "unknown-connection" });
    await pipeline.user.dispatch({ operation: "drift", accept: "0".repeat(64) });
    await pipeline.stack.idle();
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "refused", reason: "invalid-input" });
  });
});

describe("a rotated parameter", () => {
  it("is reported and left alone, unless the configuration says to apply it", async () => {
    pipeline.stack.aws.putParameter({ name: "/bridgehead/orders/key", value: "canary-rotated" });
    expect(await reconcile()).toMatchObject({ applies: 0, drifted: 1 });
    await pipeline.work.checkout("main", "main");
    await pipeline.push("main", { "bridgehead.config.json": JSON.stringify({ onRotation: "apply" }) });
    // The push has applied it.
    expect(JSON.stringify(pipeline.stack.aws.storedConnection("orders"))).toContain("canary-rotated");

    pipeline.stack.aws.putParameter({ name: "/bridgehead/orders/key", value: "canary-rotated-again" });
    expect(await reconcile()).toMatchObject({ applies: 1, drifted: 1 });
    expect(JSON.stringify(pipeline.stack.aws.storedConnection("orders"))).toContain("canary-rotated-again");
    expect(await reconcile()).toMatchObject({ applies: 0, drifted: 0 });
  });
});

describe("a step that fails", () => {
  it("fails the round, and the other steps are done all the same", async () => {
    pipeline.stack.github.injectFault({ method: "GET", path: /\/app\/hook\/deliveries/, status: 503, times: 3 });
    pipeline.stack.aws.removeConnection("orders");
    await expect(reconcile()).rejects.toThrow("these steps failed: deliveries; the log says why");
    expect(await checkOn("main", "bridgehead / drift")).toMatchObject([{ conclusion: "neutral" }]);
  });
});

it("no round has written a credential to the log", () => {
  expect(pipeline.log.length).toBeGreaterThan(20);
  expect(pipeline.log.join("")).not.toContain("canary");
});
