import { describe, expect, it } from "vitest";
import { isUnreadFile } from "../../../workflows/engine/evaluate/unread-files.ts";
import { codes, evaluate } from "./support.ts";

describe("files with another ending", () => {
  it.each([
    ["orders.js", ".ts"],
    ["orders.mjs", ".ts"],
    ["deep/orders.mts", ".ts"],
    ["orders.tsx", ".ts"],
    ["orders.TS", ".ts"],
    ["orders.ts.txt", ".ts"],
    ["orders.jsonc", ".json"],
    ["orders.JSON", ".json"],
    ["orders.json.txt", ".json"],
    ["orders.yaml", ".ts or .json"],
    ["orders.yml", ".ts or .json"],
    ["main.tf", ".ts or .json"],
    ["orders.template", ".ts or .json"],
  ])("%s is an error, never passed over in silence", async (path, ending) => {
    const { definitions, diagnostics } = await evaluate({ [path]: "" });
    expect(definitions).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: "unread-file", severity: "error", file: path, line: 1, column: 1 }]);
    expect(diagnostics[0]?.hint).toContain(ending);
  });

  it.each([
    "_orders.yaml",
    "_drafts/orders.js",
    ".eslintrc.js",
    "node_modules/m/index.js",
    "README.md",
    "LICENSE",
    "orders.d.mts",
    "orders.ts",
    "main.tf.json",
    "notes.txt",
    "orders.ts.disabled",
    "x.constructor",
  ])("%s is none", (path) => {
    expect(isUnreadFile(path)).toBe(false);
  });
});

describe("TypeScript files of another language", () => {
  it.each([
    ['resource "aws_cloudwatch_event_connection" "a" {\n  name = "hunter2"\n}', "Terraform"],
    ["AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  A:\n    Type: AWS::Events::Connection", "YAML"],
    ['{\n  "id": "hunter2",\n  "authorizationType": "API_KEY"\n}', "JSON in a .ts file"],
    ["import pulumi\nimport pulumi_aws as aws\n", "Python"],
  ])("%j is told by its beginning", async (text, what) => {
    const { diagnostics } = await evaluate({ "a.ts": text });
    expect(diagnostics).toMatchObject([{ code: "foreign-document", file: "a.ts" }]);
    expect(diagnostics[0]?.message).toContain(what);
    expect(JSON.stringify(diagnostics)).not.toContain("hunter2");
  });

  it("TypeScript with a mistake is a syntax error", async () => {
    expect(codes(await evaluate({ "a.ts": 'import AWS from "bridgehead";\nAWS.Events.Connection("a" {});' }))).toEqual([
      "syntax-error",
    ]);
  });
});

describe("a file that declares nothing", () => {
  const body = '{ authorizationType: "API_KEY", authParameters: {} }';

  it.each([
    ["an object that is exported", `export default ${body};`, 1],
    ["a list of them", `\nexport default [${body}];`, 2],
    ["a template", `export default { Resources: { A: { Type: "T", Properties: ${body} } } };`, 1],
  ])("but exports %s was meant to", async (_, text, line) => {
    expect((await evaluate({ "a.ts": text })).diagnostics).toMatchObject([
      {
        code: "nothing-declared",
        severity: "error",
        line,
        hint: 'Write `await AWS.Events.Connection("id", { … })` in place of `export default { … }`.',
      },
    ]);
  });

  it.each([
    ["shared values", 'export const defaults = { authorizationType: "API_KEY" };'],
    ["other things", 'export default { prefix: "/bridgehead" };'],
    ["nothing at all", ""],
    ["comments", '// await AWS.Events.Connection("a", {});\n/* later */'],
    ["a text that looks like a call", 'const text = "AWS.Events.Connection(";'],
  ])("with %s is no mistake", async (_, text) => {
    const { diagnostics } = await evaluate({ "a.ts": text });
    expect(diagnostics).toMatchObject([{ code: "no-definitions", severity: "info" }]);
    expect(diagnostics[0]?.hint).toContain("AWS.Events.Connection");
  });

  it("but has a call that nothing reaches was meant to", async () => {
    const text = 'import { AWS } from "bridgehead";\nconst f = () => AWS.Events.Connection("a", {});';
    expect(codes(await evaluate({ "a.ts": text }))).toContain("nothing-declared");
  });
});
