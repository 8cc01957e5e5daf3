import { describe, expect, it } from "vitest";
import { connection } from "../../../workflows/engine/kinds/connection/index.ts";
import { extrasAt } from "../../../workflows/engine/kinds/own-properties.ts";
import { connectionSchema } from "../../../workflows/engine/kinds/connection/schema.ts";
import { type ObjectNode, type SchemaNode } from "../../../workflows/engine/kinds/schema.ts";
import { spellingsOf } from "../../../workflows/engine/kinds/spellings.ts";
import { foreignName, foreignNames } from "../../../workflows/engine/kinds/connection/foreign-names.ts";
import { diagnosticOf, found, interpretProps, plainApiKey, secretKey, withAuth } from "./support.ts";

function objects(node: SchemaNode, path = ""): readonly { readonly node: ObjectNode; readonly path: string }[] {
  if (node.kind === "list") return objects(node.items, path);
  if (node.kind !== "object") return [];
  return [
    { node, path },
    ...Object.entries(node.properties).flatMap(([name, child]) => objects(child, `${path}/${name}`)),
  ];
}

const nameOf = (path: string) => path.split("/").at(-1) ?? "";

describe("the table of foreign names", () => {
  it("has an entry for each object of a connection, and none for anything else", () => {
    const known = new Set(objects(connectionSchema).map(({ path }) => nameOf(path)));
    expect(new Set(Object.keys(foreignNames))).toEqual(known);
  });

  it.each(objects(connectionSchema))("names properties that $path has", ({ node, path }) => {
    const own = [...Object.keys(node.properties), ...Object.keys(extrasAt(connection, path))];
    const targets = foreignNames[nameOf(path)]?.properties.map(([is]) => is) ?? [];
    expect(targets.filter((target) => !own.includes(target))).toEqual([]);
  });

  it.each(objects(connectionSchema))("has no name that is a property of $path", ({ node, path }) => {
    const own = [...Object.keys(node.properties).flatMap(spellingsOf), ...Object.keys(extrasAt(connection, path))];
    expect(own.filter((name) => foreignName(path, name) !== undefined)).toEqual([]);
  });

  it("has each name once in an object", () => {
    for (const { properties, advice = [] } of Object.values(foreignNames)) {
      const names = [...properties, ...advice].flatMap(([, text]) => text.split(" "));
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    }
  });
});

describe("names of other tools", () => {
  const hints = (props: Parameters<typeof interpretProps>[0]) =>
    interpretProps(props).diagnostics.map(({ message, hint }) => `${message} ${hint}`);

  it("of Terraform are taken for what they mean, so that what they hold is looked at too", () => {
    expect(
      hints({
        authorization_type: "API_KEY",
        auth_parameters: {
          api_key: { key: "x-signature", value: secretKey },
          invocation_http_parameters: { header: [] },
        },
      }),
    ).toEqual([
      "`authorization_type` is not a property of a connection. Did you mean `authorizationType`? Terraform's names are in camelCase here.",
      "`auth_parameters` is not a property of a connection. Did you mean `authParameters`? Terraform's names are in camelCase here.",
      "`api_key` is not a property of `authParameters`. Did you mean `apiKeyAuthParameters`? Terraform's names are in camelCase here.",
      "`key` is not a property of `authParameters.apiKeyAuthParameters`. Did you mean `apiKeyName`?",
      "`value` is not a property of `authParameters.apiKeyAuthParameters`. Did you mean `apiKeyValue`?",
      "`invocation_http_parameters` is not a property of `authParameters`. Did you mean `invocationHttpParameters`? Terraform's names are in camelCase here.",
      "`header` is not a property of `authParameters.invocationHttpParameters`. Did you mean `headerParameters`?",
    ]);
  });

  it("of Pulumi's API key are the short forms", () => {
    const set = interpretProps(withAuth("API_KEY", { apiKey: { key: "x-signature", value: "hunter2" } }));
    expect(set.diagnostics.map(({ message, hint }) => [message, hint])).toEqual([
      [
        "`authParameters.apiKey` takes a text, not an object.",
        "Write `apiKeyName` with what stands in its `key`, and `apiKey` with what stands in its `value`.",
      ],
    ]);
    expect(JSON.stringify(set)).not.toContain("hunter2");
  });

  it("of the CDK are explained", () => {
    const set = interpretProps({ ...plainApiKey, connectionName: "a", authorization: { type: "API_KEY" } });
    expect(set.diagnostics.map(({ hint }) => hint)).toEqual([
      "Did you mean `name`?",
      "Write `authorizationType`, and the credentials into `authParameters`.",
    ]);
  });

  it.each([
    ["tags", "Remove it: connections have no tags in AWS."],
    ["provider", "Remove it: account and region are the target's."],
    ["depends_on", "Remove it: definitions do not depend on each other."],
    ["lifecycle", "Write `protect: true` to block a plan that would delete the connection."],
    ["DeletionPolicy", 'Write `removal: "retain"` to keep the connection when its definition goes away.'],
    ["name_prefix", "Write `name` with the whole name: names are never made up."],
    ["invocationEndpoint", "Remove it: it belongs to the API destination that uses the connection."],
    ["ConnectionState", "Remove it: AWS reports it, a definition cannot set it."],
    ["kmsKeyArn", "Did you mean `kmsKeyIdentifier`?"],
  ])("%s has a hint", (name, hint) => {
    expect(diagnosticOf(interpretProps({ ...plainApiKey, [name]: "x" }), "unknown-property").hint).toBe(hint);
  });

  it.each([
    ["key", "`apiKeyName`"],
    ["headerValue", "`apiKey`"],
    ["token", "`oauthToken`"],
    ["user", "`username`"],
    ["tokenUrl", "`authorizationEndpoint`"],
    ["basic", "`basicAuthParameters`"],
  ])("authParameters.%s was meant as %s", (name, meant) => {
    const { hint } = diagnosticOf(interpretProps(withAuth("BASIC", { [name]: "x" })), "unknown-property");
    expect(hint).toBe(`Did you mean ${meant}?`);
  });

  it("never take the place of a property that is written", () => {
    const set = interpretProps({ ...plainApiKey, connectionName: "other", name: "orders" });
    expect(found(set)).toEqual(["error unknown-property 6"]);
    expect(set.diagnostics[0]?.hint).toBe("Remove it: `name` is written already.");
  });
});

