import { afterAll, expect, it } from "vitest";
import { createWorkerEvaluator } from "../../infra/evaluate/worker-evaluator.ts";
import { engineAttack, engineAttacks } from "../support/engine-attacks.ts";
import { kinds } from "../unit/read/support.ts";

/* What makes the engine work inside is ended by counts: no clock may have a part in it, however busy the machine is. */

const evaluator = createWorkerEvaluator({ fileDeadline: 120_000, setDeadline: 240_000 });
afterAll(async () => evaluator.close());

const neighbour = { path: "b.ts", text: 'import AWS from "bridgehead";\nAWS.Events.Connection("b", {});' };

it.each(Object.entries(engineAttacks))(
  "%s: its file gets a diagnostic, and its neighbour is evaluated",
  async (_, [code, ...ends]) => {
    const files = [{ path: "a.ts", text: engineAttack(code) }, neighbour];
    const { definitions, diagnostics, unjudged } = await evaluator.evaluate(files, kinds, new AbortController().signal);
    expect(unjudged).toBeUndefined();
    expect(ends).toContain(diagnostics.find(({ file }) => file === "a.ts")?.code);
    expect(definitions.map(({ id }) => id)).toContain("b");
  },
  240_000,
);
