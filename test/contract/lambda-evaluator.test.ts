import { describe, expect, it } from "vitest";
import { createLambdaClient } from "../../infra/aws/clients.ts";
import { createLambdaEvaluator, EvaluatorError } from "../../infra/aws/lambda-evaluator.ts";
import { address, everythingIn, refusal, startWire, type WireAnswer } from "./aws-wire.ts";
import { evaluatedKinds } from "../../workflows/engine/read/evaluated-kinds.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";

const kinds = evaluatedKinds(builtinKinds);
const { signal } = new AbortController();
const files = [{ path: "orders.ts", text: "await Connection()" }];
const evaluation = {
  definitions: [
    {
      type: builtinKinds.all[0].type,
      id: "orders",
      props: { name: "orders" },
      at: { file: "orders.ts", line: 1, column: 7 },
      locations: {},
    },
  ],
  diagnostics: [],
  imports: { "orders.ts": ["_shared.ts"] },
};

async function open(answer: WireAnswer) {
  const wire = await startWire(() => answer);
  const client = createLambdaClient({ ...address, endpoint: wire.url });
  const evaluator = createLambdaEvaluator({ client, functionName: "evaluate" });
  return { wire, evaluator, [Symbol.asyncDispose]: () => wire[Symbol.asyncDispose]() };
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "no failure",
    (error: unknown) => error,
  );
}

describe("the evaluator in Lambda", () => {
  it("sends the files and gives the evaluation", async () => {
    await using test = await open({ body: evaluation });
    expect(await test.evaluator.evaluate(files, kinds, signal)).toEqual(evaluation);
    expect(test.wire.requests).toHaveLength(1);
    expect(test.wire.requests[0]?.operation).toMatch(/^POST \/2015-03-31\/functions\/evaluate\/invocations/);
    expect(JSON.parse(test.wire.requests[0]?.body ?? "")).toEqual({ files, kinds });
  });

  it("refuses an answer that is no evaluation: foreign code ran where it comes from", async () => {
    await using test = await open({ body: { ...evaluation, definitions: [{ id: 1 }] } });
    const error = await failure(test.evaluator.evaluate(files, kinds, signal));
    expect(error).toBeInstanceOf(Error);
  });

  it("refuses an answer that is no JSON, and quotes nothing of it", async () => {
    await using test = await open({ body: "canary" });
    const error = await failure(test.evaluator.evaluate(files, kinds, signal));
    expect(error).toBeInstanceOf(EvaluatorError);
    expect(everythingIn(error)).not.toContain("canary");
  });

  it("quotes nothing of the function's own failure", async () => {
    await using test = await open({
      headers: { "x-amz-function-error": "Unhandled" },
      body: { errorType: "Error", errorMessage: "canary" },
    });
    const error = await failure(test.evaluator.evaluate(files, kinds, signal));
    expect(error).toBeInstanceOf(EvaluatorError);
    expect(everythingIn(error)).not.toContain("canary");
  });

  it("refuses more than Lambda accepts before the call", async () => {
    await using test = await open({ body: evaluation });
    const large = [{ path: "large.ts", text: "x".repeat(6 * 1024 * 1024) }];
    await expect(test.evaluator.evaluate(large, kinds, signal)).rejects.toThrow(
      /6\.0 MB as JSON and AWS Lambda accepts 6 MB/,
    );
    expect(test.wire.requests).toHaveLength(0);
  });

  it("says which function it may not call", async () => {
    await using test = await open(refusal("AccessDeniedException", 403));
    await expect(test.evaluator.evaluate(files, kinds, signal)).rejects.toMatchObject({
      refusal: { kind: "denied" },
      message: expect.stringContaining(`Invoke of "evaluate"`),
    });
  });
});
