import { type AnyNode, parse } from "acorn";
import { describe, expect, it } from "vitest";
import { bundlePrelude } from "../../../infra/build/prelude-text.ts";
import { compileEngines } from "../../../infra/evaluate/engines.ts";
import type { EvaluatedKinds } from "../../../workflows/engine/read/evaluated-kinds.ts";
import { limits } from "../../../workflows/engine/read/sandbox/limits.ts";
import { createSandbox } from "../../../workflows/engine/read/sandbox/sandbox.ts";
import type { SandboxReport } from "../../../workflows/engine/read/sandbox/report.ts";
import type { Linker } from "../../../workflows/engine/read/sandbox/run.ts";
import { nodesOf } from "../../../workflows/engine/read/typescript/syntax.ts";
import * as primordials from "../../../workflows/engine/read/sandbox/prelude/primordials.ts";
import { evaluateCode } from "./support.ts";

// The whole prelude, in QuickJS: whatever foreign code does to the language, what is told of a file stays the same.

const kind = (service: string, resource: string, names: readonly string[]): EvaluatedKinds[number] => ({
  type: `AWS::${service}::${resource}`,
  call: { service, resource },
  noun: resource.toLowerCase(),
  plural: `${resource.toLowerCase()}s`,
  name: names,
  made: [],
  given: [],
  marks: [],
});
const sandbox = createSandbox((await compileEngines()).quickjs, [
  kind("Events", "Thing", ["title", "Title"]),
  kind("Events", "Other", ["name"]),
  kind("Queues", "Queue", ["name"]),
]);

/** Runs modules of JavaScript that import one another by their names, as they stand; `main` is the first. */
async function run(modules: Readonly<Record<string, string>>): Promise<readonly SandboxReport[]> {
  const linker: Linker = { resolve: (_, specifier) => specifier, load: (name) => modules[name] ?? null };
  const { reports, end } = await sandbox.run("main", linker, limits.steps);
  expect(end).toEqual({ kind: "finished" });
  return reports;
}

/** What the story takes of the language before it is changed, so that no change is to the story itself. */
const kept = `
export const long = "x".repeat(3_000), symbol = Symbol("s"), map = new Map(), bare = Object.create(null), random = Math.random;
export const makeFunction = (() => {}).constructor;
export const failure = { name: "Own", message: "told", stack: "    at m9\\n" };
const never = new Promise(() => {});
export const waits = async () => { await never; };
`;

/** Everything that the prelude reports, by syntax alone. */
const story = `
import { long, symbol, map, bare, random, makeFunction, failure, waits } from "kept";
import "change";
import AWS, { ssm } from "bridgehead";
const attempt = (code) => { try { code(); } catch {} };
const { Thing, Other } = AWS.Events;
const thing = Thing("good", { title: "t", list: [1, true, null, "x/~", [ssm("/k", 3)]], deep: { a: { b: 1.5 } }, none: undefined, bare });
Thing("bad", {
  "a/b~c": symbol, f() {}, n: 0 / 0, u: [undefined], b: 1n, m: map, p: (async () => 1)(), half: "\\ud800", ["__proto__"]: 1,
  "\\ud800": 1, thing,
});
AWS.Queues.Queue("named", { name: thing.name, id: thing.id });
Other(1, {}); Other("a"); Other("a", []); Other("a", Other); Other("absent", AWS.S3.Bucket("b", {}));
Other("tainted", { a: ssm("no"), b: AWS.S3.Bucket });
Other("outer", { get a() { Thing("inner", { Title: "upper", title: null }); return 1; } });
Other("threw", { get a() { throw failure; } });
Other("refused", { get a() { return thing.arn; } });
Other("no traps", { a: "x" in thing, b: { ...thing }, c: "x" in AWS, d: "x" in AWS.Events, e: "x" in AWS.S3 });
Other("symbols", { a: typeof thing[symbol], b: typeof AWS[symbol], c: typeof AWS.Events[symbol], d: typeof AWS.S3[symbol] });
Other("asked", { a: typeof thing.toJSON, b: typeof AWS.toJSON, c: typeof AWS.Events.toJSON, d: typeof AWS.Events.then });
Thing(long, {}); AWS[long](); AWS.Events[long](); AWS.S3[long](); attempt(() => thing[long]);
({ async ["~99"]() { await null; Thing("forged", {}); } })["~99"]();
const circle = {}; circle.circle = circle; Other("circle", circle);
new AWS.S3.Bucket("b").arn.split(":"); AWS.Events.Rule("r"); AWS.Events["x" + "y"]();
ssm("/a", 0); ssm("/a", "1"); ssm({}); ssm("/bridgehead/a b");
attempt(() => thing.arn); attempt(() => random()); attempt(() => makeFunction("1")); attempt(() => new makeFunction("1"));
const later = (n) => bridgehead$run(async () => { await null; if (n > 0) { await later(n - 1); } else { Thing("behind", {}); } });
await later(3); await later(40);
bridgehead$run(async () => { throw failure; });
bridgehead$run(async () => { await null; throw failure; });
bridgehead$watch((async () => { await null; throw failure; })());
await (bridgehead$run(async () => { throw failure; })).then(undefined, () => 1);
(async () => 1)().then(() => bridgehead$run(async () => { throw failure; }));
(async () => 1)().then(() => { throw failure; });
bridgehead$run(waits);
`;

