import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateConnectionCommand,
  type CreateConnectionCommandInput,
  DeauthorizeConnectionCommand,
  DeleteConnectionCommand,
  UpdateConnectionCommand,
} from "@aws-sdk/client-eventbridge";
import { expect, it, onTestFinished } from "vitest";
import {
  type Harness,
  oauthConnection,
  SECRET,
  SETTLE_MS,
  startCreate,
  startHarness,
  under,
} from "./local-aws-harness.ts";
import { post } from "./post.ts";

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function ask({ aws }: Pick<Harness, "aws">, operation: string, body: object): Promise<Answer> {
  const answer = await post(aws.url, `secretsmanager.${operation}`, body);
  return { status: answer.status, body: (await answer.json()) as Answer["body"] };
}

/** Makes a connection by EventBridge's own API. */
async function create(harness: Harness, input: Partial<CreateConnectionCommandInput>): Promise<string> {
  const BasicAuthParameters = { Username: "user", Password: SECRET };
  const { Name = "orders", AuthorizationType = "BASIC", AuthParameters = { BasicAuthParameters } } = input;
  await harness.events.send(new CreateConnectionCommand({ Name, AuthorizationType, AuthParameters }));
  return harness.aws.storedConnection(Name)?.secretArn ?? "";
}

async function textOf(harness: Harness, SecretId: string, more: object = {}): Promise<unknown> {
  const { body } = await ask(harness, "GetSecretValue", { SecretId, ...more });
  return JSON.parse(String(body["SecretString"])) as unknown;
}

const list = (Key: string) => [{ Key, Value: `${SECRET}-${Key}`, IsValueSecret: true }];
const parameters = {
  HeaderParameters: list("header"),
  QueryStringParameters: list("query"),
  BodyParameters: list("body"),
};

it("tells the secret of a connection by ARN, by ARN without its end, and by name", async () => {
  const harness = await startHarness();
  const arn = await create(harness, {});
  const [, name = ""] = /:secret:(.+)-[\da-f]{6}$/.exec(arn) ?? [];
  expect(name).toMatch(/^events!connection\/orders\/[-\da-f]{36}$/);
  for (const SecretId of [arn, arn.slice(0, -7), name]) {
    const { status, body } = await ask(harness, "GetSecretValue", { SecretId });
    expect(status).toBe(200);
    expect(body).toEqual({
      ARN: arn,
      CreatedDate: harness.clock.now() / 1000,
      Name: name,
      SecretString: JSON.stringify({ username: "user", password: SECRET }),
      VersionId: expect.stringMatching(UUID) as string,
      VersionStages: ["AWSCURRENT"],
    });
  }
});

it.each([
  [
    "API_KEY",
    { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: SECRET } },
    { api_key_name: "x-api-key", api_key_value: SECRET },
  ],
  [
    "OAUTH_CLIENT_CREDENTIALS",
    {
      OAuthParameters: {
        ClientParameters: { ClientID: "client", ClientSecret: SECRET },
        AuthorizationEndpoint: "https://login.example.com/token",
        HttpMethod: "POST",
      },
    },
    {
      client_id: "client",
      client_secret: SECRET,
      authorization_endpoint: "https://login.example.com/token",
      http_method: "POST",
    },
  ],
  [
    "BASIC",
    { BasicAuthParameters: { Username: "user", Password: SECRET }, InvocationHttpParameters: {} },
    { username: "user", password: SECRET, invocation_http_parameters: {} },
  ],
] as const)("holds the credentials of %s in the members that AWS was seen to write", async (type, given, text) => {
  const harness = await startHarness();
  const arn = await create(harness, { AuthorizationType: type, AuthParameters: given });
  expect(await textOf(harness, arn)).toEqual(text);
});

const snake = (key: string) => [{ key, value: `${SECRET}-${key}`, is_value_secret: true }];

it.each([
  [
    [],
    {
      header_parameters: snake("header"),
      query_string_parameters: snake("query"),
      body_parameters: snake("body"),
    },
  ],
  [["api-spelling"], parameters],
])("holds HTTP parameters, also those of a token request, under %j", async (faults, text) => {
  const harness = await under(...faults);
  await startCreate(harness, oauthConnection("orders", { OAuthHttpParameters: parameters }));
  harness.clock.advance(3 * SETTLE_MS);
  const AuthParameters = { InvocationHttpParameters: parameters };
  await harness.events.send(new UpdateConnectionCommand({ Name: "orders", AuthParameters }));
  const arn = harness.aws.storedConnection("orders")?.secretArn ?? "";
  expect(await textOf(harness, arn)).toMatchObject({
    client_secret: SECRET,
    oauth_http_parameters: text,
    invocation_http_parameters: text,
  });
});

