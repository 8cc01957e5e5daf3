import { afterAll } from "vitest";
import { createChildEvaluator } from "../../../infra/evaluate/child-evaluator.ts";
import type { DefinitionSet } from "../../../workflows/engine/definition/definition.ts";
import { evaluatedKinds } from "../../../workflows/engine/read/evaluated-kinds.ts";
import { interpret } from "../../../workflows/engine/interpret/interpret.ts";
import { connection } from "../../../workflows/engine/kinds/connection/index.ts";
import { createKinds, type Kinds } from "../../../workflows/engine/kinds/registry.ts";
import { widget } from "../../support/made-up-kinds.ts";
import { settings } from "./support.ts";

export const widgets = createKinds([widget]);
export const both = createKinds([connection, widget]);

/** What reads files by an evaluator, which is closed after the tests of the file that calls this. */
export function startReading() {
  const evaluator = createChildEvaluator();
  afterAll(() => evaluator.close());

  async function read(files: Readonly<Record<string, string>>, kinds: Kinds = widgets): Promise<DefinitionSet> {
    const set = Object.entries(files).map(([path, text]) => ({ path, text }));
    const evaluation = await evaluator.evaluate(set, evaluatedKinds(kinds), AbortSignal.timeout(20_000));
    return interpret(evaluation, { ...settings, kinds });
  }
  return { evaluator, read };
}
