import { describe, expect, it } from "vitest";
import { importCircles } from "./import-circles.ts";
import { readModule, type SourceModule, sourceModules } from "../support/source-imports.ts";

/** The layers, outermost last: a file imports from its own layer and those before it. */
const layers = ["connections", "workflows/engine", "workflows", "infra", "functions cli"] as const;

const modules = await sourceModules(["connections", "workflows", "infra", "functions", "cli"]);
const supports = await sourceModules(["test/support"]);

function layerOf(file: string): number {
  if (file.startsWith("workflows/engine/")) return layers.indexOf("workflows/engine");
  return layers.findIndex((layer) => layer.split(" ").includes(file.split("/")[0] ?? ""));
}

function isOwn(specifier: string): boolean {
  return layerOf(specifier) !== -1;
}

/** `a -> b` for each import that `forbidden` names. */
function offences(
  list: readonly SourceModule[],
  forbidden: (file: string, specifier: string) => boolean,
): readonly string[] {
  return list.flatMap(({ path, imports }) =>
    imports.filter((specifier) => forbidden(path, specifier)).map((specifier) => `${path} -> ${specifier}`),
  );
}

const goesOut = (file: string, specifier: string) => isOwn(specifier) && layerOf(specifier) > layerOf(file);
const crosses = (file: string, target: string) =>
  (file.startsWith("functions/") && target.startsWith("cli/")) ||
  (file.startsWith("cli/") && target.startsWith("functions/") && file !== "cli/local/stack.ts");

describe("imports go one way", () => {
  it("reads enough files to mean anything", () => {
    expect(modules.length).toBeGreaterThan(30);
    expect(modules.flatMap(({ imports }) => imports).length).toBeGreaterThan(100);
  });

  it("from functions and cli to infra to workflows to the engine to connections", () => {
    expect(offences(modules, goesOut)).toEqual([]);
  });

  it("and functions and the command line do not know each other, but for the local stack, which serves functions", () => {
    expect(offences(modules, crosses)).toEqual([]);
  });

  it("to a rendering from the engine and from renderings only", () => {
    const rendering = modules.filter(({ path }) => path.startsWith("workflows/render/"));
    const allowed = ["workflows/engine/", "workflows/render/", "workflows/ports/"];
    expect(
      offences(rendering, (_, target) => isOwn(target) && !allowed.some((part) => target.startsWith(part))),
    ).toEqual([]);
  });

  it("and the local mode is known to itself and the command line only", () => {
    const others = modules.filter(({ path }) => !/^(infra\/(local\/|compose\/terminal\.ts)|cli\/)/.test(path));
    expect(offences(others, (_, target) => target.startsWith("infra/local/"))).toEqual([]);
  });
});

