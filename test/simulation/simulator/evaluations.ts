import { createWorkerEvaluator } from "../../../infra/evaluate/worker-evaluator.ts";
import { compareDiagnostics } from "../../../workflows/engine/definition/diagnostic.ts";
import type { Evaluation, SourceFile } from "../../../workflows/engine/definition/evaluation.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { evaluatedKinds } from "../../../workflows/engine/read/evaluated-kinds.ts";
import { allDeclared, broken, slots, textOf } from "./declared.ts";

/** By path and text what one file is evaluated to. */
export type Evaluations = ReadonlyMap<string, Evaluation>;

const keyOf = (path: string, text: string): string => `${path}\n${text}`;

/** Evaluates every text that a schedule can hold, by the evaluator itself. */
export async function prepareEvaluations(): Promise<Evaluations> {
  const files = slots.flatMap((slot) =>
    [...allDeclared.map((declared) => textOf(slot, declared)), broken].map((text) => ({ path: `${slot}.json`, text })),
  );
  // Each in a folder of its own, whose name is taken off what comes of it.
  const apart = files.map(({ path, text }, index) => ({ path: `${index}/${path}`, text }));
  const evaluator = createWorkerEvaluator();
  try {
    const kinds = evaluatedKinds(builtinKinds);
    const whole = await evaluator.evaluate(apart, kinds, new AbortController().signal);
    const definitions = Map.groupBy(whole.definitions, ({ at }) => at.file);
    const diagnostics = Map.groupBy(whole.diagnostics, ({ file }) => file);
    return new Map(
      files.map(({ path, text }, index) => {
        const file = `${index}/${path}`;
        const found: Evaluation = {
          definitions: definitions.get(file) ?? [],
          diagnostics: diagnostics.get(file) ?? [],
          imports: {},
        };
        const own = JSON.stringify(found).replaceAll(JSON.stringify(file), JSON.stringify(path));
        return [keyOf(path, text), JSON.parse(own) as Evaluation];
      }),
    );
  } finally {
    await evaluator.close();
  }
}

/** What a set of prepared files is evaluated to: none of them imports another one. */
export function evaluated(files: readonly SourceFile[], table: Evaluations): Evaluation {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const each = sorted.map(({ path, text }) => {
    const found = table.get(keyOf(path, text));
    if (found === undefined) throw new Error(`"${path}" was not prepared`);
    return found;
  });
  return {
    definitions: each.flatMap(({ definitions }) => definitions),
    diagnostics: each.flatMap(({ diagnostics }) => diagnostics).toSorted(compareDiagnostics),
    imports: {},
  };
}
