import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { createWorkerEvaluator } from "../../../infra/evaluate/worker-evaluator.ts";
import { parseEvaluation } from "../../../workflows/engine/evaluate/parse-evaluation.ts";

const folder = fileURLToPath(new URL("../../fixtures/attacks/", import.meta.url));

/** What each attack gets to hear. */
const expected: Readonly<Record<string, string>> = {
  "01-endless-loop.ts": "too-much-work",
  "02-endless-regular-expression.ts": "too-much-work",
  "03-growing-array.ts": "too-much-memory",
  "04-growing-string.ts": "too-much-memory",
  "05-deep-recursion.ts": "too-deep",
  "06-endless-promises.ts": "never-finishes",
  "07-promise-that-nothing-settles.ts": "never-finishes",
  "08-loop-inside-the-engine.ts": "too-much-work",
  "09-caught-interrupt.ts": "too-much-work",
  "10-endless-proxy.ts": "definition-too-large",
  "11-cyclic-properties.ts": "definition-too-large",
  "12-throwing-getter.ts": "file-threw",
  "13-to-json-tricks.ts": "unsupported-value",
  "14-nested-brackets.ts": "evaluation-failed",
  "15-nested-types.ts": "evaluation-failed",
  "16-nested-json.json": "definition-too-large",
  "17-reads-a-file.ts": "import-not-allowed",
  "18-leaves-the-folder.ts": "import-not-allowed",
  "19-imports-code-as-text.ts": "import-not-allowed",
  "20-reads-the-environment.ts": "not-hermetic",
  "21-asks-the-clock.ts": "not-hermetic",
  "22-rolls-dice.ts": "not-hermetic",
  "23-code-from-text.ts": "not-hermetic",
  "24-polluted-prototypes.ts": "unsupported-value",
  "25-endless-definitions.ts": "evaluation-budget",
  "26-huge-definition.ts": "definition-too-large",
  "27-hidden-exhaustion.ts": "too-much-memory",
  "28-unprintable-exception.ts": "file-threw",
  "29-forged-stack.ts": "file-threw",
  "30-polluting-json.json": "unsupported-value",
  "31-thenable-properties.ts": "unsupported-value",
  "32-reaches-for-the-host.ts": "file-threw",
};

const greedy = Object.keys(expected).filter((path) => /^(03|04|10|14|26|27|28)-/.test(path));

const honest = {
  path: "honest.ts",
  text: 'import AWS from "alchemy/aws/control";\nawait AWS.Events.Connection("honest", { name: "honest" });',
};
const read = (path: string) => ({ path, text: readFileSync(folder + path, "utf8") });

describe("attacks", () => {
  // The verdict of all but one is reached by counting, so that a busy machine must not turn it into the deadline's.
  const patient = createWorkerEvaluator({ fileDeadline: 15_000, setDeadline: 60_000 });
  const punctual = createWorkerEvaluator();
  const onlyByDeadline = "08-loop-inside-the-engine.ts";
  afterAll(() => Promise.all([patient.close(), punctual.close()]));

  it("are all listed", () => {
    expect(readdirSync(folder).toSorted()).toEqual(Object.keys(expected));
  });

  it.each(Object.entries(expected))("%s ends with %s", async (path, code) => {
    const { signal } = new AbortController();
    const evaluator = path === onlyByDeadline ? punctual : patient;
    // Whatever the attack before this one did.
    expect((await evaluator.evaluate([honest], signal)).definitions).toMatchObject([{ id: "honest" }]);

    const { diagnostics } = await evaluator.evaluate([read(path)], signal);
    expect(diagnostics[0]).toMatchObject({ code, severity: "error", file: path });
    for (const { message, hint } of diagnostics) {
      expect(`${message}${hint}`).not.toMatch(/\p{C}|node_modules|\bm\d+\b|\n| at /u);
      expect(message.length).toBeLessThanOrEqual(400);
    }
  });

  it("stay below 400 MB together", () => {
    const request = JSON.stringify({ files: greedy.map(read) });
    const entry = fileURLToPath(new URL("../../../infra/evaluate/evaluate-child.ts", import.meta.url));
    const atExit = "process.on('exit', () => process.stderr.write(String(process.resourceUsage().maxRSS)));";
    const child = spawnSync(process.execPath, ["--no-warnings", "--import", `data:text/javascript,${atExit}`, entry], {
      env: {},
      input: request,
      encoding: "utf8",
    });
    const kilobytes = Number(child.stderr);
    expect(kilobytes).toBeGreaterThan(1_000);
    expect(kilobytes).toBeLessThan(400_000);
    expect(parseEvaluation(JSON.parse(child.stdout)).definitions).toEqual([]);
  });
});
