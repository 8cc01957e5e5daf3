import { describe, expect, it } from "vitest";
import { compileEngines } from "../../../infra/evaluate/engines.ts";
import { metered, stepsExport } from "../../../workflows/engine/read/sandbox/meter.ts";
import { limits } from "../../../workflows/engine/read/sandbox/limits.ts";
import { createSandbox } from "../../../workflows/engine/read/sandbox/sandbox.ts";
import { kinds } from "./support.ts";

const { WebAssembly: wasm } = globalThis as unknown as {
  readonly WebAssembly: {
    Module: new (bytes: Uint8Array) => object;
    Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
  };
};

/** Exports `spin`, `fill` of so many bytes, `recurse` and `tell`, and imports what `tell` calls; no tool made it. */
function example(blockType = 0x40): Uint8Array {
  const text = (name: string) => [name.length, ...Buffer.from(name)];
  const section = (id: number, ...content: number[]) => [id, content.length, ...content];
  const body = (...code: number[]) => [code.length + 2, 0, ...code, 0x0b];
  return Uint8Array.from([
    ...Buffer.from("\0asm\u0001\0\0\0"),
    ...section(1, 2, 0x60, 0, 0, 0x60, 1, 0x7f, 0),
    ...section(2, 1, ...text("h"), ...text("f"), 0, 0),
    ...section(3, 4, 0, 1, 0, 0),
    ...section(5, 1, 0, 16),
    ...section(6, 1, 0x7f, 1, 0x41, 0, 0x0b),
    ...section(7, 4, ...text("spin"), 0, 1, ...text("fill"), 0, 2, ...text("recurse"), 0, 3, ...text("tell"), 0, 4),
    ...section(
      10,
      4,
      // loop br 0 end
      ...body(0x03, blockType, 0x0c, 0, 0x0b),
      // memory.fill(0, 0, length)
      ...body(0x41, 0, 0x41, 0, 0x20, 0, 0xfc, 11, 0),
      ...body(0x10, 3),
      ...body(0x10, 0),
    ),
  ]);
}

describe("a meter", () => {
  const start = (steps: number) => {
    const { exports } = new wasm.Instance(new wasm.Module(metered(example(), 16)), { h: { f: () => undefined } });
    const counter = exports[stepsExport] as { value: number };
    counter.value = steps;
    const call = exports as Readonly<Record<string, (length?: number) => void>>;
    return { left: () => counter.value, call: (name: string, length?: number) => call[name]?.(length) };
  };

  it("ends a loop and a recursion, and nothing runs any more", () => {
    for (const name of ["spin", "recurse"]) {
      const { call, left } = start(1_000);
      expect(() => call(name)).toThrow("unreachable");
      expect(left()).toBe(-1);
      expect(() => call("tell")).toThrow("unreachable");
    }
  });

  it("counts a call of the host as many steps, and what is filled by its length", () => {
    const { call, left } = start(100_000);
    call("tell");
    expect(left()).toBe(100_000 - 4_001);
    call("fill", 16_000);
    expect(left()).toBe(100_000 - 4_001 - 1_001);
    expect(() => start(100).call("fill", 16_000)).toThrow("unreachable");
  });

  it("refuses what it does not know, and what is no module", () => {
    expect(() => metered(example(5), 16)).toThrow("blocks of type 5 are not known");
    expect(() => metered(example().subarray(0, -3), 16)).toThrow("the module ends early");
    expect(() => metered(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7), 16)).toThrow("no WebAssembly");
  });
});

describe("steps", () => {
  it("are the same in a new realm and in one that was used", async () => {
    const code = `const names = Array.from({ length: 500 }, (_, index) => "n" + (index * 7919) % 500).sort();
      const found = names.map((name) => name.replace(/(\\d)+/, "<$1>")).join(); JSON.parse(JSON.stringify({ found }));`;
    const linker = { resolve: () => null, load: () => code };
    const { quickjs } = await compileEngines();
    const counted: number[] = [];
    for (let round = 0; round < 2; round++) {
      const sandbox = createSandbox(quickjs, kinds);
      for (let again = 0; again < 3; again++) {
        const { end, steps } = await sandbox.run("m0", linker, limits.steps);
        expect(end.kind).toBe("finished");
        counted.push(steps);
      }
    }
    expect(new Set(counted).size).toBe(1);
    expect(counted[0]).toBeGreaterThan(50_000);
  });

  it("are the same after a file that threw, or that waits for what never comes, and its realm is no new one", async () => {
    const { quickjs } = await compileEngines();
    const sandbox = createSandbox(quickjs, kinds);
    const run = async (code: string) => sandbox.run("m0", { resolve: () => null, load: () => code }, limits.steps);
    const code = "globalThis.seen = [...'abc'].map((letter) => letter + globalThis.seen).join();";
    const { steps } = await run(code);
    const bad = [
      "globalThis.seen = 1; throw new TypeError('x'.repeat(1e5));",
      "globalThis.seen = 2; await new Promise(() => {});",
    ];
    for (const text of bad) {
      const { end, steps: taken } = await run(text);
      expect(["thrown", "pending"]).toContain(end.kind);
      expect(taken).toBeLessThan(limits.stepsPerRealm);
      expect((await run(code)).steps).toBe(steps);
    }
    // What ends the engine itself takes a realm with it.
    expect((await run("for (;;);")).steps).toBeGreaterThan(limits.steps + limits.stepsPerRealm - 1);
    expect((await run(code)).steps).toBe(steps);
  });
});
