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
    ["node:fs", 'the import of "node:fs" is not allowed'],
    ["fs", 'the import of "fs" is not allowed'],
    ["lodash", 'the import of "lodash" is not allowed'],
    ["/etc/passwd.json", 'the import of "/etc/passwd.json" is not allowed'],
    ["https://example.com/x.ts", 'the import of "https://example.com/x.ts" is not allowed'],
    ["alchemy", 'the import of "alchemy" is not allowed'],
    ["../../x.ts", 'the import of "../../x.ts" leaves the definitions folder'],
    ["./missing.ts", 'the definitions folder has no file for the import of "./missing.ts"'],
    ["./_lib.yaml", 'the definitions folder has no file for the import of "./_lib.yaml"'],
  ])("of %s is refused by name, where it stands", async (specifier, message) => {
    for (const code of [`import "${specifier}";`, `await import("${specifier}");`, `export * from "${specifier}";`]) {
      const { diagnostics } = await evaluate({ "d/a.ts": `\n${code}`, "_lib.yaml": "" });
      expect(diagnostics).toMatchObject([{ code: "import-not-allowed", message, file: "d/a.ts", line: 2 }]);
      expect(diagnostics[0]?.hint).toBeTruthy();
    }
  });

  it("that a file makes up while it runs are refused too", async () => {
    const { diagnostics } = await evaluate({ "a.ts": 'const s = "node:" + "fs";\nawait import(s).catch(() => {});' });
    expect(diagnostics).toMatchObject([
      { code: "import-not-allowed", message: 'the import of "node:fs" is not allowed' },
    ]);
  });

  it("of types leave nothing behind", async () => {
    const evaluation = await evaluate({
      "a.ts":
        'import type { ConnectionProps } from "bridgehead";\nimport type { X } from "anything";\nexport const x: X = 1;',
    });
    expect(codes(evaluation)).toEqual(["no-definitions"]);
  });

  it("of names that do not exist are refused", async () => {
    const own = await evaluate({ "a.ts": 'import { v } from "./_b.ts";', "_b.ts": "" });
    expect(own.diagnostics).toMatchObject([
      { code: "import-not-allowed", message: expect.stringContaining('"_b.ts"') },
    ]);
    const api = await evaluate({ "a.ts": '\nimport { AWS, Connection } from "bridgehead";' });
    expect(api.diagnostics).toMatchObject([{ code: "import-not-allowed", line: 2, column: 15 }]);
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

describe("definitions and imports", () => {
  const factory =
    'import AWS from "bridgehead";\nexport const make = (id: string) => AWS.Events.Connection(id, { made: true });\n';

  it("a definition that a helper makes stands where the helper is called", async () => {
    const { definitions } = await evaluate({
      "a.ts": 'import { make } from "./_f.ts";\n\nawait make("one");\nmake("two");',
      "_f.ts": factory,
    });
    expect(definitions.map(({ id, at, positions }) => [id, at, positions])).toEqual([
      ["one", { file: "a.ts", line: 3, column: 7 }, {}],
      ["two", { file: "a.ts", line: 4, column: 1 }, {}],
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

  it("a connection that a definition file declares only when it is imported is an error, never lost", async () => {
    const evaluation = await evaluate({
      "a.ts": 'import { late } from "./b.ts";\nawait late();',
      "b.ts":
        'import AWS from "bridgehead";\nexport async function late() {\n  await null;\n  AWS.Events.Connection("late", {});\n}',
    });
    expect(evaluation.diagnostics.filter(({ severity }) => severity === "error")).toMatchObject([
      { code: "imported-definition", file: "b.ts", line: 4 },
    ]);
  });
});
