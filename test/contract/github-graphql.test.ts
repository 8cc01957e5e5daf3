import * as v from "valibot";
import { expect, it } from "vitest";
import { createGithubClient, type GithubClient, type GithubClientOptions } from "../../infra/github/github-client.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { kindOf } from "./github-support.ts";
import { appId, type Harness, privateKey, startHarness } from "./local-github/harness.ts";

const query = "query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { databaseId } }";
const schema = v.object({ repository: v.object({ databaseId: v.number() }) });

function optionsOf(harness: Harness): GithubClientOptions {
  return {
    appId,
    privateKey: new SecretText(privateKey),
    installation: harness.github.installationId,
    baseUrl: harness.github.apiUrl,
    remote: false,
    log: undefined,
    fetch,
  };
}

function clientOf(harness: Harness, sent: Request[] = []): GithubClient {
  return createGithubClient({
    ...optionsOf(harness),
    fetch: (input, init) => {
      sent.push(new Request(input, init));
      return fetch(input, init);
    },
  });
}

it("a question is asked with the installation's token, the same as other requests", async () => {
  await using harness = await startHarness();
  const sent: Request[] = [];
  const client = clientOf(harness, sent);
  const { id, owner, name } = harness.github.repository;
  await client.call("read", v.unknown(), () => client.rest.repos.get(harness.place));
  expect(await client.graphql("ask", schema, query, { owner, name })).toEqual({ repository: { databaseId: id } });
  expect(sent.map(({ url }) => new URL(url).pathname.replace(/^.*[/]/, ""))).toEqual([
    "access_tokens",
    name,
    "graphql",
  ]);
  expect(new Set(sent.map(({ headers }) => headers.get("x-github-api-version")))).toEqual(new Set(["2022-11-28"]));
});

it("questions do not wait for one another, as writes do at GitHub's wish: forty are under way at once", async () => {
  await using harness = await startHarness();
  const { owner, name, id } = harness.github.repository;
  const all = Promise.withResolvers<void>();
  let underWay = 0;
  const client = createGithubClient({
    ...optionsOf(harness),
    remote: true,
    async fetch(input, init) {
      if (!new Request(input).url.endsWith("/graphql")) return fetch(input, init);
      underWay += 1;
      if (underWay === 40) all.resolve();
      await all.promise;
      return Response.json({ data: { repository: { databaseId: id } } });
    },
  });
  const asked = Array.from({ length: 40 }, () => client.graphql("ask", schema, query, { owner, name }));
  expect(await Promise.all(asked)).toHaveLength(40);
});

it("what GitHub refuses with status 200 has the kind that it would have had by its status", async () => {
  await using harness = await startHarness();
  const client = clientOf(harness);
  const { owner, name } = harness.github.repository;
  const asked = (variables = { owner, name }, text = query): Promise<string> =>
    kindOf(client.graphql("ask", schema, text, variables));
  const answer = (status: number, body: unknown, times = 1): void =>
    harness.github.injectFault({ path: /graphql$/, status, body, times });
  expect(await asked({ owner, name: "none" })).toBe("not-found");
  expect(await asked(undefined, query.replace("databaseId", "nonsense"))).toBe("invalid");
  answer(200, { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] });
  expect(await asked()).toBe("rate-limited");
  answer(200, { data: { repository: { databaseId: "1" } } });
  expect(await asked()).toBe("unexpected");
  answer(200, { data: { repository: { databaseId: 1 } }, errors: [{ type: "FORBIDDEN", message: "no" }] });
  expect(await asked()).toBe("forbidden");
  answer(403, { message: "You have exceeded a secondary rate limit" });
  expect(await asked()).toBe("rate-limited");
});

it("a question that GitHub failed to answer is asked once more", async () => {
  await using harness = await startHarness();
  const sent: Request[] = [];
  const client = clientOf(harness, sent);
  const { owner, name } = harness.github.repository;
  const questions = (): number => sent.filter(({ url }) => url.endsWith("/graphql")).length;
  harness.github.injectFault({ path: /graphql$/, status: 502, body: { message: "in time" } });
  await client.graphql("ask", schema, query, { owner, name });
  expect(questions()).toBe(2);
  const broken = { errors: [{ message: "Something went wrong while executing your query." }] };
  harness.github.injectFault({ path: /graphql$/, status: 200, body: broken, times: 2 });
  expect(await kindOf(client.graphql("ask", schema, query, { owner, name }))).toBe("unavailable");
  expect(questions()).toBe(4);
});
