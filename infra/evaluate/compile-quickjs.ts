// Wall: tests and benchmarks compile QuickJS as the evaluator does.

import { readFile } from "node:fs/promises";
import { metered } from "../../workflows/engine/read/sandbox/meter.ts";

/** TypeScript declares the functions of WebAssembly with the DOM only. */
const { WebAssembly: wasm } = globalThis as unknown as {
  readonly WebAssembly: { compile(bytes: Uint8Array): Promise<WebAssembly.Module> };
};

/** Compiles QuickJS with a meter. In a bundle its WebAssembly stands beside the code. */
export async function compileQuickjs(): Promise<WebAssembly.Module> {
  const url = import.meta.url.endsWith(".ts")
    ? import.meta.resolve("@jitl/quickjs-wasmfile-release-sync/wasm")
    : new URL("./emscripten-module.wasm", import.meta.url);
  return wasm.compile(metered(await readFile(new URL(url))));
}
