import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { digestOf } from "../../workflows/engine/values/digest.ts";

/** Packages whose code takes part in an evaluation, an interpretation or a plan. */
export const enginePackages = [
  "@jitl/quickjs-ffi-types",
  "@jitl/quickjs-wasmfile-release-sync",
  "@swc/wasm-typescript-esm",
  "acorn",
  "jsonc-parser",
  "quickjs-emscripten-core",
  "valibot",
] as const;

const root = fileURLToPath(new URL("../../", import.meta.url));
const lockFile = "package-lock.json";
const lock = v.object({ packages: v.record(v.string(), v.object({ version: v.optional(v.string()) })) });

/** Folders of what evaluates, interprets and plans: what a plan of a commit is made by. */
const folders = ["workflows/engine", "workflows/plan"] as const;

/** What explains rules, and what writes definitions for resources that exist, decides no plan. */
function isOfEngine(file: string): boolean {
  return /^workflows\/(?:plan\/|engine\/(?!(?:help\/examples|import)\/))/.test(file);
}

/**
 * SHA-256 over the sources of evaluation, interpretation and plan, and the versions of the packages that they stand on.
 * `texts`: path from the root of the project -> text, the lock file's among them; other files make no difference.
 */
export function digestOfEngine(texts: Readonly<Record<string, string>>): string {
  const { packages } = v.parse(lock, JSON.parse(texts[lockFile] ?? ""));
  const versions = enginePackages.map((name) => {
    const version = packages[`node_modules/${name}`]?.version;
    if (version === undefined) throw new Error(`${lockFile} has no version of ${name}`);
    return [name, version] as const;
  });
  const sources = Object.entries(texts).filter(([file]) => isOfEngine(file));
  return digestOf({ sources: Object.fromEntries(sources), packages: Object.fromEntries(versions) });
}

/** The project's own files that the digest is made of. */
export function readEngine(): Readonly<Record<string, string>> {
  const files = folders
    .flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.relative(root, path.join(parentPath, name)).split(path.sep).join("/"))
    .filter(isOfEngine);
  return Object.fromEntries([...files, lockFile].map((file) => [file, readFileSync(path.join(root, file), "utf8")]));
}
