import { afterAll, beforeAll, expect, it } from "vitest";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline();
  for (const id of ["alpha", "beta", "gamma"]) {
    pipeline.stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: `value-of-${id}` });
  }
});
afterAll(() => pipeline.close());

it("what a pull request deletes beside mending a file that cannot be read is shown", async () => {
  const first = await pipeline.propose("first", {
    "connections/alpha.json": definitionJson("alpha"),
    "connections/beta.json": definitionJson("beta"),
  });
  await pipeline.merge(first.number);
  await pipeline.work.checkout("main", "main");
  await pipeline.push("main", { "connections/large.json": `[]${" ".repeat(1_200_000)}` });
  const { number } = await pipeline.propose("mends", {
    "connections/large.json": null,
    "connections/alpha.json": definitionJson("alpha", { description: "mine" }),
    "connections/beta.json": null,
    "connections/gamma.json": definitionJson("gamma"),
  });
  const comment = (await pipeline.user.comments(number))[0] ?? "none";
  await pipeline.merge(number);
  expect(comment.split("Not from here")[0]).toContain("beta");
});

it("a force push there and back has the plan made again", async () => {
  const code = (name: string, more = "") => `import { AWS } from "bridgehead";
import { description } from "./_shared.ts";
await AWS.Events.Connection("${name}", {
  description,
  authorizationType: "API_KEY",

  authParameters: { apiKeyName: "x-api-key${more}", apiKey: "{{resolve:ssm-secure:/bridgehead/${name}/key}}" },
});
`;
  const shared = (text: string) => `export const description = "${text}";\n`;
  await pipeline.work.checkout("main", "main");
  const zero = await pipeline.push("main", {
    "connections/_shared.ts": shared("zero"),
    "connections/gamma.json": null,
    "connections/gamma.ts": code("gamma"),
  });
  const { number } = await pipeline.propose("moves", { "connections/gamma.ts": code("gamma", "-2") });
  await pipeline.work.checkout("main", "main");
  const one = await pipeline.push("main", { "connections/_shared.ts": shared("one") });
  expect(await pipeline.comment(number)).toContain(one.slice(0, 7));
  for (const sha of [zero, one]) {
    await pipeline.octokit.rest.git.updateRef({ ...pipeline.place, ref: "heads/main", sha, force: true });
    await pipeline.stack.idle();
  }
  expect(await pipeline.comment(number)).toContain(`\`main\` at ${one.slice(0, 7)}`);
});
