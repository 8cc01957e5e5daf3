import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  composeApplyWorker,
  composePlanWorker,
  composeReconcile,
  composeWebhook,
  parseSettings,
  required,
  SettingsError,
} from "../../infra/compose/lambda.ts";
import { NoJobError } from "../../infra/jobs/schema.ts";
import { keyOf } from "../support/definitions.ts";
import { startWire, type Wire, type WireAnswer, type WireRequest } from "./aws-wire.ts";
import { firstItems } from "./first-format.ts";

const least = { AWS_REGION: "eu-west-1", BRIDGEHEAD_ACCOUNT: "111122223333", BRIDGEHEAD_STAGE: "prod" };
const deployed = {
  ...least,
  BRIDGEHEAD_REPOSITORY: "42",
  BRIDGEHEAD_PLAN_QUEUE_URL: "https://sqs.example/plan.fifo",
  BRIDGEHEAD_APPLY_QUEUE_URL: "https://sqs.example/apply.fifo",
  BRIDGEHEAD_LEDGER_TABLE: "ledger",
  BRIDGEHEAD_EVALUATE_FUNCTION: "evaluate",
  BRIDGEHEAD_SECRET_PREFIX: "/bridgehead/",
  BRIDGEHEAD_EXPORT_PREFIX: "/bridgehead-arns/",
  BRIDGEHEAD_CONNECTION_NAMES: "eventing-*",
  BRIDGEHEAD_APPROVALS: "1",
  GITHUB_API_URL: "http://127.0.0.1:1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
};

describe("the settings of a deployed function", () => {
  it("are few, and the rest has defaults", () => {
    expect(parseSettings({ ...least, OTHER: "x" })).toEqual({
      ...least,
      BRIDGEHEAD_REPOSITORY: "",
      BRIDGEHEAD_REPAIR: "false",
      BRIDGEHEAD_WORKFLOW: ".github/workflows/bridgehead.yml",
      GITHUB_API_URL: "https://api.github.com",
    });
  });

  it.each([
    ["AWS_REGION", undefined],
    ["AWS_REGION", ""],
    ["BRIDGEHEAD_ACCOUNT", "1111"],
    ["BRIDGEHEAD_ACCOUNT", "111122223333\n"],
    ["BRIDGEHEAD_STAGE", "prod/eu"],
    ["BRIDGEHEAD_STAGE", "x".repeat(33)],
    ["BRIDGEHEAD_REPOSITORY", "42,43"],
    ["BRIDGEHEAD_REQUESTS_PER_SECOND", "0"],
    ["BRIDGEHEAD_SECRET_PREFIX", "bridgehead/"],
    ["BRIDGEHEAD_EXPORT_PREFIX", "/arns/*"],
    ["BRIDGEHEAD_CONNECTION_NAMES", ""],
    ["BRIDGEHEAD_APPROVALS", ""],
    ["BRIDGEHEAD_REPAIR", "yes"],
    ["BRIDGEHEAD_APPROVALS", "7"],
    ["BRIDGEHEAD_APPROVALS", "1.5"],
    ["GITHUB_API_URL", ""],
  ])("are refused where %s is %j, by the variable's name", (name, value) => {
    expect(() => parseSettings({ ...least, [name]: value })).toThrow(
      new SettingsError(`environment variable ${name} is missing or malformed`),
    );
  });

  it("may lack what another function needs, and not what this one does", () => {
    expect(required(parseSettings(deployed), "BRIDGEHEAD_LEDGER_TABLE")).toBe("ledger");
    expect(() => required(parseSettings(least), "BRIDGEHEAD_LEDGER_TABLE")).toThrow(
      new SettingsError("environment variable BRIDGEHEAD_LEDGER_TABLE is missing"),
    );
  });
});

/** Parameter Store has whatever is asked for, and the table what the first program left. */
function answer({ operation, body }: WireRequest): WireAnswer {
  const input = JSON.parse(body) as {
    readonly Names?: readonly string[];
    readonly ExpressionAttributeValues?: { readonly ":pk"?: { readonly S: string } };
  };
  if (operation === "GetParameters") {
    return { body: { Parameters: (input.Names ?? []).map((Name) => ({ Name, Value: "1" })) } };
  }
  if (operation === "Query") {
    const partition = input.ExpressionAttributeValues?.[":pk"]?.S;
    return { body: { Items: firstItems.filter(({ pk }) => pk?.S === partition) } };
  }
  if (operation === "PutItem") return { body: {} };
  if (operation === "UpdateItem") return { body: { Attributes: { count: { N: "40" } } } };
  throw new Error(`nobody should have asked for ${operation}`);
}

const { signal } = new AbortController();

const comes = (id: number) => ({
  delivery: "d",
  receivedAt: 0,
  repository: { id, owner: "acme", name: "others" },
  installation: 1,
});
const jobFor = (id: number) => ({ kind: "plan", ...comes(id), pullRequest: 1 }) as const;
const applyFor = (id: number) => ({ kind: "apply", ...comes(id), ref: "refs/heads/main", push: null }) as const;

