import variant from "@jitl/quickjs-wasmfile-release-sync";
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from "quickjs-emscripten-core";
import { limits } from "./limits.ts";
import { preludeSource } from "./prelude.ts";
import { authoringModule, type Linker, refusedImport, type RunEnd, type Sandbox } from "./sandbox-run.ts";
import { parseReport, parseThrown, type SandboxReport } from "./sandbox-report.ts";

/** `wasm` is QuickJS, compiled once; each run instantiates it again, with a capped memory that nothing else uses. */
export function createSandbox(wasm: WebAssembly.Module): Sandbox {
  return {
    async run(entry, linker) {
      const reports: SandboxReport[] = [];
      try {
        return { reports, end: await runOnce(wasm, entry, linker, reports), intact: true };
      } catch (error) {
        // The thread's own stack ended before QuickJS's limit, or WebAssembly trapped. Its message is not ours to show.
        const deep = error instanceof RangeError && error.message.includes("call stack");
        return { reports, end: { kind: deep ? "too-deep" : "broken" }, intact: false };
      }
    },
  };
}

async function runOnce(
  wasmModule: WebAssembly.Module,
  entry: string,
  linker: Linker,
  reports: SandboxReport[],
): Promise<RunEnd> {
  const quickjs = await instantiate(wasmModule);
  const runtime = quickjs.newRuntime();
  const context = runtime.newContext({ intrinsics });
  runtime.setMaxStackSize(limits.stack);
  const calls = receiveReports(context, reports);
  const interrupted = limitWork(runtime, calls.tooMany);
  const describe = evaluatePrelude(context);
  runtime.setModuleLoader(
    (name) => linker.load(name) ?? { error: new Error(refusedImport) },
    (from, specifier) => linker.resolve(from, specifier) ?? { error: new Error(refusedImport) },
  );

  const thrown = evaluateEntry(context, linker.load(entry) ?? "", entry);
  if (calls.tooMany()) return { kind: "too-many-calls" };
  if (interrupted()) return { kind: "interrupted" };
  if (thrown === "pending") return { kind: "pending" };
  if (thrown !== null) return explain(context, describe, thrown);
  // A call began and never reported: its report did not fit into the memory, and the file hid the exception.
  return calls.unfinished() ? { kind: "out-of-memory" } : { kind: "finished" };
}

/** TypeScript declares this class with the DOM only. */
const { Memory } = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;
interface WasmApi {
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number }) => object;
}

/** Pages of 64 KiB that QuickJS asks for at its start. */
const initialPages = 256;

/** The memory cannot grow beyond its maximum, whatever the code that has it asks for. */
async function instantiate(wasmModule: WebAssembly.Module): Promise<QuickJSWASMModule> {
  const wasmMemory = new Memory({ initial: initialPages, maximum: limits.memoryPages });
  // The package's types describe its CommonJS form; what is imported here is the default export of its ES module.
  const esModule = variant as unknown as QuickJSSyncVariant;
  return newQuickJSWASMModuleFromVariant(newVariant(esModule, { wasmModule, wasmMemory }));
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

function receiveReports(context: QuickJSContext, reports: SandboxReport[]): Calls {
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
  context.setProp(context.global, "__report", receive);
  return { unfinished: () => open > 0, tooMany: () => begun > limits.definitions };
}

/** Returns the function that describes an exception as text. */
function evaluatePrelude(context: QuickJSContext): QuickJSHandle {
  const source = preludeSource({ depth: limits.depth, values: limits.values, length: limits.definitionLength });
  context.unwrapResult(context.evalCode(source, authoringModule, { type: "module" }));
  const describe = context.getProp(context.global, "__describe");
  context.unwrapResult(context.evalCode("delete globalThis.__describe;", authoringModule, { type: "global" }));
  return describe;
}

/** What the module threw; null when it ended well. */
function evaluateEntry(context: QuickJSContext, code: string, entry: string): QuickJSHandle | "pending" | null {
  const result = context.evalCode(code, entry, { type: "module" });
  if (result.error !== undefined) return result.error;
  const jobs = context.runtime.executePendingJobs(limits.jobs);
  if (jobs.error !== undefined) return jobs.error;
  const state = context.getPromiseState(result.value);
  if (state.type === "fulfilled") return null;
  return state.type === "rejected" ? state.error : "pending";
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
