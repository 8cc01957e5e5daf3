import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createWorkerEvaluator } from "../../../infra/evaluate/worker-evaluator.ts";
import { parseEvaluation } from "../../../workflows/engine/read/parse-evaluation.ts";
import type { Diagnostic } from "../../../workflows/engine/definition/diagnostic.ts";
import type { Evaluation, SourceFile } from "../../../workflows/engine/definition/evaluation.ts";
import { interpret } from "../../../workflows/engine/interpret/interpret.ts";
import { bridgehead } from "../../support/bridgehead.ts";
import { settings } from "../interpret/support.ts";
import { generatedAttacks } from "./generated-attacks.ts";
import { kinds } from "./support.ts";

const folder = fileURLToPath(new URL("../../fixtures/attacks/", import.meta.url));

/** What each attack gets to hear first. */
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
  "14-nested-brackets.ts": "too-deep",
  "15-nested-types.ts": "too-deep",
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
  "33-trojan-source.ts": "misleading-text",
  "34-invisible-name.ts": "misleading-text",
  "35-look-alike.ts": "misleading-text",
  "36-hidden-line-end.ts": "misleading-text",
  "37-invisible-json.json": "misleading-text",
  "38-bidirectional-id.ts": "invalid-id",
  "39-half-characters.ts": "unsupported-value",
  "40-no-text.ts": "invalid-file",
  "41-computed-import.ts": "import-not-allowed",
  "42-imports-by-every-route.ts": "import-not-allowed",
  "43-import-meta.ts": "not-hermetic",
  "44-require.ts": "not-hermetic",
  "45-code-in-json.json": "syntax-error",
  "46-circular-imports.ts": "never-finishes",
  "47-endless-async-generator.ts": "never-finishes",
  "48-self-resolving-thenable.ts": "never-finishes",
  "49-proxied-thenable.ts": "never-finishes",
  "50-labelled-loop.ts": "too-much-work",
  "51-endless-generator.ts": "too-much-memory",
  "52-look-behind.ts": "too-much-work",
  "53-big-integer.ts": "file-threw",
  "54-repeated-text.ts": "too-much-work",
  "55-filled-array.ts": "too-much-memory",
  "56-joined-array.ts": "too-much-work",
  "57-reversed-holes.ts": "too-much-work",
  "58-thousands-of-promises.ts": "never-finishes",
  "59-microtask-bomb.ts": "too-much-memory",
  "60-recursive-getter.ts": "too-deep",
  "61-overwrites-the-interface.ts": "file-threw",
  "62-redefines-the-interface.ts": "file-threw",
  "63-poisoned-primitives.ts": "invalid-call",
  "64-prepared-stack.ts": "file-threw",
  "65-with.ts": "syntax-error",
  "66-weak-references.ts": "not-hermetic",
  "67-constructor-of-an-error.ts": "not-hermetic",
  "68-lost-exception.ts": "unawaited-call",
  "69-never-ends-unseen.ts": "never-finishes",
  "70-forged-tracking.ts": "file-threw",
  "71-species.ts": "too-much-work",
  "72-indented-json.ts": "too-much-memory",
  "73-infinite-number.json": "unsupported-value",
  "74-repeated-key.json": "duplicate-key",
  "75-bidirectional-name.json": "invalid-name",
  "76-decorator.ts": "syntax-error",
  "77-explicit-resources.ts": "syntax-error",
  "78-locale.ts": "not-hermetic",
  "79-hidden-clock.ts": "not-hermetic",
  "80-revoked-proxy.ts": "file-threw",
  "81-shrinking-array.ts": "unsupported-value",
  "82-changing-properties.ts": "file-threw",
};

const greedy = Object.keys(expected).filter((file) => /^(?:03|04|10|14|26|27|28|54|55|59|72)-/.test(file));

/** What interpretation says about the honest files: they hold no more than they must to be one. */
const lacking = /^(?:missing|credentials)-/;

const read = (file: string): SourceFile => ({ path: file, text: readFileSync(folder + file, "utf8") });
const helpers = readdirSync(folder)
  .filter((file) => file.startsWith("_"))
  .map(read);
const honestText = (id: string) =>
  `import AWS from "alchemy/aws/control";\nawait AWS.Events.Connection("${id}", { name: "${id}" });`;

/** An honest file that is evaluated right after the attack. */
const honestAfter = (file: string) => `${file.replace(/\.\w+$/, "")}~.ts`;
const honestId = (file: string) => `after-${file.replaceAll(/\W/g, "-")}`;

// Verdicts are reached by counting: no clock may end one, however busy the machine is.
const evaluator = createWorkerEvaluator({ fileDeadline: 60_000, setDeadline: 240_000 });
afterAll(async () => evaluator.close());

interface Verdicts {
  readonly diagnostics: readonly Diagnostic[];
  readonly ids: ReadonlySet<string>;
}

/** Evaluates attacks in one set, an honest file behind each. */
async function verdicts(attacks: readonly string[], files: readonly SourceFile[]): Promise<Verdicts> {
  const honest = attacks.map((file) => ({ path: honestAfter(file), text: honestText(honestId(file)) }));
  const evaluation: Evaluation = await evaluator.evaluate([...files, ...honest], kinds, new AbortController().signal);
  expect(evaluation.unjudged).toBeUndefined();
  return {
    diagnostics: interpret(evaluation, settings).diagnostics,
    ids: new Set(evaluation.definitions.map(({ id }) => id)),
  };
}

/** So few that the bound of a set's work is not met. */
function parts(all: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(all.length / 4) }, (_, index) => all.slice(index * 4, index * 4 + 4));
}

