import { describe, expect, it } from "vitest";
import { codes, evaluate, kinds } from "./support.ts";

const read = async (text: string, path = "orders.json") => evaluate({ [path]: text });
const ids = async (text: string, path?: string) => (await read(text, path)).definitions.map(({ id }) => id);

describe("JSON definitions", () => {
  it("are an object, with the place of each property", async () => {
    const { definitions, diagnostics } = await read(
      '{\n  "$schema": "./x.json",\n  "id": "orders",\n  "authParameters": {\n    "list": [{ "key": 1 }]\n  }\n}',
    );
    expect(diagnostics).toEqual([]);
    expect(definitions).toEqual([
      {
        type: kinds[0]?.type,
        id: "orders",
        props: { authParameters: { list: [{ key: 1 }] } },
        at: { file: "orders.json", line: 1, column: 1 },
        locations: {
          "/authParameters": { line: 4, column: 3 },
          "/authParameters/list": { line: 5, column: 5 },
          "/authParameters/list/0": { line: 5, column: 14 },
          "/authParameters/list/0/key": { line: 5, column: 16 },
        },
      },
    ]);
  });

  it("are an array, or stand in `connections`", async () => {
    expect(await ids('[{"id":"a"},{"name":"b"},{"Name":"c"}]')).toEqual(["a", "b", "c"]);
    expect(await ids('{"$schema":"x","connections":[{"id":"a"},{"id":"b"}]}')).toEqual(["a", "b"]);
  });

  it("take their id from `id`, the name, or the file", async () => {
    expect(await ids('{"id":"i","name":"n"}')).toEqual(["i"]);
    expect(await ids('{"name":"n"}')).toEqual(["n"]);
    expect(await ids("{}", "x/orders.api.json")).toEqual(["orders.api"]);
    expect(await ids("[{}]")).toEqual(["orders"]);
  });

  it("may begin with a byte order mark", async () => {
    expect(await ids('\uFEFF{"id":"a"}')).toEqual(["a"]);
  });

  it.each([
    ['{"id":"a",}', 1, 11, "Remove the trailing comma."],
    ["[1,]", 1, 4, "Remove the trailing comma."],
    ["// x\n{}", 1, 1, "Remove the comment, or write the definition in TypeScript."],
    ["{'a':1}", 1, 2, "Use double quotes."],
    ['{"a":\n  NaN}', 2, 3, "Write a finite number."],
    ['{"a":1 "b":2}', 1, 8, "Put a comma behind what stands before it."],
    ['{"a":1', 1, 7, "Close every bracket that the file opens."],
    ["{a:1}", 1, 2, "Put it in double quotes."],
    ['{"a"=1}', 1, 5, 'A property is written as `"name": "value"`.'],
    ['{"a":True}', 1, 6, "Write true or false."],
    ['{"a":undefined}', 1, 6, "Leave the property out."],
    ['{"a":hunter2}', 1, 6, "If it is a text: put it in double quotes."],
    ['{"a":\u201Cb\u201D}', 1, 6, 'Type them anew, as ".'],
    ['{"a":"b";}', 1, 9, "Put a comma between properties, and nothing behind the last."],
    ['{"a":"b', 1, 6, "Close the quotes; a line break in a string is written as \\n."],
    [
      '{"a":ssm("/bridgehead/a")}',
      1,
      6,
      'Write "{{resolve:ssm-secure:/bridgehead/…}}", or the definition in TypeScript.',
    ],
    ["01", 1, 2, "Several definitions stand in an array."],
    ['{"a":"\\x"}', 1, 6, "Write a backslash twice; a line break is \\n, a tab \\t."],
    ['{"a":"\t"}', 1, 6, "Write it as an escape, such as \\t."],
    ["id,name\na,b\n", 1, 1, "A definition is written as `{ … }`, several as `[{ … }]`."],
    ["'id': 'a'", 1, 1, "Use double quotes."],
    ['"id": "a"', 1, 5, "Write `{` before it, and `}` behind it."],
    ["{} {}", 1, 4, "Several definitions stand in an array."],
  ])("%j is refused at %i:%i", async (text, line, column, hint) => {
    expect((await read(text)).diagnostics).toMatchObject([
      { code: "syntax-error", file: "orders.json", line, column, hint },
    ]);
  });

  it("with a key twice are refused where it stands again", async () => {
    expect((await read('{"a":1,\n"a":2,\n"b":{"c":1,"c":1}}')).diagnostics).toMatchObject([
      { code: "duplicate-key", line: 2, column: 1 },
      { code: "duplicate-key", line: 3, column: 12 },
    ]);
  });

  it.each([
    ['{"a":1e999}', "unsupported-value"],
    ['{"a":"\\ud800"}', "unsupported-value"],
    ['{"a":{"__proto__":1}}', "unsupported-value"],
    ["7", "json-shape"],
    ["[7]", "json-shape"],
    ['{"id":7}', "json-shape"],
    ['{"connections":{}}', "json-shape"],
    ['{"connections":[],"name":"x"}', "json-shape"],
    ['[{"id":"a"},{}]', "json-shape"],
    [`${'{"a":'.repeat(17)}1${"}".repeat(17)}`, "definition-too-large"],
    [`{"a":[${"1,".repeat(10_000)}1]}`, "definition-too-large"],
    ["[]", "no-definitions"],
  ])("%.40s is refused: %s", async (text, code) => {
    expect(codes(await read(text))).toEqual([code]);
  });
});

