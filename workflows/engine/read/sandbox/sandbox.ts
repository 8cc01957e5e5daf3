import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten-core";
import type { EvaluatedKinds } from "../evaluated-kinds.ts";
import { limits } from "./limits.ts";
import { createRealm, type Realm, type RealmHost } from "./realm.ts";
import type { RunEnd, Sandbox } from "./run.ts";
import { parseReport, parseThrown, type SandboxReport } from "./report.ts";

/**
 * `wasm` is QuickJS with a meter, compiled once. Each file has a realm of its own: a new one, or the one before it as it was before
 * anything had run in it, if that one's file ended well and its memory never grew. Making one takes longer than
 * evaluating an ordinary file. A sandbox belongs to one set of files, which can declare these kinds.
 */
export function createSandbox(wasm: WebAssembly.Module, kinds: EvaluatedKinds): Sandbox {
  let spare: Realm | null = null;

  return {
    async run(entry, linker, most) {
      const reports: SandboxReport[] = [];
      let realm: Realm | null = null;
      try {
        realm = spare ?? (await createRealm(wasm, kinds));
        spare = null;
        const calls = receiveReports(reports, realm);
        const report: RealmHost["report"] = (kind, data) => calls.report(kind, data);
        realm.connect({ linker, report, isOver: () => calls.excess() !== null }, most);
        const end = withoutMemory(runOnce(realm, linker.load(entry) ?? "", entry, calls), realm);
        const steps = most - realm.stepsLeft();
        // Whoever is called and comes back has no more than a memory; an engine that was stopped may be in any state.
        const isWhole = returned.has(end.kind) && !realm.hasGrown();
        if (isWhole) {
          realm.reset();
          spare = realm;
        }
        // A memory that was filled takes its place until it is collected, or until its thread ends.
        const lost = isWhole ? 0 : limits.stepsPerRealm;
        return { reports, end, steps: steps + lost, intact: end.kind !== "out-of-memory" };
      } catch (error) {
        // Nothing of the engine runs any more: whatever it was about to do is not done.
        const steps = most - (realm?.stepsLeft() ?? most) + limits.stepsPerRealm;
        if (realm !== null && realm.stepsLeft() < 0) {
          return { reports, end: { kind: "interrupted" }, steps, intact: !realm.hasGrown() };
        }
        // The thread's own stack ended before QuickJS's limit, or WebAssembly trapped. Its message is not ours to show.
        const deep = error instanceof RangeError && error.message.includes("call stack");
        if (deep) return { reports, end: { kind: "too-deep" }, steps, intact: false };
        // Where QuickJS has no memory for the stack of an error it may trap, by how the memory happens to be laid out. A
        // memory that could still grow was refused by the machine, which may grant it to another attempt.
        return { reports, end: { kind: realm?.isFull() === true ? "out-of-memory" : "broken" }, steps, intact: false };
      }
    },
  };
}

/** Without memory for an exception QuickJS throws null. */
function withoutMemory(end: RunEnd, realm: Realm): RunEnd {
  const isNothing = end.kind === "thrown" && end.thrown.kind === "value";
  return isNothing && realm.hasGrown() ? { kind: "out-of-memory" } : end;
}

/** Ends after which the engine has come back from all that it was called for. */
const returned: ReadonlySet<RunEnd["kind"]> = new Set(["finished", "thrown", "pending"]);

function runOnce({ context, describe, settle }: Realm, code: string, entry: string, calls: Calls): RunEnd {
  const thrown = evaluateEntry(context, code, entry);
  const kind = calls.excess();
  if (kind !== null) return { kind };
  if (thrown === "pending") return { kind: "pending" };
  if (thrown !== null) return explain(context, describe, thrown);
  const settled = context.callFunction(settle, context.undefined);
  if (settled.error !== undefined) return { kind: "out-of-memory" };
  // A call began and never reported: its report did not fit into the memory, and the file hid the exception.
  return calls.unfinished() ? { kind: "out-of-memory" } : { kind: "finished" };
}

interface Calls {
  report(kind: string, data: () => string): void;
  /** Whether a call began and was never reported. */
  unfinished(): boolean;
  /** What is more than may be; null: nothing. */
  excess(): "too-many-calls" | "too-large" | null;
}

function receiveReports(reports: SandboxReport[], realm: Pick<Realm, "charge">): Calls {
  let open = 0;
  let begun = 0;
  let length = 0;
  return {
    report(kind, data) {
      if (kind === "begin") {
        open++;
        begun++;
        return;
      }
      if (kind === "call") open--;
      if (reports.length >= limits.definitions + limits.problems || length > limits.resultBytes) return;
      const text = data();
      length += text.length;
      realm.charge(text.length * limits.stepsPerReported);
      reports.push(parseReport(kind, text));
    },
    unfinished: () => open > 0,
    excess: () => (begun > limits.definitions ? "too-many-calls" : length > limits.resultBytes ? "too-large" : null),
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
  }
  if (parsed.kind === "error" && parsed.message === "stack overflow") return { kind: "too-deep" };
  return { kind: "thrown", thrown: parsed };
}