function expectPrintable({ message, hint }: Diagnostic): void {
  expect(`${message} ${hint}`).not.toMatch(/\p{C}|node_modules|\bm\d+:\d|\n| at [\w.<>]+ \(/u);
  expect(message.length).toBeLessThanOrEqual(400);
  expect(hint).toMatch(/\S{3}/);
}

describe("attacks", () => {
  const found = new Map<string, Verdicts>();
  beforeAll(async () => {
    const all = Object.keys(expected);
    for (const part of parts(all)) {
      const counted = await verdicts(part, [...part.map(read), ...helpers]);
      for (const file of part) found.set(file, counted);
    }
  }, 300_000);

  it("are all listed", () => {
    expect(readdirSync(folder).filter((file) => !file.startsWith("_"))).toEqual(Object.keys(expected).toSorted());
    expect(Object.keys(expected).length).toBeGreaterThanOrEqual(45);
  });

  it.each(Object.entries(expected))("%s ends with %s, and the next file is evaluated all the same", (file, code) => {
    const { diagnostics, ids } = found.get(file) as Verdicts;
    const own = diagnostics.filter((diagnostic) => diagnostic.file === file && diagnostic.severity === "error");
    expect(own.map((diagnostic) => diagnostic.code)).toContain(code);
    for (const diagnostic of own) expectPrintable(diagnostic);
    expect(ids).toContain(honestId(file));
  });

  it("by imports are refused one by one", () => {
    const file = "42-imports-by-every-route.ts";
    const routes = read(file).text.trim().split("\n").length;
    const refused = found.get(file)?.diagnostics.filter((diagnostic) => diagnostic.file === file) ?? [];
    expect(refused.map(({ line, code }) => `${line} ${code}`)).toEqual(
      Array.from({ length: routes }, (_, index) => `${index + 1} import-not-allowed`),
    );
  });

  it("stay below 400 MB together", () => {
    const requests = greedy.map((file) => `${JSON.stringify({ files: [read(file)], kinds })}\n`).join("");
    const entry = fileURLToPath(new URL("../../../infra/evaluate/evaluate-child.ts", import.meta.url));
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
});

describe("attacks by repetition", () => {
  let found: Verdicts;
  beforeAll(async () => {
    const sets = parts(Object.keys(generatedAttacks)).map(async (part) => {
      const files = part.flatMap((name) => Object.entries(generatedAttacks[name]?.files ?? {}));
      return verdicts(
        part,
        files.map(([file, text]) => ({ path: file, text })),
      );
    });
    const all = await Promise.all(sets);
    found = {
      diagnostics: all.flatMap(({ diagnostics }) => diagnostics),
      ids: new Set(all.flatMap(({ ids }) => [...ids])),
    };
  }, 300_000);

  it.each(Object.entries(generatedAttacks))("%s ends, and the next file is evaluated", (file, { codes }) => {
    const own = found.diagnostics.filter((diagnostic) => diagnostic.file === file && diagnostic.severity === "error");
    const ended = own.find(({ code }) => !lacking.test(code))?.code ?? "none";
    expect(codes ?? ["none"]).toContain(ended);
    expect(own.length).toBeLessThanOrEqual(102);
    for (const diagnostic of own.slice(0, 3)) expectPrintable(diagnostic);
    expect(found.ids).toContain(honestId(file));
  });
});

describe("the command line", () => {
  it("names each attack, ends with status 1, and reports the definitions of the other files", async () => {
    const root = mkdtempSync(path.join(tmpdir(), "bridgehead-attacks-"));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const definitions = path.join(root, "connections");
    spawnSync("mkdir", [definitions, path.join(root, "outside")]);
    writeFileSync(path.join(root, "outside/secret.json"), '{ "id": "stolen" }');
    const attacks = ["01", "04", "08", "14", "17", "30", "33", "35", "36", "40", "68"].flatMap((number) =>
      Object.keys(expected).filter((file) => file.startsWith(number)),
    );
    for (const file of attacks) writeFileSync(path.join(definitions, file), readFileSync(folder + file));
    symlinkSync("../outside/secret.json", path.join(definitions, "link.json"));
    symlinkSync("../outside", path.join(definitions, "linked-folder"));
    symlinkSync("linked-folder/secret.json", path.join(definitions, "chain.json"));
    symlinkSync("nowhere.ts", path.join(definitions, "dangling.ts"));
    symlinkSync("loop.ts", path.join(definitions, "loop.ts"));
    writeFileSync(path.join(definitions, "00-honest.ts"), honestText("first"));
    writeFileSync(path.join(definitions, "zz-honest.ts"), honestText("last"));
    writeFileSync(
      path.join(definitions, "reads-a-link.ts"),
      'import secret from "./link.json";\nexport default secret;\n',
    );

    const ended = await bridgehead(["validate", definitions, "--json"], { cwd: root });
    expect(ended.status).toBe(1);
    const { diagnostics } = ended.json<{ diagnostics: readonly Diagnostic[] }>();
    const errors = new Set(diagnostics.flatMap(({ file, severity }) => (severity === "error" ? [file] : [])));
    const links = ["link.json", "linked-folder", "chain.json", "dangling.ts", "loop.ts", "reads-a-link.ts"];
    expect([...errors].toSorted()).toEqual(expect.arrayContaining([...attacks, ...links].toSorted()));
    // What is wrong with the honest ones is what they lack.
    const honest = diagnostics.filter(({ file }) => /honest/.test(file));
    expect(new Set(honest.map(({ file }) => file))).toEqual(new Set(["00-honest.ts", "zz-honest.ts"]));
    expect(ended.stdout).not.toContain("stolen");
  }, 60_000);
});
