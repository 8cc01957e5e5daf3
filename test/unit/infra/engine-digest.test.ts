import { expect, it } from "vitest";
import { engineDigest } from "../../../infra/engine/digest.ts";
import { digestOfEngine, enginePackages, readEngine } from "../../../infra/engine/sources.ts";
import { sourceModules } from "../../support/source-imports.ts";

const engine = readEngine();
const digest = digestOfEngine(engine);

/** The lock file with other versions. */
function lockWith(versions: Readonly<Record<string, string>>): string {
  const lock = JSON.parse(engine["package-lock.json"] ?? "");
  for (const [name, version] of Object.entries(versions)) lock.packages[`node_modules/${name}`].version = version;
  return JSON.stringify(lock);
}

it("is one SHA-256, the same whenever it is asked for", () => {
  expect(engineDigest()).toBe(digest);
  expect(engineDigest()).toBe(digestOfEngine(Object.fromEntries(Object.entries(engine).toReversed())));
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
});

it("is made of what evaluates, interprets and plans, and not of what explains rules or drafts definitions", () => {
  const files = Object.keys(engine);
  expect(files.length).toBeGreaterThan(100);
  for (const name of ["plan/build", "read/sandbox/sandbox", "interpret/interpret", "kinds/connection/schema"]) {
    expect(files).toContain(`workflows/engine/${name}.ts`);
  }
  expect(files.filter((file) => !file.startsWith("workflows/"))).toEqual(["package-lock.json"]);
  expect(files.filter((file) => /\/engine\/(?:help\/examples|import)\//.test(file))).toEqual([]);
});

it("is made of everything that a plan of a commit is made by, but for how it is asked for", async () => {
  const modules = new Map((await sourceModules(["workflows"])).map((module) => [module.path, module.imports]));
  const made = new Set<string>();
  const open = ["workflows/plan/read-branch.ts", "workflows/plan/plan-definitions.ts"];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (made.has(path) || !modules.has(path)) continue;
    made.add(path);
    open.push(...(modules.get(path) ?? []));
  }
  const isAsking = (path: string): boolean => /^workflows\/(?:ports|calls)\//.test(path);
  expect(made.size).toBeGreaterThan(100);
  expect([...made].filter((path) => !(path in engine) && !isAsking(path))).toEqual([]);
});

it.each(Object.keys(engine).filter((file) => file !== "package-lock.json"))("changes with %s", (file) => {
  expect(digestOfEngine({ ...engine, [file]: `${engine[file]}\n` })).not.toBe(digest);
});

it("changes with a file that comes, goes or moves", () => {
  const { "workflows/engine/kinds/patch.ts": patch = "", ...others } = engine;
  expect(digestOfEngine(others)).not.toBe(digest);
  expect(digestOfEngine({ ...others, "workflows/engine/plan/patch.ts": patch })).not.toBe(digest);
  expect(digestOfEngine({ ...engine, "workflows/engine/more.ts": "" })).not.toBe(digest);
});

it.each([
  "workflows/render/comment.ts",
  "workflows/plan-pull-request.ts",
  "workflows/engine/help/examples/a.ts",
  "workflows/engine/import/a.ts",
  "infra/a.ts",
])("does not change with %s", (file) => {
  expect(digestOfEngine({ ...engine, [file]: "// Another comment" })).toBe(digest);
});

it.each(enginePackages)("changes with the version of %s, and only with such a one", (name) => {
  expect(digestOfEngine({ ...engine, "package-lock.json": lockWith({ [name]: "0.0.1" }) })).not.toBe(digest);
  expect(digestOfEngine({ ...engine, "package-lock.json": lockWith({ vitest: "0.0.1" }) })).toBe(digest);
});

it("is refused where a package has no version", () => {
  const lock = JSON.stringify({ packages: {} });
  expect(() => digestOfEngine({ ...engine, "package-lock.json": lock })).toThrow("package-lock.json has no version of");
});

it("knows every package that the engine imports", async () => {
  const modules = (await sourceModules(["workflows/engine"])).filter(({ path }) => path in engine);
  const packages = modules.flatMap(({ imports }) =>
    imports.filter((specifier) => !/^(?:node:|workflows\/|connections\/)/.test(specifier)),
  );
  expect(packages.length).toBeGreaterThan(10);
  expect(packages.filter((name) => !enginePackages.some((known) => known === name))).toEqual([]);
});
