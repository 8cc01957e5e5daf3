import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { createWorkerEvaluator } from "../../../infra/evaluate/worker-evaluator.ts";
import type { DefinitionSet } from "../../../workflows/engine/definition/definition.ts";
import { evaluatedKinds } from "../../../workflows/engine/read/evaluated-kinds.ts";
import { interpret } from "../../../workflows/engine/interpret/interpret.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { settings } from "./support.ts";

// Inputs that people wrote, as they are in `test/fixtures/cases` with what is right in its README.md, and beside them in
// `test/golden/cases` what they mean. UPDATE_GOLDEN=1 writes that anew; read the difference before it is committed.
const inputs = fileURLToPath(new URL("../../fixtures/cases/", import.meta.url));
const expectations = fileURLToPath(new URL("../../golden/cases/", import.meta.url));
const files = readdirSync(inputs, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.(?:ts|json)$/.test(file))
  .map((file) => file.replaceAll("\\", "/"))
  .toSorted();

const evaluator = createWorkerEvaluator({ fileDeadline: 10_000, setDeadline: 15_000 });
afterAll(() => evaluator.close());

async function meaningOf(file: string): Promise<DefinitionSet> {
  const source = { path: file, text: readFileSync(inputs + file, "utf8") };
  const evaluation = await evaluator.evaluate([source], evaluatedKinds(builtinKinds), AbortSignal.timeout(15_000));
  return interpret(evaluation, { ...settings, region: "us-east-1" });
}

const said = ({ diagnostics }: DefinitionSet): readonly string[] =>
  diagnostics.map(({ severity, code, line }) => `${severity} ${code} ${line}`);

describe("inputs that fell short once", () => {
  it.each(files)("%s", async (file) => {
    const { definitions, diagnostics } = await meaningOf(file);
    const models = definitions.map(({ id, name, model, options }) => ({ id, name, model, options }));
    const text = `${JSON.stringify({ diagnostics, definitions: models }, null, 2)}\n`;
    const expected = `${expectations}${file}.expected.json`;
    if (process.env["UPDATE_GOLDEN"] === "1") {
      mkdirSync(path.dirname(expected), { recursive: true });
      writeFileSync(expected, text);
    }
    expect(text).toBe(readFileSync(expected, "utf8"));
  });

  it.each(files.filter((file) => file.startsWith("providers/")))("%s is what a provider documents", async (file) => {
    const set = await meaningOf(file);
    expect(set.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    // Nothing of it is taken for a credential, but for the word that stands where none is needed.
    expect(set.literals.all().map((text) => text.reveal())).toEqual(file === "providers/slack.ts" ? ["none"] : []);
  });

  it.each(["kms.ts", "empties.ts", "newline.ts", "values.ts", "gone.ts"])("%s has nothing to be said", async (file) => {
    const { diagnostics } = await meaningOf(file);
    expect(diagnostics).toEqual([]);
  });

  it("headers are told where they stand", async () => {
    const set = await meaningOf("headers.ts");
    expect(said(set).filter((line) => / (?:2[2-9]|30)$/.test(line))).toEqual([
      "error header-name 22",
      "error header-name 23",
      "error public-credential 24",
      "warning credential-header 24",
      "warning credential-header 25",
      "warning client-sent-twice 26",
      "warning client-sent-twice 26",
      "warning body-with-get 27",
      "warning colon-in-credential 28",
      "warning basic-by-hand 29",
      "warning basic-by-hand 30",
    ]);
  });

  it("private paths are told where they stand", async () => {
    expect(said(await meaningOf("private.ts"))).toEqual(["warning connectivity-region 7"]);
    expect(said(await meaningOf("private-bad.ts"))).toEqual([
      "error invalid-format 3",
      "error invalid-format 4",
      "error invalid-format 5",
      "error too-many-members 7",
      "warning connectivity-without-oauth 6",
    ]);
  });
});
