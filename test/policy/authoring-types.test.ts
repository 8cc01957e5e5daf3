import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { connectionSchema } from "../../workflows/engine/kinds/connection/schema.ts";
import type { SchemaNode } from "../../workflows/engine/kinds/schema.ts";
import { camelCaseOf } from "../../workflows/engine/kinds/spellings.ts";
import { type CompileError, compileDefinitions } from "./compile-definitions.ts";
import { explainRules } from "../../workflows/engine/help/examples/explained-rules.ts";
import { nodeAt } from "../support/of-connections.ts";

// What an editor and `tsc` say in a repository that holds definitions. Everything is compiled once.

const header = 'import { AWS, ssm } from "bridgehead";\nconst key = ssm("/bridgehead/orders/key");\n';
const good = 'authorizationType: "API_KEY", authParameters: { apiKey: key }';

/** Code with one mistake; `§` stands where the compiler points. What it says names the property. */
const mistakes: readonly (readonly [title: string, code: string, text: string])[] = [
  [
    "a type that EventBridge does not have",
    `c("a", { §authorizationType: "BEARER", authParameters: { apiKey: key } })`,
    `"API_KEY"`,
  ],
  [
    "a type in another case",
    `c("a", { §AuthorizationType: "api_key", AuthParameters: { apiKey: key } })`,
    `Did you mean '"API_KEY"'?`,
  ],
  [
    "credentials of another type",
    `c("a", { authorizationType: "BASIC", authParameters: { §apiKey: key } })`,
    "'apiKey' does not exist in type 'BasicCredentials'",
  ],
  [
    "OAuth credentials under API_KEY",
    `c("a", { authorizationType: "API_KEY", authParameters: { §clientId: "a", clientSecret: key, authorizationEndpoint: "https://x", httpMethod: "POST" } })`,
    "'clientId' does not exist in type 'ApiKeyCredentials'",
  ],
  [
    "a block of another type",
    `c("a", { AuthorizationType: "BASIC", AuthParameters: { §ApiKeyAuthParameters: { ApiKeyName: "x", ApiKeyValue: key } } })`,
    "'ApiKeyAuthParameters' does not exist in type 'BasicCredentials'",
  ],
  [
    "two kinds of credentials",
    `c("a", { authorizationType: "API_KEY", authParameters: { apiKey: key, §username: "u", password: key } })`,
    "'username' does not exist in type 'ApiKeyCredentials'",
  ],
  ["no credentials", `c("a", { authorizationType: "API_KEY", §authParameters: {} })`, "ApiKeyCredentials"],
  ["no authParameters", `c("a", §{ authorizationType: "BASIC" })`, "Property 'authParameters' is missing"],
  ["no authorizationType", `c("a", §{ authParameters: { apiKey: key } })`, "Property 'authorizationType' is missing"],
  [
    "no password",
    `c("a", { authorizationType: "BASIC", §authParameters: { username: "u" } })`,
    "Property 'password' is missing",
  ],
  [
    "no Password",
    `c("a", { AuthorizationType: "BASIC", AuthParameters: { §BasicAuthParameters: { Username: "u" } } })`,
    "Property 'Password' is missing",
  ],
  [
    "no httpMethod",
    `c("a", { authorizationType: "OAUTH_CLIENT_CREDENTIALS", §authParameters: { clientId: "a", clientSecret: key, authorizationEndpoint: "https://x" } })`,
    "Property 'httpMethod' is missing",
  ],
  [
    "no httpMethod in the block",
    `c("a", { authorizationType: "OAUTH_CLIENT_CREDENTIALS", authParameters: { §oauthParameters: { clientParameters: { clientId: "a", clientSecret: key }, authorizationEndpoint: "https://x" } } })`,
    "Property 'httpMethod' is missing",
  ],
  [
    "a method that EventBridge does not use",
    `c("a", { authorizationType: "OAUTH_CLIENT_CREDENTIALS", authParameters: { clientId: "a", clientSecret: key, authorizationEndpoint: "https://x", §httpMethod: "PATCH" } })`,
    `"GET" | "POST" | "PUT"`,
  ],
  ["a misspelt setting", `c("a", { §descripton: "x", ${good} })`, "Did you mean to write 'description'?"],
  [
    "a misspelt short form",
    `c("a", { authorizationType: "API_KEY", authParameters: { apiKey: key, §apiKeyNmae: "x" } })`,
    "'apiKeyNmae' does not exist",
  ],
  [
    "the name of the block's member in the short form",
    `c("a", { authorizationType: "API_KEY", authParameters: { apiKeyName: "x", §apiKeyValue: key } })`,
    "'apiKeyValue' does not exist",
  ],
  [
    "the other spelling of authParameters",
    `c("a", { Name: "x", authorizationType: "API_KEY", §AuthParameters: { apiKey: key } })`,
    "Did you mean to write 'authParameters'?",
  ],
  ["a property that only AWS sets", `c("a", { §arn: "x", ${good} })`, "'arn' does not exist"],
  ["tags, which connections do not have", `c("a", { §tags: { team: "x" }, ${good} })`, "'tags' does not exist"],
  ["null", `c("a", { §description: null, ${good} })`, "'null' is not assignable"],
  [
    "a promise",
    `c("a", { authorizationType: "API_KEY", authParameters: { §apiKey: Promise.resolve("x") } })`,
    "'Promise<string>' is not assignable to type 'string'",
  ],
  ["a removal that there is not", `c("a", { ${good}, §removal: "keep" })`, `"delete" | "retain"`],
  ["protect in quotes", `c("a", { ${good}, §protect: "yes" })`, "boolean"],
  ["adopt as a number", `c("a", { ${good}, §adopt: 1 })`, "boolean"],
  ["adopt as another text", `c("a", { ${good}, §adopt: "always" })`, `"write" | boolean`],
  ["exportArn as true", `c("a", { ${good}, §exportArn: true })`, "string"],
  [
    "a setting without meaning of the wrong type",
    `c("a", { ${good}, invocationConnectivityParameters: { §maxRetries: "3" } })`,
    "number",
  ],
  [
    "a header parameter that is misspelt",
    `c("a", { authorizationType: "API_KEY", authParameters: { apiKey: key, invocationHttpParameters: { headerParameters: [{ key: "a", §vale: "b" }] } } })`,
    "'vale' does not exist in type 'HeaderParameter'",
  ],
  ["the arguments in the wrong order", `c(§{ ${good} }, "a")`, "parameter of type 'string'"],
  ["no id", `§c({ name: "a", ${good} })`, "Expected 2 arguments"],
  ["no properties", `§c("a")`, "Expected 2 arguments"],
  ["an id that is a number", `c(§7, { ${good} })`, "parameter of type 'string'"],
  [
    "a resource of EventBridge that is not managed",
    `AWS.Events.§Rule("a", {})`,
    "'Rule' does not exist on type 'EventsResources'",
  ],
  ["another service", `AWS.§S3.Bucket("a", {})`, "'S3' does not exist on type 'Services'"],
  ["a parameter that is no text", `ssm(§7)`, "parameter of type 'string'"],
  ["a version that is a text", `ssm("/a", §"3")`, "parameter of type 'number'"],
  [
    "an ARN in another definition",
    `c("a", { §description: orders.arn, ${good} })`,
    "'KnownAfterApply' is not assignable to type 'string'",
  ],
  ["a part of an ARN", `orders.Arn.§split(":")`, "'split' does not exist on type 'KnownAfterApply'"],
  [
    "the ARN of the secret as a credential",
    `c("a", { authorizationType: "API_KEY", authParameters: { §apiKey: orders.secretArn } })`,
    "'KnownAfterApply' is not assignable to type 'string'",
  ],
  [
    "a connection in place of its name",
    `c("a", { §description: orders, ${good} })`,
    "'ConnectionHandle' is not assignable to type 'string'",
  ],
  [
    "the name of a connection that is not awaited",
    `c("a", { description: c("b", { ${good} }).§name, ${good} })`,
    "'name' does not exist on type 'Promise<ConnectionHandle>'",
  ],
  ["a clock, which the sandbox does not have", `§process.uptime()`, "Cannot find name 'process'"],
];

