import crypto from "node:crypto";
import { readFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";
import { sign } from "@octokit/webhooks-methods";
import * as v from "valibot";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createHandler } from "../../functions/webhook.ts";
import { parseSettings } from "../../infra/compose/lambda.ts";
import { joinWebhook } from "../../infra/compose/workers.ts";
import { engineDigest } from "../../infra/engine/digest.ts";
import { createVerifySignature } from "../../infra/github/verify-signature.ts";
import { startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import { systemClock } from "../../infra/system-clock.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { receiveWebhook, type WebhookRequest } from "../../workflows/receive-webhook.ts";
import { kindOf, open } from "../contract/github-support.ts";
import { startHarness } from "../contract/local-github/harness.ts";
import { fixed } from "../support/fixed.ts";
import { target } from "../support/definitions.ts";
import { lambdaContext, memoryLog } from "../support/lambda.ts";
import { root, sourceModules } from "../support/source-imports.ts";
import { repository, secret, signedRequest, webhookDeps } from "../unit/webhook/support.ts";
import { yamlOf } from "./support.ts";

/* Who may ask for anything at all, and what an answer gives away. */

const opened = { action: "opened", number: 12, pull_request: { merged: false }, repository };

async function receive(event: string, payload: unknown, changes: Partial<WebhookRequest> = {}) {
  const deps = webhookDeps();
  const { status, body } = await receiveWebhook(await signedRequest(event, payload, changes), deps);
  return { status, reason: body.reason, queued: deps.sent.length };
}

/** Lengths of what was compared in constant time while something was done. */
async function comparisons(act: () => Promise<unknown>): Promise<readonly (readonly number[])[]> {
  const spy = vi.spyOn(crypto, "timingSafeEqual");
  syncBuiltinESMExports();
  try {
    await act();
    return spy.mock.calls.map((given) => given.map(({ byteLength }) => byteLength));
  } finally {
    spy.mockRestore();
    syncBuiltinESMExports();
  }
}

describe("CVE-2022-24912 (atlantis before 0.19.7): the webhook's secret was compared in a time that told how much was right", () => {
  const text = JSON.stringify(opened);
  const whole = "sha256=".length + 64;
  const signedWith = (signature: string) =>
    receive("pull_request", text, { headers: { "x-hub-signature-256": signature } });
  const nearly = async () => {
    const signature = await sign(secret, text);
    return `${signature.slice(0, -1)}${signature.endsWith("0") ? "1" : "0"}`;
  };

  it("a signature whose last digit alone is wrong is refused", async () => {
    expect(await signedWith(await nearly())).toEqual({ status: 401, reason: "signature-invalid", queued: 0 });
    expect(await signedWith(await sign(secret, text))).toEqual({ status: 202, reason: "queued", queued: 1 });
  });

  it("all of it is compared, in constant time, however much is right", async () => {
    for (const signature of [await nearly(), `sha256=${"f".repeat(64)}`]) {
      expect(await comparisons(() => signedWith(signature))).toEqual([[whole, whole]]);
    }
  });

  it("with every secret that counts, whichever is the right one", async () => {
    const secrets = ["the new one", secret].map((each) => new SecretText(each));
    for (const [first, second] of [secrets, secrets.toReversed()]) {
      const verify = createVerifySignature(fixed([first as SecretText, second as SecretText]));
      const act = async () => expect(await verify(Buffer.from(text), await sign(secret, text))).toBe(true);
      expect(await comparisons(act)).toHaveLength(2);
    }
  });

  it("over the bytes that came, not over what they mean", async () => {
    const spaced = JSON.stringify(opened, null, 1);
    const headers = { "x-hub-signature-256": await sign(secret, text) };
    expect(await receive("pull_request", spaced, { headers })).toMatchObject({ status: 401, queued: 0 });
  });
});

describe("GO-2025-3940, CVE-2025-58445 (atlantis): an open status page told the version", () => {
  const serverless = v.object({
    functions: v.record(
      v.string(),
      v.looseObject({ events: v.optional(v.array(v.record(v.string(), v.unknown())), []) }),
    ),
  });

  it("one address is open to the world, for POST alone", async () => {
    const { functions } = v.parse(serverless, await yamlOf("serverless.yml"));
    const events = Object.values(functions).flatMap((each) => each.events);
    // The rules of EventBridge are on the account's own bus.
    const isInside = (event: object): boolean => ["sqs", "schedule", "eventBridge"].some((name) => name in event);
    expect(events.filter((event) => !isInside(event))).toEqual([
      { httpApi: { method: "POST", path: "/webhooks/github" } },
    ]);
    expect(Object.values(functions).filter((each) => "url" in each)).toEqual([]);
  });

  it.each([
    ["GET", "/"],
    ["GET", "/status"],
    ["POST", "/healthz"],
    ["GET", "/webhooks/github"],
    ["POST", "/webhooks/github/"],
    ["POST", "/webhooks/github"],
  ])(
    "%s %s without a signature is told that it is refused, and nothing of what refuses it",
    async (method, rawPath) => {
      const deps = webhookDeps();
      const handler = createHandler(async () => deps, memoryLog());
      const event = { rawPath, headers: {}, requestContext: { http: { method } }, body: "{}" };
      const { statusCode, headers = {}, body = "" } = await handler(event, lambdaContext());
      expect(statusCode).toBe(rawPath !== "/webhooks/github" ? 404 : method === "POST" ? 401 : 405);
      expect(Object.keys(headers).filter((name) => !["content-type", "allow"].includes(name))).toEqual([]);
      expect(Object.keys(JSON.parse(body) as object).toSorted()).toEqual(["delivery", "message", "outcome", "reason"]);
      const { version } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as { version: string };
      for (const told of [version, engineDigest().slice(0, 12), "node", "aws"]) expect(body).not.toContain(told);
      expect(deps.sent).toEqual([]);
    },
  );
});

describe("GHSA-7v86-958w-j7hj (atlantis before 0.50.0): a repository's name reached a shell, whose output was the permission", () => {
  it.each(["acme/$(id)", "acme/`id`", "acme/x;id", "acme/x y", "acme/x\nid", "a'/x", "acme/x/y", "-rf"])(
    "a repository named %j is none, though GitHub signs it",
    async (full_name) => {
      const payload = { ...opened, repository: { ...repository, full_name } };
      expect(await receive("pull_request", payload)).toEqual({ status: 400, reason: "payload-invalid", queued: 0 });
    },
  );

  it("nothing that is deployed starts a program, and nothing at all a shell", async () => {
    const modules = await sourceModules(["functions", "workflows", "infra", "cli"]);
    const byPath = new Map(modules.map((module) => [module.path, module]));
    const deployed = new Set(modules.map((module) => module.path).filter((file) => file.startsWith("functions/")));
    // What is added while the set is walked is walked too.
    for (const file of deployed) {
      for (const imported of byPath.get(file)?.imports ?? []) if (byPath.has(imported)) deployed.add(imported);
    }
    expect(deployed.size).toBeGreaterThan(100);
    const starting = modules.filter(({ imports }) => imports.some((name) => /^(?:node:)?child_process$/.test(name)));
    expect(starting.length).toBeGreaterThan(0);
    expect(starting.map((module) => module.path).filter((file) => deployed.has(file))).toEqual([]);
    for (const { path: file } of starting) {
      const text = await readFile(path.join(root, file), "utf8");
      const [, names = ""] = /^import \{([^}]*)\} from "node:child_process";$/m.exec(text) ?? [];
      const values = names
        .split(",")
        .map((name) => name.trim())
        .filter((name) => !name.startsWith("type "));
      expect(values.filter((name) => !["spawn", "execFile", "ChildProcess"].includes(name))).toEqual([]);
      expect(text).not.toMatch(/\bshell\s*:/);
    }
  });

  it.each(["read, not write", "write\n", "WRITE", "none", ""])(
    "whoever has the permission %j may not write",
    async (permission) => {
      await using harness = await startHarness();
      const { trigger } = await open(harness);
      const bob = { id: harness.github.accountId("bob"), login: "bob" };
      expect(await trigger.mayWrite(bob)).toBe(true);
      const body = { permission, user: bob };
      harness.github.injectFault({ method: "GET", path: /\/permission$/, status: 200, body });
      expect(await trigger.mayWrite(bob)).toBe(false);
    },
  );

  it("nor whoever GitHub cannot be asked about", async () => {
    await using harness = await startHarness();
    const { trigger } = await open(harness);
    harness.github.injectFault({ method: "GET", path: /\/permission$/, status: 500, times: 9 });
    expect(await kindOf(trigger.mayWrite({ id: 1, login: "bob" }))).toBe("unavailable");
  });
});

