import { describe, expect, it } from "vitest";
import { mergeMark } from "../../../workflows/engine/read/leftover-text.ts";
import { isUnreadFile } from "../../../workflows/engine/read/unread-files.ts";
import { codes, evaluate, evaluateList } from "./support.ts";

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

const marks = "<<<<<<< HEAD\n=======\n>>>>>>> other\n";
const sops = { data: "ENC[AES256_GCM,data:aHVudGVyMg==,iv:x,tag:y,type:str]", sops: { mac: "x", version: "3.8.1" } };

describe("what a tool left in place of a file", () => {
  it.each([
    ["Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "git lfs untrack"],
    ["Ansible Vault", "$ANSIBLE_VAULT;1.1;AES256\n66386439653236\n33613863\n", "decrypted"],
    ["age", "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n", "decrypted"],
    ["PGP", "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n", "decrypted"],
    ["SOPS", JSON.stringify(sops, null, 2), "decrypted"],
    ["a patch", "diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-a\n+b\n", "git apply"],
    [
      "a patch",
      "Index: a.ts\n===================================================================\n--- a.ts\n",
      "git apply",
    ],
    ["a patch", `From ${"0a1b2c3d".repeat(5)} Mon Sep 17 00:00:00 2001\nFrom: A <a@example.com>\n`, "git apply"],
    ["a patch", "--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-a\n+b\n", "git apply"],
    ["an HTML page", "<!DOCTYPE html>\n<html><body>Sign in</body></html>", "raw"],
    ["the answer of a server", "404: Not Found", "anew"],
    ["YAML", "id: orders\nauthorizationType: API_KEY\n", "JSON"],
    ["YAML", "id:\r\n  a: b\r\nfoo: x", "JSON"],
    ["YAML", "# the orders\nid: orders\nauthorizationType: API_KEY\n", "JSON"],
    ["YAML", "- id: orders\n  authorizationType: API_KEY\n", "JSON"],
    ["YAML", "authorization-type: API_KEY\n", "JSON"],
    ["CloudFormation template in YAML", "Resources:\n  A:\n    Type: b\n", "Properties"],
    ["Kubernetes", "apiVersion: a.upbound.io/v1beta1\nkind: Connection\nmetadata:\n  name: a\n", "camelCase"],
  ])("is named in both languages: %s", async (what, text, hint) => {
    for (const path of ["a.ts", "a.json"]) {
      const { diagnostics } = await evaluate({ [path]: text });
      expect(diagnostics).toMatchObject([{ code: "foreign-document", severity: "error", file: path, line: 1 }]);
      expect(diagnostics[0]?.message).toContain(what);
      expect(diagnostics[0]?.hint).toContain(hint);
      expect(JSON.stringify(diagnostics)).not.toContain("aHVudGVyMg");
    }
  });

  it("is an unfinished merge, at its first mark", async () => {
    for (const [path, text, line] of [
      ["a.json", `{\n${marks}"id": "a" }`, 2],
      ["a.ts", `import { AWS } from "bridgehead";\n\n${marks}`, 3],
      ["a.json", `- yaml: too\n${marks}`, 2],
    ] as const) {
      const { diagnostics } = await evaluate({ [path]: text });
      expect(diagnostics).toMatchObject([{ code: "syntax-error", file: path, line, column: 1 }]);
      expect(diagnostics[0]?.message).toContain("unfinished merge");
      expect(diagnostics[0]?.hint).toContain("`<<<<<<<`");
    }
  });

  it("is no text that only speaks of a merge", async () => {
    const text = `const text = \`\n${marks}\`;\nexport default text;`;
    expect(codes(await evaluate({ "a.ts": text }))).toEqual(["no-definitions"]);
    for (const [path, ornament] of [
      ["a.json", '{\n"id": "a",\n"b" }\n\n=======\n'],
      ["a.ts", "/*\n=======\n*/\n\nconst a = ;\n"],
    ] as const) {
      const { diagnostics } = await evaluate({ [path]: ornament });
      expect(diagnostics[0]?.code).toBe("syntax-error");
      expect(diagnostics[0]?.message).not.toContain("merge");
    }
  });

  it.each([1, 2, 3, 4, 5])(
    "is a line of signs next to where the text stops parsing, and no ornament: line %i",
    (line) => {
      const isMark = mergeMark("\n\n=======\n\n", line) !== undefined;
      expect(isMark).toBe(line >= 2 && line <= 4);
    },
  );

  it.each([
    ["a.json", '{\n<<<<<<< HEAD\n"id": "a" }', 2],
    ["a.json", '{\n"id": "a"\n>>>>>>> other\n}', 3],
    ["a.json", '{\n"id": "a",\n=======\n"b": 1 }', 3],
    ["a.json", '{\n  <<<<<<< HEAD\n  "id": "a"\n}', 2],
    ["a.ts", "const a = 1;\n>>>>>>> other\nawait a;", 2],
    ["a.ts", "const a = 1;\n=======\nawait a;", 2],
    ["a.ts", "const a = 1;\r\n=======\r\nawait a;", 2],
    ["a.ts", "/*\n=======\n*/\n\n<<<<<<< HEAD\nconst a = 1;\n=======\nconst a = 2;\n>>>>>>> other", 5],
  ])("is a merge that was finished by half, in %s: %j", async (path, text, line) => {
    const { diagnostics } = await evaluate({ [path]: text });
    expect(diagnostics).toMatchObject([{ code: "syntax-error", line }]);
    expect(diagnostics[0]?.message).toContain("unfinished merge");
  });

  it("is told of JSON by what SOPS and Crossplane write into it", async () => {
    const definition = { id: "a", authorizationType: "ENC[AES256_GCM,data:x]", sops: { mac: "x" } };
    const managed = { apiVersion: "a.upbound.io/v1beta1", kind: "Connection", spec: { forProvider: {} } };
    for (const [document, what, hint] of [
      [definition, "SOPS", "decrypted"],
      [managed, "Crossplane", "spec.forProvider"],
      [{ message: "Not Found", documentation_url: "https://docs.github.com" }, "GitHub", "raw"],
      [{ apiVersion: "v1", kind: "Secret", data: {} }, "Kubernetes", "outside the definitions folder"],
    ] as const) {
      const { diagnostics } = await evaluate({ "a.json": JSON.stringify(document) });
      expect(diagnostics).toMatchObject([{ code: "foreign-document" }]);
      expect(diagnostics[0]?.message).toContain(what);
      expect(diagnostics[0]?.hint).toContain(hint);
    }
    expect(codes(await evaluate({ "a.json": JSON.stringify({ sops: { a: 1 }, kind: "Connection" }) }))).toEqual([]);
  });

  it("is told of a helper, at each file that imports it", async () => {
    const { diagnostics } = await evaluate({
      "a.ts": 'import { a } from "./_a.ts";\na();',
      "_a.ts": "version https://git-lfs.github.com/spec/v1\n",
    });
    expect(diagnostics).toMatchObject([{ code: "foreign-document", file: "_a.ts" }]);
  });
});

describe("a file whose text cannot be had", () => {
  it.each([
    ["submodule", "the folder is a Git submodule", "Copy its files"],
    ["encrypted", "encrypted", "decrypted"],
    ["utf-16", "UTF-16", "Save it as UTF-8"],
  ] as const)("is an error, and says why: %s", async (fault, what, hint) => {
    const { diagnostics } = await evaluateList([{ path: "team", text: "", fault }]);
    expect(diagnostics).toMatchObject([{ code: "invalid-file", severity: "error", file: "team" }]);
    expect(diagnostics[0]?.message).toContain(what);
    expect(diagnostics[0]?.hint).toContain(hint);
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
    ["a loop with a label", "outer: for (const a of [1]) {\n  if (a > 0) break outer;\n}\n"],
    ["types for others", "export interface Team {\n  name: string;\n}\n"],
    ["a list of names for others", "const a = 1;\nexport { a };"],
    ["a call of what it imports", 'import { a } from "./_a.ts";\na();'],
    ["an import of a file for what it does", 'import "./_a.ts";'],
    ["a text that looks like a call", 'const text = "AWS.Events.Connection(";'],
  ])("with %s is no mistake", async (_, text) => {
    const { diagnostics } = await evaluate({ "a.ts": text, "_a.ts": "export const a = () => 1;" });
    expect(diagnostics).toMatchObject([{ code: "no-definitions", severity: "info" }]);
    expect(diagnostics[0]?.hint).toContain("AWS.Events.Connection");
  });

  it.each([
    ["is empty", ""],
    ["is empty", "\uFEFF \r\n\t\n"],
    ["has nothing but comments", '// await AWS.Events.Connection("a", {});\n/* later */'],
    ["has nothing but comments and types", "interface Team {\n  name: string;\n}\n// export later"],
    ["has nothing but comments", '/*\nexport const x = 1;\nawait AWS.Events.Connection("a", {});\n*/'],
    ["has nothing but comments", "//\n/**/ // export const x = 1;\n"],
    ["has nothing but imports", 'import { AWS, ssm } from "bridgehead";\n;\nexport {};\n'],
  ])("and %s is an error: %j", async (what, text) => {
    const { diagnostics } = await evaluate({ "a.ts": text });
    expect(diagnostics).toMatchObject([{ code: "empty-file", severity: "error", file: "a.ts", line: 1 }]);
    expect(diagnostics[0]?.message).toContain(what);
  });

  it("is the same as JSON", async () => {
    for (const text of ["", " \n"]) {
      expect((await evaluate({ "a.json": text })).diagnostics).toEqual(
        (await evaluate({ "a.ts": text })).diagnostics.map((diagnostic) => ({ ...diagnostic, file: "a.json" })),
      );
    }
    expect(codes(await evaluate({ "_a.ts": "", "_a.json": "" }))).toEqual([]);
  });

  it("but has a call that nothing reaches was meant to", async () => {
    const text = 'import { AWS } from "bridgehead";\nconst f = () => AWS.Events.Connection("a", {});';
    expect(codes(await evaluate({ "a.ts": text }))).toContain("nothing-declared");
  });
});
