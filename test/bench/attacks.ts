import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createChildEvaluator } from "../../infra/evaluate/child-evaluator.ts";
import type { SourceFile } from "../../workflows/engine/definition/evaluation.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { evaluatedKinds } from "../../workflows/engine/read/evaluated-kinds.ts";
import { generatedAttacks } from "../unit/read/generated-attacks.ts";
import { engineAttack, engineAttacks } from "../support/engine-attacks.ts";
import { besideBusy } from "./busy.ts";
import { cpuSeconds, peakMemory } from "./process-memory.ts";

const folder = fileURLToPath(new URL("../fixtures/attacks/", import.meta.url));
const kinds = evaluatedKinds(builtinKinds);
const busyProcesses = 3;
const rounds = 20;
const [mostSeconds, mostBytes] = [3, 400_000_000];

const declare = (id: string) =>
  `import AWS from "bridgehead";\nawait AWS.Events.Connection("${id}", { name: "${id}" });`;
const neighbour: SourceFile = { path: "zz-neighbour.ts", text: declare("neighbour") };

/** Their fault is found when definitions are interpreted, which is not measured here. */
const harmless: ReadonlySet<string> = new Set(["38-bidirectional-id.ts", "75-bidirectional-name.json"]);

/** 2,900 definitions in one file, as a loop makes them, and as many as fit where each is written out. */
const honest: Readonly<Record<string, string>> = {
  "2,900 in a loop": `import { AWS, ssm } from "bridgehead";
for (let i = 0; i < 2_900; i++) {
  await AWS.Events.Connection(\`orders-\${i}\`, {
    description: \`Orders of region \${i}\`,
    authorizationType: "API_KEY",
    authParameters: {
      apiKeyName: "x-api-key",
      apiKey: ssm(\`/bridgehead/orders/\${i}\`),
      invocationHttpParameters: { headerParameters: [{ key: "x-team", value: "orders", isValueSecret: false }] },
    },
  });
}`,
  "2,900 written out": `import { AWS, ssm } from "bridgehead";
const a = AWS.Events.Connection, p = (k: string) => ({ authorizationType: "API_KEY", authParameters: { apiKey: ssm(\`/bridgehead/\${k}\`) } });
${Array.from({ length: 2_900 }, (_, i) => `await a("orders-${i}", { ...p("orders/${i}"), description: "Orders ${i}" });`).join("\n")}`,
};

interface Measured {
  readonly name: string;
  /** Until its file has a diagnostic and its neighbour is evaluated. */
  readonly seconds: number;
  /** Of the evaluator's process in that time, all its threads together. */
  readonly cpu: number;
  readonly bytes: number;
}

/**
 * Beside three busy processes: how long each attack takes until its file has a diagnostic and its neighbour is
 * evaluated, what of that is work, and how much memory; then whether files of 2,900 definitions pass, twenty times each.
 * Marks those that take more than they may. `parts` are parts of the names of those that are meant, by default all;
 * `alone` among them: beside nothing.
 */
export async function benchAttacks(parts: readonly string[]): Promise<void> {
  const wanted = parts.filter((part) => part !== "alone");
  const isMeant = (name: string) => wanted.length === 0 || wanted.some((part) => name.includes(part));
  await besideBusy(parts.includes("alone") ? 0 : busyProcesses, async () => {
    const measured: Measured[] = [];
    for (const [name, files] of attacks()) if (isMeant(name)) measured.push(await attack(name, files));
    measured.sort((a, b) => b.seconds - a.seconds);
    console.log("attack                                    seconds       CPU    memory");
    for (const { name, seconds, cpu, bytes } of measured) {
      const isTooMuch = seconds > mostSeconds || bytes > mostBytes;
      const memory = `${(bytes / 1e6).toFixed(0)} MB`.padStart(10);
      const times = seconds.toFixed(2).padStart(9) + cpu.toFixed(2).padStart(10);
      console.log(`${name.padEnd(40)}${times}${memory}${isTooMuch ? "  !" : ""}`);
    }
    console.log();
    await benchHonest(isMeant);
  });
}

async function benchHonest(isMeant: (name: string) => boolean): Promise<void> {
  for (const [name, text] of Object.entries(honest)) {
    if (!isMeant(name)) continue;
    const seconds: number[] = [];
    let passed = 0;
    for (let round = 0; round < rounds; round++) {
      const evaluator = createChildEvaluator();
      const begun = performance.now();
      const evaluation = await evaluator.evaluate([{ path: "a.ts", text }], kinds, new AbortController().signal);
      seconds.push((performance.now() - begun) / 1_000);
      evaluator.close();
      if (evaluation.definitions.length === 2_900 && evaluation.diagnostics.length === 0) passed++;
      else console.log(JSON.stringify(evaluation.diagnostics.slice(0, 2)));
    }
    const most = Math.max(...seconds).toFixed(2);
    console.log(
      `${name}: passed ${passed} of ${rounds}, ${Math.min(...seconds).toFixed(2)} to ${most} s with the start`,
    );
  }
}

function attacks(): readonly (readonly [string, readonly SourceFile[]])[] {
  const read = (path: string): SourceFile => ({ path, text: readFileSync(folder + path, "utf8") });
  const names = readdirSync(folder);
  const helpers = names.filter((name) => name.startsWith("_")).map(read);
  const written = names
    .filter((name) => !name.startsWith("_"))
    .map((name) => [name, [read(name), ...helpers]] as const);
  const generated = Object.entries(generatedAttacks).flatMap(([name, { files, codes }]) =>
    codes === null ? [] : [[name, Object.entries(files).map(([path, text]) => ({ path, text }))] as const],
  );
  const inside = Object.entries(engineAttacks).map(
    ([name, [code]]) => [name, [{ path: "a.ts", text: engineAttack(code) }]] as const,
  );
  return [...written, ...generated, ...inside];
}

/** In a process that has started already, as that of a warm function has. */
async function attack(name: string, files: readonly SourceFile[]): Promise<Measured> {
  const { signal } = new AbortController();
  const evaluator = createChildEvaluator();
  await evaluator.evaluate([neighbour], kinds, signal);
  const pid = evaluator.pid() ?? 0;
  const used = await cpuSeconds(pid);
  const begun = performance.now();
  const evaluated = evaluator.evaluate([...files, neighbour], kinds, signal);
  const bytes = peakMemory(pid, evaluated);
  const { definitions, diagnostics, unjudged } = await evaluated;
  const seconds = (performance.now() - begun) / 1_000;
  const cpu = (await cpuSeconds(pid)) - used;
  evaluator.close();
  if (!definitions.some(({ id }) => id === "neighbour")) console.log(`${name}: its neighbour is not evaluated`);
  if (unjudged !== undefined) console.log(`${name}: the clock ended ${unjudged.join()}`);
  if (!harmless.has(name) && diagnostics.length === 0) console.log(`${name}: nothing is said of it`);
  return { name, seconds, cpu, bytes: await bytes };
}
