import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { connectionWords } from "./kind-words.ts";
import { root, sourceModules } from "../support/source-imports.ts";

/** Where every kind is treated alike. */
const folders = ["workflows/engine", "workflows/ports", "infra/aws"] as const;

/** What is particular to connections, and the lists of the product's kinds. */
const own = /^workflows\/engine\/kinds\/(?:connection\/|builtin(?:-resources)?\.ts$)/;

/**
 * Texts for mistakes of any author, which speak of connections as what people declare, and what recognises a connection
 * in the file of another tool.
 */
const help: ReadonlySet<string> = new Set([
  "workflows/engine/read/evaluation-rules.ts",
  "workflows/engine/read/json/foreign-documents.ts",
  "workflows/engine/help/texts/documents.ts",
  "workflows/engine/help/texts/json-text.ts",
  "workflows/engine/help/texts/tools.ts",
  "workflows/engine/help/examples/credential-examples.ts",
  "workflows/engine/help/examples/destination-examples.ts",
  "workflows/engine/help/examples/evaluation-examples.ts",
  "workflows/engine/help/examples/example-text.ts",
  "workflows/engine/help/examples/planning-examples.ts",
  "workflows/engine/help/examples/structure-examples.ts",
  "workflows/engine/interpret/credential-rules.ts",
]);

const modules = (await sourceModules(["workflows", "infra/aws", "functions"])).filter(
  ({ path: file }) => !own.test(file),
);
const alike = modules.filter(({ path: file }) => folders.some((folder) => file.startsWith(`${folder}/`)));

describe("outside of the kinds", () => {
  it("no line, comments included, names a type or a property that only connections have", async () => {
    const found = await Promise.all(
      alike
        .filter(({ path: file }) => !help.has(file))
        .map(async ({ path: file }) =>
          connectionWords(await readFile(path.join(root, file), "utf8")).map((word) => `${file}:${word}`),
        ),
    );
    expect(found.flat()).toEqual([]);
  });

  it("what is taken for help has such words, and exists", async () => {
    for (const file of help) {
      expect([file, connectionWords(await readFile(path.join(root, file), "utf8")).length > 0]).toEqual([file, true]);
    }
  });

  it("nothing imports a kind, nor the product's own kinds: the composition hands them on", () => {
    const offences = modules.flatMap(({ path: file, imports }) =>
      imports.filter((target) => own.test(target)).map((to) => `${file} -> ${to}`),
    );
    expect(offences).toEqual([]);
  });

  it("kinds do not know how definitions are read", async () => {
    const kinds = await sourceModules(["workflows/engine/kinds"]);
    expect(kinds.length).toBeGreaterThan(20);
    const reading = /^workflows\/engine\/(?:read|interpret|import|help\/examples)\//;
    expect(kinds.filter(({ imports }) => imports.some((target) => reading.test(target)))).toEqual([]);
  });
});

describe("the finder", () => {
  it.each([
    ['model["AuthParameters"]', "AuthParameters"],
    ["props.authParameters.apiKey", "authParameters apiKey"],
    [
      "/** As `/AuthParameters/OAuthParameters/ClientParameters/ClientID`. */",
      "AuthParameters OAuthParameters ClientParameters ClientID",
    ],
    ["oAuthParameters", "oAuthParameters"],
    ["// connectTimeoutSeconds is never sent", "connectTimeoutSeconds"],
    ["{ IsValueSecret: true }", "IsValueSecret"],
    ['type === "AWS::Events::Connection"', "AWS::Events::Connection"],
    ["await AWS.Events.Connection(id, props)", "AWS.Events.Connection"],
    ['block["Password"]', "Password"],
    ["block.Password", "Password"],
    ["const { Username: user } = block", "Username"],
    ["  password: text,", "password"],
    ["what stands at `/BasicAuthParameters/Username`", "BasicAuthParameters Username"],
  ])("sees %s", (text, words) => {
    expect(connectionWords(`\n${text}`)).toEqual(words.split(" ").map((word) => `2: ${word}`));
  });

  it.each([
    "A user name and a password: both are secrets.",
    "Password, user name and client secret.",
    "const { Name, Description, Key, Value } = model;",
    "allowedOAuthHosts, oauthHosts, isAuthParametersLike, apiKeys",
    "authorizationtype",
    "the connection's credentials",
    "AWS::Events::ConnectionPolicy is another type",
  ])("passes over %s", (text) => {
    expect(connectionWords(text)).toEqual([]);
  });
});
