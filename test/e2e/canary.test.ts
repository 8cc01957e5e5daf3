import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";
import { bridgehead } from "../support/bridgehead.ts";
import { mkdir, writeFile } from "node:fs/promises";

/** Credentials that would be seen anywhere: quotes and slashes, so that every way of escaping them is tried. */
const canaries = {
  parameter: `canary-parameter-"q"/s\\b+<7f3a>`,
  rotated: `canary-rotated-"q"/s\\b+<91cc>`,
  literal: `canary-literal-'q'/s+<5d2e>`,
};
const probes = Object.values(canaries).flatMap((value) => [
  // Without a character that any escaping touches: found however often the text was escaped.
  value.slice(0, 14),
  encodeURIComponent(value),
  Buffer.from(value).toString("base64"),
]);

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
  pipeline.stack.aws.putParameter({ name: "/bridgehead/orders/key", value: canaries.parameter });
  pipeline.stack.aws.putParameter({ name: "/bridgehead/oauth/key", value: canaries.parameter });
});
afterAll(() => pipeline.close());

function leaks(text: string): readonly string[] {
  return probes.filter((probe) => text.includes(probe));
}

/** Everything that GitHub shows, that was logged, and that the runs said. */
async function everythingShown(): Promise<string> {
  const { octokit, place, log, runs, stack } = pipeline;
  const pulls = await octokit.paginate(octokit.rest.pulls.list, { ...place, state: "all" });
  const comments = await Promise.all(pulls.map(({ number }) => pipeline.user.comments(number)));
  const commits = await octokit.paginate(octokit.rest.repos.listCommits, { ...place, sha: "main" });
  const shas = [...new Set([...commits.map(({ sha }) => sha), ...pulls.map(({ head }) => head.sha)])];
  const checks = await Promise.all(
    shas.map(async (ref) => {
      const { data } = await octokit.rest.checks.listForRef({ ...place, ref, filter: "all" });
      const annotations = await Promise.all(
        data.check_runs.map(({ id }) => octokit.rest.checks.listAnnotations({ ...place, check_run_id: id })),
      );
      return [data, annotations.map((each) => each.data)];
    }),
  );
  const ledger = await readFile(stack.ledgerPath, "utf8");
  return JSON.stringify([comments, checks, log, runs, stack.aws.requests(), JSON.parse(ledger)]);
}

const oauth = JSON.stringify({
  id: "oauth",
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  authParameters: {
    clientId: "client",
    clientSecret: "{{resolve:ssm-secure:/bridgehead/oauth/key}}",
    authorizationEndpoint: "https://auth.example.com/token",
    httpMethod: "POST",
  },
});

describe("a seeded canary", () => {
  it("reaches AWS, and nothing else, in plans and applies that go well", async () => {
    const { number } = await pipeline.propose("add", {
      "connections/orders.json": definitionJson("orders"),
      "connections/oauth.json": oauth,
      "connections/literal.json": definitionJson("literal", { authParameters: { apiKey: canaries.literal } }),
    });
    await pipeline.merge(number);
    expect(pipeline.runs.at(-1)?.outcome).toBe("applied");
    expect(JSON.stringify(pipeline.stack.aws.storedConnection("orders")?.properties)).toContain("canary-parameter");
    expect(JSON.stringify(pipeline.stack.aws.storedConnection("literal")?.properties)).toContain("canary-literal");
    expect(leaks(await everythingShown())).toEqual([]);
  });

  it.each([
    ["an operation's status", { kind: "fail", code: "InvalidRequest", message: `Value '${canaries.rotated}' failed` }],
    [
      "an operation's status, cut short",
      { kind: "fail", code: "InvalidRequest", message: `Value '${canaries.rotated.slice(0, 20)}` },
    ],
    [
      "an exception",
      { kind: "error", code: "ValidationException", message: `${JSON.stringify(canaries.rotated)} failed` },
    ],
    ["a failed hook", { kind: "hook", message: `found ${canaries.rotated}` }],
    [
      "the state of the connection",
      { kind: "end-state", state: "DEAUTHORIZED", reason: `401 for ${canaries.rotated}` },
    ],
    ["the model in the progress event", { kind: "resource-model", shows: "desired" }],
  ] as const)("is masked where AWS echoes it in %s", async (_, fault) => {
    pipeline.stack.aws.putParameter({ name: "/bridgehead/orders/key", value: canaries.rotated });
    const operation =
      fault.kind === "end-state" || fault.kind === "resource-model" ? {} : { operation: "UpdateResource" };
    pipeline.stack.aws.addFault({ ...fault, ...operation, name: "orders" });
    await pipeline.user.dispatch({ operation: "apply" });
    await pipeline.stack.idle();
    pipeline.stack.aws.clearFaults();
    expect(pipeline.runs.at(-1)?.results.map(({ name }) => name)).toContain("orders");
    expect(leaks(await everythingShown())).toEqual([]);
  });

  it("is nowhere in the files and the output of the command line", async () => {
    const cwd = await mkdtemp(path.join(tmpdir(), "bridgehead-canary-"));
    try {
      await mkdir(path.join(cwd, "connections"));
      await writeFile(
        path.join(cwd, "connections", "mine.json"),
        definitionJson("mine", { authParameters: { apiKey: "{{resolve:ssm-secure:/bridgehead/orders/key}}" } }),
      );
      await writeFile(
        path.join(cwd, "connections", "text.json"),
        definitionJson("text", { authParameters: { apiKey: canaries.literal } }),
      );
      const env = { AWS_ENDPOINT_URL: pipeline.stack.aws.url };
      const outputs = [];
      for (const args of [
        ["validate"],
        ["plan"],
        ["plan", "--markdown"],
        ["plan", "--json"],
        ["apply", "--yes"],
        ["plan", "--json"],
      ]) {
        const { stdout, stderr } = await bridgehead(args, { cwd, env });
        outputs.push(stdout, stderr);
      }
      for (const file of await readdir(path.join(cwd, ".bridgehead"))) {
        outputs.push(await readFile(path.join(cwd, ".bridgehead", file), "utf8"));
      }
      expect(pipeline.stack.aws.connectionNames()).toContain("mine");
      expect(leaks(outputs.join("\n"))).toEqual([]);
    } finally {
      await rm(cwd, { recursive: true });
    }
  });
});
