import middy from "@middy/core";
import * as v from "valibot";
import { composeEvaluate } from "../infra/compose/lambda.ts";
import { createLog } from "../infra/log/log.ts";
import { BridgeheadError } from "../workflows/engine/values/errors.ts";
import { evaluatedKindsSchema } from "../workflows/engine/read/evaluated-kinds.ts";
import { type Evaluation, fileFaults } from "../workflows/engine/definition/evaluation.ts";
import type { Evaluator } from "../workflows/ports/evaluator.ts";
import type { Log } from "../workflows/ports/log.ts";
import { deadlineSignal } from "./deadline-signal.ts";
import { loadOnce } from "./load-once.ts";
import { requestLog } from "./middleware/request-log.ts";

/** What is left between the abort of the evaluator's signal and the end of the invocation, in milliseconds. */
const reserveMilliseconds = 2_000;

const evaluateEvent = v.object({
  files: v.array(
    v.object({
      path: v.pipe(v.string(), v.nonEmpty(), v.maxLength(1024)),
      text: v.string(),
      fault: v.exactOptional(v.picklist(fileFaults)),
    }),
  ),
  kinds: evaluatedKindsSchema,
});

/** The evaluator, or the request for it, failed: what was evaluated says nothing about the definitions. */
class EvaluationFailedError extends BridgeheadError {
  override readonly name = "EvaluationFailedError";
}

/** `{ files, kinds }` in, an `Evaluation` out; problems of the files are its diagnostics. Anything else is an exception. */
export function createHandler(load: () => Promise<Evaluator>, log: Log = createLog({ service: "evaluate" })) {
  const deps = loadOnce(load);
  return middy<unknown, Evaluation>({ timeoutEarlyInMillis: 0 })
    .use(
      requestLog<unknown, Evaluation>({
        log,
        correlate: () => ({}),
        describe: ({ definitions, diagnostics }) => ({ count: definitions.length, diagnostics: diagnostics.length }),
      }),
    )
    .handler(async (event, context) => {
      try {
        const { files, kinds } = v.parse(evaluateEvent, event);
        const evaluator = await deps();
        return await evaluator.evaluate(files, kinds, deadlineSignal(context, reserveMilliseconds));
      } catch (error) {
        log.error("evaluation failed", error);
        // Lambda prints an exception and hands its text to the caller, and this process ran foreign code: no cause.
        throw new EvaluationFailedError("the files could not be evaluated");
      }
    });
}

export const handler = createHandler(composeEvaluate);