/** The rooms of `workflows`, lowest first: a file imports from its own room and from those before it. */
const rooms: readonly (readonly [name: string, files: RegExp])[] = [
  ["values", /^workflows\/engine\/values\//],
  ["definition", /^workflows\/engine\/definition\//],
  ["policy", /^workflows\/engine\/policy\//],
  ["kinds", /^workflows\/engine\/kinds\/(?!builtin\.ts$|[^/]+\/(?:help\/|texts\.ts$|index\.ts$))/],
  ["read", /^workflows\/engine\/read\//],
  ["interpret", /^workflows\/engine\/interpret\//],
  ["engine/plan", /^workflows\/engine\/plan\//],
  ["help", /^workflows\/engine\/(?:help\/(?!examples\/)|kinds\/[^/]+\/(?:help\/|texts\.ts$))/],
  ["config", /^workflows\/engine\/config\//],
  ["import", /^workflows\/engine\/import\//],
  ["kinds as a whole", /^workflows\/engine\/kinds\/(?:builtin\.ts|[^/]+\/index\.ts)$/],
  ["examples", /^workflows\/engine\/help\/examples\//],
  ["ports", /^workflows\/ports\//],
  ["calls", /^workflows\/calls\//],
  ["doors", /^workflows\/doors\//],
  ["plan", /^workflows\/plan\//],
  ["render", /^workflows\/render\//],
  ["pull-request", /^workflows\/pull-request\//],
  ["webhook", /^workflows\/webhook\//],
  ["apply", /^workflows\/apply\//],
  ["merge-group", /^workflows\/merge-group\//],
  ["reconcile", /^workflows\/reconcile\//],
  ["what can be asked for", /^workflows\/[^/]+\.ts$/],
];

describe("the rooms of workflows stand on one another", () => {
  const roomOf = (file: string): number => rooms.findIndex(([, files]) => files.test(file));
  const own = modules.filter(({ path }) => path.startsWith("workflows/"));

  it("each file in one", () => {
    const homeless = own.filter(({ path }) => rooms.filter(([, files]) => files.test(path)).length !== 1);
    expect(homeless.map(({ path }) => path)).toEqual([]);
    expect(rooms.filter(([, files]) => !own.some(({ path }) => files.test(path)))).toEqual([]);
  });

  it("and none imports from one above", () => {
    expect(offences(own, (file, target) => roomOf(target) > roomOf(file))).toEqual([]);
  });
});

describe("what is declared", () => {
  it("is read as text: nothing imports a definition, or what authors have", () => {
    const own = modules.filter(({ path }) => !path.startsWith("connections/_authoring/"));
    expect(offences(own, (_, target) => /^connections\/|^(?:bridgehead|alchemy\/aws\/control)$/.test(target))).toEqual([
      // A definition and its helper, and what stands for the authoring interface.
      ...offences(own, (file) => file.startsWith("connections/")),
    ]);
  });
});

describe("files do not import one another in a circle", () => {
  it("types included", () => {
    const circles = importCircles([...modules, ...supports]);
    expect(circles.map((circle) => [...circle, circle[0]].join(" -> "))).toEqual([]);
  });

  const graph = (edges: Readonly<Record<string, readonly string[]>>) =>
    Object.entries(edges).map(([path, imports]) => ({ path, imports }));

  it("which are found, and named by their files", () => {
    expect(importCircles(graph({ a: ["b"], b: ["a"] }))).toEqual([["a", "b"]]);
    expect(importCircles(graph({ top: ["a", "d"], a: ["b"], b: ["c", "d"], c: ["a"], d: [] }))).toEqual([
      ["a", "b", "c"],
    ]);
    expect(importCircles(graph({ a: ["b", "c"], b: ["a"], c: ["d"], d: ["c"] }))).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
    expect(importCircles(graph({ a: ["a"] }))).toEqual([["a"]]);
  });

  it("and not where a file is imported twice, or a package is", () => {
    expect(importCircles(graph({ a: ["b", "c", "node:fs"], b: ["d"], c: ["d"], d: ["node:fs"] }))).toEqual([]);
  });
});

/** Everything that is loaded with a file. Types are among it, though nothing loads them. */
function reachedFrom(file: string, reached = new Set<string>()): ReadonlySet<string> {
  if (reached.has(file)) return reached;
  reached.add(file);
  for (const target of modules.find(({ path }) => path === file)?.imports ?? []) reachedFrom(target, reached);
  return reached;
}

describe("what definitions mean depends on nothing that is said of them", () => {
  const isHelp = (path: string) => /^workflows\/engine\/(?:help\/|kinds\/[^/]+\/(?:help\/|texts\.ts$))/.test(path);
  const meaning = modules.filter(({ path }) => /^workflows\/engine\/(?:interpret|kinds)\//.test(path) && !isHelp(path));

  it("no file of the interpretation or of a kind imports help, but the index of a kind, which joins its two halves", () => {
    expect(meaning.length).toBeGreaterThan(40);
    expect(offences(meaning, (file, target) => isHelp(target) && !/\/kinds\/[^/]+\/index\.ts$/.test(file))).toEqual([]);
    expect(offences(meaning, (_, target) => target.startsWith("workflows/engine/help/"))).toEqual([]);
  });

  it.each(["interpret/interpret", "kinds/kind", "plan/build"])("and %s leads to none, however far", (start) => {
    const reached = [...reachedFrom(`workflows/engine/${start}.ts`)];
    expect(reached.length).toBeGreaterThan(10);
    expect(reached.filter(isHelp)).toEqual([]);
  });

  it("and what is said of them knows nothing of how files are read", () => {
    const telling = [...reachedFrom("workflows/engine/help/tell-definitions.ts")].filter(isHelp);
    expect(telling).toContain("workflows/engine/help/texts/references.ts");
    const told = modules.filter(({ path }) => telling.includes(path));
    expect(offences(told, (_, target) => target.startsWith("workflows/engine/read/"))).toEqual([]);
  });
});

describe("adapters are joined in one place", () => {
  it("which nothing else of infra knows", () => {
    const others = modules.filter(({ path }) => /^infra\/(?!compose\/)/.test(path));
    expect(offences(others, (_, target) => target.startsWith("infra/compose/"))).toEqual([]);
  });

  it("and `validate` loads no client of AWS or GitHub: it calls nothing, and must not wait for them", () => {
    const loaded = [...reachedFrom("cli/commands/validate.ts")];
    expect(loaded).toContain("infra/compose/offline.ts");
    expect(
      loaded.filter((file) => /^(?:@aws-sdk|@smithy|@octokit)\/|^infra\/(?:aws|github|local)\//.test(file)),
    ).toEqual([]);
  });
});

/** What is neither ours nor pure: the network, files, processes, time. `node:crypto` is for digests. */
const pureBuiltins: ReadonlySet<string> = new Set(["node:crypto", "node:buffer", "node:util"]);
const purePackages: ReadonlySet<string> = new Set(["valibot", "jsonc-parser", "acorn"]);

/**
 * Stripping types is a function of text that happens to stand in the module about modules, and QuickJS is an
 * interpreter that computes and reaches nothing.
 */
const exceptions: ReadonlySet<string> = new Set([
  "workflows/engine/read/typescript/strip-types.ts -> node:module",
  "workflows/engine/read/sandbox/realm.ts -> quickjs-emscripten-core",
  "workflows/engine/read/sandbox/sandbox.ts -> quickjs-emscripten-core",
  "workflows/engine/read/typescript/strip-types.ts -> @swc/wasm-typescript-esm",
  "workflows/engine/read/sandbox/realm.ts -> @jitl/quickjs-wasmfile-release-sync",
]);

function isImpure(file: string, specifier: string): boolean {
  if (isOwn(specifier) || exceptions.has(`${file} -> ${specifier}`)) return false;
  return specifier.startsWith("node:") ? !pureBuiltins.has(specifier) : !purePackages.has(specifier);
}

describe("what happens is decided apart from the outside", () => {
  const pure = modules.filter(({ path }) => /^workflows\/(engine|render)\//.test(path));

  it("the engine and the renderings import no SDK, file system, process, network or timer", () => {
    expect(offences(pure, isImpure)).toEqual([]);
  });

  it("nor use a clock, chance or the process through a global", () => {
    expect(pure.filter(({ ambient }) => ambient.length > 0)).toEqual([]);
  });

  it("the other workflows reach the outside through ports only", () => {
    const workflows = modules.filter(({ path }) => path.startsWith("workflows/"));
    expect(offences(workflows, isImpure)).toEqual([]);
    // Chance is for jitter alone.
    expect(workflows.filter(({ ambient }) => ambient.some((use) => use !== "Math.random"))).toEqual([]);
  });

  it("only the local mode, the command line and the project's own tools start a program", () => {
    const others = modules.filter(({ path }) => !/^(infra\/(local|evaluate|build)|cli)\//.test(path));
    expect(offences(others, (_, specifier) => specifier === "node:child_process")).toEqual([]);
  });
});

describe("the reader of imports", () => {
  it.each([
    ["import { a } from '../infra/a.ts'", "infra/a.ts"],
    ["import type { A } from '../infra/a.ts'", "infra/a.ts"],
    ["import { type A } from '../infra/a.ts'", "infra/a.ts"],
    ["export type { A } from '../infra/a.ts'", "infra/a.ts"],
    ["export * from '../infra/a.ts'", "infra/a.ts"],
    ["const a = await import('../infra/a.ts')", "infra/a.ts"],
    ["import fs from 'node:fs'", "node:fs"],
  ])("sees %s", (text, target) => {
    expect(readModule("workflows/x.ts", text).imports).toEqual([target]);
    expect(goesOut("workflows/x.ts", target) || isImpure("workflows/x.ts", target)).toBe(true);
  });

  it.each(["Date.now()", "new Date()", "process.env", "Math.random()", "fetch('x')", "setTimeout(() => {}, 1)"])(
    "sees %s",
    (text) => {
      expect(readModule("workflows/x.ts", text).ambient).toHaveLength(1);
    },
  );

  it("takes no text or comment for an import", () => {
    expect(readModule("workflows/x.ts", "// import 'a'\nconst x = `\nimport b from 'b'`; new Date(1);")).toMatchObject({
      imports: [],
      ambient: [],
    });
  });
});

describe("what a definition means is found without help", () => {
  it("no file that reads definitions imports what is said of mistakes: who composes an evaluator hands it in", () => {
    const reading = modules.filter(({ path }) => path.startsWith("workflows/engine/read/"));
    expect(reading.length).toBeGreaterThan(30);
    expect(offences(reading, (_, target) => target.startsWith("workflows/engine/help/"))).toEqual([]);
  });
});