describe("a deployed function", () => {
  let wire: Wire;
  beforeEach(async () => {
    wire = await startWire(answer);
    for (const [name, value] of Object.entries({ ...deployed, AWS_ENDPOINT_URL: wire.url })) vi.stubEnv(name, value);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await wire[Symbol.asyncDispose]();
  });
  const parameters = () =>
    wire.requests.flatMap(({ body }) => (JSON.parse(body) as { readonly Names?: readonly string[] }).Names ?? []);

  it("that takes webhooks serves the one repository, and asks for nothing before there is one", async () => {
    const { repositories, workflow, target } = await composeWebhook();
    expect([repositories, workflow, target]).toEqual([
      new Set([42]),
      ".github/workflows/bridgehead.yml",
      "111122223333:eu-west-1:prod",
    ]);
    expect(wire.requests).toEqual([]);
    vi.stubEnv("BRIDGEHEAD_REPOSITORY", "");
    expect((await composeWebhook()).repositories).toEqual(new Set());
  });

  it.each([
    ["plans", composePlanWorker],
    ["applies", composeApplyWorker],
  ])("that %s reads its own credentials with its first job", async (_, compose) => {
    const { runJob } = await compose();
    expect(parameters()).toEqual([]);
    const job = { repository: { id: 42, owner: "acme", name: "connections" }, installation: 1 };
    await expect(runJob(job as never, new AbortController().signal)).rejects.toThrow(
      "the parameter /bridgehead-system/prod/github-private-key holds no RSA key in PEM",
    );
    const own = ["github-app-id", "github-private-key", "fingerprint-key"];
    const paths = own.map((name) => `/bridgehead-system/prod/${name}`);
    await vi.waitFor(() => expect(new Set(parameters())).toEqual(new Set(paths)), 60_000);
  });

  it.each([
    ["plans", async (job: object) => (await composePlanWorker()).runJob({ ...jobFor(43), ...job }, signal)],
    ["applies", async (job: object) => (await composeApplyWorker()).runJob({ ...applyFor(43), ...job }, signal)],
  ])("that %s does no job of a repository that is not served, whoever queued it", async (_, run) => {
    await expect(run({})).rejects.toThrow("the repository 43 is not one that this stack serves");
    // Not to be tried again.
    await expect(run({})).rejects.toBeInstanceOf(NoJobError);
    vi.stubEnv("BRIDGEHEAD_REPOSITORY", "");
    await expect(run({})).rejects.toThrow("not one that this stack serves");
    expect(wire.requests.filter(({ operation }) => operation !== "GetParameters")).toEqual([]);
  });

  it("that reconciles knows connections, also by a ledger of the first format", async () => {
    const { kinds, target, ledger } = await composeReconcile();
    expect(target).toEqual({ account: "111122223333", region: "eu-west-1", stage: "prod" });
    expect(kinds.all.map(({ type }) => type)).toEqual([keyOf("").type]);
    const keys = (await ledger.records()).map(({ key }) => key);
    expect(keys.length).toBeGreaterThan(0);
    expect(new Set(keys.map(({ type }) => type))).toEqual(new Set([keyOf("").type]));
    expect(parameters()).not.toContain("/bridgehead-system/prod/fingerprint-key");
    await ledger.claim("key", 1_000);
    expect(wire.requests.at(-1)?.body).toContain('"RECONCILER#key"');
  });

  it.each([
    ["BRIDGEHEAD_APPLY_QUEUE_URL", composeWebhook],
    ["BRIDGEHEAD_PLAN_QUEUE_URL", composeReconcile],
    ["BRIDGEHEAD_LEDGER_TABLE", composeReconcile],
    ["BRIDGEHEAD_LEDGER_TABLE", composeApplyWorker],
    ["BRIDGEHEAD_EVALUATE_FUNCTION", composePlanWorker],
    ["BRIDGEHEAD_SECRET_PREFIX", composePlanWorker],
    ["BRIDGEHEAD_EXPORT_PREFIX", composeApplyWorker],
    ["BRIDGEHEAD_CONNECTION_NAMES", composePlanWorker],
    ["BRIDGEHEAD_CONNECTION_NAMES", composeApplyWorker],
    ["BRIDGEHEAD_APPROVALS", composePlanWorker],
    ["BRIDGEHEAD_APPROVALS", composeApplyWorker],
  ])("does not begin without %s, where it needs it", async (name, compose) => {
    vi.stubEnv(name, undefined);
    await expect(compose()).rejects.toThrow(`environment variable ${name} is missing`);
  });

  it.each([
    ["/", "/bridgehead-arns/", 'the prefixes secretPrefix ("/") and exportPrefix ("/bridgehead-arns/") overlap'],
    [
      "/bridgehead",
      "/arns/",
      'the prefixes secretPrefix ("/bridgehead") and the pipeline\'s own ("/bridgehead-system/") overlap',
    ],
    ["/bridgehead-system/prod/", "/arns/", "overlap"],
    ["/bridgehead/", "/bridgehead/arns/", "overlap"],
    ["/bridgehead/", "/bridgehead-sys", "overlap"],
  ])("does not begin where its prefixes %s and %s are not apart", async (secretPrefix, exportPrefix, text) => {
    vi.stubEnv("BRIDGEHEAD_SECRET_PREFIX", secretPrefix);
    vi.stubEnv("BRIDGEHEAD_EXPORT_PREFIX", exportPrefix);
    for (const compose of [composePlanWorker, composeApplyWorker]) await expect(compose()).rejects.toThrow(text);
  });
});
