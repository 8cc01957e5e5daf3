import child_process, { execFile, type SpawnOptions } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createChildEvaluator } from "../../infra/evaluate/child-evaluator.ts";
import { pullRequestFrom, pullSchema } from "../../infra/github/github-schemas.ts";
import { evaluatedKinds } from "../../workflows/engine/read/evaluated-kinds.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { defined } from "../support/oauth-definitions.ts";
import { planned } from "../support/pull-world.ts";
import { type History, startHistory, statusOf } from "../support/review-history.ts";
import { readRoles, yamlOf } from "./support.ts";

/*
 * What happened to tools of this kind, by the names under which it is known; each test fails when the guard is taken
 * out that keeps it from happening here. This file: what somebody proposes is foreign code, and foreign policy.
 *
 * What cannot happen here has no test:
 * - atlantis v0.48.2, released for a key of its base image that got lost: there is no image, AWS keeps Lambda's runtime.
 */

const never = new AbortController().signal;
const kinds = evaluatedKinds(builtinKinds);

describe("a plan ran an attacker's code beside credentials (Mercari 2022; GitLab 2022; atlantis and terrateam security docs)", () => {
  const canary = `canary-${process.pid}`;
  let folder = "";
  let hits = 0;
  const server = createServer((_, response) => void response.end(String((hits += 1))));
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "bridgehead-incident-"));
    await writeFile(path.join(folder, "credentials"), canary);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    process.env["AWS_SECRET_ACCESS_KEY_OF_A_TEST"] = canary;
  });
  afterAll(async () => {
    delete process.env["AWS_SECRET_ACCESS_KEY_OF_A_TEST"];
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  it("which finds here no environment, no file, no network, no program, and no way out of where it runs", async () => {
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
    const file = JSON.stringify(path.join(folder, "credentials"));
    const mark = JSON.stringify(path.join(folder, "was-here"));
    const thefts = [
      "process.env.AWS_SECRET_ACCESS_KEY_OF_A_TEST",
      "globalThis['pro' + 'cess'].env.AWS_SECRET_ACCESS_KEY_OF_A_TEST",
      "AWS.Events.Connection.constructor('return process')().env.AWS_SECRET_ACCESS_KEY_OF_A_TEST",
      "(0, eval)('process').env.AWS_SECRET_ACCESS_KEY_OF_A_TEST",
      `require('node:fs').readFileSync(${file}, 'utf8')`,
      `(await import('node:fs')).readFileSync(${file}, 'utf8')`,
      `require('node:child_process').execSync('cat ' + ${file})`,
      `require('node:child_process').execSync('touch ' + ${mark})`,
      `require('node:fs').writeFileSync(${mark}, '')`,
      `await (await fetch(${JSON.stringify(url)})).text()`,
      `new WebSocket(${JSON.stringify(url)})`,
    ];
    const files = thefts.map((theft, index) => ({
      path: `a${index}.ts`,
      text:
        `import AWS from "bridgehead";\nlet seen = "nothing";\ntry { seen = String(${theft}); } catch {}\n` +
        `await AWS.Events.Connection("a${index}", { description: seen });\n`,
    }));
    const evaluator = createChildEvaluator();
    try {
      const evaluation = await evaluator.evaluate(files, kinds, never);
      const seen = evaluation.definitions.map(({ props }) => props["description"]);
      expect(seen.length).toBeGreaterThan(8);
      expect(new Set(seen)).toEqual(new Set(["nothing"]));
      expect(JSON.stringify(evaluation)).not.toContain(canary);
      expect(hits).toBe(0);
      expect(await readdir(folder)).toEqual(["credentials"]);
    } finally {
      evaluator.close();
    }
  });

  it("nor would it find any, had it got out of the sandbox: the process that runs it was given none", async () => {
    const spy = vi.spyOn(child_process, "spawn");
    syncBuiltinESMExports();
    const evaluator = createChildEvaluator();
    evaluator.prepare();
    evaluator.close();
    const [, given, options] = (spy.mock.calls[0] ?? []) as unknown as [string, readonly string[], SpawnOptions];
    spy.mockRestore();
    syncBuiltinESMExports();
    const attempts = {
      environment: "process.env.AWS_SECRET_ACCESS_KEY_OF_A_TEST",
      reading: `fs.readFileSync(${JSON.stringify(path.join(folder, "credentials"))}, "utf8")`,
      writing: `fs.writeFileSync(${JSON.stringify(path.join(folder, "was-here"))}, "")`,
      running: 'require("node:child_process").execFileSync("/bin/echo", ["ran"])',
    };
    const probe =
      `const { createRequire } = await import("node:module"); const require = createRequire(import.meta.url);` +
      `const fs = require("node:fs"); const told = {};` +
      Object.entries(attempts)
        .map(([name, code]) => `try { told.${name} = String(${code}); } catch (error) { told.${name} = error.code; }`)
        .join("") +
      "process.stdout.write(JSON.stringify(told));";
    // In place of the program, with whatever else it is started with.
    const flags = given.filter((argument) => argument.startsWith("--"));
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, "--input-type=module", "--eval", probe], {
      env: options.env,
    });
    expect(JSON.parse(stdout)).toEqual({
      environment: "undefined",
      reading: "ERR_ACCESS_DENIED",
      writing: "ERR_ACCESS_DENIED",
      running: "ERR_ACCESS_DENIED",
    });
  });

  it("deployed it runs in functions whose roles may do nothing at all, and another one runs what was merged", async () => {
    const evaluators = (await readRoles()).filter(({ name }) => name.startsWith("Evaluate"));
    expect(evaluators).toMatchObject([{ statements: [] }, { statements: [] }]);
    const functionSchema = v.looseObject({
      role: v.string(),
      environment: v.optional(v.record(v.string(), v.unknown())),
    });
    const { functions } = v.parse(
      v.object({ functions: v.record(v.string(), functionSchema) }),
      await yamlOf("serverless.yml"),
    );
    for (const name of ["evaluatePullRequest", "evaluateDefaultBranch"]) {
      expect(functions[name]?.role).toBe(`E${name.slice(1)}Role`);
      expect(functions[name]?.environment).toBeUndefined();
    }
    const evaluatorOf = (name: string): unknown => functions[name]?.environment?.["BRIDGEHEAD_EVALUATE_FUNCTION"];
    expect(evaluatorOf("planWorker")).toMatch(/evaluatePullRequest$/);
    expect(evaluatorOf("applyWorker")).toMatch(/evaluateDefaultBranch$/);
  });
});

