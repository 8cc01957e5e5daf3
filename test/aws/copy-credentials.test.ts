import { execFile, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { CreateConnectionCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { type LocalAws, startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import type { Plan } from "../../workflows/engine/plan/plan.ts";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import { bridgehead, type Ended } from "../support/bridgehead.ts";
import { shells } from "../support/shells.ts";
import { type AwsCli, openAwsCli } from "./run-aws-cli.ts";

/*
 * `import --copy-credentials`, and its script with the real `aws`: what EventBridge keeps arrives in the parameters byte
 * for byte, and nowhere else.
 */

const REGION = "us-east-1";

let aws: LocalAws;
let cli: AwsCli;
let cwd: string;

beforeEach(async () => {
  aws = await startLocalAws({ region: REGION });
  cli = await openAwsCli(inject("awsCli"), aws.url);
  cwd = await mkdtemp(join(tmpdir(), "copy-credentials-"));
});
afterEach(async () => {
  await cli[Symbol.asyncDispose]();
  await aws.close();
  await rm(cwd, { recursive: true });
});

/** Values that get lost on the way where something is not exact. No two are the same. */
const odd = [
  `canary it's "quoted" \`twice\``,
  String.raw`canary $HOME $(id) \n \\ %s 100% !!`,
  "  canary with blanks  ",
  "\ncanary\nwith line breaks and a\ttab\n\n",
  "canary – é 😀 \u2028",
  `canary ${"x".repeat(593)}`,
  `{"canary":"json"}`,
  "file:///etc/canary",
];
const [QUOTES = "", SHELL = "", BLANKS = "", LINES = "", UNICODE = "", LONG = "", JSON_TEXT = "", URL = ""] = odd;

async function create(Name: string, AuthorizationType: string, AuthParameters: object): Promise<void> {
  const client = new EventBridgeClient({
    region: REGION,
    endpoint: aws.url,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const input = { Name, AuthorizationType, AuthParameters } as ConstructorParameters<typeof CreateConnectionCommand>[0];
  await client.send(new CreateConnectionCommand(input));
  client.destroy();
}

const secret = (Key: string, Value: string) => ({ Key, Value, IsValueSecret: true });

/** Every kind of credential, and every place of a secret HTTP parameter. Header values are printable ASCII in the API. */
async function createAll(): Promise<Readonly<Record<string, string>>> {
  await create("orders", "API_KEY", {
    ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: QUOTES },
    InvocationHttpParameters: {
      HeaderParameters: [
        { Key: "x-tenant", Value: "shop", IsValueSecret: false },
        secret("x-'sign", SHELL),
        secret("x-url", URL),
      ],
      QueryStringParameters: [secret("token", JSON_TEXT), secret("again", "canary one"), secret("again", "canary two")],
      BodyParameters: [secret("lines", LINES), secret('a "key" \n', UNICODE), secret("long", LONG)],
    },
  });
  await create("stock", "BASIC", { BasicAuthParameters: { Username: "shop", Password: BLANKS } });
  await create("crm", "OAUTH_CLIENT_CREDENTIALS", {
    OAuthParameters: {
      ClientParameters: { ClientID: "shop", ClientSecret: "canary client" },
      AuthorizationEndpoint: "https://auth.example.com/token",
      HttpMethod: "POST",
      OAuthHttpParameters: {
        HeaderParameters: [secret("x-client", "canary header")],
        QueryStringParameters: [secret("tenant", "canary query")],
        BodyParameters: [secret("assertion", `canary ${UNICODE}${LINES}`)],
      },
    },
  });
  return {
    "/bridgehead/orders/api-key": QUOTES,
    "/bridgehead/orders/header-x--sign": SHELL,
    "/bridgehead/orders/header-x-url": URL,
    "/bridgehead/orders/query-token": JSON_TEXT,
    "/bridgehead/orders/query-again": "canary one",
    "/bridgehead/orders/query-again-2": "canary two",
    "/bridgehead/orders/body-lines": LINES,
    "/bridgehead/orders/body-a-key": UNICODE,
    "/bridgehead/orders/body-long": LONG,
    "/bridgehead/stock/password": BLANKS,
    "/bridgehead/crm/client-secret": "canary client",
    "/bridgehead/crm/oauth-header-x-client": "canary header",
    "/bridgehead/crm/oauth-query-tenant": "canary query",
    "/bridgehead/crm/oauth-body-assertion": `canary ${UNICODE}${LINES}`,
  };
}

const run = (...args: readonly string[]): Promise<Ended> =>
  bridgehead(args, { cwd, env: { AWS_ENDPOINT_URL: aws.url, AWS_REGION: REGION } });

const environment = (more: object = {}): NodeJS.ProcessEnv => ({
  ...cli.environment,
  PATH: [dirname(inject("awsCli")), dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter),
  ...more,
});

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

function runScript(words: readonly string[], more: object = {}): Promise<Ran> {
  const [program = "sh", ...args] = words;
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env: environment(more), timeout: 200_000 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      resolve({ status, stdout, stderr });
    });
  });
}

