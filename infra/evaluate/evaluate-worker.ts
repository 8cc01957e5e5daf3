import { parentPort, workerData } from "node:worker_threads";
import { createTell } from "../../workflows/engine/help/tell-files.ts";
import { fileTexts } from "../../workflows/engine/help/texts/files.ts";
import { evaluateFile, importsOfFile } from "../../workflows/engine/read/evaluate-file.ts";
import type { EvaluatedKinds } from "../../workflows/engine/read/evaluated-kinds.ts";
import { createSandbox } from "../../workflows/engine/read/sandbox/sandbox.ts";
import { createSourceModules } from "../../workflows/engine/read/typescript/source-modules.ts";
import type { SourceFile } from "../../workflows/engine/definition/evaluation.ts";
import { type Engines, loadStripTypes } from "./engines.ts";
import { parseQuestion } from "./worker-messages.ts";

// Entry of the worker thread in which foreign code runs: a question in, one answer out, the first of them "ready".

if (parentPort === null) throw new Error("this file is the entry of a worker thread");
const port = parentPort;

const tell = createTell(fileTexts);
// Compiled once for all threads of the process, which share it.
const { engines } = workerData as { readonly engines: Engines };
const { quickjs } = engines;
const stripTypes = await loadStripTypes(engines);
let kinds: EvaluatedKinds = [];
let sandbox = createSandbox(quickjs, kinds);
let files: ReadonlyMap<string, SourceFile> = new Map();
let modules = createSourceModules([], stripTypes);

// The first evaluation loads and compiles much more than later ones: that is no file's fault, so no deadline counts it.
const first = { path: "first.ts", text: "export {};" };
await evaluateFile(first, { sandbox, modules: createSourceModules([first], stripTypes), kinds, tell });

port.on("message", (message: unknown) => {
  void answer(message).then((reply) => port.postMessage(reply));
});
port.postMessage("ready");

async function answer(message: unknown): Promise<unknown> {
  const question = parseQuestion(message);
  if (question.kind === "open") {
    files = new Map(question.files.map((file) => [file.path, file]));
    modules = createSourceModules(question.files, stripTypes);
    kinds = question.kinds;
    // No memory of one set is used for another.
    sandbox = createSandbox(quickjs, kinds);
    return "ready";
  }
  const file = files.get(question.path);
  if (file === undefined) throw new Error("the file is not one of the set");
  const outcome =
    question.kind === "imports"
      ? importsOfFile(file.path, modules)
      : await evaluateFile(file, { sandbox, modules, kinds, tell });
  modules.trim();
  return outcome;
}
