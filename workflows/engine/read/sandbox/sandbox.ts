import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten-core";
import type { EvaluatedKinds } from "../evaluated-kinds.ts";
import { limits } from "./limits.ts";
import { createRealm, type Realm } from "./realm.ts";
import type { Linker, RunEnd, Sandbox } from "./run.ts";
import { parseReport, parseThrown, type SandboxReport } from "./report.ts";

/**
 * `wasm` is QuickJS, compiled once. Each file has a realm of its own: a new one, or the one before it as it was before
 * anything had run in it, if that one's file ended well and its memory never grew. Making one takes longer than
 * evaluating an ordinary file. A sandbox belongs to one set of files, which can declare these kinds.
 */
export function createSandbox(wasm: WebAssembly.Module, kinds: EvaluatedKinds): Sandbox {
  let spare: Realm | null = null;

  return {
    async run(entry, linker) {
      const reports: SandboxReport[] = [];
      let realm: Realm | null = null;
      try {
        realm = spare ?? (await createRealm(wasm, kinds));
        spare = null;
        const end = withoutMemory(runOnce(realm, entry, linker, reports), realm);
        // After a bad end QuickJS may be in any state.
        if (end.kind === "finished" && !realm.hasGrown()) {
          realm.reset();
          spare = realm;
        }
        // A memory that was filled takes its place until it is collected, or until its thread ends.
        return { reports, end, intact: end.kind !== "out-of-memory" };
      } catch (error) {
        // The thread's own stack ended before QuickJS's limit, or WebAssembly trapped. Its message is not ours to show.
        const deep = error instanceof RangeError && error.message.includes("call stack");
        if (deep) return { reports, end: { kind: "too-deep" }, intact: false };
        // Where QuickJS has no memory for the stack of an error it may trap, by how the memory happens to be laid out. A
        // memory that could still grow was refused by the machine, which may grant it to another attempt.
        return { reports, end: { kind: realm?.isFull() === true ? "out-of-memory" : "broken" }, intact: false };
      }
    },
  };
}

/** Without memory for an exception QuickJS throws null. */
function withoutMemory(end: RunEnd, realm: Realm): RunEnd {
  const isNothing = end.kind === "thrown" && end.thrown.kind === "value";
  return isNothing && realm.hasGrown() ? { kind: "out-of-memory" } : end;
}

function runOnce(realm: Realm, entry: string, linker: Linker, reports: SandboxReport[]): RunEnd {
  const { context, describe, settle } = realm;
  const calls = receiveReports(reports);
  let interrupts = 0;
  // A count, not a clock: the verdict is the same on every machine.
  const isInterrupted = (): boolean => interrupts > limits.interrupts;
  realm.connect({
    linker,
    report: (kind, data) => calls.report(kind, data),
    isOver: () => ++interrupts > limits.interrupts || calls.tooMany(),
  });

  const thrown = evaluateEntry(context, linker.load(entry) ?? "", entry);
  if (calls.tooMany()) return { kind: "too-many-calls" };
  if (isInterrupted()) return { kind: "interrupted" };
  if (thrown === "pending") return { kind: "pending" };
  if (thrown !== null) return explain(context, describe, thrown);
  const settled = context.callFunction(settle, context.undefined);
  if (settled.error !== undefined) return { kind: isInterrupted() ? "interrupted" : "out-of-memory" };
  // A call began and never reported: its report did not fit into the memory, and the file hid the exception.
  return calls.unfinished() ? { kind: "out-of-memory" } : { kind: "finished" };
}

interface Calls {
  report(kind: string, data: () => string): void;
  /** Whether a call began and was never reported. */
  unfinished(): boolean;
  tooMany(): boolean;
}

function receiveReports(reports: SandboxReport[]): Calls {
  let open = 0;
  let begun = 0;
  return {
    report(kind, data) {
      if (kind === "begin") {
        open++;
        begun++;
        return;
      }
      if (kind === "call") open--;
      if (reports.length < limits.definitions + limits.problems) reports.push(parseReport(kind, data()));
    },
    unfinished: () => open > 0,
    tooMany: () => begun > limits.definitions,
  };
}

/** What the module threw; null when it ended well. */
function evaluateEntry(context: QuickJSContext, code: string, entry: string): QuickJSHandle | "pending" | null {
  const result = context.evalCode(code, entry, { type: "module" });
  if (result.error !== undefined) return result.error;
  const jobs = context.runtime.executePendingJobs(limits.jobs);
  if (jobs.error !== undefined) return jobs.error;
  // What still waits would never run.
  if (context.runtime.hasPendingJob()) return "pending";
  const state = context.getPromiseState(result.value);
  if (state.type === "rejected") return state.error;
  return state.type === "pending" ? "pending" : null;
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
