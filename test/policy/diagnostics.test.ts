import { readFile } from "node:fs/promises";
import { afterAll, describe, expect, it } from "vitest";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { explain } from "../../cli/commands/explain.ts";
import { parseArguments } from "../../cli/arguments.ts";
import { diagnosticsPage } from "../../infra/build/diagnostics-page.ts";
import { createWorkerEvaluator } from "../../infra/evaluate/worker-evaluator.ts";
import { evaluationRules } from "../../workflows/engine/read/evaluation-rules.ts";
import { explainRules } from "../../workflows/engine/help/examples/explained-rules.ts";
import { rulesOf } from "../../workflows/engine/interpret/rules.ts";
import { planningRules } from "../../workflows/engine/plan/planning-rules.ts";
import { diagnoseExample } from "./example-diagnostics.ts";
import { sourceModules } from "../support/source-imports.ts";

const explainedRules = explainRules(builtinKinds);
const read = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

/** What `bridgehead explain` prints. */
async function explained(...words: readonly string[]): Promise<string> {
  let printed = "";
  const output = {
    json: words.includes("--json"),
    color: false,
    width: 100,
    result: (text: string) => void (printed += text),
    note: () => undefined,
  };
  await explain.run(parseArguments("explain", explain, words), output, new AbortController().signal, builtinKinds);
  return printed;
}

describe("codes", () => {
  it("are unique, stable in form, and sorted", () => {
    const codes = explainedRules.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)].toSorted());
    for (const code of codes) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it("are unique over the engine and each kind", () => {
    const all = [...evaluationRules, ...rulesOf(builtinKinds), ...planningRules].map(({ code }) => code);
    expect(all.filter((code, index) => all.indexOf(code) !== index)).toEqual([]);
  });

  it("are all explained, with what configuration can make of them", () => {
    expect(explainedRules).toHaveLength(evaluationRules.length + rulesOf(builtinKinds).length + planningRules.length);
    for (const { severity, severities } of explainedRules) expect(severities).toContain(severity);
  });

  it("that are written outside the tables are in them", async () => {
    const files = (await sourceModules(["workflows"])).filter(({ path }) => !path.endsWith("-rules.ts"));
    const texts = await Promise.all(files.map(({ path }) => read(path)));
    // A diagnostic has a severity, a finding of a plan has a level.
    const written = texts.flatMap((text) =>
      [...text.matchAll(/code: "([a-z-]+)",\s+severity:/g)].map(([, code]) => code),
    );
    expect(written.length).toBeGreaterThan(4);
    const codes = explainedRules.map(({ code }) => code);
    expect(written.filter((code) => code !== undefined && !codes.includes(code))).toEqual([]);
  });
});

describe("docs/diagnostics.md and `bridgehead explain`", () => {
  it("are in step with the tables; if not: node infra/build/diagnostics-page.ts > docs/diagnostics.md", async () => {
    expect(await read("docs/diagnostics.md")).toBe(diagnosticsPage());
  });

  it("say the same about each code", async () => {
    const page = await read("docs/diagnostics.md");
    const words = (text: string): string => text.replaceAll(/\s+/g, " ");
    for (const rule of explainedRules) {
      const section = new RegExp(`^## ${rule.code}\n(.*?)(?=^## |$(?![^]))`, "ms").exec(page)?.[1] ?? "";
      const printed = await explained(rule.code);
      const parts = "told" in rule.example ? [rule.example.told, rule.example.fixed] : [rule.example.at];
      for (const part of [rule.title, rule.explanation, rule.fix, ...parts]) {
        expect(words(section)).toContain(words(part));
        expect(words(printed)).toContain(words(part));
      }
      if ("told" in rule.example) continue;
      for (const text of [rule.example.wrong, rule.example.fixed].flatMap(Object.values)) {
        expect(section).toContain(text.trimEnd());
        expect(words(printed)).toContain(words(text.trimEnd()));
      }
    }
  });
});

describe("`bridgehead explain`", () => {
  it("lists all codes with one line each", async () => {
    const lines = (await explained()).split("\n");
    for (const [index, { code, severity, title }] of explainedRules.entries()) {
      expect(lines[index]).toMatch(new RegExp(`^${code} +${severity} +`));
      expect(lines[index]).toContain(title);
    }
  });

  it("has the same as JSON", async () => {
    expect(JSON.parse(await explained("--json"))).toMatchObject({
      rules: explainedRules.map(({ code, severity }) => ({ code, severity })),
    });
    expect(JSON.parse(await explained("oauth-host", "--json"))).toMatchObject({
      code: "oauth-host",
      severities: ["error"],
      example: { at: expect.stringContaining("orders.ts:"), config: { oauthHosts: ["auth.example.com"] } },
    });
  });

  it("of an unknown code proposes the nearest", () => {
    expect(() =>
      explain.run(parseArguments("explain", explain, ["literal-credental"]), noOutput, never, builtinKinds),
    ).toThrow(expect.objectContaining({ hint: expect.stringContaining("explain literal-credential") }));
    expect(() => explain.run(parseArguments("explain", explain, ["zzz"]), noOutput, never, builtinKinds)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("lists all codes") }),
    );
  });
});

const noOutput = { json: false, color: false, width: 80, result: () => undefined, note: () => undefined };
const never = new AbortController().signal;

// A slow machine changes nothing about what definitions mean.
const evaluator = createWorkerEvaluator({ fileDeadline: 20_000, setDeadline: 30_000 });
afterAll(() => evaluator.close());

describe("each example, evaluated and validated", () => {
  for (const { code, severity, example } of explainedRules) {
    if ("told" in example) continue;

    it(`${code}: the wrong one gives it where the page says`, async () => {
      const { said } = await diagnoseExample(example.wrong, example, evaluator, AbortSignal.timeout(40_000));
      expect(said).toContain(`${severity} ${code} ${example.at}`);
      const codes = new Set(said.map((line) => line.split(" ")[1]));
      expect(codes).toEqual(new Set([code, ...(example.also ?? [])]));
    });

    it(`${code}: of the fixed one there is nothing to say`, async () => {
      const fixed = await diagnoseExample(example.fixed, example, evaluator, AbortSignal.timeout(40_000));
      expect(fixed.said).toEqual([]);
      expect(fixed.definitions).toBeGreaterThan(0);
    });
  }
});
