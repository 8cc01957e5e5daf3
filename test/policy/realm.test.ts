import { readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import { expect, it } from "vitest";
import { evaluateCode } from "../unit/read/support.ts";

const listed = new URL("../golden/realm.txt", import.meta.url);

/** Finds every function that a definition can reach from the globals, by the way to it; all of it runs in the sandbox. */
const search = `
const found = [];
const seen = new Set();
const roots = Object.getOwnPropertyNames(globalThis).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
const asyncs = { AsyncFunction: async () => 1, Generator: function* () {}, AsyncGenerator: async function* () {} };
for (const [name, value] of Object.entries(asyncs)) roots.push([name, { value: Object.getPrototypeOf(value) }]);
const iterators = { ArrayIterator: [].values(), MapIterator: new Map().keys(), StringIterator: ""[Symbol.iterator](), RegExpIterator: "".matchAll(/a/g) };
for (const [name, value] of Object.entries(iterators)) roots.push([name, { value: Object.getPrototypeOf(value) }]);
const visit = (path, { value, get, set }) => {
  if (get) found.push("get " + path);
  if (set) found.push("set " + path);
  if (typeof value === "function") found.push(path);
  if ((typeof value !== "function" && typeof value !== "object") || value === null || seen.has(value)) return;
  seen.add(value);
  const own = Object.getOwnPropertyDescriptors(value);
  for (const key of Reflect.ownKeys(own)) {
    if (key !== "constructor") visit(path + "." + (typeof key === "symbol" ? key.description : key), own[key]);
  }
};
for (const [name, descriptor] of roots) visit(name, descriptor);
AWS.Events.Connection("found", { found });
`;

/**
 * Each function of the realm is work of the engine, which the meter counts (\`test/unit/read/meter.test.ts\`), or of the prelude,
 * which the engine runs. So none has to be bounded by itself; but what a new version of QuickJS brings may tell the
 * time or a chance, and somebody has to look at it.
 */
it("the functions that a definition can reach are listed: a new one is looked at before it is there", async () => {
  const { definitions, diagnostics } = await evaluateCode(search);
  expect(diagnostics).toEqual([]);
  const found = definitions.flatMap(({ props }) => props["found"] as readonly string[]).toSorted();
  const text = `${found.join("\n")}\n`;
  if (process.env["UPDATE_GOLDEN"] === "1") await writeFile(listed, text);
  expect(text).toBe(await readFile(listed, "utf8"));
  expect(found.length).toBeGreaterThan(300);
});
