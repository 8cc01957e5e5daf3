import { expect, it } from "vitest";
import { createHandler } from "../../../functions/evaluate.ts";
import { evaluatedKinds } from "../../../workflows/engine/read/evaluated-kinds.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import type { Evaluator } from "../../../workflows/ports/evaluator.ts";
import { lambdaContext, memoryLog } from "../../support/lambda.ts";

const kinds = evaluatedKinds(builtinKinds);
const failing: Evaluator = { evaluate: () => Promise.reject(new Error("hunter2")) };
/** Ends when it is told to. */
const endless: Evaluator = {
  evaluate: (_, _kinds, signal) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
};
const nothing = { definitions: [], diagnostics: [], imports: {} };

it("hands the files to the evaluator and its evaluation back", async () => {
  const given: unknown[] = [];
  const evaluate: Evaluator["evaluate"] = async (...[files, told]) => (given.push(files, told), nothing);
  const handler = createHandler(() => Promise.resolve({ evaluate }), memoryLog());
  const files = [{ path: "a.ts", text: "1" }];
  expect(await handler({ files, kinds, more: true }, lambdaContext())).toEqual(nothing);
  expect(given).toEqual([files, kinds]);
});

it.each([
  {},
  { files: "a.ts", kinds },
  { files: [{ path: "", text: "" }], kinds },
  { files: [{ path: "a.ts" }], kinds },
  { files: [] },
  { files: [], kinds: [] },
  { files: [], kinds: [{ ...kinds[0], call: { service: "x()", resource: "Y" } }] },
])("evaluates nothing for %j", async (event) => {
  const handler = createHandler(() => Promise.resolve({ evaluate: () => Promise.resolve(nothing) }), memoryLog());
  await expect(handler(event, lambdaContext())).rejects.toThrow("the files could not be evaluated");
});

it("says nothing of what the evaluator's failure said, and keeps no cause for Lambda to print", async () => {
  const log = memoryLog();
  const handler = createHandler(() => Promise.resolve(failing), log);
  const failure: unknown = await handler({ files: [], kinds }, lambdaContext()).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  expect(failure).not.toHaveProperty("cause");
  expect(String(failure) + log.text()).not.toContain("hunter2");
});

it("aborts the evaluator two seconds before Lambda's deadline", async () => {
  const handler = createHandler(() => Promise.resolve(endless), memoryLog());
  const context = lambdaContext({ remainingMilliseconds: 2_020 });
  await expect(handler({ files: [], kinds }, context)).rejects.toThrow("the files could not be evaluated");
});