const undisturbed = JSON.stringify(await run({ main: story, kept, change: "" }));

it("the story is told of by every kind of report", () => {
  const reports = JSON.parse(undisturbed) as readonly SandboxReport[];
  expect(new Set(reports.map((report) => report.kind))).toEqual(
    new Set([
      "call",
      "invalid-ssm-call",
      "known-after-apply",
      "not-hermetic",
      "rejected",
      "unfinished",
      "unsupported-service",
    ]),
  );
  const calls = reports.flatMap((report) => (report.kind === "call" ? [report.call] : []));
  expect(new Set(calls.map(({ fault }) => fault))).toEqual(new Set([null, "id", "props", "size", "threw", "tainted"]));
  expect(calls.find(({ id }) => id === "bad")?.problems).toHaveLength(11);
  expect(calls.find(({ id }) => id === "named")?.json).toBe('{"name":"t","id":"good"}');
  const told = calls.map(
    ({ id, fault, json }) => `${id?.slice(0, 9) ?? "-"} ${fault ?? (json === null ? "problems" : "good")}`,
  );
  expect(told).toEqual([
    "good good",
    "bad problems",
    "named good",
    "- id",
    "a props",
    "a props",
    "a props",
    "absent tainted",
    "tainted tainted",
    "inner good",
    "outer good",
    "threw threw",
    "refused threw",
    "no traps good",
    "symbols good",
    "asked good",
    "xxxxxxxxx good",
    "circle size",
    "forged good",
    "behind good",
    "behind good",
  ]);
  const cut = reports.flatMap((report) => ("name" in report && /x{9}/.test(report.name) ? [report.name.length] : []));
  expect(cut).toEqual([100, 100, 100, 60]);
  expect(calls.find(({ id }) => id?.startsWith("xxx"))?.id).toHaveLength(1_025);
  expect(calls.find(({ id }) => id === "no traps")?.json).toBe(
    '{"a":false,"b":{"id":"good","name":"t"},"c":false,"d":false,"e":false}',
  );
  for (const id of ["symbols", "asked"]) {
    expect(calls.find((call) => call.id === id)?.json).toBe(
      '{"a":"undefined","b":"undefined","c":"undefined","d":"undefined"}',
    );
  }
  // What led to it, behind four awaits; of very many the first and the last.
  const steps = calls.filter(({ id }) => id === "behind").map(({ stack }) => stack.match(/~/g)?.length);
  expect(steps).toEqual([4, 21]);
  expect(reports.filter((report) => report.kind === "rejected")).toHaveLength(5);
});

it("what led to an async function is forgotten with its end", async () => {
  const finished = "const one = () => bridgehead$run(async () => { await null; });\nawait one();";
  const named = '({ async ["~1"]() { await null; AWS.Events.Thing("after", {}); } })["~1"]();';
  const [report] = await run({ main: `import AWS from "bridgehead";\n${finished}\n${named}` });
  expect(report?.kind === "call" ? report.call.stack : "").toMatch(/~1/);
  expect(report?.kind === "call" ? report.call.stack : "").not.toMatch(/one/);
});

/** The built-ins: path -> object, of Node's. */
const builtins = new Map<string, object>(
  Object.getOwnPropertyNames(globalThis).flatMap((name): readonly (readonly [string, object])[] => {
    const value: unknown = /^[A-Z]/.test(name) ? Object.getOwnPropertyDescriptor(globalThis, name)?.value : undefined;
    if ((typeof value !== "object" && typeof value !== "function") || value === null) return [];
    const { prototype } = value as { readonly prototype?: object };
    return [[name, value], ...(prototype === undefined ? [] : [[`${name}.prototype`, prototype] as const])];
  }),
);

