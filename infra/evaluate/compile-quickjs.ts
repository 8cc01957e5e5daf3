// Wall: tests compile QuickJS as the worker does, whose entry runs when it is imported.

import { readFile } from "node:fs/promises";

/** TypeScript declares the functions of WebAssembly with the DOM only. */
const { WebAssembly: wasm } = globalThis as unknown as {
  readonly WebAssembly: { compile(bytes: Uint8Array): Promise<WebAssembly.Module> };
};

/** Compiles QuickJS. In a bundle its WebAssembly stands beside the code. */
export async function compileQuickjs(): Promise<WebAssembly.Module> {
  const url = import.meta.url.endsWith(".ts")
    ? import.meta.resolve("@jitl/quickjs-wasmfile-release-sync/wasm")
    : new URL("./emscripten-module.wasm", import.meta.url);
  return wasm.compile(await readFile(new URL(url)));
}
