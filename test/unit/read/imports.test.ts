import { describe, expect, it } from "vitest";
import { codes, evaluate } from "./support.ts";

const declare = 'import AWS from "alchemy/aws/control";\nAWS.Events.Connection("a", { v });\n';

describe("imports", () => {
  it.each([
    ["./_lib.ts", "_lib.ts"],
    ["./_lib", "_lib.ts"],
    ["./_lib.js", "_lib.ts"],
    ["./_lib", "_lib/index.ts"],
    ["./shared/_x/lib.ts", "shared/_x/lib.ts"],
    ["./lib.ts", "lib.ts"],
  ])("of %s finds %s", async (specifier, path) => {
    const evaluation = await evaluate({
      "a.ts": `import { v } from "${specifier}";\n${declare}`,
      [path]: "export const v: number = 1;",
    });
    expect(evaluation.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(evaluation.definitions).toMatchObject([{ id: "a", props: { v: 1 } }]);
  });

  it.each(["./_v.json", "./_v"])("of JSON gives its value (%s)", async (specifier) => {
    const evaluation = await evaluate({ "a.ts": `import v from "${specifier}";\n${declare}`, "_v.json": '{"k":[1]}' });
    expect(evaluation).toMatchObject({ diagnostics: [], definitions: [{ props: { v: { k: [1] } } }] });
  });

  it("of JSON may say that it is JSON", async () => {
    const evaluation = await evaluate({
      "a.ts": `import v from "./_v.json" with { type: "json" };\n${declare}`,
      "_v.json": "7",
    });
    expect(evaluation).toMatchObject({ diagnostics: [], definitions: [{ props: { v: 7 } }] });
  });

  it("upwards stay inside the folder", async () => {
    const evaluation = await evaluate({
      "x/y/a.ts": `import { v } from "../../_lib.ts";\n${declare}`,
      "_lib.ts": "export const v = 1;",
    });
    expect(codes(evaluation)).toEqual([]);
  });

  it.each([
    ["node:fs", 'the import of "node:fs" is not allowed: a definition imports files of its own folder only'],
    ["fs", 'the import of "fs" is not allowed: a definition imports files of its own folder only'],
    ["lodash", 'the import of "lodash" is not allowed: a definition imports files of its own folder only'],
    [
      "/etc/passwd.json",
      'the import of "/etc/passwd.json" is not allowed: a definition imports files of its own folder only',
    ],
    [
      "https://example.com/x.ts",
      'the import of "https://example.com/x.ts" is not allowed: a definition imports files of its own folder only',
    ],
    ["alchemy", 'the import of "alchemy" is not allowed: a definition imports files of its own folder only'],
    ["../../x.ts", 'the import of "../../x.ts" leaves the definitions folder, which is all that a definition sees'],
    ["./missing.ts", 'the definitions folder has no file for the import of "./missing.ts"'],
    ["./_lib.yaml", 'the definitions folder has no file for the import of "./_lib.yaml"'],
    ["NODE:fs", 'the import of "NODE:fs" is not allowed: a definition imports files of its own folder only'],
    ["#internal", 'the import of "#internal" is not allowed: a definition imports files of its own folder only'],
    ["..", 'the import of ".." is not allowed: a definition imports files of its own folder only'],
    ["./..%2f..%2fx.ts", 'the definitions folder has no file for the import of "./..%2f..%2fx.ts"'],
    ["../_lib.TS", 'the definitions folder has no file for the import of "../_lib.TS"'],
    ["./sub", 'the definitions folder has no file for the import of "./sub"'],
  ])("of %s is refused by name, where it stands", async (specifier, message) => {
    for (const code of [`import "${specifier}";`, `await import("${specifier}");`, `export * from "${specifier}";`]) {
      const { diagnostics } = await evaluate({ "d/a.ts": `\n${code}`, "_lib.yaml": "" });
      expect(diagnostics).toMatchObject([{ code: "import-not-allowed", message, file: "d/a.ts", line: 2 }]);
      expect(diagnostics[0]?.hint).toBeTruthy();
    }
  });

  it.each(['"node:" + "fs"', "name", "`./_${name}.ts`", "5"])(
    "whose path a file makes up while it runs are refused where they stand: %s",
    async (path) => {
      const { diagnostics } = await evaluate({ "a.ts": `const name = "x";\nawait import(${path}).catch(() => {});` });
      expect(diagnostics).toMatchObject([{ code: "import-not-allowed", line: 2, column: 14 }]);
      expect(diagnostics[0]?.hint).toContain("as text");
    },
  );

  it("made while the file runs may name a file", async () => {
    const evaluation = await evaluate({
      "a.ts": `const { v } = await import(\`./_lib.ts\`);\n${declare}`,
      "_lib.ts": "export const v = 1;",
    });
    expect(evaluation).toMatchObject({ diagnostics: [], definitions: [{ props: { v: 1 } }] });
  });

  it("of types leave nothing behind", async () => {
    const evaluation = await evaluate({
      "a.ts":
        'import type { ConnectionProps } from "bridgehead";\nimport type { X } from "anything";\nexport const x: X = 1;',
    });
    expect(codes(evaluation)).toEqual(["no-definitions"]);
  });

  it.each([
    ["import { nme } from './_b.ts'", "export const name = 1;", '"_b.ts" has no export `nme`', "Did you mean `name`?"],
    [
      "import { Kind } from './_b.ts'",
      "export type Kind = 1;",
      '"_b.ts" has no export `Kind`',
      "It is a type: write `import type { Kind }`.",
    ],
    [
      "import own, { a } from './_b.ts'",
      "export const a = 1;",
      '"_b.ts" has no default export',
      "The file exports `a`.",
    ],
    ["export { zz } from './_b.ts'", "", '"_b.ts" has no export `zz`', "The file exports nothing."],
    [
      "import { k } from './_j.json'",
      "",
      '"_j.json" has no export `k`',
      'Import the whole value: `import value from "…"`.',
    ],
    [
      "import { q } from './_all.ts'",
      "export const a = 1;",
      '"_all.ts" has no export `q`',
      "The file exports `own`, `a`.",
    ],
  ])("of names that do not exist are refused where they stand: %s", async (how, helper, message, hint) => {
    const { diagnostics } = await evaluate({
      "a.ts": `\n${how};`,
      "_b.ts": helper,
      "_j.json": "{}",
      "_all.ts": "export * from './_b.ts'; export const own = 1;",
    });
    expect(diagnostics).toMatchObject([{ code: "import-not-allowed", file: "a.ts", line: 2, message, hint }]);
    expect(diagnostics[0]?.column).toBe(how.search(/nme|Kind|own|zz|k }|q }/) + 1);
  });

  it("of names of the authoring API that do not exist are refused", async () => {
    const api = await evaluate({ "a.ts": '\nimport { AWS, Connection } from "bridgehead";' });
    expect(api.diagnostics).toMatchObject([{ code: "import-not-allowed", line: 2, column: 15 }]);
  });

  it("find what is exported in any way", async () => {
    const evaluation = await evaluate({
      "a.ts": `import d, { a, b, c, E, f, K, ns, "odd name" as odd } from "./_i.ts";\nimport AWS from "bridgehead";\nAWS.Events.Connection("a", { v: [d, a, b, c, E.X, typeof f, typeof K, ns.a, odd] });`,
      "_i.ts": 'export * from "./_j.ts"; export { default } from "./_j.ts"; export * as ns from "./_j.ts";',
      "_j.ts":
        'export const { a, x: b } = { a: 1, x: 2 }; export let c = 3; export enum E { X = 4 } export async function f() {} export class K {} export default 5; const odd = 6; export { odd as "odd name" };',
    });
    expect(evaluation).toMatchObject({
      diagnostics: [],
      definitions: [{ props: { v: [5, 1, 2, 3, 4, "function", "function", 1, 6] } }],
    });
  });

  it("in a helper are reported in the helper, once", async () => {
    const { diagnostics } = await evaluate({
      "a.ts": 'import "./_h.ts";',
      "b.ts": 'import "./_h.ts";',
      "_h.ts": '\nimport "node:os";',
    });
    expect(diagnostics).toMatchObject([{ code: "import-not-allowed", file: "_h.ts", line: 2 }]);
  });
});