describe("atlantis before v0.3.2: any repository, and without a secret anybody, was obeyed", () => {
  it("a stack that names no repository serves none", async () => {
    const none = parseSettings({ AWS_REGION: "r", BRIDGEHEAD_ACCOUNT: "1".repeat(12), BRIDGEHEAD_STAGE: "s" });
    expect(none.BRIDGEHEAD_REPOSITORY).toBe("");
    const deps = webhookDeps({ repositories: new Set() });
    const { body } = await receiveWebhook(await signedRequest("pull_request", opened), deps);
    expect([body.reason, deps.sent]).toEqual(["repository-not-allowed", []]);
  });

  it("a stack whose secret is missing or empty takes nothing, whatever it is signed with", async () => {
    for (const secrets of [[], [new SecretText("")]]) {
      const deps = webhookDeps({ verifySignature: createVerifySignature(fixed(secrets)) });
      const { status } = await receiveWebhook(await signedRequest("pull_request", opened), deps);
      expect([status, deps.sent]).toEqual([401, []]);
    }
    const aws = await startLocalAws();
    onTestFinished(() => aws.close());
    const { region } = target;
    const awsAddress = {
      region,
      endpoint: aws.url,
      credentials: { accessKeyId: "k", secretAccessKey: "s" },
      requestsPerSecond: 100,
    };
    const deps = webhookDeps();
    const outside = { ...deps, target, awsAddress, githubUrl: "", engine: "", clock: systemClock, log: memoryLog() };
    const handler = createHandler(async () => joinWebhook(outside), memoryLog());
    const { path: rawPath, headers, body } = await signedRequest("pull_request", opened);
    const event = {
      rawPath,
      headers,
      requestContext: { http: { method: "POST" } },
      body: Buffer.from(body).toString(),
    };
    expect([(await handler(event, lambdaContext())).statusCode, deps.sent]).toEqual([500, []]);
  });
});

