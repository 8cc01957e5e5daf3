import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { kindOf } from "./shrink.ts";
import { startThreads } from "./threads.ts";
import type { Answer, Question } from "./worker.ts";

/*
 * npm run simulate -- --seeds 1000 [--start N] [--seconds S] [--first]
 *   lives through so many schedules, or for so long, or until the first that fails
 * npm run simulate -- --seed N [--steps 1,4,9] [--trace]       lives through one again, and drops steps while it fails
 */

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1000" },
    start: { type: "string", default: "0" },
    seconds: { type: "string", default: "0" },
    threads: { type: "string", default: String(availableParallelism()) },
    seed: { type: "string" },
    steps: { type: "string" },
    trace: { type: "boolean", default: false },
    first: { type: "boolean", default: false },
  },
});

const write = (text: string): void => void process.stdout.write(`${text}\n`);

async function many(): Promise<readonly Answer[]> {
  const [start, seeds, seconds] = [Number(values.start), Number(values.seeds), Number(values.seconds)];
  await using threads = await startThreads(Number(values.threads));
  const answers: Answer[] = [];
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) / 1000;
  function* questions(): Generator<Question> {
    const isFound = (): boolean => values.first && answers.some(({ violations }) => violations.length > 0);
    const isOver = (count: number): boolean => isFound() || (seconds > 0 ? elapsed() > seconds : count >= seeds);
    for (let count = 0; !isOver(count); count += 1) yield { seed: start + count, isTraced: false, isShrunk: false };
  }
  await threads.ask(questions(), (answer) => {
    answers.push(answer);
    for (const violation of answer.violations) write(`seed ${answer.seed}: ${violation}`);
  });
  const steps = answers.reduce((sum, answer) => sum + answer.steps, 0);
  const kinds = Map.groupBy(
    answers.flatMap(({ seed, violations }) => [...new Set(violations.map(kindOf))].map((kind) => ({ kind, seed }))),
    ({ kind }) => kind,
  );
  for (const [kind, found] of kinds) write(`${found.length} schedules: ${kind}`);
  const each = (count: number): string => (count / elapsed()).toFixed(1);
  write(`${answers.length} schedules: ${each(answers.length)} schedules a second, ${each(steps)} steps a second`);
  return answers;
}

async function one(seed: number): Promise<readonly Answer[]> {
  await using threads = await startThreads(1);
  const steps = values.steps?.split(",").map(Number);
  const answers: Answer[] = [];
  await threads.ask([{ seed, steps, isTraced: values.trace, isShrunk: steps === undefined }], (answer) => {
    answers.push(answer);
    for (const line of answer.trace) write(line);
    for (const violation of answer.violations) write(`seed ${seed}: ${violation}`);
    if (answer.left !== undefined) write(`what is left of it: --seed ${seed} --steps ${answer.left.join(",")}`);
  });
  return answers;
}

const answers = values.seed === undefined ? await many() : await one(Number(values.seed));
const violations = answers.reduce((sum, answer) => sum + answer.violations.length, 0);
write(`${violations} violations`);
process.exitCode = violations > 0 ? 1 : 0;
