import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { createWorkerEvaluator } from "../../infra/evaluate/worker-evaluator.ts";
import { parseEvaluation } from "../../workflows/engine/read/parse-evaluation.ts";
import { describeAttacks, readAttack, writtenAttacks } from "../support/attacks.ts";
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

describeAttacks("long");

const greedy = Object.keys(writtenAttacks).filter((file) => /^(?:03|04|10|14|26|27|28|54|55|59|72)-/.test(file));

it("attacks stay below 400 MB together", () => {
  const requests = greedy.map((file) => `${JSON.stringify({ files: [readAttack(file)], kinds })}\n`).join("");
  const entry = fileURLToPath(new URL("../../infra/evaluate/evaluate-child.ts", import.meta.url));
  const atExit = "process.on('exit', () => process.stderr.write(String(process.resourceUsage().maxRSS)));";
  const child = spawnSync(process.execPath, ["--no-warnings", "--import", `data:text/javascript,${atExit}`, entry], {
    env: {},
    input: requests,
    encoding: "utf8",
  });
  const kilobytes = Number(child.stderr);
  expect(kilobytes).toBeGreaterThan(1_000);
  expect(kilobytes).toBeLessThan(400_000);
  const answers = child.stdout.trim().split("\n");
  expect(answers).toHaveLength(greedy.length);
  for (const answer of answers) expect(parseEvaluation(JSON.parse(answer), kinds).diagnostics).toHaveLength(1);
}, 120_000);