describe("CodeBreach (AWS CodeBuild, January 2026): an id was matched by a pattern, which longer ids matched as well", () => {
  it.each([77, 17, 70, 717, 7.5, "7", "7|77"])("repository %j is not repository 7", async (id) => {
    const { queued } = await receive("pull_request", { ...opened, repository: { ...repository, id } });
    expect(queued).toBe(0);
    expect(await receive("pull_request", opened)).toMatchObject({ queued: 1 });
  });

  it.each(["7|77", "^7$", ".*", "7,8", "7*"])("a stack is not given %j for a repository", (id) => {
    const settings = { AWS_REGION: "r", BRIDGEHEAD_ACCOUNT: "1".repeat(12), BRIDGEHEAD_STAGE: "s" };
    expect(() => parseSettings({ ...settings, BRIDGEHEAD_REPOSITORY: id })).toThrow("BRIDGEHEAD_REPOSITORY");
  });

  it.each([
    ".github/workflows/bridgehead-yml",
    ".github/workflows/bridgehead.yml.yml",
    "x/.github/workflows/bridgehead.yml",
    "xgithub/workflows/bridgehead.yml",
  ])("the workflow %s is not the one that is obeyed", async (workflow) => {
    const sender = { login: "octocat", id: 5 };
    const dispatch = { ref: "refs/heads/main", workflow, inputs: {}, sender, repository };
    expect(await receive("workflow_dispatch", dispatch)).toMatchObject({ reason: "wrong-workflow", queued: 0 });
  });

  it("a worker refuses a repository of the right name with another id, and one that took over the name", async () => {
    await using harness = await startHarness();
    const { id, owner, name } = harness.github.repository;
    for (const other of [Number(`${id}1`), Number(`1${id}`)]) {
      const renamed = { ...harness, github: { ...harness.github, repository: { id: other, owner, name } } };
      const { source, review } = await open(renamed);
      expect(await kindOf(source.defaultBranch())).toBe("not-found");
      expect(await kindOf(review.look(1))).toBe("not-found");
    }
  });
});
