import variant from "@jitl/quickjs-wasmfile-release-sync";
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
  Scope,
} from "quickjs-emscripten-core";
import { limits } from "./limits.ts";
import { preludeSource } from "./prelude.ts";
import { authoringModule, type Linker, refusedImport, type RunEnd, type Sandbox } from "./sandbox-run.ts";
import { parseReport, parseThrown, type SandboxReport } from "./sandbox-report.ts";

/**
 * `wasm` is QuickJS, compiled once. Each file has a runtime of its own. It has an instance of the module and a memory of
 * its own too, unless the one before it ended well and left the memory at its first size: making a memory takes ten
 * times as long as evaluating an ordinary file. A sandbox therefore belongs to one set of files.
 */
export function createSandbox(wasm: WebAssembly.Module): Sandbox {
  let spare: Instance | null = null;

  return {
    async run(entry, linker) {
      const reports: SandboxReport[] = [];
      try {
        const instance: Instance = spare ?? (await instantiate(wasm));
        spare = null;
        // Not disposed after a bad end, when QuickJS may be in any state: it goes away with its memory.
        const scope = new Scope();
        const end = withoutMemory(runOnce(instance.quickjs, scope, entry, linker, reports), instance);
        if (end.kind === "finished" && dispose(scope) && instance.isFirstSize()) spare = instance;
        return { reports, end, intact: true };
      } catch (error) {
        // The thread's own stack ended before QuickJS's limit, or WebAssembly trapped. Its message is not ours to show.
        const deep = error instanceof RangeError && error.message.includes("call stack");
        return { reports, end: { kind: deep ? "too-deep" : "broken" }, intact: false };
      }
    },
  };
}

/** Without memory for an exception QuickJS throws null. */
function withoutMemory(end: RunEnd, instance: Instance): RunEnd {
  const isNothing = end.kind === "thrown" && end.thrown.kind === "value";
  return isNothing && !instance.isFirstSize() ? { kind: "out-of-memory" } : end;
}

interface Instance {
  readonly quickjs: QuickJSWASMModule;
  /** Whether the memory never grew. */
  isFirstSize(): boolean;
}

/** TypeScript declares this class with the DOM only. */
const { Memory } = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;
interface WasmApi {
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number }) => {
    readonly buffer: ArrayBuffer;
  };
}

/** Pages of 64 KiB that QuickJS asks for at its start. */
const initialPages = 256;

/** The memory cannot grow beyond its maximum, whatever the code that has it asks for. */
async function instantiate(wasmModule: WebAssembly.Module): Promise<Instance> {
  const wasmMemory = new Memory({ initial: initialPages, maximum: limits.memoryPages });
  const { byteLength } = wasmMemory.buffer;
  // The package's types describe its CommonJS form; what is imported here is the default export of its ES module.
  const esModule = variant as unknown as QuickJSSyncVariant;
  const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(esModule, { wasmModule, wasmMemory }));
  return { quickjs, isFirstSize: () => wasmMemory.buffer.byteLength === byteLength };
}

/** False when QuickJS objects, so that its memory is not to be used again. */
function dispose(scope: Scope): boolean {
  try {
    scope.dispose();
    return true;
  } catch {
    return false;
  }
}

function runOnce(
  quickjs: QuickJSWASMModule,
  scope: Scope,
  entry: string,
  linker: Linker,
  reports: SandboxReport[],
): RunEnd {
  const runtime = scope.manage(quickjs.newRuntime());
  const context = scope.manage(runtime.newContext({ intrinsics }));
  runtime.setMaxStackSize(limits.stack);
  const calls = receiveReports(context, scope, reports);
  const interrupted = limitWork(runtime, () => calls.tooMany());
  const { describe, settle } = evaluatePrelude(context, scope);
  runtime.setModuleLoader(
    (name) => linker.load(name) ?? { error: new Error(refusedImport) },
    (from, specifier) => linker.resolve(from, specifier) ?? { error: new Error(refusedImport) },
  );

  const thrown = evaluateEntry(context, scope, linker.load(entry) ?? "", entry);
  if (calls.tooMany()) return { kind: "too-many-calls" };
  if (interrupted()) return { kind: "interrupted" };
  if (thrown === "pending") return { kind: "pending" };
  if (thrown !== null) return explain(context, describe, thrown);
  const settled = context.callFunction(settle, context.undefined);
  if (settled.error !== undefined) return { kind: interrupted() ? "interrupted" : "out-of-memory" };
  scope.manage(settled.value);
  // A call began and never reported: its report did not fit into the memory, and the file hid the exception.
  return calls.unfinished() ? { kind: "out-of-memory" } : { kind: "finished" };
}

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

