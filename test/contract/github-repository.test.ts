import { generateKeyPairSync } from "node:crypto";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGithubApp } from "../../infra/github/github-app.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import type { Forge } from "../../workflows/ports/forge.ts";
import { fixed } from "../support/fixed.ts";
import { appCredentials, kindOf, open, openPull } from "./github-support.ts";
import { appId, type Harness, startHarness } from "./local-github/harness.ts";

describe("opening a repository", () => {
  it("finds the installation when none is given", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    expect(forge.id).toEqual(harness.github.repository);
    expect(await forge.source.defaultBranch()).toBe("main");
  });

  describe("of another id under the same name", () => {
    const report = { name: "x", commit: "main", title: "x", summary: "x", annotations: [], externalId: null };
    const written: string[] = [];
    let harness: Harness;
    beforeAll(async () => {
      harness = await startHarness();
      await openPull(harness);
    });
    afterAll(() => harness[Symbol.asyncDispose]());

    it.each<[string, (forge: Forge) => Promise<unknown>]>([
      ["its default branch", ({ source }) => source.defaultBranch()],
      ["a pull request", ({ review }) => review.look(1)],
      ["a pull request alone", ({ review }) => review.pullRequest(1)],
      ["a merge", ({ source }) => source.mergeCandidate(1, AbortSignal.timeout(5_000))],
      ["that it has no such file", ({ source }) => source.file("main", "none")],
      ["that it has no such branch", ({ source }) => source.tip("none")],
      ["who may write", ({ trigger }) => trigger.mayWrite({ id: 1, login: "bob" })],
      ["a check", ({ checks }) => checks.putCheck({ ...report, conclusion: null })],
      ["a comment", ({ review }) => review.putComment(1, "<!-- x -->", "x", "create-or-edit")],
      [
        "a deployment",
        ({ checks }) => checks.putDeployment({ commit: "main", environment: "x", state: "success", description: "x" }),
      ],
    ])("says and takes nothing: %s", async (_, ask) => {
      const app = createGithubApp({
        credentials: appCredentials,
        baseUrl: harness.github.apiUrl,
        fetch: async (input, init) => {
          const { pathname } = new URL(input instanceof Request ? input.url : input);
          const isRead = (init?.method ?? "GET") === "GET" || /graphql$|access_tokens$/.test(pathname);
          if (!isRead) written.push(pathname);
          return fetch(input, init);
        },
      });
      const { id, owner, name } = harness.github.repository;
      const forge = await app.repository({ id: id + 1, owner, name }, harness.github.installationId);
      expect(await kindOf(ask(forge))).toBe("not-found");
      expect(written).toEqual([]);
    });
  });

  it("is unauthorized with another key, and says so without showing a key or token", async () => {
    await using harness = await startHarness();
    const { privateKey: wrong } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
    });
    const opening = open(harness, { credentials: fixed({ appId, privateKey: new SecretText(wrong) }) });
    const error: unknown = await opening.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: "unauthorized", status: 401, requestId: expect.any(String) });
    const shown = inspect(error, { depth: 10 });
    expect(shown).not.toContain(wrong.split("\n")[1]);
    expect(shown).not.toMatch(/eyJ[\w-]+\./);
  });
});

describe("failures of GitHub", () => {
  it.each([
    [403, {}, "forbidden"],
    [404, {}, "not-found"],
    [409, {}, "conflict"],
    [422, {}, "invalid"],
    [429, {}, "rate-limited"],
    [403, { "x-ratelimit-remaining": "0" }, "rate-limited"],
  ] as const)("with status %i and headers %o are %s", async (status, headers, kind) => {
    await using harness = await startHarness();
    const forge = await open(harness);
    harness.github.injectFault({ path: /\/pulls\/1$/, status, headers, body: { message: "no" }, times: 5 });
    expect(await kindOf(forge.review.pullRequest(1))).toBe(kind);
  });

  it("are waited out when a read meets one, or a short rate limit", async () => {
    await using harness = await startHarness();
    const forge = await open(harness, { remote: true });
    harness.github.injectFault({ path: /\/ref\/heads/, status: 503 });
    const limit = { message: "You have exceeded a secondary rate limit" };
    harness.github.injectFault({ path: /\/connections$/, status: 403, headers: { "retry-after": "1" }, body: limit });
    expect(await Promise.all([forge.source.tip("main"), forge.source.defaultBranch()])).toEqual([
      expect.any(String),
      "main",
    ]);
  });

  it("do not make a write happen twice", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    await openPull(harness);
    harness.github.injectFault({ method: "POST", path: /\/comments$/, status: 502, afterwards: true });
    const put = (): Promise<unknown> => forge.review.putComment(1, "<!-- x -->", "text", "create-or-edit");
    expect(await kindOf(put())).toBe("unavailable");
    await put();
    const { data } = await harness.user("bob").rest.issues.listComments({ ...harness.place, issue_number: 1 });
    expect(data).toHaveLength(1);
  });

  it("include answers that do not fit GitHub's own description", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    harness.github.injectFault({ path: /\/pulls\/1$/, status: 200, body: { number: "1" } });
    expect(await kindOf(forge.review.pullRequest(1))).toBe("unexpected");
  });

  it("include no answer at all", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    await harness.github.close();
    expect(await kindOf(forge.trigger.mayWrite({ id: 1, login: "bob" }))).toBe("unavailable");
  });
});