it("an update keeps the ARN and writes a version, and the one before stays as the previous one", async () => {
  const harness = await startHarness();
  const arn = await create(harness, {});
  const first = (await ask(harness, "GetSecretValue", { SecretId: arn })).body["VersionId"];
  harness.clock.advance(1_000);
  const BasicAuthParameters = { Username: "user", Password: "canary-second" };
  await harness.events.send(new UpdateConnectionCommand({ Name: "orders", AuthParameters: { BasicAuthParameters } }));
  expect(harness.aws.storedConnection("orders")?.secretArn).toBe(arn);
  const { body } = await ask(harness, "GetSecretValue", { SecretId: arn });
  expect(body).toMatchObject({ CreatedDate: harness.clock.now() / 1000, VersionStages: ["AWSCURRENT"] });
  const second = body["VersionId"];
  expect(second).not.toBe(first);
  expect(await textOf(harness, arn)).toMatchObject({ password: "canary-second" });
  expect(await textOf(harness, arn, { VersionStage: "AWSPREVIOUS" })).toMatchObject({ password: SECRET });
  expect(await textOf(harness, arn, { VersionId: first })).toMatchObject({ password: SECRET });

  expect((await ask(harness, "DescribeSecret", { SecretId: arn })).body).toMatchObject({
    ARN: arn,
    OwningService: "events",
    CreatedDate: harness.clock.now() / 1000 - 1,
    LastChangedDate: harness.clock.now() / 1000,
    VersionIdsToStages: { [String(first)]: ["AWSPREVIOUS"], [String(second)]: ["AWSCURRENT"] },
  });

  // Also an update that says nothing of credentials.
  await harness.events.send(new UpdateConnectionCommand({ Name: "orders", Description: "third" }));
  const { VersionIdsToStages: stages } = (await ask(harness, "DescribeSecret", { SecretId: arn })).body;
  expect(stages).toEqual({ [String(second)]: ["AWSPREVIOUS"], [String(Object.keys(stages ?? {})[1])]: ["AWSCURRENT"] });
  expect(await textOf(harness, arn)).toMatchObject({ password: "canary-second" });
});

it("an edit in the console and a refreshed token write a version", async () => {
  const harness = await under("token-refresh=1h");
  await startCreate(harness, oauthConnection("orders"));
  harness.clock.advance(3 * SETTLE_MS);
  const versionNow = async (): Promise<unknown> => {
    const SecretId = harness.aws.storedConnection("orders")?.secretArn;
    return (await ask(harness, "GetSecretValue", { SecretId })).body["VersionId"];
  };
  const versions = [await versionNow()];
  harness.clock.advance(2 * 3_600_000);
  versions.push(await versionNow());
  harness.aws.changeConnection("orders", { Description: "by hand" });
  versions.push(await versionNow());
  expect(new Set(versions).size).toBe(3);
});

it("what is not there is not found, in Secrets Manager's words", async () => {
  const harness = await startHarness();
  const arn = await create(harness, {});
  const missing = async (operation: string, body: object): Promise<unknown> => {
    const answer = await ask(harness, operation, body);
    expect(answer).toMatchObject({ status: 400, body: { __type: "ResourceNotFoundException" } });
    return answer.body["Message"];
  };
  const nowhere = "Secrets Manager can't find the specified secret.";
  const value = "Secrets Manager can't find the specified secret value for";
  const id = "00000000-0000-4000-8000-000000000000";
  expect(await missing("GetSecretValue", { SecretId: "nope" })).toBe(nowhere);
  expect(await missing("DescribeSecret", { SecretId: `${arn}x` })).toBe(nowhere);
  expect(await missing("GetSecretValue", { SecretId: arn, VersionId: id })).toBe(`${value} VersionId: ${id}`);
  expect(await missing("GetSecretValue", { SecretId: arn, VersionStage: "AWSPREVIOUS" })).toBe(
    `${value} staging label: AWSPREVIOUS`,
  );

  // The secret goes with the connection, and with its credentials.
  await harness.events.send(new DeleteConnectionCommand({ Name: "orders" }));
  harness.clock.advance(SETTLE_MS);
  expect(await missing("GetSecretValue", { SecretId: arn })).toBe(nowhere);
  expect(await missing("DescribeSecret", { SecretId: arn })).toBe(nowhere);
  const other = await create(harness, { Name: "billing" });
  await harness.events.send(new DeauthorizeConnectionCommand({ Name: "billing" }));
  expect(await missing("GetSecretValue", { SecretId: other })).toBe(nowhere);
  harness.clock.advance(3 * SETTLE_MS);
  const AuthParameters = { BasicAuthParameters: { Username: "user", Password: "canary-new" } };
  await harness.events.send(
    new UpdateConnectionCommand({ Name: "billing", AuthorizationType: "BASIC", AuthParameters }),
  );
  expect(await textOf(harness, other)).toMatchObject({ password: "canary-new" });
});

it("nothing of a secret gets into the log of requests, which names the connection", async () => {
  const harness = await startHarness();
  const arn = await create(harness, {});
  await ask(harness, "GetSecretValue", { SecretId: arn });
  await ask(harness, "DescribeSecret", { SecretId: "nope" });
  const log = harness.aws.requests().slice(1);
  expect(log).toMatchObject([
    { service: "secretsmanager", operation: "GetSecretValue", name: "orders", outcome: "ok" },
    { operation: "DescribeSecret", name: "nope", outcome: "ResourceNotFoundException" },
  ]);
  const routes = await (await fetch(`${harness.aws.url}/_bridgehead/connections/orders`)).text();
  expect(JSON.stringify([log, harness.aws.sentRequests()]) + routes).not.toContain(SECRET);
});

it("a state file from before secrets were kept has the secret that the connection would have", async () => {
  const folder = mkdtempSync(join(tmpdir(), "local-aws-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const statePath = join(folder, "aws.json");
  const first = await startHarness({ statePath });
  const arn = await create(first, {});
  await first.aws.close();
  const written = JSON.parse(readFileSync(statePath, "utf8"), (name, value: unknown) =>
    name === "secret" ? undefined : value,
  ) as unknown;
  writeFileSync(statePath, JSON.stringify(written));
  const second = await startHarness({ statePath });
  expect(await textOf(second, arn)).toEqual({ username: "user", password: SECRET });
});