describe("programs of other tools", () => {
  it.each([
    ["aws-cdk-lib", "new events.Connection"],
    ["aws-cdk-lib/aws-events", "new events.Connection"],
    ["@cdktf/provider-aws/lib/cloudwatch-event-connection", "CfnConnection"],
    ["@pulumi/aws", "new aws.cloudwatch.EventConnection"],
    ["@pulumi/aws-native", "new aws.cloudwatch.EventConnection"],
    ["alchemy", 'Keep only `import AWS from "alchemy/aws/control"`'],
    ["alchemy/AWS", 'Keep only `import AWS from "alchemy/aws/control"`'],
    ["@aws-sdk/client-eventbridge", "Bridgehead calls AWS"],
    ["dotenv/config", "definitions read no environment"],
    ["@bridgehead/core", 'Did you mean "bridgehead"?'],
  ])("%s has a hint of its own", async (specifier, part) => {
    const { diagnostics } = await evaluate({ "a.ts": `import * as x from "${specifier}";\nx;` });
    expect(diagnostics).toMatchObject([{ code: "import-not-allowed", line: 1, column: 20 }]);
    expect(diagnostics[0]?.hint).toContain(part);
  });

  it("are reported once, whatever they import", async () => {
    const { diagnostics } = await evaluate({
      "a.ts": `import * as cdk from "aws-cdk-lib";\nimport * as events from "aws-cdk-lib/aws-events";\nimport { Construct } from "constructs";\nimport z from "zod";\ncdk; events; Construct; z;`,
    });
    expect(diagnostics.map(({ line, message }) => [line, message])).toEqual([
      [1, expect.stringContaining('the import of "aws-cdk-lib" is not allowed')],
      [4, expect.stringContaining('the import of "zod" is not allowed')],
    ]);
  });

  it("are told by names that nothing defines", async () => {
    const hint = async (code: string) => (await evaluate({ "a.ts": code })).diagnostics[0]?.hint;
    expect(await hint('new aws.cloudwatch.EventConnection("a", {});')).toContain("of Pulumi");
    expect(await hint('new events.Connection(this, "a", {});')).toContain("of the AWS CDK");
    expect(await hint("export default $config({});")).toContain("of SST");
    expect(await hint('AWS.Events.Connection("a", {});')).toBe(
      'Add `import { AWS, ssm } from "bridgehead";` as the first line.',
    );
    expect(await hint('import AWS from "alchemy/aws/control";\nAWS.Events.Connection("a", { k: ssm("/a") });')).toBe(
      'Add `import { ssm } from "bridgehead";` as the first line.',
    );
    expect(await hint("module.exports = {};")).toContain("in place of `module.exports`");
    expect(await hint("unheardOf();")).toBeNull();
  });

  it.each([
    ["Connection", "AWS.Events.Connection"],
    ["secretsmanager", 'ssm("/bridgehead/…")'],
    ["smm", "Did you mean `ssm`?"],
    ["ConnectionProps", "import type"],
  ])("a name that the authoring API lacks, %s, has a hint", async (name, part) => {
    const { diagnostics } = await evaluate({ "a.ts": `import { ${name} } from "bridgehead";\n${name};` });
    expect(diagnostics).toMatchObject([{ code: "import-not-allowed", line: 1, column: 10 }]);
    expect(diagnostics[0]?.hint).toContain(part);
  });
});

