// Wall: tests and benchmarks load what the evaluator runs files with.

import { readFile } from "node:fs/promises";
import { metered } from "../../workflows/engine/read/sandbox/meter.ts";
import { limits } from "../../workflows/engine/read/sandbox/limits.ts";
import { createStripTypes, type StripTypes, type Swc } from "../../workflows/engine/read/typescript/strip-types.ts";

/** What files are evaluated with, compiled with a meter, once for all threads of a process. */
export interface Engines {
  readonly quickjs: WebAssembly.Module;
  readonly swc: WebAssembly.Module;
}

/** TypeScript declares the functions of WebAssembly with the DOM only. */
const { WebAssembly: wasm } = globalThis as unknown as {
  readonly WebAssembly: { compile(bytes: Uint8Array): Promise<WebAssembly.Module> };
};

const isBundled = !import.meta.url.endsWith(".ts");

/** The folder of the package that takes types out. What it names as its entry for Node is not in it. */
const swcFolder = isBundled ? new URL("./", import.meta.url) : import.meta.resolve("@swc/wasm-typescript-esm");

/** Where the parts stand; in a bundle they stand beside the code, and have their meters already. */
const files = isBundled
  ? {
      quickjs: new URL("./quickjs.wasm", import.meta.url),
      swc: new URL("./swc.wasm", import.meta.url),
      glue: new URL("./swc.mjs", import.meta.url),
    }
  : {
      quickjs: new URL(import.meta.resolve("@jitl/quickjs-wasmfile-release-sync/wasm")),
      swc: new URL("./wasm_bg.wasm", swcFolder),
      glue: new URL("./wasm.js", swcFolder),
    };

/** The JavaScript of the package that takes types out. */
export const swcGlue: URL = files.glue;

/** The WebAssembly of an engine, with its meter. */
export async function readEngineWasm(name: keyof Engines): Promise<Uint8Array> {
  const bytes = await readFile(files[name]);
  if (isBundled) return bytes;
  const counting = metered(bytes, limits.stripperPages);
  release(bytes);
  return counting;
}

export async function compileEngines(): Promise<Engines> {
  const [quickjs, swc] = await Promise.all([compiled("quickjs"), compiled("swc")]);
  return { quickjs, swc };
}

async function compiled(name: keyof Engines): Promise<WebAssembly.Module> {
  const bytes = await readEngineWasm(name);
  const module = await wasm.compile(bytes);
  release(bytes);
  return module;
}

/** Lets go of bytes at once: whoever waits for others to work collects nothing for long. */
function release({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** Takes types out, in this thread. */
export async function loadStripTypes({ swc }: Engines): Promise<StripTypes> {
  const glue = (await import(files.glue.href)) as Swc;
  return createStripTypes(glue, swc);
}
