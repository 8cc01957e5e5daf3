import { describe, expect, it } from "vitest";
import { isDefinitionFile } from "../../../workflows/engine/read/definition-files.ts";
import { evaluationRules } from "../../../workflows/engine/read/evaluation-rules.ts";
import { limits } from "../../../workflows/engine/read/sandbox/limits.ts";
import { rulesOf } from "../../../workflows/engine/interpret/rules.ts";
import { createTell } from "../../../workflows/engine/help/tell-files.ts";
import { setTexts } from "../../../workflows/engine/help/texts/sets.ts";
import type { SourceFile } from "../../../workflows/engine/definition/evaluation.ts";
import { evaluateFiles } from "../../../workflows/engine/read/evaluate-files.ts";
import type { FileOutcome } from "../../../workflows/engine/read/file-outcome.ts";
import { codes, evaluate, evaluateList, kinds } from "./support.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";

const many = (count: number) =>
  `import AWS from "bridgehead";\nfor (let i = 0; i < ${count}; i++) AWS.Events.Connection(\`c\${i}\`, {});`;

describe("definition files", () => {
  it.each(["a.ts", "x/y/b.json", "a_b.ts", "x.y/c.ts"])("%s is one", (path) => {
    expect(isDefinitionFile(path)).toBe(true);
  });

  it.each(["_a.ts", "x/_y/b.json", ".git/c.json", "a.d.ts", "README.md", "a.js", "a.tsx", "x/.b.ts", "../a.ts"])(
    "%s is none",
    (path) => {
      expect(isDefinitionFile(path)).toBe(false);
    },
  );

  it("are evaluated in the order of their paths, whatever the order they come in", async () => {
    const files = ["b.ts", "a/z.ts", "a.json", "_h.ts", "Z.ts"].map((path) => ({
      path,
      text: path.endsWith("json")
        ? '{"id":"j"}'
        : `import AWS from "bridgehead"; AWS.Events.Connection("${path}", {});\nDate`,
    }));
    const forwards = await evaluateList(files);
    const backwards = await evaluateList(files.toReversed());
    expect(JSON.stringify(backwards)).toBe(JSON.stringify(forwards));
    expect(forwards.definitions.map(({ at }) => at.file)).toEqual(["Z.ts", "a.json", "a/z.ts", "b.ts"]);
    expect(forwards.diagnostics.map(({ file }) => file)).toEqual(["Z.ts", "a/z.ts", "b.ts"]);
  });

  it("a broken one does not hide the others", async () => {
    const evaluation = await evaluate({ "a.ts": "for (;;) {}", "b.json": '{"id":"b"}', "c.ts": "let = ;" });
    expect(codes(evaluation)).toEqual(["too-much-work", "syntax-error"]);
    expect(evaluation.definitions.map(({ id }) => id)).toEqual(["b"]);
  });

  it.each(["a\u202eb.ts", "a\nb.json", "a\\b.ts", "/a.ts", "a//b.ts", `${"x".repeat(600)}.ts`])(
    "a path such as %j is refused",
    async (path) => {
      const { diagnostics, definitions } = await evaluate({ [path]: "" });
      expect(diagnostics).toMatchObject([{ code: "invalid-file", severity: "error" }]);
      expect(JSON.stringify(diagnostics)).not.toMatch(/\\u|\\n|\u202e/);
      expect(definitions).toEqual([]);
    },
  );

  it("a path that stands twice is refused, and so is a file that is no text, or too long", async () => {
    const twice = await evaluateList(["1", "2"].map((text) => ({ path: "a.ts", text })));
    expect(codes(twice)).toEqual(["invalid-file"]);
    expect(codes(await evaluate({ "a.json": '{"a":"\0"}', "b.ts": "\0" }))).toEqual(["invalid-file", "invalid-file"]);
    expect(codes(await evaluate({ "a.ts": " ".repeat(limits.fileLength + 1) }))).toEqual(["file-too-large"]);
  });
});