/** What has to compile. */
const right: Readonly<Record<string, string>> = {
  "spellings.ts": `${header}
await AWS.Events.Connection("a", { Name: "a", AuthorizationType: "OAUTH_CLIENT_CREDENTIALS", AuthParameters: { OAuthParameters: { ClientParameters: { ClientID: "a", ClientSecret: key }, AuthorizationEndpoint: "https://x", HttpMethod: "PUT", OAuthHttpParameters: { BodyParameters: [{ Key: "a", Value: "b", IsValueSecret: false }] } } } });
await AWS.Events.Connection("b", { authorizationType: "OAUTH_CLIENT_CREDENTIALS", authParameters: { oAuthParameters: { clientParameters: { clientId: "a", clientSecret: key }, authorizationEndpoint: "https://x", httpMethod: "GET", oAuthHttpParameters: {} } } });
await AWS.Events.Connection("c", { Name: "c", authorizationType: "AWS_IAM", authParameters: { oauthToken: key, InvocationHttpParameters: { queryStringParameters: [{ key: "a", value: key }] } } });
await AWS.Events.Connection("d", { authorizationType: "BASIC", description: undefined, authParameters: { username: "u", password: \`x\${key}\` }, exportArn: undefined });
`,
  "reuse.ts": `${header}
import type { AuthParameters, ConnectionHandle, ConnectionOptions, ConnectionProps, HeaderParameter } from "bridgehead";
const shared = { protect: true, removal: "retain" } satisfies ConnectionOptions;
const headers: HeaderParameter[] = ["a", "b"].map((name) => ({ key: name, value: "x", isValueSecret: false }));
const base = { ...shared, authorizationType: "API_KEY", authParameters: { apiKeyName: "x", apiKey: key, invocationHttpParameters: { headerParameters: headers } } } as const;
const orders = await AWS.Events.Connection("orders", base);
const { name, id } = await AWS.Events.Connection("billing", { ...base, description: orders.name, name: \`\${orders.id}-billing\` });
function declare<More extends Partial<ConnectionProps>>(team: string, props: ConnectionProps & More): Promise<ConnectionHandle> {
  return AWS.Events.Connection(\`\${team}-api\`, { ...props, description: team });
}
enum Team { Orders = "orders", Billing = "billing" }
for (const team of Object.values(Team)) await declare(team, { ...base, name: \`\${team}-\${name}-\${id}\` });
const all = await Promise.all(["x", "y"].map((each) => AWS.Events.Connection(each, base)));
export const names: readonly string[] = all.map((each) => each.name);
const credentials: AuthParameters = { oauthToken: key };
await AWS.Events.Connection("z", { authorizationType: "AWS_IAM", authParameters: credentials });
`,
  "_helper.ts": "export const from: string = 'helper';\n",
  "imports.ts": `${header}
import { from } from "./_helper.ts";
import data from "./_data.json" with { type: "json" };
await AWS.Events.Connection(from, { ${good}, description: data.text });
`,
  "_data.json": '{ "text": "x" }',
};

