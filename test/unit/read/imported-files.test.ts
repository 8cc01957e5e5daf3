import { expect, it } from "vitest";
import { limits } from "../../../workflows/engine/read/sandbox/limits.ts";
import { codes, evaluate, evaluateList } from "./support.ts";

const api = 'import AWS from "bridgehead";\n';
const declare = `${api}await AWS.Events.Connection("a", {});\n`;

async function importsIn(files: Readonly<Record<string, string>>) {
  return (await evaluate(files)).imports;
}

it("a file imports what it names, and what that names, sorted, and each once", async () => {
  const imports = await importsIn({
    "z/b.ts": `import "../_x.ts";\nimport "../_m.ts";\n${declare}`,
    "a.ts": declare,
    "_m.ts": 'export * from "./_l/n";\nimport "./_x.js";',
    "_x.ts": 'import "./_l/n.ts";',
    "_l/n.ts": "await import(`./deep`);",
    "_l/deep/index.ts": "",
    "_unused.ts": 'import "./_x.ts";',
  });
  expect(imports).toEqual({ "z/b.ts": ["_l/deep/index.ts", "_l/n.ts", "_m.ts", "_x.ts"] });
});

it("a definition file that others import is one of their imports, and has its own", async () => {
  const imports = await importsIn({ "a.ts": 'import "./b.ts";', "b.ts": `import "./_h.ts";\n${declare}`, "_h.ts": "" });
  expect(imports).toEqual({ "a.ts": ["_h.ts", "b.ts"], "b.ts": ["_h.ts"] });
});

it("files that import one another import each other and not themselves", async () => {
  const evaluation = await evaluate({
    "a.ts": `import "./b.ts";\n${declare}`,
    "b.ts": 'import "./_c.ts";\nimport "./b.ts";',
    "_c.ts": 'import "./a.ts";',
  });
  expect(evaluation.imports).toEqual({ "a.ts": ["_c.ts", "b.ts"], "b.ts": ["_c.ts", "a.ts"] });
});

it.each([
  ["throws", 'throw new Error("no");', "file-threw"],
  ["does not end", "for (;;);", "too-much-work"],
  ["takes too much memory", "let grow = []; for (;;) grow.push(grow.slice());", "too-much-memory"],
  ["imports something else that is refused", 'import "node:fs";', "import-not-allowed"],
  ["asks for what the helper does not export", 'import { y } from "./_h.ts";', "import-not-allowed"],
])("a file that %s has its imports", async (_, code, expected) => {
  const evaluation = await evaluate({ "a.ts": `import "./_h.ts";\n${code}`, "_h.ts": "" });
  expect(codes(evaluation)).toContain(expected);
  expect(evaluation.imports).toEqual({ "a.ts": ["_h.ts"] });
});

it("a helper that cannot be parsed is imported, though what it imports is not known", async () => {
  const evaluation = await evaluate({
    "a.ts": 'import "./_h.ts";',
    "_h.ts": 'import "./_i.ts";\nlet = ;',
    "_i.ts": "",
  });
  expect(codes(evaluation)).toEqual(["syntax-error"]);
  expect(evaluation.imports).toEqual({ "a.ts": ["_h.ts"] });
});

it("a file that cannot be parsed imports nothing that is known", async () => {
  const evaluation = await evaluate({ "a.ts": 'import "./_h.ts";\nlet = ;', "b.ts": declare, "_h.ts": "" });
  expect(evaluation.imports).toEqual({});
});

it("JSON is imported, and imports nothing", async () => {
  const imports = await importsIn({
    "a.ts": `import v from "./_v.json";\n${declare}v;`,
    "_v.json": '"./_h.ts"',
    "b.json": '{ "id": "b", "description": "import \'./_h.ts\'" }',
    "_h.ts": "",
  });
  expect(imports).toEqual({ "a.ts": ["_v.json"] });
});

it("neither a text, nor a comment, nor a type, nor the authoring API is an import", async () => {
  const text = `// import "./_h.ts";\nimport type { T } from "./_h.ts";\n${declare}const t: T = 'import "./_h.ts"';\nt;`;
  expect(await importsIn({ "a.ts": text, "_h.ts": "export type T = string;" })).toEqual({});
});

it("a file that does not exist, or whose text cannot be had, is not one of the imports", async () => {
  const files = [
    { path: "a.ts", text: 'import "./_missing.ts";\nimport "./_large.ts";\nimport "./_h.ts";' },
    { path: "_large.ts", text: "", fault: "too-large" as const },
    { path: "_h.ts", text: "" },
  ];
  expect((await evaluateList(files)).imports).toEqual({ "a.ts": ["_h.ts"] });
});

it("files that the evaluation does not come to have none", async () => {
  const importing = { path: "a.ts", text: `import "./_h.ts";\n${declare}` };
  const files = [importing, { ...importing, path: "b.ts" }, { path: "_h.ts", text: "" }];
  expect((await evaluateList(files, () => true)).imports).toEqual({ "a.ts": ["_h.ts"] });
});

it("a file imports so many files at most", async () => {
  const helpers = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`_${n}.ts`, ""]));
  const list = (count: number) => Object.keys(helpers(count)).map((path) => `import "./${path}";`);
  const most = await evaluate({ "a.ts": `${list(limits.imports).join("")}${declare}`, ...helpers(limits.imports) });
  expect(most).toMatchObject({ diagnostics: [], definitions: [{ id: "a" }] });
  expect(most.imports["a.ts"]).toHaveLength(limits.imports);
  const over = limits.imports + 1;
  const more = await evaluate({ "a.ts": `${list(over).join("")}${declare}`, ...helpers(over) });
  expect(more).toMatchObject({ definitions: [], imports: {} });
  expect(more.diagnostics).toMatchObject([
    {
      code: "evaluation-budget",
      file: "a.ts",
      message: `the file imports more than ${limits.imports} files, itself or through others`,
    },
  ]);
});

it("imports count to the size of the set's result", async () => {
  const folder = (index: number) => `${"x".repeat(240)}/${"y".repeat(240)}/_${index}.ts`;
  const helpers = Array.from({ length: 100 }, (_, index) => ({ path: folder(index), text: "" }));
  const text = helpers.map(({ path }) => `import "./${path}";`).join("");
  const entries = Array.from({ length: 120 }, (_, index) => ({ path: `${index}.ts`, text: "import './_all.ts';" }));
  const evaluation = await evaluateList([...entries, ...helpers, { path: "_all.ts", text }]);
  expect(codes(evaluation)).toContain("evaluation-budget");
  expect(JSON.stringify(evaluation.imports).length).toBeLessThanOrEqual(limits.resultBytes);
  expect(Object.keys(evaluation.imports).length).toBeGreaterThan(100);
});