describe("the budget of a set", () => {
  it("holds 3,000 definitions", async () => {
    const evaluation = await evaluate({ "a.ts": many(1_500), "b.ts": many(1_500) });
    expect(evaluation).toMatchObject({ diagnostics: [], definitions: { length: 3_000 } });
  });

  it("and names the file that exceeds it", async () => {
    const evaluation = await evaluate({ "a.ts": many(1_500), "b.ts": many(1_501), "c.ts": many(1) });
    expect(evaluation.diagnostics).toMatchObject([
      {
        code: "evaluation-budget",
        file: "b.ts",
        message: expect.stringContaining("1 files after it are not evaluated"),
      },
    ]);
    expect(evaluation.definitions.every(({ at }) => at.file === "a.ts")).toBe(true);
  });

  it("bounds the size of the result", async () => {
    const large = `import AWS from "bridgehead";\nfor (let i = 0; i < 60; i++) AWS.Events.Connection(\`c\${i}\`, { d: "x".repeat(100_000) });`;
    expect((await evaluate({ "a.ts": large })).diagnostics).toMatchObject([
      { code: "evaluation-budget", file: "a.ts", message: expect.stringContaining("too large together") },
    ]);
  });

  it("and the locations of one file, so that it leaves room for its neighbours", async () => {
    const wide = `import AWS from "bridgehead";\nconst o = { ${Array.from({ length: 1_500 }, (_, n) => `p${n}: 1`).join()} };
      for (let i = 0; i < 60; i++) AWS.Events.Connection(\`c\${i}\`, o);`;
    const { definitions, diagnostics } = await evaluate({ "a.ts": wide, "b.ts": many(1) });
    expect(diagnostics).toEqual([]);
    const told = definitions.map(({ locations }) => Object.keys(locations).length);
    expect(new Set(told.slice(0, 40))).toEqual(new Set([1_500]));
    expect(new Set(told.slice(40))).toEqual(new Set([0]));
    expect(definitions.at(-1)?.at.file).toBe("b.ts");
  });

  it("and the work, which is counted: the file that exceeds it is the same everywhere", async () => {
    const text = `import AWS from "bridgehead";\nfor (let i = 0; i < 7e6; i++);\nAWS.Events.Connection("c", {});`;
    const paths = Array.from({ length: 40 }, (_, index) => `f${String(index).padStart(2, "0")}.ts`);
    const evaluation = await evaluateList(paths.map((path) => ({ path, text })));
    expect(evaluation.unjudged).toBeUndefined();
    expect(evaluation.diagnostics).toMatchObject([
      { code: "evaluation-budget", message: expect.stringContaining("the work for evaluating the folder is used up") },
    ]);
  }, 180_000);

  it("to which threads count that files break, and realms that they leave unusable", async () => {
    const set = (count: number, outcome: (path: string) => Promise<FileOutcome>) => {
      const paths = Array.from({ length: count }, (_, index) => `f${String(index).padStart(3, "0")}.ts`);
      const open = () => ({
        atOnce: 1,
        seconds: 1,
        evaluate: ({ path }: SourceFile) => outcome(path),
        outOfTime: () => false,
      });
      const files = paths.map((path) => ({ path, text: "" }));
      return evaluateFiles(files, { kinds, tell: createTell(setTexts), open });
    };
    const nothing = { definitions: [], diagnostics: [], importedCalls: [], imports: [], work: 0 };
    expect((await set(100, async () => ({ ...nothing, healthy: true }))).diagnostics).toEqual([]);
    const broken = await set(100, async () => ({ ...nothing, healthy: false }));
    expect(broken.diagnostics).toMatchObject([{ code: "evaluation-budget", file: "f015.ts" }]);

    const endless = await evaluate({
      "a.ts": "for (;;) {}",
      "b.ts": "for (;;) {}",
      "c.ts": "const f = () => f(); f();",
    });
    expect(codes(endless)).toEqual(["too-much-work", "too-much-work", "too-deep"]);
  });

  it("and what a helper takes that is not kept, for each file that imports it", async () => {
    const helper = { path: "_h.ts", text: `let z = ${"<T>(".repeat(16)}b${")".repeat(16)};` };
    const entry = (index: number) => ({ path: `f${String(index).padStart(3, "0")}.ts`, text: `import "./_h.ts";` });
    const evaluation = await evaluateList([helper, ...Array.from({ length: 80 }, (_, index) => entry(index))]);
    expect(codes(evaluation)).toContain("evaluation-budget");
  });

  it("a clock that is over leaves the rest without a verdict, and names none of it otherwise", async () => {
    const evaluation = await evaluateList(
      ["a.ts", "b.ts", "c.ts"].map((path) => ({ path, text: many(1) })),
      () => true,
    );
    expect(evaluation.unjudged).toEqual(["b.ts", "c.ts"]);
    expect(evaluation.diagnostics).toMatchObject([
      { code: "evaluation-failed", file: "b.ts", message: expect.stringContaining("this file and 1 more") },
    ]);
    expect(evaluation.definitions.map(({ at }) => at.file)).toEqual(["a.ts"]);
  });

  it("bounds the problems of one file, and stays an error", async () => {
    const { diagnostics } = await evaluate({
      "a.ts": 'import { ssm } from "bridgehead";\nfor (let i = 0; i < 500; i++) ssm("");',
    });
    expect(diagnostics.length).toBeLessThanOrEqual(limits.problems + 1);
    expect(diagnostics.every(({ severity }) => severity === "error")).toBe(true);
  });
});

describe("the rules", () => {
  it("have codes that no other rule has", () => {
    const all = [...evaluationRules, ...rulesOf(builtinKinds)].map(({ code }) => code);
    expect(new Set(all).size).toBe(all.length);
  });
});