/** A property of the resource type with the place of each of its ancestors, in one spelling. */
interface Leaf {
  readonly path: string;
  readonly camelCase: boolean;
}

const wrongValues: Readonly<Record<SchemaNode["kind"], string>> = {
  string: "7",
  boolean: '"true"',
  list: '"x"',
  set: '"x"',
  map: '"x"',
  json: "undefined",
  integer: '"7"',
  number: '"7"',
  object: '"x"',
};

/** Properties that go with \`path\`, one to a line, in which it has a value of the wrong type. */
function wrongProps({ path, camelCase }: Leaf): string {
  const spell = (name: string): string => (camelCase ? camelCaseOf(name) : name);
  const block = /\/(\w+AuthParameters|OAuthParameters)/.exec(path)?.[1] ?? "ApiKeyAuthParameters";
  const type = { ApiKeyAuthParameters: "API_KEY", BasicAuthParameters: "BASIC" }[block] ?? "OAUTH_CLIENT_CREDENTIALS";
  const text = (node: SchemaNode, at: string): string => {
    if (at === path) return `/*§*/${wrongValues[node.kind]}`;
    switch (node.kind) {
      case "string":
        return at === "/AuthorizationType" ? `"${type}"` : JSON.stringify(node.enum?.[0] ?? "x");
      case "boolean":
        return "true";
      case "integer":
      case "number":
        return "7";
      case "map":
      case "json":
        return "{}";
      case "set":
      case "list":
        return `[${text(node.items, at)}]`;
      case "object": {
        const wanted = Object.entries(node.properties).filter(([name, child]) => {
          const below = `${at}/${name}`;
          if (child.access === "read-only") return false;
          if (node.exactlyOneOf?.includes(name) === true) return name === block;
          const required = node.required?.includes(name) === true || (at === "" && name.startsWith("Auth"));
          return required || path === below || path.startsWith(`${below}/`);
        });
        return `{\n${wanted.map(([name, child]) => `${spell(name)}: ${text(child, `${at}/${name}`)},`).join("\n")}\n}`;
      }
    }
  };
  return text(connectionSchema, "");
}