describe("definitions and imports", () => {
  const factory =
    'import AWS from "bridgehead";\nexport const make = (id: string) => AWS.Events.Connection(id, { made: true });\n';

  it("a definition that a helper makes stands where the helper is called", async () => {
    const { definitions } = await evaluate({
      "a.ts": 'import { make } from "./_f.ts";\n\nawait make("one");\nmake("two");',
      "_f.ts": factory,
    });
    expect(definitions.map(({ id, at }) => [id, at])).toEqual([
      ["one", { file: "a.ts", line: 3, column: 7 }],
      ["two", { file: "a.ts", line: 4, column: 1 }],
    ]);
  });

  it("a definition file that another one imports counts once", async () => {
    const evaluation = await evaluate({
      "a.ts": 'import { name } from "./b.ts";\nimport AWS from "bridgehead";\nAWS.Events.Connection("a", { name });',
      "b.ts":
        'import AWS from "bridgehead";\nexport const { name } = await AWS.Events.Connection("b", { name: "bb" });',
    });
    expect(evaluation.diagnostics).toEqual([]);
    expect(evaluation.definitions.map(({ id, props }) => [id, props])).toEqual([
      ["a", { name: "bb" }],
      ["b", { name: "bb" }],
    ]);
  });

  it("a connection that an imported definition file declares behind an await is its caller's, never lost", async () => {
    const evaluation = await evaluate({
      "a.ts": 'import { late } from "./b.ts";\nawait late();',
      "b.ts":
        'import AWS from "bridgehead";\nexport async function late() {\n  await null;\n  AWS.Events.Connection("late", {});\n}',
    });
    expect(evaluation.definitions).toMatchObject([{ id: "late", at: { file: "a.ts", line: 2, column: 7 } }]);
  });
});
