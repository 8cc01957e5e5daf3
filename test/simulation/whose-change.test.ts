import { afterAll, beforeAll, expect, it } from "vitest";
import { listJson } from "../comments/definitions.ts";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";

/* What is a pull request's own where it is not plain: helpers, halves of replacements, texts that the base has as well. */

const PLAN = "bridgehead / plan";
let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
  for (const id of [
    "alpha",
    "beta",
    "gamma",
    "a",
    "b",
    "lit",
    "lit2",
    "dup",
    "infra",
    "late",
    "one",
    "two",
    "moved",
    "added",
  ]) {
    pipeline.stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: `value-of-${id}` });
  }
});
afterAll(() => pipeline.close());
const titleOf = async (sha: string) => (await pipeline.user.checks(sha)).find(({ name }) => name === PLAN)?.title;
const ts = (id: string, name: string, more = "") => `import { AWS } from "bridgehead";
import { description } from "./_shared.ts";

await AWS.Events.Connection("${id}", {
  name: "${name}",
  description,
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "x-api-key", apiKey: "{{resolve:ssm-secure:/bridgehead/${name}/key}}" },
  ${more}
});
`;
const shared = (text: string) => `export const description = "${text}";\n`;

it("a helper that a pull request changes is used by what a push adds: the plan is made again", async () => {
  const first = await pipeline.propose("first", {
    "connections/_shared.ts": shared("one"),
    "connections/alpha.ts": ts("alpha", "alpha"),
  });
  await pipeline.merge(first.number);
  const { number, head } = await pipeline.propose("helper", { "connections/_shared.ts": shared("two") });
  expect(await titleOf(head)).toBe("Plan: 1 to update");
  const later = await pipeline.propose("later", { "connections/beta.ts": ts("beta", "beta") });
  await pipeline.merge(later.number);
  const comment = await pipeline.comment(number);
  await pipeline.merge(number);
  expect(comment).toContain("2 to update");
});

it("the half of a replacement: b replaces a, whose removal a push left held", async () => {
  const first = await pipeline.propose("r1", { "connections/x.ts": ts("x", "a") });
  await pipeline.merge(first.number);
  await pipeline.work.checkout("main", "main");
  await pipeline.push("main", { "connections/x.ts": null });
  const { number } = await pipeline.propose("r2", { "connections/y.ts": ts("x", "b") });
  const comment = (await pipeline.user.comments(number))[0] ?? "none";
  await pipeline.merge(number);
  expect(comment.split("Not from here")[0]).toContain("`b`");
});

it("a second credential as text in a file that has one is as loud as the first", async () => {
  const lit = (value: string) => ({ authParameters: { apiKeyName: "x", apiKey: value } });
  const first = await pipeline.propose("l1", {
    "connections/lit.json": listJson(["lit"], () => lit("first-secret")),
  });
  expect(await pipeline.comment(first.number)).toContain("A credential stands in the repository as text");
  await pipeline.merge(first.number);
  const second = await pipeline.propose("l2", {
    "connections/lit.json": listJson(["lit", "lit2"], (id) => lit(id === "lit" ? "first-secret" : "quite-another")),
  });
  const comment = await pipeline.comment(second.number);
  expect(comment).toContain("stands in the repository as text");
});

it("two pull requests with one head: closing one leaves the other's check alone", async () => {
  const one = await pipeline.propose("same-1", { "connections/dup.json": definitionJson("dup") });
  await pipeline.octokit.rest.git.createRef({ ...pipeline.place, ref: "refs/heads/same-3", sha: one.head });
  const two = await pipeline.user.openPullRequest("same-3", "Again");
  await pipeline.stack.idle();
  await pipeline.user.close(two.number);
  await pipeline.stack.idle();
  expect(await titleOf(one.head)).toBe("Plan: 1 to create");
});

it("a helper that moves a destination moves that of what was added since, and its plan says so", async () => {
  const oauth = (name: string) => `import { AWS } from "bridgehead";
import { endpoint } from "./_endpoint.ts";

await AWS.Events.Connection("${name}", {
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  authParameters: {
    oauthParameters: {
      clientParameters: { clientId: "c", clientSecret: "{{resolve:ssm-secure:/bridgehead/${name}/key}}" },
      authorizationEndpoint: endpoint,
      httpMethod: "POST",
    },
  },
});
`;
  const shared = (host: string) => `export const endpoint = "https://${host}/token";\n`;
  const first = await pipeline.propose("endpoint-1", {
    "connections/_endpoint.ts": shared("a.example.com"),
    "connections/moved.ts": oauth("moved"),
  });
  await pipeline.merge(first.number);
  const { number } = await pipeline.propose("endpoint-2", { "connections/_endpoint.ts": shared("b.example.com") });
  const later = await pipeline.propose("endpoint-3", { "connections/added.ts": oauth("added") });
  await pipeline.merge(later.number);
  const comment = await pipeline.comment(number);
  expect(comment).toContain("`added`");
});

it("an error of its own that looks like one of the base's is the pull request's", async () => {
  const bad = (id: string) => (id === "x" ? {} : { authorizationType: "NONE" });
  await pipeline.work.checkout("main", "main");
  await pipeline.push("main", { "connections/list.json": listJson(["one"], bad) });
  const { head } = await pipeline.propose("same-error", {
    "connections/list.json": listJson(["one", "two"], bad),
  });
  const check = (await pipeline.user.checks(head)).find(({ name }) => name === PLAN);
  expect(check?.conclusion).toBe("failure");
  await pipeline.work.checkout("main", "main");
  await pipeline.push("main", { "connections/list.json": null });
});

it("a folder that becomes the definitions folder: what changes it is planned again", async () => {
  const { head } = await pipeline.propose("infra", { "infra/infra.json": definitionJson("infra") });
  expect(await titleOf(head)).toBe("No definitions changed");
  await pipeline.work.checkout("main", "main");
  await pipeline.push("main", {
    "bridgehead.config.json": JSON.stringify({ definitions: "infra" }),
    "infra/keep.json": definitionJson("late"),
  });
  expect(await titleOf(head)).not.toBe("No definitions changed");
});
