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
    ["queueMicrotask(() => {})", "queueMicrotask"],
    ["new Intl.NumberFormat('de')", "Intl"],
    ["(1234.5).toLocaleString()", "toLocaleString"],
    ["['b', 'a'].sort((a, b) => a.localeCompare(b))", "localeCompare"],
    ["'I'.toLocaleLowerCase('tr')", "toLocaleLowerCase"],
    ["new Uint8Array(2)", "Uint8Array"],
    ["structuredClone({})", "structuredClone"],
    ["import.meta.url", "import.meta"],
    ["import.meta.env.KEY", "import.meta"],
    ["module.exports = {}", "module"],
    ["new Worker('x')", "Worker"],
  ])("%s is refused by name, where it stands, with the reason and what to do instead", async (code, name) => {
    const { diagnostics } = await evaluateCode(`\n  ${code};`);
    expect(diagnostics).toMatchObject([
      {
        code: "not-hermetic",
        file: "a.ts",
        line: 3,
        // Code keeps its case wherever the message is shown.
        message: expect.stringMatching(
          new RegExp(`^.${name.replace(".", "[.]")}. is not available to a definition: .{20}`),
        ),
        hint: expect.stringMatching(/^[A-Z].{15,}\.$/),
      },
    ]);
  });

  it("what is refused is reported where the file hides the refusal too", async () => {
    const hidden = await evaluateCode(
      "let n = 0;\ntry { n = Math.random(); } catch {}\nAWS.Events.Connection(`a${n}`, {});",
    );
    expect(codes(hidden)).toEqual(["not-hermetic"]);
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
    ["throw 'text'", "something was thrown that is not an Error"],
    ["throw null", "something was thrown that is not an Error"],
    ["await Promise.reject(new TypeError('no'))", "TypeError: no"],
    ["undefined.x", "TypeError: cannot read property 'x' of undefined"],
    ["throw new Error('a\\u001b[31m\\u202eb\\n::error::c')", "Error: a [31m b ::error::c"],
    ["throw new Proxy({}, { get() { throw 1 } })", "something was thrown that is not an Error"],
  ])("%s", async (code, message) => {
    expect((await evaluateCode(code)).diagnostics).toMatchObject([{ code: "file-threw", message }]);
  });

  it("an await that never ends is an error", async () => {
    expect(codes(await evaluateCode("await new Promise(() => {});"))).toEqual(["never-finishes"]);
  });

  it("so is one of which nothing but the call is left, with the place where it waits for ever", async () => {
    const code = "const wait = async () => {\n  await new Promise(() => {});\n};\n  wait();";
    expect((await evaluateCode(code)).diagnostics).toMatchObject([{ code: "never-finishes", line: 5, column: 3 }]);
    expect(codes(await evaluateCode(`${code}\nawait Promise.race([wait(), 1]);`))).toEqual(["never-finishes"]);
    const behind = await evaluateCode(`Promise.all([new Promise(() => {})]);${code}`);
    expect(behind.diagnostics).toMatchObject([{ code: "never-finishes", line: 5, column: 3 }]);
  });
});

const failing = 'async function declare() {\n  await null;\n  throw new Error("no tenant");\n}\n';

