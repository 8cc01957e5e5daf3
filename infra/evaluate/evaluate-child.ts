import { text } from "node:stream/consumers";
import * as v from "valibot";
import { createWorkerEvaluator } from "./worker-evaluator.ts";

// Entry of the child process in which files are evaluated: `{ files }` as JSON on standard input, an `Evaluation` as
// JSON on standard output, exit code 0.

const request = v.object({ files: v.array(v.object({ path: v.string(), text: v.string() })) });

const { files } = v.parse(request, JSON.parse(await text(process.stdin)));
const evaluator = createWorkerEvaluator();
// The parent ends this process when it has waited long enough.
const evaluation = await evaluator.evaluate(files, new AbortController().signal);
process.stdout.write(JSON.stringify(evaluation));
await evaluator.close();
