import * as v from "valibot";
import { expect, it } from "vitest";
import { createGithubClient } from "../../infra/github/github-client.ts";
import { metered, type RequestMeter } from "../../infra/github/request-meter.ts";
import { open } from "./github-support.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { appId, type Harness, privateKey, startHarness } from "./local-github/harness.ts";

const base = { appId, privateKey: new SecretText(privateKey), remote: false, log: undefined };

/** A meter that allows so many. */
function meter(most = Infinity): RequestMeter & { readonly count: () => number } {
  let count = 0;
  return {
    count: () => count,
    async take() {
      if (count >= most) throw new RangeError("spent");
      count += 1;
    },
    repeat() {
      count += 1;
    },
  };
}

/** A `fetch` that counts what goes out. */
function counting() {
  let sent = 0;
  const send: typeof fetch = async (input, init) => {
    sent += 1;
    return fetch(input, init);
  };
  return { fetch: send, sent: () => sent };
}

/** A repository of which it is known that it is the one of its id: that is asked beside the first question. */
async function opened(harness: Harness, { fetch }: ReturnType<typeof counting>) {
  const forge = await open(harness, { fetch });
  await forge.source.tip("main");
  return forge;
}

it("everything that is sent for a task is counted, tokens and repeats included, and nothing else", async () => {
  await using harness = await startHarness();
  const wire = counting();
  const all = meter();
  const forge = await metered(all, () => opened(harness, wire));
  expect(all.count()).toBe(wire.sent());
  const commit = String(await forge.source.tip("main"));
  const outside = wire.sent();
  expect(all.count()).toBe(outside - 1);

  const job = meter();
  harness.github.injectFault({ method: "GET", path: /\/git\/commits\//, status: 502, times: 2 });
  await metered(job, () => forge.source.commit(commit));
  expect(job.count()).toBe(3);
  expect(wire.sent() - outside).toBe(3);
});

it("questions in GraphQL are counted as any other request", async () => {
  await using harness = await startHarness();
  const wire = counting();
  const options = { ...base, installation: harness.github.installationId, baseUrl: harness.github.apiUrl };
  const client = createGithubClient({ ...options, fetch: wire.fetch });
  const job = meter();
  const question = "query { rateLimit { limit } }";
  await metered(job, () => client.graphql("ask", v.unknown(), question, {})).catch(() => undefined);
  expect(wire.sent()).toBeGreaterThan(0);
  expect(job.count()).toBe(wire.sent());
});

it("jobs of one worker are counted apart, also where they share a client and go on at once", async () => {
  await using harness = await startHarness();
  const wire = counting();
  const forge = await opened(harness, wire);
  const before = wire.sent();
  const jobs = [1, 3, 5].map((times) => {
    const own = meter();
    return { own, times, task: () => Promise.all(Array.from({ length: times }, () => forge.source.tip("main"))) };
  });
  await Promise.all(jobs.map(({ own, task }) => metered(own, task)));
  expect(jobs.map(({ own }) => own.count())).toEqual([1, 3, 5]);
  expect(wire.sent() - before).toBe(9);
});

it("what a meter refuses is not sent, and not repeated", async () => {
  await using harness = await startHarness();
  const wire = counting();
  const forge = await opened(harness, wire);
  const before = wire.sent();
  const job = meter(2);
  const tips = () => forge.source.tip("main");
  await metered(job, async () => {
    await tips();
    await tips();
    await expect(tips()).rejects.toThrow(RangeError);
    await expect(tips()).rejects.toThrow("spent");
  });
  expect(wire.sent() - before).toBe(2);
});