/** The built-ins that a value belongs to, or is. */
function ownersOf(value: unknown): readonly string[] {
  return [...builtins].flatMap(([path, owner]) => {
    if (owner === value) return [path];
    const own = Reflect.ownKeys(owner).filter((key) => key !== "constructor" && key !== "prototype");
    return own.some((key) => Object.getOwnPropertyDescriptor(owner, key)?.value === value) ? [path] : [];
  });
}

const owners = [...new Set(Object.values(primordials).flatMap(ownersOf)), "globalThis"].toSorted();

/** The keys of built-ins, as QuickJS has them. */
async function keysOf(
  paths: readonly string[],
): Promise<readonly (readonly [owner: string, keys: readonly string[]])[]> {
  const keyOf = '(key) => (typeof key === "symbol" ? key.description : key)';
  const calls = paths.map((path) => `AWS.Events.Thing("${path}", { keys: Reflect.ownKeys(${path}).map(${keyOf}) });`);
  const reports = await run({ main: ['import AWS from "bridgehead";', ...calls].join("\n") });
  return reports.flatMap((report) => {
    if (report.kind !== "call") return [];
    const { keys } = JSON.parse(report.call.json ?? "") as { readonly keys: readonly string[] };
    return [[report.call.id ?? "", keys] as const];
  });
}

const table = await keysOf(owners);

const nameOf = (key: string) => (key.startsWith("Symbol.") ? key : JSON.stringify(key));

/** Puts properties into a built-in, each where the language lets anybody do that. */
function changed(owner: string, keys: readonly string[], descriptor: string): string {
  const puts = keys.map(
    (key) => `try { put(owner, ${nameOf(key)}, { __proto__: null, configurable: true, ${descriptor} }); } catch {}`,
  );
  return [`const put = Object.defineProperty, owner = ${owner};`, ...puts].join("\n");
}
const throwing = 'writable: true, value: function () { throw "changed"; }';
const lying = "writable: true, value: function () { return this === undefined ? [] : this; }";
const getting = 'get() { throw "changed"; }, set() { throw "changed"; }';

const toldAfter = async (change: string) => JSON.stringify(await run({ main: story, kept, change }));

describe("a changed built-in changes no report", () => {
  it("the table has an owner for everything that the prelude keeps", () => {
    for (const [name, value] of Object.entries(primordials))
      expect([name, ownersOf(value).length]).not.toEqual([name, 0]);
    expect(owners).toEqual(
      expect.arrayContaining(["String.prototype", "RegExp.prototype", "Reflect", "Function.prototype"]),
    );
    expect(table.flatMap(([, keys]) => keys).length).toBeGreaterThan(200);
  });

  it.each(table)("of %s", async (owner, keys) => {
    // By its species a class says what `then` makes: that is the story's own affair.
    const changeable = keys.filter((key) => key !== "Symbol.species");
    for (const descriptor of [throwing, lying]) {
      expect(await toldAfter(changed(owner, changeable, descriptor))).toBe(undisturbed);
    }
  });
});

const program: AnyNode = parse(await bundlePrelude(), { ecmaVersion: "latest", sourceType: "module" });
const symbols = [
  "iterator",
  "hasInstance",
  "isConcatSpreadable",
  "match",
  "replace",
  "search",
  "species",
  "split",
  "toPrimitive",
  "toStringTag",
];
/** Every name by which the prelude, or what it calls, may look for a property. */
const lookedFor = [
  ...new Set([
    ...nodesOf(program).flatMap((node) => {
      if (node.type === "MemberExpression") return node.property.type === "Identifier" ? [node.property.name] : [];
      return node.type === "Property" && node.key.type === "Identifier" ? [node.key.name] : [];
    }),
    ..."configurable enumerable get set value writable toJSON toString valueOf then constructor next return 0 1 length".split(
      " ",
    ),
    ..."getPrototypeOf has deleteProperty defineProperty ownKeys getOwnPropertyDescriptor isExtensible".split(" "),
    ...symbols.map((name) => `Symbol.${name}`),
  ]),
].filter((name) => name !== "__proto__");

