import { describe, expect, it } from "vitest";
import { codes, evaluate, evaluateCode } from "./support.ts";

const locationsIn = async (code: string) => (await evaluateCode(code)).definitions[0]?.locations;

describe("the places of properties", () => {
  it("are those of their keys, at every level", async () => {
    expect(
      await locationsIn('AWS.Events.Connection("a", {\n  name: "x",\n  list: [{ key: 1 }, 2],\n  "a/b~": {},\n});'),
    ).toEqual({
      "/name": { line: 3, column: 3 },
      "/list": { line: 4, column: 3 },
      "/list/0": { line: 4, column: 10 },
      "/list/0/key": { line: 4, column: 12 },
      "/list/1": { line: 4, column: 22 },
      "/a~1b~0": { line: 5, column: 3 },
    });
  });

  it("are unknown for what a spread or a computed key may have overwritten", async () => {
    expect(
      await locationsIn(
        'const make = (b) => (b ? { b } : {});\nAWS.Events.Connection("a", { a: 1, ...make(1), c: [...[1], 2], [`d`]: 3, e: 4 });',
      ),
    ).toEqual({ "/e": { line: 3, column: 74 } });
  });

  it("are left out for properties that are undefined", async () => {
    expect(await locationsIn('AWS.Events.Connection("a", { a: undefined });')).toEqual({});
  });

  it.each([
    ["a constant", "const p = {\n  x: 1 };\nAWS.Events.Connection('a', p);"],
    [
      "a constant behind `satisfies`",
      "const p = {\n  x: 1 } satisfies object;\nAWS.Events.Connection('a', p as never);",
    ],
    ["a constant by another name", "const p = {\n  x: 1 };\nconst q = p;\nAWS.Events.Connection('a', q);"],
    ["a frozen constant", "const p = Object.freeze({\n  x: 1 });\nAWS.Events.Connection('a', p);"],
    ["a member of a constant", "const all = { p: {\n  x: 1 } };\nAWS.Events.Connection('a', all.p);"],
    ["a spread constant", "const p = {\n  x: 1 };\nAWS.Events.Connection('a', { ...p });"],
    ["the result of a function", "const p = () => ({\n  x: 1 });\nAWS.Events.Connection('a', p());"],
    [
      "the result of an async function",
      "async function p() { return {\n  x: 1 }; }\nAWS.Events.Connection('a', await p());",
    ],
    ["an argument", "const f = (p) => AWS.Events.Connection('a', p);\nf({\n  x: 1 });"],
    [
      "an argument behind an await",
      "const f = async (p) => { await null; AWS.Events.Connection('a', p); };\nawait f({\n  x: 1 });",
    ],
    ["a spread argument", "function f(id, p) { AWS.Events.Connection(id, { y: 2, ...p }); }\nf('a', {\n  x: 1 });"],
    [
      "an argument that is taken apart",
      "const f = ({ id, ...p }) => AWS.Events.Connection(id, p);\nf({ id: 'a',\n  x: 1 });",
    ],
    [
      "an argument of two helpers",
      "const f = (p) => AWS.Events.Connection('a', p);\nconst g = (p) => f(p);\ng({\n  x: 1 });",
    ],
    ["a constant in a function", "const f = () => { const p = {\n  x: 1 }; AWS.Events.Connection('a', p); };\nf();"],
  ])("are found in %s", async (_, code) => {
    const line = code.split("\n").findIndex((text) => text.startsWith("  x: 1")) + 2;
    expect(await locationsIn(code)).toMatchObject({ "/x": { line, column: 3 } });
  });

  it("of a property written in short are where it stands, and those below where their value is written", async () => {
    expect(await locationsIn("const auth = {\n  key: 1,\n};\nAWS.Events.Connection('a', { auth });")).toEqual({
      "/auth": { line: 5, column: 30 },
      "/auth/key": { line: 3, column: 3 },
    });
  });

  it("of what stands twice are those of the last", async () => {
    expect(
      await locationsIn("const p = { x: { y: 1 }, z: 1 };\nAWS.Events.Connection('a', { x: 1, ...p,\n  x: 2 });"),
    ).toEqual({ "/x": { line: 4, column: 3 }, "/z": { line: 2, column: 26 } });
  });

  it.each([
    "const p = { x: 1 };\np.x = 2;",
    "const p = { x: 1 };\nObject.assign(p, { x: 2 });",
    "let p = { x: 1 };\np = { x: 2 };",
    "const q = { x: 1 };\nfor (const p of [{ x: 2 }])",
    "const x = { x: 1 };\nconst p = JSON.parse(JSON.stringify(x));",
    "const p = { get x() { return 1; } }; delete p.y;",
  ])("are unknown for what changes, or cannot be read off the text: %s", async (code) => {
    expect(await locationsIn(`${code}\nAWS.Events.Connection("a", p);`)).toEqual({});
  });

  it("of a helper's properties name its file", async () => {
    const { definitions } = await evaluate({
      "a.ts":
        'import { base, make } from "./_lib.ts";\nimport AWS from "bridgehead";\nAWS.Events.Connection("a", { ...base, made: make() });',
      "_lib.ts": "export const base = {\n  x: 1,\n};\nexport function make() {\n  return { y: 1 };\n}",
    });
    expect(definitions[0]).toMatchObject({
      at: { file: "a.ts", line: 3 },
      locations: {
        "/x": { file: "_lib.ts", line: 2, column: 3 },
        "/made": { line: 3, column: 39 },
        "/made/y": { file: "_lib.ts", line: 5, column: 12 },
      },
    });
  });

  it("end where text stands for itself over and over", async () => {
    const doubled = Array.from({ length: 14 }, (_, i) => `const a${i + 1} = { p: a${i}, q: a${i} };`).join("\n");
    const cases = [
      `const a0 = { x: 1 };\n${doubled}\nAWS.Events.Connection("a", a14);`,
      'const p = { ...p };\nAWS.Events.Connection("a", p);',
      'const f = () => g();\nconst g = () => f();\nAWS.Events.Connection("a", f());',
    ];
    for (const code of cases) expect(codes(await evaluateCode(code))).toHaveLength(1);
  });

  it.each([
    'await AWS.Events\n    .Connection("a", { x: 1 });',
    'const { Connection } = AWS.Events; Connection("a", { x: 1 });',
    'AWS["Events"]["Connection"]("a", { x: 1 });',
    'AWS?.Events?.Connection?.("a", { x: 1 });',
    'AWS.Events.Connection(/* ( */ "a", { x: 1 } as const);',
    'AWS.Events.Connection<string>("a", { x: 1 } satisfies object);',
    'const make = (id: string) => AWS.Events.Connection(id, { x: 1 });\nmake("a");',
    '["a"].map((id) => AWS.Events.Connection(id, { x: 1 }));',
    'AWS.Events.Connection(String("a"), { x: 1 });',
  ])("are found in %s", async (code) => {
    const text = `import { AWS } from "bridgehead";\n${code}`;
    const offset = text.indexOf("x: 1");
    const before = text.slice(0, offset).split("\n");
    expect(await locationsIn(code)).toEqual({
      "/x": { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 },
    });
  });

  it("count columns as editors do, also behind characters of two units", async () => {
    const { definitions } = await evaluateCode('/* 😀é */ AWS.Events.Connection("a", { x: 1 });');
    expect(definitions[0]).toMatchObject({ at: { line: 2, column: 11 }, locations: { "/x": { line: 2, column: 40 } } });
  });

  it.each([
    ["tabs", '\t\tAWS.Events.Connection("a", {\n\tx: 1 });', { line: 2, column: 3 }, { line: 3, column: 2 }],
    ["CRLF", 'AWS.Events.Connection("a", {\r\n  x: 1 });\r\n', { line: 2, column: 1 }, { line: 3, column: 3 }],
    ["CR", 'AWS.Events.Connection("a", {\r  x: 1 });\r', { line: 2, column: 1 }, { line: 3, column: 3 }],
    [
      "several calls on a line",
      'void 0; AWS.Events.Connection("a", { x: 1 });',
      { line: 2, column: 9 },
      { line: 2, column: 38 },
    ],
    [
      "characters of two units",
      'const y = "😀"; AWS.Events.Connection(`😀${y}`.slice(0, 0) + "a", { x: 1 });',
      { line: 2, column: 17 },
      { line: 2, column: 69 },
    ],
  ])("are right with %s", async (_, code, at, x) => {
    const { definitions, diagnostics } = await evaluateCode(code);
    expect(diagnostics).toEqual([]);
    expect(definitions[0]).toMatchObject({ at, locations: { "/x": x } });
  });

  it("do not count the mark that a file may begin with", async () => {
    const { definitions } = await evaluate({
      "a.ts": '\ufeffimport AWS from "bridgehead"; AWS.Events.Connection("a", { x: 1 });',
      "b.json": '\ufeff{ "id": "b", "x": 1 }',
    });
    expect(definitions).toMatchObject([
      { at: { line: 1, column: 31 }, locations: { "/x": { line: 1, column: 60 } } },
      { at: { line: 1, column: 1 }, locations: { "/x": { line: 1, column: 14 } } },
    ]);
  });

  it("survive the translation of enums with CRLF, tabs and characters of two units", async () => {
    const { diagnostics } = await evaluateCode(
      'enum Kind { Key = "😀" }\r\n\t/* 😀 */ AWS.Events.Connection("a", { k: Kind.Key, /* 😀 */ x: () => 1 });',
    );
    expect(diagnostics).toMatchObject([{ code: "unsupported-value", line: 3, column: 62 }]);
  });

  it("survive the translation of enums", async () => {
    const { definitions, diagnostics } = await evaluateCode(
      'enum Kind {\n  Key = "API_KEY",\n}\n\nawait AWS.Events.Connection("a", {\n  authorizationType: Kind.Key,\n});',
    );
    expect(diagnostics).toEqual([]);
    expect(definitions).toMatchObject([
      {
        props: { authorizationType: "API_KEY" },
        at: { line: 6, column: 7 },
        locations: { "/authorizationType": { line: 7 } },
      },
    ]);
  });

  it.each(["namespace N { export const x = 1; }", "class C { constructor(readonly x: number) {} }"])(
    "and so does other TypeScript with a meaning at run time: %s",
    async (code) => {
      expect(codes(await evaluateCode(`${code}\nAWS.Events.Connection("a", {});`))).toEqual([]);
    },
  );
});

