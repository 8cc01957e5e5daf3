import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { createWorkerEvaluator } from "../../infra/evaluate/worker-evaluator.ts";
import { parseConfig } from "../../workflows/engine/config/config.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { materialise, resolver, valueKey } from "../../workflows/engine/plan/write/materialise.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { detectDrift, githubAdvice } from "../../workflows/detect-drift.ts";
import { readDefinitions } from "../../workflows/plan/plan-definitions.ts";
import { type ApplyBench, resultFor, startApplyBench, writes } from "../support/apply-bench.ts";
import { target } from "../support/definitions.ts";

/* What becomes of `test/fixtures/cases` at an apply. What their files mean is tested in test/unit/interpret. */

const folder = fileURLToPath(new URL("../fixtures/cases/", import.meta.url));
const { signal } = new AbortController();
const evaluator = createWorkerEvaluator({ fileDeadline: 10_000, setDeadline: 15_000 });
afterAll(() => evaluator.close());

/** The definitions of files, with every parameter that they refer to, whose value is its name turned round. */
async function read(bench: ApplyBench, files: readonly string[], values: Readonly<Record<string, string>> = {}) {
  const source = files.map((path) => ({ path, text: readFileSync(folder + path, "utf8") }));
  const definitions = { evaluator, fingerprintKey: new SecretText("bench") };
  const { region } = target;
  const config = parseConfig(undefined, builtinKinds);
  const set = await readDefinitions({ files: source, config }, { kinds: builtinKinds, definitions, region }, signal);
  for (const text of set.literals.all()) bench.literals.add(text.reveal());
  for (const path of pathsIn(set.definitions)) {
    const value = values[path] ?? valueOf(path);
    if (!bench.aws.hasParameter(path)) bench.aws.putParameter({ name: path, value });
  }
  return set.definitions;
}

const valueOf = (path: string): string => Array.from(path).toReversed().join("").replaceAll("/", "-");

function pathsIn(definitions: readonly Definition[]): readonly string[] {
  return [...new Set(definitions.flatMap(({ references }) => references.map(({ reference }) => reference.path)))];
}

/** What is to reach AWS: exactly what stands in the file. */
function asWritten(bench: ApplyBench, { model, references }: Definition): unknown {
  const parameters = references.map(({ reference: { path } }) => ({ path, version: 1, modified: 1 }));
  const values = new Map(parameters.map(({ path }) => [valueKey(path, 1), new SecretText(valueOf(path))]));
  return JSON.parse(materialise(model, resolver(bench.literals, values, parameters)).reveal());
}

it("what providers document is applied, and reaches AWS as it stands there", async () => {
  const bench = await startApplyBench();
  const definitions = await read(
    bench,
    readdirSync(`${folder}providers`).map((file) => `providers/${file}`),
  );
  const { result } = await bench.apply(definitions);
  expect(result.results.filter(({ status }) => status !== "applied")).toEqual([]);
  expect(result.outcome).toBe("applied");
  for (const definition of definitions) {
    expect(bench.aws.storedConnection(definition.name)?.properties).toMatchObject(
      asWritten(bench, definition) as object,
    );
  }
  expect((await bench.apply(definitions)).result.outcome).toBe("no-changes");
});

it("empty lists and objects are nothing: applied once, then no change", async () => {
  const bench = await startApplyBench();
  const definitions = await read(bench, ["empties.ts"]);
  expect((await bench.apply(definitions)).result.outcome).toBe("applied");
  expect((await bench.apply(definitions)).result.outcome).toBe("no-changes");
});

describe("what stands in parameters", () => {
  const values = {
    newline: "s3cr-91cc\n",
    crlf: "s3cr-91cc\r\n",
    jwt600: `eyJ-91cc.${"x".repeat(591)}`,
    max512: "91cc".repeat(128),
    unicode: "s3cr-91ccü",
    colon: "s3cr:91cc",
    tab: "s3cr\t91cc",
    pem: "-----BEGIN KEY-----\n91cc\n-----END KEY-----\n",
    lead: " s3cr-91cc",
    trail: "s3cr-91cc ",
    space: "s3cr 91cc",
    quote: `s3"cr'91cc`,
    dollar: "s3cr$91cc",
    stars: "**s3cr-91cc**",
    json: '{"key": "91cc"}',
  } as const;
  const named = Object.fromEntries(Object.entries(values).map(([name, value]) => [`/bridgehead/val/${name}`, value]));

  it("is held against what its place takes, each value in each place", async () => {
    const bench = await startApplyBench();
    const definitions = await read(bench, ["values.ts"], named);
    const applied = await bench.apply(definitions);
    const failed = applied.result.results.filter(({ status }) => status === "failed").map(({ name }) => name);
    const refused = ["crlf", "jwt600", "newline", "pem", "tab"];
    expect(failed).toEqual(
      [
        ...refused.map((name) => `val-basic-${name}`),
        // A header and a query string beside the body.
        ...[...refused, "unicode"].map((name) => `val-http-${name}`),
        // With the scheme before it, 512 characters are too many.
        ...[...refused, "max512", "unicode"].map((name) => `val-key-${name}`),
      ].toSorted(),
    );
    for (const name of failed) {
      expect(resultFor(applied, name).error).toMatch(
        /^nothing was sent: parameter \/bridgehead\/val\/\S+ version 1[ ,]/,
      );
    }
    expect(writes(bench)).toHaveLength(definitions.length - failed.length);
    expect(JSON.stringify([applied.result, await bench.deps.ledger.records()])).not.toMatch(/s3cr|91cc|eyJ-/);
  });

  it("in a body or a query string goes out as it is, and is remarked on", async () => {
    const bench = await startApplyBench();
    const applied = await bench.apply(await read(bench, ["newline.ts"], { "/bridgehead/nl/v": "s3cr-91cc\n" }));
    expect(applied.result.results.map(({ name, status, remarks = [] }) => [name, status, remarks.length])).toEqual([
      ["nl-body", "applied", 1],
      ["nl-key", "failed", 0],
      ["nl-oauth-body", "applied", 1],
      ["nl-query", "applied", 1],
    ]);
    expect(JSON.stringify(bench.aws.storedConnection("nl-body"))).toContain(JSON.stringify("s3cr-91cc\n"));
  });
});

it("a parameter that is gone stops only what has to be written with it, and drift tells of it", async () => {
  const bench = await startApplyBench();
  const definitions = await read(bench, ["gone.ts"]);
  await bench.apply(definitions);
  bench.aws.deleteParameter("/bridgehead/gone/a");
  for (let version = 2; version <= 101; version += 1) {
    bench.aws.putParameter({ name: "/bridgehead/gone/p", value: `number ${version}` });
  }
  const changed = definitions.map((definition) =>
    definition.id === "gone-a" ? definition : { ...definition, model: { ...definition.model, Description: "changed" } },
  );
  const applied = await bench.apply(changed);
  expect(applied.plan.diagnostics.map(({ severity, code, about }) => [severity, code, about?.identifier])).toEqual([
    ["error", "parameter-version-not-found", "gone-pinned"],
    ["warning", "parameter-not-found", "gone-a"],
  ]);
  expect(applied.result.results.map(({ name, status }) => [name, status])).toEqual([
    ["gone-b", "applied"],
    ["gone-pinned", "held"],
  ]);
  const { plan } = await detectDrift(githubAdvice("connections"), bench.deps, { signal });
  expect(plan.findings.map(({ code, about }) => [code, about?.name])).toEqual([
    ["parameter-not-found", "gone-a"],
    ["parameter-version-not-found", "gone-pinned"],
  ]);
});
