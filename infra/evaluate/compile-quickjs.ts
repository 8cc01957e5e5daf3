import { readFile } from "node:fs/promises";

/** Compiles QuickJS. In a bundle its WebAssembly stands beside the code. */
export async function compileQuickjs(): Promise<WebAssembly.Module> {
  const url = import.meta.url.endsWith(".ts")
    ? import.meta.resolve("@jitl/quickjs-wasmfile-release-sync/wasm")
    : new URL("./emscripten-module.wasm", import.meta.url);
  return WebAssembly.compile(await readFile(new URL(url)));
}