describe("an added property changes no report", () => {
  it.each(["Object", "Array", "String", "Number", "Boolean", "Function", "Promise", "RegExp", "Error"])(
    "of every %s",
    async (owner) => {
      expect(lookedFor.length).toBeGreaterThan(60);
      // Not those which there are, which the table above has.
      const there = (await keysOf([`${owner}.prototype`]))[0]?.[1] ?? [];
      const added = lookedFor.filter((key) => !there.includes(key));
      for (const descriptor of [getting, throwing, lying]) {
        expect(await toldAfter(changed(`${owner}.prototype`, added, descriptor))).toBe(undisturbed);
      }
    },
  );
});

describe("what foreign code sees of the prelude", () => {
  const seen = async (value: string) =>
    (await evaluateCode(`AWS.Events.Connection("a", { seen: ${value} });`)).definitions[0]?.props;

  it("is no door to the host, and nothing that can be changed", async () => {
    const names = '(() => Object.getOwnPropertyNames(globalThis).filter((name) => name.startsWith("bridgehead")))()';
    expect(await seen(names)).toEqual({ seen: ["bridgehead$run", "bridgehead$watch"] });
    const frozen = "[AWS, AWS.Events, AWS.Events.Connection, ssm].map((it) => Object.isFrozen(it))";
    expect(await seen(frozen)).toEqual({ seen: [true, true, true, true] });
    const fixed =
      '[[globalThis, "bridgehead$run"], [globalThis, "bridgehead$watch"], [Promise.prototype, "then"], [Promise.prototype, "constructor"], [Promise, "all"], [Promise, "allSettled"], [Promise, "any"], [Promise, "race"]]';
    const flags =
      "(([object, key]) => { const own = Object.getOwnPropertyDescriptor(object, key); return [own.configurable, own.writable ?? false]; })";
    expect(await seen(`${fixed}.map(${flags})`)).toEqual({ seen: Array.from({ length: 8 }, () => [false, false]) });
  });

  it("is functions by their own names", async () => {
    expect(
      await seen("[ssm, AWS.Events.Connection, Promise.prototype.then].map((it) => [it.name, it.length])"),
    ).toEqual({
      seen: [
        ["ssm", 2],
        ["Connection", 2],
        ["then", 2],
      ],
    });
  });

  it("is what the language has, where it is used on something else", async () => {
    expect(await seen('Reflect.get(Promise.prototype, "constructor", "text") === Promise')).toEqual({ seen: true });
    const refusals =
      "[1, {}].map((it) => { try { Promise.prototype.then.call(it); } catch (e) { return e.message; } })";
    expect(await seen(`(([one, other]) => one === other && typeof one)(${refusals})`)).toEqual({ seen: "string" });
  });

  it("is no promise where a class makes none", async () => {
    const all = "const plain = function (run) { run(() => 1, () => 1); }; plain.resolve = () => plain;";
    const made = `(() => { ${all} return Promise.all.call(plain, []) instanceof plain; })()`;
    expect(await seen(made)).toEqual({ seen: true });
  });

  it("is the same after what was no promise was to be watched", async () => {
    const wrong =
      "(() => { try { bridgehead$run(() => 1); } catch (e) { return Promise.prototype.constructor === Promise; } })()";
    expect(await seen(wrong)).toEqual({ seen: true });
  });

  it("is not there to be made, called or prototyped", async () => {
    expect(await seen("[typeof eval, typeof WeakRef, typeof FinalizationRegistry, typeof Date]")).toEqual({
      seen: ["undefined", "undefined", "undefined", "undefined"],
    });
    const kinds = "[() => {}, async () => {}, function* () {}, async function* () {}]";
    expect(await seen(`${kinds}.map((it) => it.constructor.prototype === Object.getPrototypeOf(it))`)).toEqual({
      seen: [true, true, true, true],
    });
  });
});

it("a full memory is told as one, however it happens to be laid out", async () => {
  for (let index = 1; index < 4; index++) {
    const { diagnostics } = await evaluateCode(`
      const props = { description: "x".repeat(200_000) }, kept = [];
      for (const size of [1_000_000, 10_000, 100, ${index}]) try { for (;;) kept.push("x".repeat(size) + kept.length); } catch {}
      try { AWS.Events.Connection("hidden", props); } catch {}`);
    expect(diagnostics).toMatchObject([{ code: "too-much-memory" }]);
  }
}, 120_000);
