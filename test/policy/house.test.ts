import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { root, sourceModules } from "../support/source-imports.ts";

const { stdout } = await promisify(execFile)("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root });
const files = stdout.split("\n").filter((file) => file !== "");
const modules = await sourceModules(["workflows", "infra", "functions", "cli"]);
const texts = new Map(
  await Promise.all(
    modules.map(async ({ path: file }) => [file, await readFile(path.join(root, file), "utf8")] as const),
  ),
);

function lines(file: string): number {
  return (texts.get(file) ?? "").split("\n").length - 1;
}

describe("a file", () => {
  it("is read in one sitting", () => {
    expect(modules.filter(({ path: file }) => lines(file) > 300).map(({ path: file }) => file)).toEqual([]);
  });

  /** What is started, or chosen from a table, has a file of its own whatever its length. */
  const isEntry = (file: string): boolean => /^(?:functions\/|cli\/commands\/|infra\/build\/)/.test(file);

  it("is worth its door: with few lines and one importer it stands there, or its first line says why not", () => {
    const small = modules.map(({ path: file }) => file).filter((file) => !isEntry(file) && lines(file) < 25);
    const lonely = small.filter((file) => modules.filter(({ imports }) => imports.includes(file)).length === 1);
    const isGenerated = (file: string): boolean => /^\/\*\*[^/]*\bdo[\s*]+not edit\./.test(texts.get(file) ?? "");
    const isWall = (file: string): boolean => /^\/\/ Wall: \w/.test(texts.get(file) ?? "");
    expect(lonely.filter((file) => !isWall(file) && !isGenerated(file))).toEqual([]);
  });
});

describe("the root of workflows", () => {
  it("has what can be asked for, which no room imports", () => {
    const isTrigger = (file: string): boolean => /^workflows\/[^/]+\.ts$/.test(file);
    const asked = modules.filter(({ path: file }) => file.startsWith("workflows/") && !isTrigger(file));
    expect(asked.filter(({ imports }) => imports.some(isTrigger)).map(({ path: file }) => file)).toEqual([]);
  });
});

describe("tests", () => {
  it("do not lean on the demo", async () => {
    const all = files.filter((file) => /^test\/(?!golden\/|fixtures\/).*\.ts$/.test(file));
    expect(all.length).toBeGreaterThan(300);
    const read = await Promise.all(all.map((file) => readFile(path.join(root, file), "utf8").catch(() => "")));
    expect(all.filter((_, index) => /from "[^"]*cli\/demo\//.test(read[index] ?? ""))).toEqual([]);
  });
});

/** A file or a folder of the project, as comments and pages name it: with its name, or with some of the folders above. */
const NAMED =
  /`((?:[\w-]+\/)*[\w-]+\.(?:ts|mjs|ya?ml)|(?:workflows|infra|functions|cli|test|engine|apply)\/(?:[\w-]+\/)*)`/g;
/** What a command of a page runs. */
const RUN = /\bnode ((?:[\w-]+\/)+[\w-]+\.ts)/g;

function unknownIn(text: string, isMeant: (name: string) => boolean): readonly string[] {
  const isThere = (name: string): boolean =>
    files.some((file) => (name.endsWith("/") ? `/${file}`.includes(`/${name}`) : `/${file}`.endsWith(`/${name}`)));
  return [...text.matchAll(NAMED), ...text.matchAll(RUN)]
    .map(([, name = ""]) => name)
    .filter((name) => isMeant(name) && !isThere(name));
}

describe("a path in the pattern of a test leads somewhere", () => {
  /** The beginnings of the paths that a regular expression is about, with the first choice in it taken each way. */
  const pathsIn = (text: string): readonly string[] =>
    Array.from(
      text.matchAll(/\b(?:workflows|infra|functions|cli)\\\/(?:[\w-]+\\\/)*(?:\(\?:([\w|\\/-]+)\)|[\w-]*)/g),
      ([path, choices]) =>
        (choices ?? "").split("|").map((choice) => path.replace(/\(\?:[\w|\\/-]+\)/, choice).replaceAll("\\/", "/")),
    ).flat();

  it.each(files.filter((file) => /^test\/(?:policy|package|unit\/infra)\/.*\.test\.ts$/.test(file)))(
    "in %s",
    async (file) => {
      const found = pathsIn(await readFile(path.join(root, file), "utf8"));
      const isInvented = (start: string): boolean => file.endsWith("imports.test.ts") && start.startsWith("infra/a");
      expect(found.filter((start) => !isInvented(start) && !files.some((each) => each.startsWith(start)))).toEqual([]);
    },
  );
});

describe("a file that is named is there", () => {
  it("in comments", () => {
    const comments = (text: string): string =>
      Array.from(text.matchAll(/^\s*(?:\/\/|\/?\*).*$/gm), ([line]) => line).join("\n");
    // Those of whoever uses Bridgehead, in examples, and what a bundle is called.
    const isOthers = (name: string): boolean => /^(?:_|connections\/|index\.mjs$)/.test(name);
    const unknown = [...texts].flatMap(([file, text]) =>
      unknownIn(comments(text), (name) => !isOthers(name)).map((name) => `${file}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it.each(files.filter((file) => /^(?:docs\/(?!diagnostics\.).*|[A-Z]+)\.md$/.test(file)))("in %s", async (page) => {
    const text = await readFile(path.join(root, page), "utf8");
    // The kind that one of the pages makes is not there. The page of diagnostics names the files of its examples.
    expect(unknownIn(text, (name) => !/^connections\/|(?:^|\/)archive\//.test(name))).toEqual([]);
  });
});
