import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorkerEvaluator } from "../../infra/evaluate/worker-evaluator.ts";
import type { Diagnostic } from "../../workflows/engine/definition/diagnostic.ts";
import type { Evaluation, SourceFile } from "../../workflows/engine/definition/evaluation.ts";
import { interpret } from "../../workflows/engine/interpret/interpret.ts";
import type { Evaluator } from "../../workflows/ports/evaluator.ts";
import { settings } from "../unit/interpret/support.ts";
import { generatedAttacks } from "../unit/read/generated-attacks.ts";
import { kinds } from "../unit/read/support.ts";

export const attacksFolder: string = fileURLToPath(new URL("../fixtures/attacks/", import.meta.url));

/** By the file in test/fixtures/attacks: what it gets to hear first. */
export const writtenAttacks: Readonly<Record<string, string>> = {
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
  "53-big-integer.ts": "too-much-work",
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

/**
 * Those that take half a second and more, since they use all that a bound allows, and are not the only ones that meet
 * it: `npm test` leaves them to test/simulation.
 */
const long: ReadonlySet<string> = new Set([
  "02-endless-regular-expression.ts",
  "04-growing-string.ts",
  "09-caught-interrupt.ts",
  "50-labelled-loop.ts",
  "51-endless-generator.ts",
  "52-look-behind.ts",
  "54-repeated-text.ts",
  "55-filled-array.ts",
  "56-joined-array.ts",
  "57-reversed-holes.ts",
  "58-thousands-of-promises.ts",
  "59-microtask-bomb.ts",
  "71-species.ts",
  "72-indented-json.ts",
  "chain-of-everything.ts",
  "chain-of-imports.ts",
  "everything-from-everywhere.ts",
  "helpers-of-enums.ts",
  "helpers-of-many-names.ts",
  "helpers-of-patterns.ts",
  "helpers-that-nest.ts",
  "missing-names.ts",
  "nested-async-over-much.ts",
  "one-line.ts",
  "places-of-much.ts",
  "places-of-nothing.ts",
  "texts-of-helpers.ts",
  "unheard-errors.ts",
  "used-enum.ts",
]);

/** What interpretation says about the honest files: they hold no more than they must to be one. */
const lacking = /^(?:missing|credentials)-/;

export const readAttack = (file: string): SourceFile => ({
  path: file,
  text: readFileSync(attacksFolder + file, "utf8"),
});
const helpers = readdirSync(attacksFolder)
  .filter((file) => file.startsWith("_"))
  .map(readAttack);
export const honestText = (id: string) =>
  `import AWS from "alchemy/aws/control";\nawait AWS.Events.Connection("${id}", { name: "${id}" });`;

/** An honest file that is evaluated right after the attack. */
const honestAfter = (file: string) => `${file.replace(/\.\w+$/, "")}~.ts`;
const honestId = (file: string) => `after-${file.replaceAll(/\W/g, "-")}`;

interface Verdicts {
  readonly diagnostics: readonly Diagnostic[];
  readonly ids: ReadonlySet<string>;
}

/** Evaluates attacks in one set, an honest file behind each. */
async function verdicts(
  evaluator: Evaluator,
  attacks: readonly string[],
  files: readonly SourceFile[],
): Promise<Verdicts> {
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
  return Array.from({ length: Math.ceil(all.length / 3) }, (_, index) => all.slice(index * 3, index * 3 + 3));
}

function expectPrintable({ message, hint }: Diagnostic): void {
  expect(`${message} ${hint}`).not.toMatch(/\p{C}|node_modules|\bm\d+:\d|\n| at [\w.<>]+ \(/u);
  expect(message.length).toBeLessThanOrEqual(400);
  expect(hint).toMatch(/\S{3}/);
}

/** Declares the tests of the attacks that take so long. */
export function describeAttacks(length: "short" | "long"): void {
  const isMeant = (file: string): boolean => long.has(file) === (length === "long");
  const written = Object.entries(writtenAttacks).filter(([file]) => isMeant(file));
  const generated = Object.entries(generatedAttacks).filter(([file]) => isMeant(file));
  // Verdicts are reached by counting: no clock may end one, however busy the machine is.
  const evaluator = createWorkerEvaluator({ fileDeadline: 60_000, setDeadline: 240_000 });
  afterAll(async () => evaluator.close());

  describe("attacks", () => {
    const found = new Map<string, Verdicts>();
    beforeAll(async () => {
      for (const part of parts(written.map(([file]) => file))) {
        const counted = await verdicts(evaluator, part, [...part.map(readAttack), ...helpers]);
        for (const file of part) found.set(file, counted);
      }
    }, 300_000);

    it.each(written)("%s ends with %s, and the next file is evaluated all the same", (file, code) => {
      const { diagnostics, ids } = found.get(file) as Verdicts;
      const own = diagnostics.filter((diagnostic) => diagnostic.file === file && diagnostic.severity === "error");
      expect(own.map((diagnostic) => diagnostic.code)).toContain(code);
      for (const diagnostic of own) expectPrintable(diagnostic);
      expect(ids).toContain(honestId(file));
    });

    const byImports = "42-imports-by-every-route.ts";
    it.each(written.filter(([file]) => file === byImports))("%s: each import is refused", () => {
      const routes = readAttack(byImports).text.trim().split("\n").length;
      const refused = found.get(byImports)?.diagnostics.filter(({ file }) => file === byImports) ?? [];
      expect(refused.map(({ line, code }) => `${line} ${code}`)).toEqual(
        Array.from({ length: routes }, (_, index) => `${index + 1} import-not-allowed`),
      );
    });
  });

  describe("attacks by repetition", () => {
    let found: Verdicts;
    beforeAll(async () => {
      const sets = parts(generated.map(([name]) => name)).map(async (part) => {
        const files = part.flatMap((name) => Object.entries(generatedAttacks[name]?.files ?? {}));
        return verdicts(
          evaluator,
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

    it.each(generated)("%s ends, and the next file is evaluated", (file, { codes }) => {
      const own = found.diagnostics.filter((diagnostic) => diagnostic.file === file && diagnostic.severity === "error");
      const ended = own.find(({ code }) => !lacking.test(code))?.code ?? "none";
      expect(codes ?? ["none"]).toContain(ended);
      expect(own.length).toBeLessThanOrEqual(102);
      for (const diagnostic of own.slice(0, 3)) expectPrintable(diagnostic);
      expect(found.ids).toContain(honestId(file));
    });
  });
}