describe("JSON of other tools", () => {
  const connection = { Type: "AWS::Events::Connection", Properties: { AuthorizationType: "API_KEY", Name: "hunter2" } };
  const text = (value: unknown) => JSON.stringify(value, null, 1);

  it.each([
    [
      "a CloudFormation template",
      { AWSTemplateFormatVersion: "2010-09-09", Resources: { Orders: connection } },
      "the file is a CloudFormation template",
      'Write the `Properties` of `Orders` alone, with `"id": "Orders"` beside them: the names are the same.',
    ],
    [
      "a template with two connections and a rule",
      { Resources: { A: connection, R: { Type: "AWS::Events::Rule" }, B: connection } },
      "the file is a CloudFormation template",
      'Write an array with the `Properties` of `A`, of `B` and so on, each with an `"id"`: the names are the same.',
    ],
    [
      "a template without a connection",
      { Resources: { R: { Type: "AWS::Events::Rule" } } },
      "the file is a CloudFormation template without a connection",
      "Keep it outside the definitions folder.",
    ],
    [
      "the resources of a template",
      { Orders: connection },
      "the file is a CloudFormation template",
      'Write the `Properties` of `Orders` alone, with `"id": "Orders"` beside them: the names are the same.',
    ],
    [
      "one resource",
      connection,
      "the file is a resource of a CloudFormation template",
      "Write what stands in `Properties` alone: the names are the same.",
    ],
    [
      "Terraform's JSON",
      { resource: { aws_cloudwatch_event_connection: { orders: { name: "hunter2" } } } },
      "the file is Terraform, which Bridgehead does not read",
      'Write `{ "id": "orders", "authorizationType": …, "authParameters": { "apiKeyName": …, "apiKey": "{{resolve:ssm-secure:/bridgehead/…}}" } }` with the values of the resource.',
    ],
    [
      "what stands in a resource of Terraform",
      { name: "a", authorization_type: "API_KEY", auth_parameters: { api_key: { key: "k", value: "hunter2" } } },
      "the file is a resource in the names of Terraform",
      "Write names in camelCase: `authorization_type` is `authorizationType`, `auth_parameters` is `authParameters`, `api_key { key, value }` is `{ apiKeyName, apiKey }`.",
    ],
    [
      "a request to Cloud Control",
      { TypeName: "AWS::Events::Connection", DesiredState: '{"Name":"hunter2"}' },
      "the file is a request or an answer of Cloud Control",
      "Write the connection alone, as an object: what stands in `DesiredState` or `Properties` as text, without the quotes around it.",
    ],
    [
      "a described connection",
      { Name: "a", ConnectionArn: "hunter2", ConnectionState: "AUTHORIZED", AuthorizationType: "API_KEY" },
      "the file is what `aws events describe-connection` prints, which has no credentials",
      'Keep `Name`, `Description`, `AuthorizationType` and `AuthParameters`, and add the credential: "{{resolve:ssm-secure:/bridgehead/…}}".',
    ],
    [
      "listed connections",
      { Connections: [{ Name: "a" }] },
      "the file is an object whose list is named `Connections`, not `connections`",
      'Write `{ "connections": [ … ] }`, with the credentials of each connection.',
    ],
    [
      "credentials alone",
      { ApiKeyAuthParameters: { ApiKeyName: "k", ApiKeyValue: "hunter2" } },
      "the file is what belongs in `AuthParameters`, alone",
      'Write `{ "AuthorizationType": …, "AuthParameters": { "ApiKeyAuthParameters": … } }`.',
    ],
    [
      "an API destination",
      { Name: "a", ConnectionArn: "hunter2", InvocationEndpoint: "https://example.com", HttpMethod: "POST" },
      "the file is the description of an API destination, which Bridgehead does not manage",
      "Declare the API destination with another tool; here stands the connection that it uses.",
    ],
    [
      "connections by their ids",
      { orders: { authorizationType: "BASIC" }, billing: { AuthorizationType: "BASIC" } },
      "the file is a map of connections",
      'Write an array: `[{ "id": "orders", … }, …]`.',
    ],
    [
      "a map under `connections`",
      { connections: { orders: { authorizationType: "BASIC" } } },
      "the file is a map of connections",
      'Write an array: `[{ "id": "orders", … }, …]`.',
    ],
    [
      "a package",
      { name: "a", dependencies: {} },
      "the file is the description of a package",
      "Keep it outside the definitions folder.",
    ],
    [
      "TypeScript's settings",
      { compilerOptions: {} },
      "the file is the configuration of TypeScript",
      "Keep it outside the definitions folder.",
    ],
  ])("%s is one diagnostic that says what to write", async (_, value, message, hint) => {
    const { definitions, diagnostics } = await read(text(value));
    expect(definitions).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: "foreign-document", severity: "error", message, hint }]);
    expect(JSON.stringify(diagnostics)).not.toContain("hunter2");
  });

  it.each([
    [
      "a definition with something of another tool beside it",
      { name: "n", authorizationType: "BASIC", provider: "aws" },
    ],
    ["a wrapped definition, which the interpretation looks into", { connection: { authorizationType: "BASIC" } }],
    ["a definition that says little", { description: "d" }],
    ["nothing but names of an object's prototype", { constructor: {}, toString: { valueOf: 1 } }],
    ["a definition named like a package", { name: "n", version: "1", authorizationType: "BASIC" }],
  ])("%s is a definition", async (_, value) => {
    const { definitions, diagnostics } = await read(text(value));
    expect(diagnostics).toEqual([]);
    expect(definitions).toHaveLength(1);
  });

  it.each([
    [
      "Resources:\n  Orders:\n    Type: AWS::Events::Connection\n",
      "the file is a CloudFormation template in YAML, which Bridgehead does not read",
    ],
    ["# orders\nname: orders\nauthorizationType: API_KEY\n", "the file is YAML, which Bridgehead does not read"],
    ["- name: orders\n", "the file is YAML, which Bridgehead does not read"],
    ['resource "aws_cloudwatch_event_connection" "a" {\n}\n', "the file is Terraform, which Bridgehead does not read"],
    ['import { AWS } from "bridgehead";\n', "the file is TypeScript in a .json file"],
    ["import pulumi\nimport pulumi_aws as aws\n", "the file is Python, which Bridgehead does not read"],
    ["<connection/>\n", "the file is XML, which Bridgehead does not read"],
  ])("%j is told by its beginning", async (source, message) => {
    const { diagnostics } = await read(source);
    expect(diagnostics).toMatchObject([{ code: "foreign-document", message }]);
    expect(diagnostics[0]?.hint).toBeTruthy();
  });
});