/** Imports with a script, into `copy.sh`. */
async function importWithScript(...args: readonly string[]): Promise<Ended> {
  const ended = await run("import", "--copy-credentials", ...args);
  await writeFile(join(cwd, "copy.sh"), ended.stdout);
  return ended;
}

async function parameters(): Promise<Readonly<Record<string, string>>> {
  const answer = (await cli.run(
    "ssm",
    "get-parameters-by-path",
    "--path",
    "/",
    "--recursive",
    "--with-decryption",
  )) as {
    readonly Parameters: readonly { readonly Name: string; readonly Value: string; readonly Type: string }[];
  };
  expect(new Set(answer.Parameters.map(({ Type }) => Type))).toEqual(new Set(["SecureString"]));
  return Object.fromEntries(answer.Parameters.map(({ Name, Value }) => [Name, Value]));
}

// Thirty runs of `aws`.
const LONG_RUN = 240_000;

it("copies every kind of credential byte for byte, and shows none", { timeout: LONG_RUN }, async () => {
  const expected = await createAll();
  const ended = await importWithScript();
  expect(ended.status).toBe(0);
  expect(ended.stdout + ended.stderr).not.toContain("canary");
  expect(ended.stderr).toContain("Run the script with `sh`");
  expect(await readdir(join(cwd, "connections"))).toEqual(["crm.ts", "orders.ts", "stock.ts"]);

  const ran = await runScript(["sh", "copy.sh"]);
  expect(ran).toMatchObject({ status: 0, stdout: "" });
  expect(ran.stderr).not.toContain("canary");
  expect(ran.stderr.trimEnd().split("\n").toSorted()).toEqual(
    Object.keys(expected)
      .map((name) => `copied: ${name}`)
      .toSorted(),
  );
  expect(await parameters()).toEqual(expected);
});

it("leaves nothing to change for the adoption of what was imported", async () => {
  const parameter = [secret("token", "canary token")];
  await create("orders", "API_KEY", {
    ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "canary key" },
    InvocationHttpParameters: { QueryStringParameters: parameter, BodyParameters: parameter },
  });
  await create("stock", "BASIC", { BasicAuthParameters: { Username: "shop", Password: "canary password" } });
  await create("crm", "OAUTH_CLIENT_CREDENTIALS", {
    OAuthParameters: {
      ClientParameters: { ClientID: "shop", ClientSecret: "canary client" },
      AuthorizationEndpoint: "https://auth.example.com/token",
      HttpMethod: "POST",
      OAuthHttpParameters: { BodyParameters: parameter },
    },
  });
  await importWithScript();
  expect(await runScript(["sh", "copy.sh"])).toMatchObject({ status: 0 });

  const plan = (await run("plan", "--json")).json<Plan>();
  expect(plan.counts).toMatchObject({ adopt: 3, create: 0, update: 0, replace: 0 });
  const before = ["orders", "stock", "crm"].map((name) => aws.storedConnection(name)?.properties);
  expect((await run("apply", "--yes", "--json")).json<RunResult>()).toMatchObject({ outcome: "applied" });
  expect(["orders", "stock", "crm"].map((name) => aws.storedConnection(name)?.properties)).toEqual(before);
  expect((await run("plan", "--json")).json<Plan>().counts).toMatchObject({ "no-op": 3, adopt: 0, update: 0 });
});

it("copies them also where the secret spells HTTP parameters as the API does, and as JSON gives the script", async () => {
  const [header, query] = [secret("x-a", "canary header"), secret("b", "canary query")];
  await create("crm", "OAUTH_CLIENT_CREDENTIALS", {
    OAuthParameters: {
      ClientParameters: { ClientID: "shop", ClientSecret: "canary client" },
      AuthorizationEndpoint: "https://auth.example.com/token",
      HttpMethod: "POST",
      OAuthHttpParameters: { QueryStringParameters: [query] },
    },
    InvocationHttpParameters: { HeaderParameters: [header] },
  });
  aws.addFault({ kind: "api-spelling", every: 1 });
  const ended = await run("import", "--copy-credentials", "--json");
  const { script, files } = ended.json<{ readonly script: string; readonly files: readonly unknown[] }>();
  expect(files).toHaveLength(1);
  await writeFile(join(cwd, "copy.sh"), script);
  expect(await runScript(["sh", "copy.sh"])).toMatchObject({ status: 0 });
  expect(await parameters()).toEqual({
    "/bridgehead/crm/client-secret": "canary client",
    "/bridgehead/crm/header-x-a": "canary header",
    "/bridgehead/crm/oauth-query-b": "canary query",
  });
});