/** A count, not a clock: the verdict is the same on every machine. Once reached, nothing runs any more. */
function limitWork(runtime: QuickJSRuntime, stop: () => boolean): () => boolean {
  let interrupts = 0;
  runtime.setInterruptHandler(() => ++interrupts > limits.interrupts || stop());
  return () => interrupts > limits.interrupts;
}

interface Calls {
  /** Whether a call began and was never reported. */
  unfinished(): boolean;
  tooMany(): boolean;
}

function receiveReports(context: QuickJSContext, scope: Scope, reports: SandboxReport[]): Calls {
  let open = 0;
  let begun = 0;
  const receive = context.newFunction("report", (kind, data) => {
    const name = context.getString(kind);
    if (name === "begin") {
      open++;
      begun++;
      return;
    }
    if (name === "call") open--;
    if (reports.length >= limits.definitions + limits.problems) return;
    reports.push(parseReport(name, context.getString(data)));
  });
  context.setProp(context.global, "__report", scope.manage(receive));
  return { unfinished: () => open > 0, tooMany: () => begun > limits.definitions };
}

interface Prelude {
  /** Describes an exception as text. */
  readonly describe: QuickJSHandle;
  /** Reports what is left of promises. */
  readonly settle: QuickJSHandle;
}

function evaluatePrelude(context: QuickJSContext, scope: Scope): Prelude {
  const source = preludeSource({ depth: limits.depth, values: limits.values, length: limits.definitionLength });
  scope.manage(context.unwrapResult(context.evalCode(source, authoringModule, { type: "module" })));
  const take = (name: string): QuickJSHandle => {
    const handle = scope.manage(context.getProp(context.global, name));
    scope.manage(context.unwrapResult(context.evalCode(`delete globalThis.${name};`, authoringModule)));
    return handle;
  };
  return { describe: take("__describe"), settle: take("__settle") };
}

/** What the module threw; null when it ended well. */
function evaluateEntry(
  context: QuickJSContext,
  scope: Scope,
  code: string,
  entry: string,
): QuickJSHandle | "pending" | null {
  const result = context.evalCode(code, entry, { type: "module" });
  if (result.error !== undefined) return result.error;
  const evaluated = scope.manage(result.value);
  const jobs = context.runtime.executePendingJobs(limits.jobs);
  if (jobs.error !== undefined) return jobs.error;
  // What still waits would never run.
  if (context.runtime.hasPendingJob()) return "pending";
  const state = context.getPromiseState(evaluated);
  if (state.type === "rejected") return state.error;
  if (state.type === "pending") return "pending";
  if (state.notAPromise !== true) scope.manage(state.value);
  return null;
}

function explain(context: QuickJSContext, describe: QuickJSHandle, thrown: QuickJSHandle): RunEnd {
  const described = context.callFunction(describe, context.undefined, thrown);
  // The memory is still full: there is none left to say so.
  if (described.error !== undefined) return { kind: "out-of-memory" };
  const parsed = parseThrown(context.getString(described.value));
  if (parsed.kind === "error" && parsed.name === "InternalError") {
    if (/^(?:out of memory|string too long)$/.test(parsed.message)) return { kind: "out-of-memory" };
    if (parsed.message === "interrupted") return { kind: "interrupted" };
  }
  if (parsed.kind === "error" && parsed.message === "stack overflow") return { kind: "too-deep" };
  return { kind: "thrown", thrown: parsed };
}
