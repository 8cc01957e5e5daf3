import { describe, expect, it } from "vitest";
import { codes, evaluate } from "./support.ts";

const read = async (text: string, path = "orders.json") => evaluate({ [path]: text });
const ids = async (text: string, path?: string) => (await read(text, path)).definitions.map(({ id }) => id);

describe("JSON definitions", () => {
  it("are an object, with the place of each property", async () => {
    const { definitions, diagnostics } = await read(
      '{\n  "$schema": "./x.json",\n  "id": "orders",\n  "authParameters": {\n    "list": [{ "key": 1 }]\n  }\n}',
    );
    expect(diagnostics).toEqual([]);
    expect(definitions).toEqual([
      {
        id: "orders",
        props: { authParameters: { list: [{ key: 1 }] } },
        at: { file: "orders.json", line: 1, column: 1 },
        positions: {
          "/authParameters": { line: 4, column: 3 },
          "/authParameters/list": { line: 5, column: 5 },
          "/authParameters/list/0": { line: 5, column: 14 },
          "/authParameters/list/0/key": { line: 5, column: 16 },
        },
      },
    ]);
  });

  it("are an array, or stand in `connections`", async () => {
    expect(await ids('[{"id":"a"},{"name":"b"},{"Name":"c"}]')).toEqual(["a", "b", "c"]);
    expect(await ids('{"$schema":"x","connections":[{"id":"a"},{"id":"b"}]}')).toEqual(["a", "b"]);
  });

  it("take their id from `id`, the name, or the file", async () => {
    expect(await ids('{"id":"i","name":"n"}')).toEqual(["i"]);
    expect(await ids('{"name":"n"}')).toEqual(["n"]);
    expect(await ids("{}", "x/orders.api.json")).toEqual(["orders.api"]);
    expect(await ids("[{}]")).toEqual(["orders"]);
  });

  it("may begin with a byte order mark", async () => {
    expect(await ids('\uFEFF{"id":"a"}')).toEqual(["a"]);
  });

  it.each([
    ['{"id":"a",}', 1, 11, "Remove the trailing comma."],
    ["[1,]", 1, 4, "Remove the trailing comma."],
    ["// x\n{}", 1, 1, "Remove the comment, or write the definition in TypeScript."],
    ["{'a':1}", 1, 2, "Use double quotes."],
    ['{"a":\n  NaN}', 2, 3, "Names and texts stand in double quotes; NaN and Infinity do not exist."],
    ['{"a":1 "b":2}', 1, 8, null],
    ['{"a":1', 1, 7, null],
    ["", 1, 1, "Remove it, or write a definition."],
    ["01", 1, 2, "Several definitions stand in an array."],
    ['{"a":"\\x"}', 1, 6, null],
    ['{"a":"\t"}', 1, 6, "Write it as an escape, such as \\t."],
    ["{} {}", 1, 4, "Several definitions stand in an array."],
  ])("%j is refused at %i:%i", async (text, line, column, hint) => {
    expect((await read(text)).diagnostics).toMatchObject([
      { code: "syntax-error", file: "orders.json", line, column, hint },
    ]);
  });

  it("with a key twice are refused where it stands again", async () => {
    expect((await read('{"a":1,\n"a":2,\n"b":{"c":1,"c":1}}')).diagnostics).toMatchObject([
      { code: "duplicate-key", line: 2, column: 1 },
      { code: "duplicate-key", line: 3, column: 12 },
    ]);
  });

  it.each([
    ['{"a":1e999}', "unsupported-value"],
    ['{"a":"\\ud800"}', "unsupported-value"],
    ['{"a":{"__proto__":1}}', "unsupported-value"],
    ["7", "json-shape"],
    ["[7]", "json-shape"],
    ['{"id":7}', "json-shape"],
    ['{"connections":{}}', "json-shape"],
    ['{"connections":[],"name":"x"}', "json-shape"],
    ['[{"id":"a"},{}]', "json-shape"],
    [`${'{"a":'.repeat(17)}1${"}".repeat(17)}`, "definition-too-large"],
    [`{"a":[${"1,".repeat(10_000)}1]}`, "definition-too-large"],
    ["[]", "no-definitions"],
  ])("%.40s is refused: %s", async (text, code) => {
    expect(codes(await read(text))).toEqual([code]);
  });
});