describe.each(shells)("in %s", (shell) => {
  it("shows no value while it is traced, and needs no UTF-8 around it; from a pipe as from a file", async () => {
    await create("orders", "API_KEY", {
      ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: QUOTES },
      InvocationHttpParameters: { BodyParameters: [secret("body", UNICODE)] },
    });
    await importWithScript();
    const ran = await runScript([shell, "-c", `cat copy.sh | ${shell} -x`], { LC_ALL: "C", LANG: "C" });
    expect(ran).toMatchObject({ status: 0, stdout: "" });
    expect(ran.stderr).not.toContain("canary");
    expect(await parameters()).toEqual({
      "/bridgehead/orders/api-key": QUOTES,
      "/bridgehead/orders/body-body": UNICODE,
    });
  });
});

it("names what it cannot copy, goes on with the rest, and ends with status 1; it overwrites nothing", async () => {
  for (const name of ["denied", "exists", "fine", "gone", "known"]) {
    await create(name, "BASIC", { BasicAuthParameters: { Username: "shop", Password: `canary ${name}` } });
  }
  await create("return", "API_KEY", {
    ApiKeyAuthParameters: { ApiKeyName: "k", ApiKeyValue: "canary key" },
    InvocationHttpParameters: { BodyParameters: [secret("odd", "canary\r\n")] },
  });
  aws.putParameter({ name: "/bridgehead/known/password", value: "mine" });
  const ended = await importWithScript();
  expect(ended.stdout).toContain("# /bridgehead/known/password exists already (version 1): it stays as it is.");
  aws.putParameter({ name: "/bridgehead/exists/password", value: "mine too" });
  aws.addFault({ kind: "access-denied", service: "secretsmanager", name: "denied", every: 1 });
  // The secret of a connection of another type has no password.
  await create("other", "API_KEY", { ApiKeyAuthParameters: { ApiKeyName: "k", ApiKeyValue: "canary other" } });
  const script = await readFile(join(cwd, "copy.sh"), "utf8");
  const gone = aws.storedConnection("gone")?.secretArn ?? "";
  await writeFile(join(cwd, "copy.sh"), script.replace(gone, aws.storedConnection("other")?.secretArn ?? ""));

  const ran = await runScript(["sh", "copy.sh"]);
  expect(ran).toMatchObject({ status: 1, stdout: "" });
  expect(ran.stderr).not.toContain("canary");
  const lines = ran.stderr.split("\n");
  expect(lines).toContain("copied: /bridgehead/fine/password");
  for (const name of ["denied/password", "exists/password", "gone/password", "return/body-odd"]) {
    expect(lines).toContain(`not copied: /bridgehead/${name}`);
  }
  expect(ran.stderr).toContain("(AccessDeniedException) when calling the GetSecretValue operation");
  expect(ran.stderr).toContain("(ParameterAlreadyExists) when calling the PutParameter operation");
  expect(lines).toContain(
    '/bridgehead/gone/password: its secret has nothing at ["password"]; it has api_key_name, api_key_value',
  );
  expect(lines).toContain("/bridgehead/return/body-odd: its value has a carriage return, which aws would change");
  expect(ran.stderr.match(/error occurred/g)).toHaveLength(2);
  expect(await parameters()).toEqual({
    "/bridgehead/exists/password": "mine too",
    "/bridgehead/fine/password": "canary fine",
    "/bridgehead/known/password": "mine",
    "/bridgehead/return/api-key": "canary key",
  });
});

it("gives no value to any program as an argument, and leaves no file", async () => {
  await create("orders", "API_KEY", { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "canary" } });
  await importWithScript();
  const before = await readdir(cwd);
  // Everything that the script starts is started with what stands in /proc.
  const child = spawn("sh", ["copy.sh"], { cwd, env: environment({ TMPDIR: cwd }), stdio: "ignore" });
  const seen = new Set<string>();
  while (child.exitCode === null) {
    for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
      const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      if (line.includes("get-secret-value") || line.includes("put-parameter") || line.includes("api_key"))
        seen.add(line);
    }
  }
  expect(seen.size).toBeGreaterThanOrEqual(2);
  expect([...seen].join("\n")).not.toContain("canary");
  expect(await readdir(cwd)).toEqual(before);
  expect(await parameters()).toEqual({ "/bridgehead/orders/api-key": "canary" });
});
