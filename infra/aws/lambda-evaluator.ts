import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";
import { parseEvaluation } from "../../workflows/engine/read/parse-evaluation.ts";
import { need } from "../../workflows/ports/answer.ts";
import type { Evaluator } from "../../workflows/ports/evaluator.ts";
import { callAws } from "./call-aws.ts";

/** Bytes that a synchronous invocation of a Lambda function takes. */
const LARGEST_PAYLOAD = 6 * 1024 * 1024;

/** The definitions could not be evaluated, for a reason that is not in them. */
export class EvaluatorError extends BridgeheadError {
  override readonly name = "EvaluatorError";
}

export interface LambdaEvaluatorOptions {
  readonly client: LambdaClient;
  /** The `evaluate` function for pull requests, or the one for the default branch. */
  readonly functionName: string;
}

/**
 * Evaluates in a Lambda function that has no permission and no secret. It receives `{ "files": SourceFile[], "kinds":
 * EvaluatedKinds }` and answers with an `Evaluation`, which is parsed here, since foreign code ran where it comes from. Rejects with
 * `RefusedError` when the function can't be called, and with `EvaluatorError` when it fails, or there is too much to send.
 */
export function createLambdaEvaluator({ client, functionName }: LambdaEvaluatorOptions): Evaluator {
  return {
    async evaluate(files, kinds, signal) {
      const payload = Buffer.from(JSON.stringify({ files, kinds }));
      if (payload.byteLength > LARGEST_PAYLOAD) {
        const megabytes = (payload.byteLength / 1024 / 1024).toFixed(1);
        throw new EvaluatorError(
          `the definitions folder takes ${megabytes} MB as JSON and AWS Lambda accepts 6 MB: ` +
            "move what is neither a definition nor imported by one out of the folder",
        );
      }
      const command = new InvokeCommand({ FunctionName: functionName, Payload: payload });
      const answer = need(
        await callAws({ operation: "Invoke", subject: functionName, signal }, () =>
          client.send(command, { abortSignal: signal }),
        ),
      );
      // The function's own error text comes from a process that ran foreign code, so it is not repeated.
      if (answer.FunctionError !== undefined) {
        throw new EvaluatorError(`the function "${functionName}" failed; run it again`);
      }
      return parseEvaluation(parseAnswer(functionName, answer.Payload), kinds);
    },
  };
}

function parseAnswer(functionName: string, payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    // The parser's message would quote the answer.
    throw new EvaluatorError(`the function "${functionName}" did not answer with JSON`);
  }
}
