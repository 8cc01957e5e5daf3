import { describe, expect, it } from "vitest";
import { codes, evaluate, evaluateCode } from "./support.ts";

describe("evaluation is hermetic", () => {
  it.each([
    ["Date.now()", "Date"],
    ["new Date()", "Date"],
    ["Math.random()", "Math.random"],
    ["setTimeout(() => {}, 1)", "setTimeout"],
    ["process.env.HOME", "process"],
    ["await fetch('http://127.0.0.1')", "fetch"],
    ["require('fs')", "require"],
    ["eval('1')", "eval"],
    ["new Function('return 1')()", "Function"],
    ["(async () => {}).constructor('1')", "Function"],
    ["new WeakRef({})", "WeakRef"],
    ["console.log('x')", "console"],
    ["crypto.randomUUID()", "crypto"],
  ])("%s is refused by name, where it stands", async (code, name) => {
    const { diagnostics } = await evaluateCode(`\n  ${code};`);
    expect(diagnostics).toMatchObject([
      { code: "not-hermetic", file: "a.ts", line: 3, message: `${name} is not available to a definition` },
    ]);
    expect(diagnostics[0]?.hint).toContain("deterministic and hermetic");
  });

  it("looking whether something exists is no use of it", async () => {
    expect(codes(await evaluateCode("if (typeof process !== 'undefined') throw 1;"))).toEqual(["no-definitions"]);
  });

  it("files share nothing while they are evaluated", async () => {
    const code =
      'import AWS from "bridgehead"; globalThis.n = (globalThis.n ?? 0) + 1; AWS.Events.Connection("c", { n });';
    const { definitions } = await evaluate({ "a.ts": code, "b.ts": code });
    expect(definitions.map(({ props }) => props)).toEqual([{ n: 1 }, { n: 1 }]);
  });
});

describe("what a file throws", () => {
  it("is told without the texts of the files, which may be credentials", async () => {
    const { diagnostics } = await evaluate({
      "a.ts": 'import { key } from "./_k.ts"; import j from "./_j.json";\nthrow new Error(`not valid: ${key} ${j.k}`);',
      "_k.ts": 'export const key = "hunter2hunter2";',
      "_j.json": '{ "k": "correct horse" }',
    });
    expect(diagnostics).toMatchObject([{ code: "file-threw", message: "Error: not valid: … …", line: 2 }]);
  });

  it.each([
    ["throw 'text'", "the file threw something that is not an Error"],
    ["throw null", "the file threw something that is not an Error"],
    ["await Promise.reject(new TypeError('no'))", "TypeError: no"],
    ["undefined.x", "TypeError: cannot read property 'x' of undefined"],
    ["throw new Error('a\\u001b[31m\\u202eb\\n::error::c')", "Error: a [31m b ::error::c"],
    ["throw new Proxy({}, { get() { throw 1 } })", "the file threw something that is not an Error"],
  ])("%s", async (code, message) => {
    expect((await evaluateCode(code)).diagnostics).toMatchObject([{ code: "file-threw", message }]);
  });

  it("an await that never ends is an error", async () => {
    expect(codes(await evaluateCode("await new Promise(() => {});"))).toEqual(["never-finishes"]);
  });

  it.each([
    "async function main() { throw new Error() }\nmain();",
    "const main = async () => {};\nvoid main();",
    "(async () => { throw new Error() })();",
    "[1].forEach(async () => {});",
  ])("an async function that nobody awaits is an error: %s", async (code) => {
    expect(codes(await evaluateCode(code))).toContain("unawaited-call");
  });

  it.each(["import { make as m }", "import m"])("also where it comes from another file (%s)", async (how) => {
    const { diagnostics } = await evaluate({
      "a.ts": `${how} from "./_f.ts";\nm();`,
      "_f.ts": "const build = async () => {};\nexport { build as make };\nexport default build;",
    });
    expect(diagnostics).toMatchObject([{ code: "unawaited-call", file: "a.ts", line: 2, column: 1 }]);
  });

  it.each([
    "async function main() {}\nawait main();",
    "await Promise.all([1].map(async () => {}));",
    'for (const id of ["a"]) await AWS.Events.Connection(id, {});',
    'AWS.Events.Connection("a", {});',
  ])("one that is awaited is none: %s", async (code) => {
    expect(codes(await evaluateCode(code))).not.toContain("unawaited-call");
  });
});
