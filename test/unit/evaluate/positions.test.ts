import { describe, expect, it } from "vitest";
import { codes, evaluate, evaluateCode } from "./support.ts";

const positionsIn = async (code: string) => (await evaluateCode(code)).definitions[0]?.positions;

describe("the places of properties", () => {
  it("are those of their keys, at every level", async () => {
    expect(
      await positionsIn('AWS.Events.Connection("a", {\n  name: "x",\n  list: [{ key: 1 }, 2],\n  "a/b~": {},\n});'),
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
      await positionsIn(
        'const base = { b: 1 };\nAWS.Events.Connection("a", { a: 1, ...base, c: [...[1], 2], [`d`]: 3, e: 4 });',
      ),
    ).toEqual({ "/e": { line: 3, column: 71 } });
  });

  it("are unknown for properties that are not written in the call, and left out for undefined ones", async () => {
    expect(await positionsIn('const p = { a: 1 };\nAWS.Events.Connection("a", p);')).toEqual({});
    expect(await positionsIn('AWS.Events.Connection("a", { a: undefined });')).toEqual({});
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
    expect(await positionsIn(code)).toEqual({
      "/x": { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 },
    });
  });

  it("count columns as editors do, also behind characters of two units", async () => {
    const { definitions } = await evaluateCode('/* 😀é */ AWS.Events.Connection("a", { x: 1 });');
    expect(definitions[0]).toMatchObject({ at: { line: 2, column: 11 }, positions: { "/x": { line: 2, column: 40 } } });
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
        positions: { "/authorizationType": { line: 7 } },
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
