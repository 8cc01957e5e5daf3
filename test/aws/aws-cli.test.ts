import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Dev, startDev } from "../support/start-dev.ts";
import { type AwsCli, openAwsCli } from "./run-aws-cli.ts";

/*
 * The real `aws`, unchanged, against `bridgehead dev`: what it sends is AWS's own model of each request, and what it
 * understands of an answer is AWS's own model of that.
 */

let dev: Dev;
let aws: AwsCli;

beforeAll(async () => {
  dev = await startDev();
  aws = await openAwsCli(inject("awsCli"), dev.aws);
});
afterAll(async () => {
  await aws[Symbol.asyncDispose]();
  await dev[Symbol.asyncDispose]();
});

const TYPE = ["--type-name", "AWS::Events::Connection"];
const named = (name: string): readonly string[] => [...TYPE, "--identifier", name];
const SECRET = "canary-77d0";
const ApiKeyAuthParameters = { ApiKeyName: "x-api-key", ApiKeyValue: SECRET };
const desired = (name: string): string =>
  JSON.stringify({
    Name: name,
    Description: "first",
    AuthorizationType: "API_KEY",
    AuthParameters: { ApiKeyAuthParameters },
  });
const keyAgain = { op: "add", path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", value: SECRET };
const patch = (...operations: readonly object[]): readonly string[] => ["--patch-document", JSON.stringify(operations)];

interface Answer {
  readonly ProgressEvent: { readonly RequestToken: string; readonly OperationStatus: string };
}
const cloud = async (...args: readonly string[]): Promise<Answer["ProgressEvent"]> =>
  ((await aws.run("cloudcontrol", ...args)) as Answer).ProgressEvent;
const create = (name: string, ...more: readonly string[]): Promise<Answer["ProgressEvent"]> =>
  cloud("create-resource", ...TYPE, "--desired-state", desired(name), ...more);
const properties = async (name: string): Promise<unknown> => {
  const answer = (await aws.run("cloudcontrol", "get-resource", ...named(name))) as {
    readonly ResourceDescription: { readonly Properties: string };
  };
  return JSON.parse(answer.ResourceDescription.Properties);
};
const fault = async (text: string): Promise<void> => {
  const response = await fetch(`${dev.aws}/_bridgehead/faults`, { method: "POST", body: JSON.stringify([text]) });
  expect(response.status).toBe(200);
};

describe("aws cloudcontrol", () => {
  it("creates once for a client token, waits, updates with the user guide's patches, and deletes", async () => {
    const first = await create("orders", "--client-token", "token-1");
    const again = await create("orders", "--client-token", "token-1");
    expect(again.RequestToken).toBe(first.RequestToken);
    await aws.run("cloudcontrol", "wait", "resource-request-success", "--request-token", first.RequestToken);
    expect(await properties("orders")).toMatchObject({ Name: "orders", Description: "first" });

    const updated = await cloud(
      "update-resource",
      ...named("orders"),
      ...patch(
        { op: "test", path: "Description", value: "first" },
        { op: "replace", path: "Description", value: "second" },
        { op: "copy", from: "/Description", path: "/KmsKeyIdentifier" },
        { op: "move", from: "/KmsKeyIdentifier", path: "/Description" },
        { op: "add", path: "/KmsKeyIdentifier", value: "alias/orders" },
        { op: "remove", path: "/KmsKeyIdentifier" },
        keyAgain,
      ),
    );
    await aws.run("cloudcontrol", "wait", "resource-request-success", "--request-token", updated.RequestToken);
    expect(JSON.stringify(await properties("orders"))).toContain(`"Description":"second"`);
    expect(JSON.stringify(await properties("orders"))).not.toContain(SECRET);

    const deleted = await cloud("delete-resource", ...named("orders"));
    expect(deleted).toMatchObject({ Operation: "DELETE", OperationStatus: "IN_PROGRESS" });
    expect(await cloud("get-resource-request-status", "--request-token", deleted.RequestToken)).toMatchObject({
      OperationStatus: "SUCCESS",
    });
  });

  it("lists resources page by page, and requests by filter; cancels one that runs", async () => {
    for (const name of ["list-a", "list-b"]) await create(name);
    await fault("slow=1h,times=1");
    const slow = await create("list-c");
    expect(slow.OperationStatus).toBe("PENDING");
    const pages = (await aws.run("cloudcontrol", "list-resources", ...TYPE, "--page-size", "1")) as {
      readonly ResourceDescriptions: readonly { readonly Identifier: string }[];
    };
    expect(pages.ResourceDescriptions.map(({ Identifier }) => Identifier)).toEqual(["list-a", "list-b"]);
    const filter = ["--resource-request-status-filter", "Operations=CREATE,OperationStatuses=PENDING"];
    expect(await aws.run("cloudcontrol", "list-resource-requests", ...filter)).toMatchObject({
      ResourceRequestStatusSummaries: [{ Identifier: "list-c", RequestToken: slow.RequestToken }],
    });
    expect(await cloud("cancel-resource-request", "--request-token", slow.RequestToken)).toMatchObject({
      OperationStatus: "CANCEL_IN_PROGRESS",
    });
  });

  it("gets AWS's own errors", async () => {
    const made = await create("wrong");
    await aws.run("cloudcontrol", "wait", "resource-request-success", "--request-token", made.RequestToken);
    const update = (...operations: readonly object[]): Promise<string> =>
      aws.refusal("cloudcontrol", "update-resource", ...named("wrong"), ...patch(...operations));
    const said = await Promise.all([
      update({ op: "replace", path: "/Description", value: "second" }),
      update({ op: "replace", path: "KmsKeyIdentifier", value: "x" }, keyAgain),
      update({ op: "test", path: "/Description", value: "another" }, keyAgain),
      update({ op: "add", path: "/a~1b", value: "x" }, keyAgain),
      update({ op: "replace", path: "/Name", value: "other" }, keyAgain),
      update({ op: "replace", path: "/Arn", value: "other" }, keyAgain),
      aws.refusal("cloudcontrol", "get-resource", ...named("nobody")),
      aws.refusal("cloudcontrol", "get-resource", "--type-name", "AWS::Logs::LogGroup", "--identifier", "x"),
      aws.refusal("cloudcontrol", "get-resource-request-status", "--request-token", "unknown"),
    ]);
    const occurred = (name: string, operation: string, message: string): string =>
      `An error occurred (${name}) when calling the ${operation} operation: ${message}`;
    expect(said.slice(0, 6)).toEqual([
      occurred(
        "ValidationException",
        "UpdateResource",
        "Model validation failed (#/AuthParameters/ApiKeyAuthParameters: required key [ApiKeyValue] not found)",
      ),
      occurred(
        "ValidationException",
        "UpdateResource",
        "[REPLACE Operation] noSuchPath in source, path provided : /KmsKeyIdentifier",
      ),
      occurred("ValidationException", "UpdateResource", "[TEST Operation] value mismatch"),
      occurred(
        "ValidationException",
        "UpdateResource",
        "Model validation failed (#: extraneous key [a/b] is not permitted)",
      ),
      occurred(
        "NotUpdatableException",
        "UpdateResource",
        "Invalid patch update: createOnlyProperties [/properties/Name] cannot be updated",
      ),
      occurred(
        "ValidationException",
        "UpdateResource",
        "Invalid patch update: readOnlyProperties [/properties/Arn] cannot be updated",
      ),
    ]);
    expect(said[6]).toMatch(
      /\(ResourceNotFoundException\).*Handler returned status FAILED: .*HandlerErrorCode: NotFound/,
    );
    expect(said[7]).toBe(
      occurred("TypeNotFoundException", "GetResource", "The type 'AWS::Logs::LogGroup' cannot be found."),
    );
    expect(said[8]).toMatch(/\(RequestTokenNotFoundException\)/);
  });
});

describe("aws ssm", () => {
  const put = (name: string, value: string, ...more: readonly string[]): Promise<unknown> =>
    aws.run("ssm", "put-parameter", "--name", name, "--value", value, ...more);

  it("puts versions with labels and tags, and reads them by name, path, version and label", async () => {
    expect(await put("/cli/key", "one", "--type", "SecureString", "--tags", "Key=team,Value=blue")).toEqual({
      Version: 1,
      Tier: "Standard",
    });
    expect(await put("/cli/key", "two", "--overwrite")).toMatchObject({ Version: 2 });
    await put("/cli/list", "a,b", "--type", "StringList", "--tier", "Advanced");
    const label = ["--parameter-version", "1", "--labels", "prod", "9bad"];
    expect(await aws.run("ssm", "label-parameter-version", "--name", "/cli/key", ...label)).toMatchObject({
      InvalidLabels: ["9bad"],
    });
    const names = ["--names", "/cli/key:prod", "/cli/none", "/cli/key:2"];
    expect(await aws.run("ssm", "get-parameters", ...names, "--with-decryption")).toMatchObject({
      Parameters: [
        { Name: "/cli/key", Value: "two", Version: 2, Selector: ":2" },
        { Name: "/cli/key", Value: "one", Version: 1, Selector: ":prod" },
      ],
      InvalidParameters: ["/cli/none"],
    });
    const [history, byPath, tags, described] = await Promise.all([
      aws.run("ssm", "get-parameter-history", "--name", "/cli/key", "--with-decryption"),
      aws.run("ssm", "get-parameters-by-path", "--path", "/cli", "--parameter-filters", "Key=Type,Values=StringList"),
      aws.run("ssm", "list-tags-for-resource", "--resource-type", "Parameter", "--resource-id", "/cli/key"),
      aws.run("ssm", "describe-parameters", "--parameter-filters", "Key=tag:team,Values=blue"),
    ]);
    expect(history).toMatchObject({
      Parameters: [
        { Value: "one", Labels: ["prod"] },
        { Value: "two", Labels: [] },
      ],
    });
    expect(byPath).toMatchObject({ Parameters: [{ Name: "/cli/list", Value: "a,b" }] });
    expect(tags).toEqual({ TagList: [{ Key: "team", Value: "blue" }] });
    expect(described).toMatchObject({ Parameters: [{ Name: "/cli/key", Type: "SecureString", Version: 2 }] });
    expect(await aws.run("ssm", "delete-parameters", "--names", "/cli/key", "/cli/none")).toEqual({
      DeletedParameters: ["/cli/key"],
      InvalidParameters: ["/cli/none"],
    });
    await aws.run("ssm", "delete-parameter", "--name", "/cli/list");
  });

  it("gets AWS's own errors", async () => {
    const refused = (name: string, ...more: readonly string[]): Promise<string> =>
      aws.refusal("ssm", "put-parameter", "--name", name, "--value", "abc", ...more);
    expect(
      await Promise.all([
        refused("/aws/x", "--type", "String"),
        refused("/cli/x"),
        refused("/cli/x", "--type", "String", "--allowed-pattern", "^\\d+$"),
        aws.refusal("ssm", "get-parameter", "--name", "/cli/none"),
      ]),
    ).toEqual([
      expect.stringContaining("(AccessDeniedException)"),
      expect.stringContaining("A parameter type is required when you create a parameter."),
      expect.stringContaining("(ParameterPatternMismatchException)"),
      expect.stringContaining("(ParameterNotFound)"),
    ]);
  });
});

describe("aws events", () => {
  it("makes, describes, changes and removes connections, and what depends on them", async () => {
    const AuthParameters = JSON.stringify({ BasicAuthParameters: { Username: "u", Password: SECRET } });
    const events = (...args: readonly string[]): Promise<unknown> => aws.run("events", ...args);
    const auth = ["--authorization-type", "BASIC", "--auth-parameters", AuthParameters];
    const { ConnectionArn } = (await events("create-connection", "--name", "billing", ...auth)) as {
      readonly ConnectionArn: string;
    };
    await events("update-connection", "--name", "billing", "--description", "all invoices");
    const described = await events("describe-connection", "--name", "billing");
    expect(described).toMatchObject({
      ConnectionArn,
      ConnectionState: "AUTHORIZED",
      Description: "all invoices",
      AuthParameters: { BasicAuthParameters: { Username: "u" } },
    });
    expect(JSON.stringify(described)).not.toContain(SECRET);
    const stored = await fetch(`${dev.aws}/_bridgehead/connections/billing?values=plain`);
    expect(await stored.text()).toContain(SECRET);

    // As one document, since `aws` takes a URL among its arguments for something to download.
    const destination = {
      Name: "to-billing",
      ConnectionArn,
      InvocationEndpoint: "https://api.example.com/",
      HttpMethod: "POST",
    };
    await events("create-api-destination", "--cli-input-json", JSON.stringify(destination));
    await events("update-api-destination", "--name", "to-billing", "--http-method", "PUT");
    expect(await events("list-api-destinations", "--connection-arn", ConnectionArn)).toMatchObject({
      ApiDestinations: [{ Name: "to-billing", HttpMethod: "PUT", ApiDestinationState: "ACTIVE" }],
    });
    await events("delete-api-destination", "--name", "to-billing");
    await events("deauthorize-connection", "--name", "billing");
    expect(await events("list-connections", "--name-prefix", "bill")).toMatchObject({
      Connections: [{ Name: "billing", ConnectionState: "DEAUTHORIZED" }],
    });
    expect(await events("delete-connection", "--name", "billing")).toMatchObject({ ConnectionState: "DELETING" });
    expect(await aws.refusal("events", "describe-connection", "--name", "billing")).toBe(
      "An error occurred (ResourceNotFoundException) when calling the DescribeConnection operation: Failed to describe the connection(s). Connection 'billing' does not exist.",
    );
  });
});

it("aws sts says who calls; services and operations that are not there are unknown", async () => {
  expect(await aws.run("sts", "get-caller-identity")).toMatchObject({ Account: "000000000000" });
  const unknown = expect.stringContaining("(UnknownOperationException)") as string;
  expect(
    await Promise.all([
      aws.refusal("kms", "describe-key", "--key-id", "x"),
      aws.refusal("events", "list-rules"),
      aws.refusal("ssm", "list-documents"),
    ]),
  ).toEqual([unknown, unknown, unknown]);
});