describe("syntax errors", () => {
  it.each([
    ["const x: = 3;", 1, 10],
    ["\n\nlet a = (1 + ;", 3, 14],
    ["let x = 1;\nlet x = 2;", 2, 5],
    ["await AWS.Events.Connection('a', {\n  name: 'x'\n  b: 1,\n});", 3, 3],
  ])("%j is reported at %i:%i", async (code, line, column) => {
    expect((await evaluate({ "a.ts": code })).diagnostics).toMatchObject([
      { code: "syntax-error", file: "a.ts", line, column },
    ]);
  });

  it("quote nothing of the file: it may be a credential", async () => {
    for (const text of [
      "let a = 1 'hunter2hunter2'",
      "f('a' 'hunter2hunter2')",
      "hunter2 hunter2hunter2",
      "/[hunter2/(",
      '{"a": hunter2}',
    ]) {
      for (const path of ["a.ts", "a.json"]) {
        const { diagnostics } = await evaluate({ [path]: text });
        expect(diagnostics).toHaveLength(1);
        expect(JSON.stringify(diagnostics)).not.toContain("hunter2");
      }
    }
  });
});

describe("calls", () => {
  const lib =
    'import AWS from "bridgehead";\nexport async function make(id: string) {\n  await null;\n  return deep(id);\n}\nconst deep = async (id: string) => {\n  await 1;\n  await 2;\n  return AWS.Events.Connection(id, { x: 1 });\n};\n';

  it("that a helper makes behind an await are where the helper was called", async () => {
    const { definitions } = await evaluate({
      "a.ts":
        'import { make } from "./_lib.ts";\n\nawait make("a"); await make("b");\nawait Promise.all(["c", "d"].map((id) => make(id)));\n  make("e");',
      "_lib.ts": lib,
    });
    expect(definitions.map(({ id, at }) => [id, at.file, at.line, at.column])).toEqual([
      ["a", "a.ts", 3, 7],
      ["b", "a.ts", 3, 24],
      ["c", "a.ts", 4, 42],
      ["d", "a.ts", 4, 42],
      ["e", "a.ts", 5, 3],
    ]);
    expect(definitions[0]?.locations).toEqual({ "/x": { file: "_lib.ts", line: 9, column: 38 } });
  });

  it("that wait for one another in a long row are too", async () => {
    const { definitions } = await evaluate({
      "a.ts": 'import { row } from "./_lib.ts";\nawait row(200);',
      "_lib.ts":
        'import AWS from "bridgehead";\nexport async function row(n: number): Promise<void> {\n  await null;\n  if (n > 0) return row(n - 1);\n  AWS.Events.Connection("a", {});\n}',
    });
    expect(definitions).toMatchObject([{ at: { file: "a.ts", line: 2, column: 7 } }]);
  });

  it("of methods, classes and callbacks are where they stand in the definition file", async () => {
    const { definitions } = await evaluateCode(
      'class A { async go(id) { await null; AWS.Events.Connection(id, {}); } }\nawait new A().go("a");\n[1].forEach(() => AWS.Events.Connection("b", {}));\nawait Promise.resolve().then(() => AWS.Events.Connection("c", {}));',
    );
    expect(definitions.map(({ at }) => [at.line, at.column])).toEqual([
      [2, 38],
      [4, 19],
      [5, 36],
    ]);
  });
});
