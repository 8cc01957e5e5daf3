import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGithubApp, type GithubApp } from "../../infra/github/github-app.ts";
import { appCredentials } from "./github-support.ts";
import { type Harness, startHarness } from "./local-github/harness.ts";

let harness: Harness;
let app: GithubApp;

beforeAll(async () => {
  harness = await startHarness();
  app = createGithubApp({ credentials: appCredentials, baseUrl: harness.github.apiUrl });
});
afterAll(() => harness[Symbol.asyncDispose]());

describe("the App's repositories", () => {
  it("are found by their ids, with their current names", async () => {
    const { owner, name, id } = harness.github.repository;
    expect(await app.installedRepositories(new Set([id, 4711]))).toEqual([
      { repository: { id, owner, name }, installation: harness.github.installationId },
    ]);
    expect(await app.installedRepositories(new Set())).toEqual([]);
  });
});

describe("the App's deliveries", () => {
  beforeAll(async () => {
    // More than one page of them.
    for (let sent = 0; sent < 120; sent += 1) harness.github.setWebhook({ url: harness.hookUrl });
    await harness.github.idle();
    harness.github.setWebhook({ url: "http://127.0.0.1:1/" });
    await harness.github.idle();
  });

  it("are listed newest first, page after page, with what became of them", async () => {
    const found = await app.deliveries.since(0);
    expect(found.length).toBeGreaterThan(120);
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    expect(found[0]).toEqual({
      id: expect.stringMatching(/^\d+$/),
      guid: expect.any(String),
      deliveredAt: expect.any(Number),
      succeeded: false,
      event: "ping",
      repository: null,
    });
    expect(found[1]?.succeeded).toBe(true);
    const times = found.map(({ deliveredAt }) => deliveredAt);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it("are read for twenty pages and no further, however many there are", async () => {
    const asked: string[] = [];
    const { deliveries } = createGithubApp({
      credentials: appCredentials,
      baseUrl: harness.github.apiUrl,
      async fetch(input, init) {
        const { href, searchParams } = new URL(input instanceof Request ? input.url : input);
        if (!href.includes("/hook/deliveries")) return fetch(input, init);
        asked.push(searchParams.get("cursor") ?? "first");
        const one = {
          id: asked.length,
          guid: "g",
          delivered_at: new Date().toISOString(),
          status: "OK",
          event: "push",
        };
        const link = `<${harness.github.apiUrl}/app/hook/deliveries?cursor=${asked.length}>; rel="next"`;
        return new Response(JSON.stringify([one]), { headers: { "content-type": "application/json", link } });
      },
    });
    expect(await deliveries.since(0)).toHaveLength(20);
    expect(asked.slice(0, 3)).toEqual(["first", "1", "2"]);
  });

  it("begin at a time", async () => {
    expect(await app.deliveries.since(Date.now() + 60_000)).toEqual([]);
  });

  it("are sent again under the same guid", async () => {
    const [failed] = await app.deliveries.since(0);
    harness.github.setWebhook({ url: harness.hookUrl });
    await app.deliveries.redeliver(failed?.id ?? "");
    await harness.github.idle();
    const again = (await app.deliveries.since(0)).filter(({ guid }) => guid === failed?.guid);
    expect(again.map(({ succeeded }) => succeeded)).toEqual([true, false]);
  });

  it("keep ids that a number cannot hold exact", async () => {
    const id = "9007199254740993123";
    const body = `[{"id":${id},"guid":"g","delivered_at":"2026-11-23T14:41:00Z","status":"OK","event":"push","repository_id":7}]`;
    harness.github.injectFault({ path: /\/app\/hook\/deliveries$/, status: 200, raw: Buffer.from(body) });
    const [delivery] = await app.deliveries.since(0);
    expect(delivery).toMatchObject({ id, repository: 7, succeeded: true });
    await expect(app.deliveries.redeliver(id)).rejects.toMatchObject({ kind: "not-found" });
  });
});

describe("a repository's checks and open pull requests", () => {
  it("are this App's newest check of each name, and what is open into the branch", async () => {
    const { id } = harness.github.repository;
    const forge = await app.repository({ ...harness.github.repository, id }, null);
    const head = await harness.seed("topic", { "topic.txt": "topic" });
    expect(await forge.checks.checksOn(head)).toEqual([]);
    const report = { commit: head, title: "t", summary: "s", annotations: [], externalId: null };
    await forge.checks.putCheck({ ...report, name: "done", conclusion: "success" });
    await forge.checks.putCheck({ ...report, name: "going", conclusion: null });
    const checks = await forge.checks.checksOn(head);
    expect(checks.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: "done", open: false, startedAt: expect.any(Number) },
      { name: "going", open: true, startedAt: expect.any(Number) },
    ]);

    const { pulls } = harness.user("bob").rest;
    const { data: pull } = await pulls.create({ ...harness.place, head: "topic", base: "main", title: "Topic" });
    expect(await forge.review.openPullRequests("main")).toMatchObject([{ number: pull.number, head, open: true }]);
    expect(await forge.review.openPullRequests("other")).toEqual([]);
    await pulls.update({ ...harness.place, pull_number: pull.number, state: "closed" });
    expect(await forge.review.openPullRequests("main")).toEqual([]);
  });
});
