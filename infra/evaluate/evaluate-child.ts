import * as v from "valibot";
import { evaluatedKindsSchema } from "../../workflows/engine/read/evaluated-kinds.ts";
import { fileFaults } from "../../workflows/engine/definition/evaluation.ts";
import { lines } from "./lines.ts";
import { createWorkerEvaluator } from "./worker-evaluator.ts";

// Entry of the child process in which files are evaluated. Each line of standard input is a request, `{ files, kinds }`
// as JSON; for each, one line of standard output is an `Evaluation` as JSON. It ends with its input.

const request = v.object({
  files: v.array(v.object({ path: v.string(), text: v.string(), fault: v.exactOptional(v.picklist(fileFaults)) })),
  kinds: evaluatedKindsSchema,
});

/** Characters. Whoever reads the files bounds them more narrowly. */
const largestRequest = 256 * 1024 * 1024;

const evaluator = createWorkerEvaluator();
for await (const line of lines(process.stdin, largestRequest)) {
  const { files, kinds } = v.parse(request, JSON.parse(line));
  // The parent ends this process when it has waited long enough.
  const evaluation = await evaluator.evaluate(files, kinds, new AbortController().signal);
  process.stdout.write(`${JSON.stringify(evaluation)}\n`);
}
await evaluator.close();
