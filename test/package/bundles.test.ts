import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engineDigest } from "../../infra/engine/digest.ts";
import { evaluatedKinds } from "../../workflows/engine/read/evaluated-kinds.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { type Bundle, bundleFunctions, type FunctionName, functionNames } from "../../infra/build/bundle-functions.ts";

const run = promisify(execFile);
let folder = "";
let bundles: readonly Bundle[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "bridgehead-bundles-"));
  bundles = await bundleFunctions(path.join(folder, "built"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function bundleOf(name: FunctionName): Bundle {
  const bundle = bundles.find((candidate) => candidate.name === name);
  if (bundle === undefined) throw new Error(`there is no bundle "${name}"`);
  return bundle;
}

function bytesOf(name: FunctionName): number {
  return Object.values(bundleOf(name).files).reduce((sum, bytes) => sum + bytes, 0);
}

/** What of the bundle's code comes from files whose path matches. */
function inputsOf(name: FunctionName, pattern: RegExp): readonly string[] {
  return bundleOf(name).inputs.filter((input) => pattern.test(input));
}

/** Runs a script in an empty folder with an empty environment: a bundle has nothing but itself. */
async function runAlone(name: FunctionName, script: string): Promise<unknown> {
  const alone = await mkdtemp(path.join(folder, "alone-"));
  await Promise.all(
    Object.keys(bundleOf(name).files).map((file) => cp(path.join(bundleOf(name).folder, file), path.join(alone, file))),
  );
  const index = pathToFileURL(path.join(alone, "index.mjs")).href;
  // As in Lambda, whose processes wait for the next event: the evaluator keeps its thread for it.
  const program = `const { handler } = await import(${JSON.stringify(index)}); ${script} process.exit();`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: alone,
    env: {},
    timeout: 100_000,
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

describe.each(functionNames)("the bundle of %s", (name) => {
  it("loads alone and exports its handler", async () => {
    expect(await runAlone(name, "console.log(JSON.stringify(typeof handler));")).toBe("function");
  });

  it("holds nothing of the local mode, the tests, the command line or development", () => {
    expect(inputsOf(name, /^(infra\/(local|build)|cli|test|workflows\/engine\/help\/examples)\//)).toEqual([]);
    expect(inputsOf(name, /node_modules\/(esbuild|vitest|typescript|fast-check|graphql)\//)).toEqual([]);
  });
});

it("the evaluator works alone: its worker thread and QuickJS stand beside it", async () => {
  const text = 'import AWS from "alchemy/aws/control";\nawait AWS.Events.Connection("orders", { name: "orders" });\n';
  const event = JSON.stringify({ files: [{ path: "orders.ts", text }], kinds: evaluatedKinds(builtinKinds) });
  expect(await runAlone("evaluate", `console.log(JSON.stringify(await handler(${event}, {})));`)).toMatchObject({
    definitions: [{ id: "orders", props: { name: "orders" }, at: { file: "orders.ts", line: 2 } }],
    diagnostics: [],
  });
});

describe("the engine has one name", () => {
  it.each(["plan-worker", "apply-worker", "reconcile"] as const)(
    "in %s as in the sources, which it does not read",
    async (name) => {
      const text = await readFile(path.join(bundleOf(name).folder, "index.mjs"), "utf8");
      expect(text).toContain(JSON.stringify(engineDigest()));
      expect(text).not.toContain("BRIDGEHEAD_ENGINE");
      expect(inputsOf(name, /^infra\/engine\/sources\.ts$/)).toEqual([]);
    },
  );
});

describe("a bundle stays small", () => {
  it.each([
    ["webhook", 600_000],
    ["plan-worker", 1_200_000],
    ["apply-worker", 1_220_000],
    ["reconcile", 1_200_000],
    // Mostly what takes types out, 4 MB, and QuickJS, both with their meters.
    ["evaluate", 6_000_000],
  ] as const)("%s is at most %i bytes", (name, limit) => {
    expect(bytesOf(name)).toBeGreaterThan(10_000);
    expect(bytesOf(name)).toBeLessThanOrEqual(limit);
  });
});

describe("a function carries no code for what its role may not do", () => {
  it("the webhook speaks to no API but those of its secret and its queues, and evaluates nothing", () => {
    const others = /client-(cloudcontrol|dynamodb|eventbridge|lambda|sts)|@octokit\/(rest|core|auth-app)|quickjs|acorn/;
    expect(inputsOf("webhook", others)).toEqual([]);
  });

  const readsValues = /^infra\/aws\/parameter-reader\.ts$/;
  const writesConnections = /^infra\/aws\/cloud-control\.ts$|\/(Create|Update|Delete)ResourceCommand/;

  it.each(["plan-worker", "reconcile"] as const)("%s reads no credential and writes no connection", (name) => {
    expect(inputsOf(name, readsValues)).toEqual([]);
    expect(inputsOf(name, writesConnections)).toEqual([]);
  });

  it("which the applier does, so that these are the names to look for", () => {
    expect(inputsOf("apply-worker", readsValues)).toHaveLength(1);
    expect(inputsOf("apply-worker", writesConnections)).toHaveLength(4);
  });

  it("the planner and the reconciler hand out no ARN, and the reconciler looks at nothing that only a plan needs", () => {
    expect(inputsOf("plan-worker", /^infra\/aws\/arn-exports\.ts$/)).toEqual([]);
    expect(inputsOf("reconcile", /^infra\/aws\/(?:arn-exports|dependents|freeze)\.ts$/)).toEqual([]);
  });

  it("the reconciler, which reads no definitions, has of a kind how its resources are and not what definitions mean", () => {
    const meaning =
      /^workflows\/engine\/(?:(?:interpret|help)\/|kinds\/connection\/(?:(?:index|texts|short-forms)\.ts$|help\/))/;
    // A rule's severity is looked up where the configuration is read.
    const weighed = /^workflows\/engine\/(?:interpret\/[a-z-]*rules\.ts$|help\/(?:texts\/json-text|tell-files)\.ts$)/;
    expect(inputsOf("reconcile", meaning).filter((file) => !weighed.test(file))).toEqual([]);
    expect(inputsOf("plan-worker", meaning).length).toBeGreaterThan(30);
  });

  it("only the evaluator runs foreign code", () => {
    expect(inputsOf("plan-worker", /quickjs/)).toEqual([]);
    expect(inputsOf("apply-worker", /quickjs/)).toEqual([]);
    expect(inputsOf("reconcile", /quickjs|acorn|lambda-evaluator/)).toEqual([]);
  });

  it("the evaluator knows neither AWS nor GitHub", () => {
    expect(inputsOf("evaluate", /@aws-sdk|@smithy|@octokit/)).toEqual([]);
  });
});