describe("an exception that nothing awaits", () => {
  it.each([
    "declare();",
    "void declare();",
    "const done = declare();",
    "[1].forEach(async () => declare());",
    "[1, 2].map(declare);",
    "Promise.all([declare()]);",
    "declare().then(() => 1);",
    "Promise.resolve().then(() => declare());",
    "({ declare }).declare();",
    "class A { static async go() { return declare(); } }\nA.go();",
    "const all = { async go() { await declare(); } };\nall.go();",
    "try { declare(); } catch {}",
    "(async () => { await declare(); })();",
    "await Promise.resolve(1); declare().finally(() => 1);",
  ])("is an error where it was thrown: %s", async (call) => {
    const { diagnostics } = await evaluateCode(failing + call);
    const lost = diagnostics.filter(({ code }) => code === "unawaited-call");
    expect(lost.length).toBeGreaterThan(0);
    for (const diagnostic of lost) {
      expect(diagnostic).toMatchObject({
        line: 4,
        column: 9,
        message: "nothing awaits the call that threw this: Error: no tenant",
        hint: expect.stringContaining("Write `await`"),
      });
    }
    expect(codes({ definitions: [], diagnostics, imports: {} }).filter((code) => code !== "unawaited-call")).toEqual(
      [],
    );
  });

  it.each(["import * as lib", "import lib"])("also in a function of another file (%s)", async (how) => {
    const { diagnostics } = await evaluate({
      "a.ts": `${how} from "./_lib.ts";\nlib.declare();`,
      "_lib.ts": `export ${failing}export default { declare };`,
    });
    expect(diagnostics).toMatchObject([{ code: "unawaited-call", file: "_lib.ts", line: 3 }]);
  });

  it("also one of a file that is imported and not waited for", async () => {
    const { diagnostics } = await evaluate({ "a.ts": 'import("./_b.ts");', "_b.ts": 'throw new Error("no");' });
    expect(diagnostics).toMatchObject([{ code: "unawaited-call", file: "_b.ts", line: 1 }]);
  });

  it.each([
    "await declare().catch(() => 1);",
    "declare().catch(() => 1);",
    "try { await declare(); } catch {}",
    "await Promise.allSettled([declare()]);",
    "await Promise.any([declare(), 1]);",
    "const later = declare();\nawait null;\nawait null;\nawait null;\nawait later.catch(() => 1);",
    "class Own extends Promise {}\nawait Own.resolve(declare()).catch(() => 1);",
    "for await (const one of [declare().catch(() => 1)]) one;",
    'const own = declare();\nObject.defineProperty(own, "constructor", { value: Promise });\nown.then(null, () => 1);',
  ])("is none where something does: %s", async (call) => {
    expect(codes(await evaluateCode(failing + call))).toEqual(["no-definitions"]);
  });

  it("nor is a call that ends before the one before it, or after", async () => {
    const wait = "async function wait(n) { for (let i = 0; i < n; i++) await null; }";
    for (const order of ["9, 1, 5", "1, 5, 9", "5, 9, 1"]) {
      expect(codes(await evaluateCode(`${wait}\n[${order}].map((n) => wait(n));`))).toEqual(["no-definitions"]);
    }
  });

  it("does not matter where nothing is thrown: what is called is done", async () => {
    const declare = (id: string) => `await null;\n  AWS.Events.Connection("${id}", {});`;
    const { definitions, diagnostics } = await evaluateCode(
      `async function main() {\n  ${declare("a")}\n}\nmain();\n({ async go() {\n  ${declare("b")}\n} }).go();`,
    );
    expect(diagnostics).toEqual([]);
    expect(definitions.map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("survives what a file does to promises", async () => {
    const tricks = [
      "Promise.prototype.then = () => {};",
      'Object.defineProperty(Promise.prototype, "constructor", { value: Array });',
      "Object.defineProperty(Promise, Symbol.species, { get: () => class extends Promise {} });",
      "WeakSet.prototype.has = () => true; WeakMap.prototype.get = () => 1; Reflect.apply = () => 1;",
      "delete globalThis.bridgehead$run; globalThis.bridgehead$run = () => 1;",
      "Error.prepareStackTrace = () => { throw 1; }; Error.stackTraceLimit = 0;",
    ];
    for (const trick of tricks) {
      const found = codes(await evaluateCode(`try { ${trick} } catch {}\n${failing}declare();`));
      expect(found).toEqual(["unawaited-call"]);
    }
  });
});

describe("tracked functions", () => {
  it.each([
    [
      "async function f(a, b = 2) { return [this === undefined, arguments.length, a, b, f.name, f.length]; }",
      "f(1)",
      [true, 1, 1, 2, "f", 1],
    ],
    ["const f = async (a) => ({ a });", "f(3)", { a: 3 }],
    ["const f = async a => b => a + b;", "(await f(1))(2)", 3],
    ["const f = async /* => */ (a /* => */) /* => */ => /* => */ (async b => b + a);", "(await f(1))(2)", 3],
    [
      "class B { async m() { return 1; } }\nclass C extends B { async m() { return (await super.m()) + 1; } }",
      "new C().m()",
      2,
    ],
    ["class C { #n = 4; async #p() { return this.#n; } static async s() { return new C().#p(); } }", "C.s()", 4],
    [
      'const o = { async "a b"() { return 5; }, async [`c`]() { return 6; }, async: 7 };',
      "Promise.all([o['a b'](), o.c(), o.async])",
      [5, 6, 7],
    ],
    ["async function f(p) { var p = p ?? 8; return p; }", "f()", 8],
    ["const f = async () => {};\nexport default async () => {};", "f().then((v) => v === undefined)", true],
    ["async function f() { return // 1\n9; }", "f().then((v) => v === undefined)", true],
    [
      "async function* g() { yield 1; yield 2; }",
      "(async () => { const all = []; for await (const x of g()) all.push(x); return all; })()",
      [1, 2],
    ],
    [
      "const f = async ({ a, ...rest }, [b]) => ({ a, rest, b });",
      "f({ a: 1, c: 2 }, [3])",
      { a: 1, rest: { c: 2 }, b: 3 },
    ],
    ["class C { f = async () => this.x; x = 3; }", "new C().f()", 3],
    ["async function f(n: number): Promise<number> { return n === 0 ? 0 : (await f(n - 1)) + 1; }", "f(50)", 50],
    ["", "Promise.resolve(2).catch(() => 1)", 2],
    ["", "Promise.reject(3).then(() => 1).catch((reason) => reason)", 3],
  ])("mean what they meant: %s", async (code, call, result) => {
    const evaluation = await evaluateCode(`${code}\nAWS.Events.Connection("a", { result: await (${call}) });`);
    expect(evaluation.diagnostics).toEqual([]);
    expect(evaluation.definitions).toMatchObject([{ props: { result } }]);
  });
});
