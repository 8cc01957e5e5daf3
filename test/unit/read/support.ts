import { compileEngines, loadStripTypes } from "../../../infra/evaluate/engines.ts";
import { createTell } from "../../../workflows/engine/help/tell-files.ts";
import { fileTexts } from "../../../workflows/engine/help/texts/files.ts";
import { setTexts } from "../../../workflows/engine/help/texts/sets.ts";
import { type EvaluatedKinds, evaluatedKinds } from "../../../workflows/engine/read/evaluated-kinds.ts";
import { evaluateFile } from "../../../workflows/engine/read/evaluate-file.ts";
import { evaluateFiles } from "../../../workflows/engine/read/evaluate-files.ts";
import type { FileProblem } from "../../../workflows/engine/read/problem.ts";
import { createSandbox } from "../../../workflows/engine/read/sandbox/sandbox.ts";
import { createSourceModules } from "../../../workflows/engine/read/typescript/source-modules.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import type { Evaluation, SourceFile } from "../../../workflows/engine/definition/evaluation.ts";

/** The product's own kinds, as an evaluator is told of them. */
export const kinds: EvaluatedKinds = evaluatedKinds(builtinKinds);
const engines = await compileEngines();
/** In this thread. */
export const stripTypes = await loadStripTypes(engines);
const sandbox = createSandbox(engines.quickjs, kinds);

/** Evaluates files in this process, without a worker: `{ "path": text }`. */
export async function evaluate(files: Readonly<Record<string, string>>): Promise<Evaluation> {
  return evaluateList(Object.entries(files).map(([path, text]) => ({ path, text })));
}

export async function evaluateList(files: readonly SourceFile[], outOfTime = () => false): Promise<Evaluation> {
  return evaluateFiles(files, {
    kinds,
    tell: createTell(setTexts),
    open: (usable) => {
      const deps = { sandbox, modules: createSourceModules(usable, stripTypes), kinds, tell: createTell(fileTexts) };
      return { atOnce: 1, seconds: 1, evaluate: async (file) => evaluateFile(file, deps), outOfTime };
    },
  });
}

/** What evaluating one file finds, before it is told. */
export async function problemsIn(path: string, text: string): Promise<readonly FileProblem[]> {
  const problems: FileProblem[] = [];
  const told = createTell(fileTexts);
  const tell = (found: FileProblem) => {
    problems.push(found);
    return told(found);
  };
  const file = { path, text };
  await evaluateFile(file, { sandbox, modules: createSourceModules([file], stripTypes), kinds, tell });
  return problems;
}

/** Evaluates one TypeScript file that has `AWS` and `ssm`. Its first line is line 2. */
export async function evaluateCode(code: string): Promise<Evaluation> {
  return evaluate({ "a.ts": `import { AWS, ssm } from "bridgehead";\n${code}` });
}

/** The codes of an evaluation's diagnostics, in their order. */
export function codes({ diagnostics }: Evaluation): readonly string[] {
  return diagnostics.map(({ code }) => code);
}
