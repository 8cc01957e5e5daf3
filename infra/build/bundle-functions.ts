import { copyFile, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build, type BuildOptions, type Metafile } from "esbuild";
import { digestOfEngine, readEngine } from "../engine/sources.ts";
import { readEngineWasm, swcGlue } from "../evaluate/engines.ts";
import { pureSources, startedFiles } from "./bundle-plugins.ts";

export const functionNames = ["webhook", "plan-worker", "apply-worker", "reconcile", "evaluate"] as const;
export type FunctionName = (typeof functionNames)[number];

/** One function's folder: `index.mjs`, which exports `handler`, and the files that it needs beside it. */
export interface Bundle {
  readonly name: FunctionName;
  readonly folder: string;
  /** What is deployed, by file name, in bytes. Source maps stand in the folder and are not deployed. */
  readonly files: Readonly<Record<string, number>>;
  /** The source files that the bundle holds code of, relative to the root of the project. */
  readonly inputs: readonly string[];
}

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Whoever holds code of it evaluates files. */
const quickjs = "node_modules/@jitl/quickjs-wasmfile-release-sync/dist/";

/** Bundles every deployed function below `outFolder`, each into a folder of its own. Rejects where esbuild does. */
export async function bundleFunctions(outFolder: string): Promise<readonly Bundle[]> {
  const engine = digestOfEngine(readEngine());
  return Promise.all(functionNames.map((name) => bundleFunction(name, path.join(outFolder, name), engine)));
}

async function bundleFunction(name: FunctionName, folder: string, engine: string): Promise<Bundle> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const inputs = new Set<string>();

  const bundled = new Set<string>();
  let entries = [path.join(root, "functions", `${name}.ts`)];
  while (entries.length > 0) {
    const found = new Map<string, string>();
    const named = entries.map((file) => [bundled.size === 0 ? "index" : path.basename(file, ".ts"), file]);
    const define = { BRIDGEHEAD_ENGINE: JSON.stringify(engine) };
    const { metafile } = await bundle({ entryPoints: Object.fromEntries(named), outdir: folder, define }, found);
    for (const input of includedInputs(metafile)) inputs.add(input);
    for (const entry of entries) bundled.add(entry);
    // A file that was read and left out starts nothing.
    entries = [...found].flatMap(([file, starter]) =>
      inputs.has(path.relative(root, starter)) && !bundled.has(file) ? [file] : [],
    );
  }
  if ([...inputs].some((input) => input.startsWith(quickjs))) {
    // With their meters, so that no start of a function waits for those.
    for (const engine of ["quickjs", "swc"] as const) {
      await writeFile(path.join(folder, `${engine}.wasm`), await readEngineWasm(engine));
    }
    await copyFile(swcGlue, path.join(folder, "swc.mjs"));
  }
  return { name, folder, files: await deployedFiles(folder), inputs: [...inputs].toSorted() };
}

type Parts = Required<Pick<BuildOptions, "entryPoints" | "outdir" | "define">>;

async function bundle(parts: Parts, found: Map<string, string>) {
  return build({
    ...parts,
    absWorkingDir: root,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    // The ESM builds of packages that have two: only those can be cut down to what is used.
    mainFields: ["module", "main"],
    minify: true,
    sourcemap: "linked",
    metafile: true,
    legalComments: "none",
    logLevel: "warning",
    plugins: [pureSources, startedFiles(found)],
  });
}

async function deployedFiles(folder: string): Promise<Readonly<Record<string, number>>> {
  const names = (await readdir(folder)).filter((name) => !name.endsWith(".map")).toSorted();
  const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(folder, name))).size));
  return Object.fromEntries(names.map((name, index) => [name, sizes[index] ?? 0]));
}

function includedInputs(metafile: Metafile): readonly string[] {
  return Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
  );
}
