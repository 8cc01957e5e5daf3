import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import process from "node:process";
import { afterAll, describe, expect, it } from "vitest";
import { createWorkerEvaluator } from "../../../infra/evaluate/worker-evaluator.ts";
import { evaluatedKinds } from "../../../workflows/engine/read/evaluated-kinds.ts";
import type { SourceFile } from "../../../workflows/engine/definition/evaluation.ts";
import { interpret } from "../../../workflows/engine/interpret/interpret.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { keyOf } from "../../support/definitions.ts";
import { settings } from "./support.ts";

// A definition file beside what it means: `NNN-name.ts` or `.json`, and `NNN-name.expected.json`.
// UPDATE_GOLDEN=1 writes the expectations anew; read the difference before it is committed.
const folder = fileURLToPath(new URL("../../golden/definitions/input/", import.meta.url));
const files: readonly SourceFile[] = readdirSync(folder)
  .filter((path) => !path.endsWith(".expected.json"))
  .map((path) => ({ path, text: readFileSync(folder + path, "utf8") }));
const helpers = files.filter(({ path }) => path.startsWith("_"));

// A slow machine changes nothing about what definitions mean.
const evaluator = createWorkerEvaluator({ fileDeadline: 10_000, setDeadline: 15_000 });
afterAll(() => evaluator.close());

describe("definition files and what they mean", () => {
  it.each(files.filter(({ path }) => !path.startsWith("_")))("$path", async (file) => {
    const evaluation = await evaluator.evaluate(
      [file, ...helpers],
      evaluatedKinds(builtinKinds),
      AbortSignal.timeout(15_000),
    );
    const { definitions, diagnostics } = interpret(evaluation, settings);
    // A connection's key is its type and its name.
    expect(definitions.map(({ key }) => key)).toEqual(definitions.map(({ name }) => keyOf(name)));
    const shown = definitions.map((definition) => ({ ...definition, key: undefined }));
    const text = `${JSON.stringify({ definitions: shown, diagnostics }, null, 2)}\n`;
    expect(text).not.toContain("hunter2");
    // Whoever reads a diagnostic learns what to do.
    expect(diagnostics.filter(({ hint }) => hint === null || hint === "")).toEqual([]);

    const expected = folder + file.path.replace(/\.\w+$/, ".expected.json");
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(expected, text);
    expect(text).toBe(readFileSync(expected, "utf8"));
  });
});

describe("the definitions of this repository", () => {
  const own = fileURLToPath(new URL("../../../connections/", import.meta.url));
  const sources = readdirSync(own)
    .filter((path) => /\.(ts|json)$/.test(path))
    .map((path) => ({ path, text: readFileSync(own + path, "utf8") }));

  it("have no errors, and only the examples of the documentation have warnings", async () => {
    const set = interpret(
      await evaluator.evaluate(sources, evaluatedKinds(builtinKinds), AbortSignal.timeout(15_000)),
      settings,
    );
    expect(set.definitions.map(({ name }) => name)).toEqual([
      "MyAdvancedConnection",
      "MyBasicConnection",
      "MyCustomInvocationConnection",
      "MyEncryptedConnection",
      "billing",
      "crm",
      "orders-api",
    ]);
    expect([...new Set(set.diagnostics.map(({ file }) => file))]).toEqual(["seed-examples.ts"]);
    expect(set.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("hold the examples as the golden file has them", () => {
    expect(sources.find(({ path }) => path === "seed-examples.ts")?.text).toBe(
      files.find(({ path }) => path === "001-seed-examples.ts")?.text,
    );
  });
});