describe("a connection inside something else", () => {
  it.each(["Properties", "props", "connection", "orders"])("%s: is looked at as if it stood outside", (wrapper) => {
    const set = interpretProps({ [wrapper]: { ...plainApiKey, descripton: "d" } });
    expect(set.diagnostics.map(({ message, hint, line }) => [line, message, hint])).toEqual([
      [
        2,
        `\`${wrapper}\` is not a property of a connection.`,
        `Write what stands in \`${wrapper}\` one level up, without \`${wrapper}\`.`,
      ],
      [7, "`descripton` is not a property of a connection.", "Did you mean `description`?"],
    ]);
  });

  it("clashes with what stands outside", () => {
    const set = interpretProps({ authorizationType: "API_KEY", Properties: { ...plainApiKey } });
    expect(found(set)).toContain("error duplicate-property 4");
  });
});

describe("values of another type", () => {
  const parameters = (headerParameters: unknown) =>
    withAuth("API_KEY", {
      apiKeyName: "k",
      apiKey: secretKey,
      invocationHttpParameters: { headerParameters: headerParameters as never },
    });

  it.each([
    ["a map for a list", { "x-tenant": "hunter2" }, 'Write a list: `[{ key: "x-tenant", value: "…" }]`.'],
    ["a map of two", { b: "hunter2", a: "hunter2" }, 'Write a list: `[{ key: "a", value: "…" }]`.'],
    ["one entry for a list", { key: "x-tenant", value: "hunter2" }, "Put it in brackets: `[{ … }]`."],
    ["a pair for an entry", [["x-tenant", "hunter2"]], 'Write `{ key: "…", value: "…" }`.'],
    ["a text for an entry", ["hunter2"], 'Write `{ key: "…", value: "…" }`.'],
    ["a number for a text", [{ key: "k", value: 7, isValueSecret: false }], "Put the value in quotes."],
    ["true in quotes", [{ key: "k", value: "v", isValueSecret: "False" }], "Write false without quotes."],
  ])("%s", (_, value, hint) => {
    const set = interpretProps(parameters(value));
    expect(diagnosticOf(set, "wrong-type").hint).toBe(hint);
    expect(JSON.stringify(set)).not.toContain("hunter2");
  });

  it("a function of CloudFormation has a meaning in a template only", () => {
    const set = interpretProps(withAuth("API_KEY", { apiKeyName: "k", apiKey: { Ref: "ApiKey" } }));
    expect(diagnosticOf(set, "wrong-type").hint).toBe(
      '`Ref` has a meaning in a CloudFormation template only: write the value itself; for a secret `ssm("/bridgehead/…")`.',
    );
  });
});