function settablePaths(node: SchemaNode, at: string): readonly string[] {
  if (node.access === "read-only") return [];
  if (node.kind === "list") return [at, ...settablePaths(node.items, at).filter((path) => path !== at)];
  const children = node.kind === "object" ? Object.entries(node.properties) : [];
  return [...(at === "" ? [] : [at]), ...children.flatMap(([name, child]) => settablePaths(child, `${at}/${name}`))];
}

const leaves: readonly Leaf[] = settablePaths(connectionSchema, "").flatMap((path) =>
  [true, false].map((camelCase) => ({ path, camelCase })),
);
const leafFile = ({ path, camelCase }: Leaf): string =>
  `leaf-${camelCase ? "camel" : "cfn"}${path.replaceAll("/", "-")}.ts`;
const mistakeFile = (index: number): string => `mistake-${index}.ts`;
const mistakeText = (code: string): string =>
  `${header}const c = AWS.Events.Connection;\nconst orders = await c("orders", { ${good} });\n${code};\nexport { orders };\n`;

let errors: readonly CompileError[] = [];
const of = (file: string): readonly CompileError[] => errors.filter((error) => error.file === file);

beforeAll(async () => {
  const seed = await readFile(new URL("../../connections/seed-examples.ts", import.meta.url), "utf8");
  errors = await compileDefinitions({
    ...right,
    "seed.ts": seed,
    ...Object.fromEntries(mistakes.map(([, code], index) => [mistakeFile(index), mistakeText(code.replace("§", ""))])),
    ...Object.fromEntries(
      leaves.map((leaf) => [
        leafFile(leaf),
        `import { AWS } from "bridgehead";\nawait AWS.Events.Connection("a", ${wrongProps(leaf)});\n`,
      ]),
    ),
  });
}, 120_000);

describe("in a repository with definitions, the compiler", () => {
  it("takes the seed's examples, both spellings, helpers, spreads and enums", () => {
    expect(["seed.ts", ...Object.keys(right), ""].flatMap(of)).toEqual([]);
  });

  it.each(mistakes.map(([title, code, text], index) => [title, code, text, index] as const))(
    "points at %s",
    (_, code, text, index) => {
      const [error, ...others] = of(mistakeFile(index));
      expect(others).toEqual([]);
      expect(error?.text).toContain(text);
      expect([error?.line, error?.column]).toEqual([5, code.indexOf("§") + 1]);
      // A reader takes in a few lines, and no list of everything that would have been possible.
      expect(error?.text.split("\n").length).toBeLessThanOrEqual(4);
      expect(error?.text.length).toBeLessThan(700);
    },
  );

  it.each(leaves)("points at a value of the wrong type of $path (camelCase: $camelCase)", (leaf) => {
    const lines = `\n${wrongProps(leaf)}`.split("\n");
    const [error] = of(leafFile(leaf));
    expect(error?.line).toBe(lines.findIndex((line) => line.includes("§")) + 1);
    expect(nodeAt(leaf.path)).toBeDefined();
  });
});

describe("the fixed examples of the documentation", () => {
  it("compile", async () => {
    const files = explainRules(builtinKinds).flatMap(({ code, example }) =>
      "told" in example
        ? []
        : Object.entries(example.fixed).flatMap(([path, text]) =>
            path.startsWith("..") ? [] : [[`${code}/${path}`, text] as const],
          ),
    );
    expect(await compileDefinitions(Object.fromEntries(files))).toEqual([]);
  }, 120_000);
});

describe("without our compiler options", () => {
  it("the package's types can be imported by name", async () => {
    const options = { compilerOptions: { module: "nodenext", target: "es2022", strict: true, noEmit: true } };
    const text = `${header}await AWS.Events.Connection("a", { ${good} });\n`;
    expect(await compileDefinitions({ "a.ts": text }, options)).toEqual([]);
  }, 120_000);
});
