import { Buffer } from "node:buffer";
import variant from "@jitl/quickjs-wasmfile-release-sync";
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSSyncVariant,
} from "quickjs-emscripten-core";
import { withArticle } from "../../kinds/noun.ts";
import type { EvaluatedKinds } from "../evaluated-kinds.ts";
import { limits } from "./limits.ts";
import { stepsExport } from "./meter.ts";
import type { Given } from "./prelude/host.ts";
import { preludeText } from "./prelude-text.ts";
import { authoringModule, type Linker, refusedImport } from "./run.ts";

/** What code in a realm can reach of its host, in one run. */
export interface RealmHost {
  readonly linker: Linker;
  /** Something that the prelude reports. */
  readonly report: (kind: string, data: () => string) => void;
  /** Asked now and then while code runs; true stops it. */
  readonly isOver: () => boolean;
}

/** A QuickJS with a memory of its own, in which nothing has run but the prelude. */
export interface Realm {
  readonly context: QuickJSContext;
  /** Describes an exception as text. */
  readonly describe: QuickJSHandle;
  /** Reports what is left of promises. */
  readonly settle: QuickJSHandle;
  /** To be called before anything runs, which then has so many steps. */
  connect(host: RealmHost, steps: number): void;
  /** Takes steps for what the host does, in a call by the engine. Where none are left, it stops when it goes on. */
  charge(steps: number): void;
  /** Steps that are left; below 0: there were none left, and the engine was stopped for good. */
  stepsLeft(): number;
  /** Whether the memory has grown since the realm was made. */
  hasGrown(): boolean;
  /** Whether the memory has grown as far as it can. */
  isFull(): boolean;
  /** Makes the memory what it was before anything ran, byte for byte. Whatever came of a run is void. */
  reset(): void;
}

/** TypeScript declares these classes with the DOM only. */
const { Memory, Instance } = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;
interface WasmApi {
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number }) => {
    readonly buffer: ArrayBuffer;
  };
  readonly Instance: new (
    module: WebAssembly.Module,
    imports: unknown,
  ) => { readonly exports: Readonly<Record<string, Counter>> };
}
/** A number that the module and its host share. */
interface Counter {
  value: number;
}

/** Pages of 64 KiB that QuickJS asks for at its start. */
const initialPages = 256;
const pageBytes = 65_536;
/** Emscripten grows a memory by a twentieth at least, or not at all. */
const leastGrowth = 1.05;

/** The language without the clock, shared memory and binary data. */
const intrinsics = {
  BaseObjects: true,
  Eval: true,
  StringNormalize: true,
  RegExp: true,
  JSON: true,
  Proxy: true,
  MapSet: true,
  Promise: true,
} as const;

/**
 * `wasmModule` is QuickJS with a meter. The memory cannot grow beyond its maximum, whatever the code that has it asks
 * for. What may be declared is in the memory too, so that a realm serves one set of files.
 */
export async function createRealm(wasmModule: WebAssembly.Module, kinds: EvaluatedKinds): Promise<Realm> {
  const wasmMemory = new Memory({ initial: initialPages, maximum: limits.memoryPages });
  // The package's types describe its CommonJS form; what is imported here is the default export of its ES module.
  const esModule = variant as unknown as QuickJSSyncVariant;
  let steps: Counter | undefined;
  const instantiateWasm = (imports: unknown, done: (instance: unknown, module: WebAssembly.Module) => void) => {
    const instance = new Instance(wasmModule, imports);
    steps = instance.exports[stepsExport];
    done(instance, wasmModule);
  };
  const quickjs = await newQuickJSWASMModuleFromVariant(
    newVariant(esModule, { wasmMemory, emscriptenModule: { instantiateWasm } }),
  );
  const counter = steps;
  if (counter === undefined) throw new Error("the module has no meter");
  const runtime = quickjs.newRuntime();
  const context = runtime.newContext({ intrinsics });
  let host: RealmHost | null = null;

  runtime.setMaxStackSize(limits.stack);
  runtime.setInterruptHandler(() => host?.isOver() ?? false);
  runtime.setModuleLoader(
    (name) => host?.linker.load(name) ?? { error: new Error(refusedImport) },
    (from, specifier) => host?.linker.resolve(from, specifier) ?? { error: new Error(refusedImport) },
  );
  const report = context.newFunction("report", (kind, data) =>
    host?.report(context.getString(kind), () => context.getString(data)),
  );
  context.setProp(context.global, "bridgehead$report", report);
  const given = context.newString(JSON.stringify(givenFor(kinds)));
  context.setProp(context.global, "bridgehead$given", given);
  given.dispose();
  const { describe, settle } = evaluatePrelude(context);
  // It is made when it is first asked for: a step that the first file would take, and no other.
  void context.undefined;

  const { byteLength } = wasmMemory.buffer;
  const image = imageOf(wasmMemory.buffer);
  return {
    context,
    describe,
    settle,
    connect(next, most) {
      host = next;
      counter.value = most;
    },
    charge: (taken) => void (counter.value -= taken),
    stepsLeft: () => counter.value,
    hasGrown: () => wasmMemory.buffer.byteLength !== byteLength,
    isFull: () => wasmMemory.buffer.byteLength * leastGrowth > limits.memoryPages * pageBytes,
    reset() {
      host = null;
      restore(image);
    },
  };
}

/** The bounds of a definition, and what can be declared, for the prelude. */
function givenFor(kinds: EvaluatedKinds): Given {
  const { depth, values, definitionLength: length, problems } = limits;
  const declared = kinds.map(({ type, call, noun, name }) => ({
    type,
    ...call,
    shown: withArticle(noun),
    names: name,
  }));
  return { depth, values, length, problems, kinds: declared };
}

function evaluatePrelude(context: QuickJSContext): Pick<Realm, "describe" | "settle"> {
  context.unwrapResult(context.evalCode(preludeText, authoringModule, { type: "module" })).dispose();
  const take = (name: string): QuickJSHandle => {
    const handle = context.getProp(context.global, name);
    context.unwrapResult(context.evalCode(`delete globalThis.${name};`, authoringModule)).dispose();
    return handle;
  };
  return { describe: take("bridgehead$describe"), settle: take("bridgehead$settle") };
}

/** A page of a memory, and its bytes as they were; null: it was all zeros. */
type Image = readonly { readonly page: Uint8Array; readonly bytes: Uint8Array | null }[];

const zeros = new Uint8Array(pageBytes);

/** Copies a memory up to its last page that is not all zeros. What lies behind it, QuickJS has yet to ask for. */
function imageOf(memory: ArrayBuffer): Image {
  const pages = Array.from({ length: memory.byteLength / pageBytes }, (_, index) => {
    const page = new Uint8Array(memory, index * pageBytes, pageBytes);
    return { page, bytes: isZero(page) ? null : page.slice() };
  });
  return pages.slice(0, pages.findLastIndex(({ bytes }) => bytes !== null) + 1);
}

/**
 * For a memory that never grew. Most of its pages are a stack of 5 MB, of which next to nothing is ever used: to look at
 * one takes less than to write it, and no memory, since the system has one page of zeros for all that was never written.
 */
function restore(image: Image): void {
  for (const { page, bytes } of image) {
    if (bytes !== null) page.set(bytes);
    else if (!isZero(page)) page.fill(0);
  }
}

function isZero(page: Uint8Array): boolean {
  return Buffer.compare(page, zeros) === 0;
}