describe("a stranger's fork was planned with credentials (atlantis before v0.3.2; HCP Terraform refuses it for this reason)", () => {
  const orders = { merge: { "orders.ts": "orders" }, mayWrite: false };

  it("here its definitions are evaluated, and AWS is asked for nothing", async () => {
    const { ended, check, comments, published, asked } = await planned({ ...orders, answers: [{ isFork: true }] });
    expect(ended).toEqual({ outcome: "refused", reason: "fork" });
    expect({ comments, published, asked }).toEqual({ comments: [], published: undefined, asked: [] });
    expect(check?.conclusion).toBe("action_required");
  });

  it("one of this very repository is planned, so that these are the calls to look for", async () => {
    const { ended, published, asked } = await planned(orders);
    expect(ended).toMatchObject({ outcome: "planned" });
    expect(published).toBeDefined();
    expect(asked.length).toBeGreaterThan(0);
  });

  it.each([
    ["of another repository, whatever it is called", { id: 77 }],
    ["of a fork that was deleted", null],
  ])("a head %s is a fork's", (_, repo) => {
    const account = { login: "mallory", id: 5 };
    const pull = v.parse(pullSchema, {
      number: 1,
      html_url: "https://github.example/acme/eventing/pull/1",
      state: "open",
      merged_at: null,
      merge_commit_sha: null,
      user: account,
      head: { sha: "a".repeat(40), repo },
      base: { ref: "main", repo: { id: 7, owner: { login: "acme" } } },
    });
    expect(pullRequestFrom(pull).isFork).toBe(true);
    const own = { ...pull, head: { ...pull.head, repo: { id: 7 } } };
    expect(pullRequestFrom(own).isFork).toBe(false);
  });
});

describe(
  "the branch that is judged brought the policy that judges it (atlantis docs/security.md)",
  { timeout: 120_000 },
  () => {
    const policy = (members: object) => ({ "bridgehead.config.json": JSON.stringify(members) });
    const narrow = { oauthHosts: ["x.example.com"] };
    const wide = { oauthHosts: ["x.example.com", "e.example.com"] };
    const elsewhere = defined("alpha", { to: "e" });
    let history: History;
    beforeAll(async () => {
      history = await startHistory(["alpha", "beta"]);
      await history.merge(await history.propose(policy(narrow)));
      await history.run();
    });
    afterAll(() => history.close());

    const conclusionOf = async (number: number): Promise<unknown> => {
      const { octokit, place } = history.pipeline;
      const { data } = await octokit.rest.pulls.get({ ...place, pull_number: number });
      return await history.pipeline.conclusion(data.head.sha, "bridgehead / plan");
    };

    it("a pull request that widens what is allowed, and needs it, is not green", async () => {
      const both = await history.propose({ ...policy(wide), ...elsewhere });
      expect(await conclusionOf(both.number)).toBe("action_required");
    });

    it("a policy that somebody pushed allows nothing, not even to a pull request that was reviewed", async () => {
      await history.push(policy(wide));
      await history.run();
      await history.merge(await history.propose(elsewhere));
      for (let runs = 0; runs < 2; runs += 1) expect(statusOf(await history.run(), "alpha")).toBe("held");
      expect(history.live("alpha")?.to).toBe("x");
      await history.push(policy(narrow), defined("alpha"));
      await history.run();
    });

    it("a pull request that asks for no approvals any more takes as many as before", async () => {
      await history.merge(await history.propose(policy({ ...narrow, approvals: 1 })));
      await history.run();
      const lowering = await history.propose({ ...policy(narrow), ...defined("beta", null) });
      expect(await conclusionOf(lowering.number)).toBe("action_required");
      await history.merge(lowering);
      expect(statusOf(await history.run(), "beta")).toBe("held");
      expect(history.names()).toEqual(["alpha", "beta"]);
    });
  },
);
