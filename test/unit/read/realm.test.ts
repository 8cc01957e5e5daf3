import { expect, it, vi } from "vitest";
import { compileEngines } from "../../../infra/evaluate/engines.ts";
import { kinds } from "./support.ts";

type MemoryClass = new (descriptor: unknown) => { readonly buffer: ArrayBuffer };

it("A realm that is used again has the memory that it had before anything ran, byte for byte", async () => {
  // TypeScript declares these classes with the DOM only.
  const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: { readonly Memory: MemoryClass } };
  const { Memory } = wasm;
  const memories: InstanceType<MemoryClass>[] = [];
  class Seen extends Memory {
    constructor(descriptor: unknown) {
      super(descriptor);
      memories.push(this);
    }
  }
  vi.stubGlobal("WebAssembly", { __proto__: wasm, Memory: Seen });
  vi.resetModules();
  const { createRealm } = await import("../../../workflows/engine/read/sandbox/realm.ts");
  vi.unstubAllGlobals();
  const realm = await createRealm((await compileEngines()).quickjs, kinds);
  const memory = new Uint8Array(memories[0]?.buffer ?? new ArrayBuffer());
  const before = memory.slice();
  realm.connect(
    { linker: { resolve: () => null, load: () => null }, report: () => undefined, isOver: () => false },
    1e8,
  );
  // A deep stack, and much that is kept.
  const code =
    "const f = (n) => (n ? f(n - 1) + 1 : 0); globalThis.kept = Array.from({ length: 20000 }, () => f(9)); f(150);";
  realm.context.unwrapResult(realm.context.evalCode(code)).dispose();
  expect(realm.hasGrown()).toBe(false);
  memory[2_000_000] = 1;
  expect(Buffer.compare(memory, before)).not.toBe(0);
  realm.reset();
  // Behind it lies what QuickJS has yet to ask for.
  const end = before.findLastIndex((byte) => byte !== 0);
  expect(Buffer.compare(memory.subarray(0, end), before.subarray(0, end))).toBe(0);
});
