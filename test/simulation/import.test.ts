import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CloudControlClient, CreateResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalAws, startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import type { Plan } from "../../workflows/engine/plan/plan.ts";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import { bridgehead } from "../support/bridgehead.ts";
import { definitionJson } from "../support/pipeline.ts";

interface Imported {
  readonly files: readonly { readonly path: string; readonly connections: readonly string[] }[];
  readonly parameters: readonly { readonly path: string; readonly property: string; readonly command: string }[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

let aws: LocalAws;
let cwd: string;

beforeAll(async () => {
  aws = await startLocalAws({ region: "eu-west-1" });
  cwd = await mkdtemp(path.join(tmpdir(), "bridgehead-import-"));
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new CloudControlClient({ region: "eu-west-1", endpoint: aws.url, credentials });
  const make = (Name: string, AuthorizationType: string, AuthParameters: object) =>
    client.send(
      new CreateResourceCommand({
        TypeName: "AWS::Events::Connection",
        DesiredState: JSON.stringify({ Name, AuthorizationType, AuthParameters }),
      }),
    );
  await make("orders", "API_KEY", {
    ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "canary-key" },
    InvocationHttpParameters: {
      HeaderParameters: [
        { Key: "x-tenant", Value: "shop", IsValueSecret: false },
        { Key: "x-signature", Value: "canary-signature", IsValueSecret: true },
      ],
    },
  });
  await make("_stock.v2", "BASIC", { BasicAuthParameters: { Username: "shop", Password: "canary-password" } });
  await make("crm", "OAUTH_CLIENT_CREDENTIALS", {
    OAuthParameters: {
      ClientParameters: { ClientID: "shop", ClientSecret: "canary-client" },
      AuthorizationEndpoint: "https://auth.example.com/token",
      HttpMethod: "POST",
    },
  });
});
afterAll(async () => {
  await aws.close();
  await rm(cwd, { recursive: true });
});

const run = (...args: readonly string[]) =>
  bridgehead(args, { cwd, env: { AWS_ENDPOINT_URL: aws.url, AWS_REGION: "eu-west-1" } });

describe("the walk of a person whose connections were made in the console", () => {
  let imported: Imported;

  it("imports them into files, and learns which parameters to create", async () => {
    const ended = await run("import", "--json");
    expect(ended).toMatchObject({ status: 0, stderr: "" });
    imported = ended.json<Imported>();
    expect(imported.files).toEqual([
      { path: "connections/stock-v2.ts", connections: ["_stock.v2"] },
      { path: "connections/crm.ts", connections: ["crm"] },
      { path: "connections/orders.ts", connections: ["orders"] },
    ]);
    expect(imported.parameters).toContainEqual({
      path: "/bridgehead/orders/header-x-signature",
      type: "AWS::Events::Connection",
      connection: "orders",
      property: "/AuthParameters/InvocationHttpParameters/HeaderParameters/1/Value",
      exists: false,
      version: null,
      command: expect.stringMatching(
        /^\(.*\| aws ssm put-parameter --region eu-west-1 --type SecureString --name \/bridgehead\/orders\/header-x-signature --value file:\/\/\/dev\/stdin\)$/,
      ) as string,
    });
    expect(await readdir(path.join(cwd, "connections"))).toEqual(["crm.ts", "orders.ts", "stock-v2.ts"]);
    expect(await readFile(path.join(cwd, "connections", "orders.ts"), "utf8")).not.toContain("canary");
  });

  it("plans adoptions that write nothing", async () => {
    for (const { path: name } of imported.parameters) aws.putParameter({ name, value: `value-of-${name}` });
    const { counts, changes, diagnostics } = (await run("plan", "--json")).json<Plan>();
    expect(counts).toMatchObject({ adopt: 3, create: 0, update: 0 });
    expect(diagnostics).toEqual([]);
    expect(changes.flatMap(({ properties }) => properties)).toEqual([]);
    expect((await run("plan")).stdout).toContain("3 connections are taken over as they are; their credentials stay");
  });

  it("applies them, and what they have stays as it is", async () => {
    const file = path.join(cwd, "connections", "crm.ts");
    await writeFile(file, (await readFile(file, "utf8")).replace("adopt: true", 'adopt: true, removal: "retain"'));
    const before = aws.storedConnection("orders")?.properties;
    expect((await run("apply", "--yes", "--json")).json<RunResult>()).toMatchObject({
      outcome: "applied",
      results: [{ writes: false }, { writes: false }, { writes: false }],
    });
    expect(aws.storedConnection("orders")?.properties).toEqual(before);
    expect((await run("status")).stdout).toContain("its credential was not written by Bridgehead");
  });

  it("then has an empty plan, and an import finds nothing", async () => {
    expect((await run("plan", "--json")).json<Plan>().counts).toMatchObject({ "no-op": 3, adopt: 0 });
    const again = await run("import");
    expect(again.status).toBe(0);
    expect(again.stdout).toContain("3 connections are managed or defined already");
  });

  it("lets one go, which stays in AWS", async () => {
    await rm(path.join(cwd, "connections", "crm.ts"));
    expect((await run("plan")).stdout).toContain("the connection stays, as its removal says");
    expect((await run("apply", "--yes", "--json")).json()).toMatchObject({
      results: [{ name: "crm", action: "forget", status: "applied" }],
    });
    expect(aws.connectionNames()).toContain("crm");
  });

  it("is offered it again, as JSON in a file of one's choice", async () => {
    const ended = await run("import", "crm", "orders", "--out", "connections/oauth/all.json", "--json");
    expect(ended.json()).toMatchObject({
      files: [{ path: "connections/oauth/all.json", connections: ["crm"] }],
      parameters: [{ path: "/bridgehead/crm/client-secret", exists: true, version: 1 }],
      skipped: [{ name: "orders", reason: "managed" }],
    });
  });

  it("gets a script that copies the credentials, beside the files, and no other result", async () => {
    await rm(path.join(cwd, "connections", "oauth"), { recursive: true });
    const ended = await run("import", "crm", "--copy-credentials", "--out", "scripted");
    expect(ended.status).toBe(0);
    expect(ended.stdout).toMatch(/^#!\/bin\/sh\n/);
    // Its parameter exists by now.
    expect(ended.stdout).toContain("# /bridgehead/crm/client-secret exists already");
    expect(ended.stderr).toContain("scripted/crm.ts");
    const asJson = await run("import", "crm", "--copy-credentials", "--out", "again", "--json");
    expect(asJson.json()).toMatchObject({ files: [{ path: "again/crm.ts" }], script: ended.stdout.trimEnd() });
    expect((await run("import", "crm", "--out", "other", "--json")).json()).not.toHaveProperty("script");
    for (const folder of ["scripted", "again", "other"]) await rm(path.join(cwd, folder), { recursive: true });
  });

  it.each([
    [["--out", "-"], "both write to standard output"],
    [["--local"], "`aws` cannot reach the AWS of --local"],
  ])("gets no script with %j", async (more, why) => {
    const ended = await run("import", "crm", "--copy-credentials", ...more);
    expect(ended).toMatchObject({ status: 1, stdout: "" });
    expect(ended.stderr).toContain(why);
  });

  it("never has a file overwritten", async () => {
    const file = path.join(cwd, "other", "crm.json");
    await mkdir(path.dirname(file));
    await writeFile(file, definitionJson("mine"));
    const ended = await run("import", "crm", "orders", "--format", "json", "--out", "other");
    expect(ended).toMatchObject({ status: 1, stdout: "" });
    expect(ended.stderr).toContain('"other/crm.json" exists already');
    expect(await readdir(path.dirname(file))).toEqual(["crm.json"]);
    expect(await readFile(file, "utf8")).toBe(definitionJson("mine"));
  });
});
