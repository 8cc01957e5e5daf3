import { expect, it } from "vitest";
import { parseConfig } from "../../../workflows/engine/config/config.ts";
import type { SourceFile } from "../../../workflows/engine/definition/evaluation.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { SecretText } from "../../../workflows/engine/values/secret-text.ts";
import { readDefinitions } from "../../../workflows/plan/plan-definitions.ts";
import { evaluateList } from "../read/support.ts";

const kinds = builtinKinds;
const definitions = {
  evaluator: { evaluate: async (files: readonly SourceFile[]) => evaluateList(files) },
  fingerprintKey: new SecretText("key"),
};

it("a set of definitions says what its files import, also where one of them is broken", async () => {
  const files = [
    { path: "a.ts", text: 'import "./_h.ts";\nthrow new Error("no");' },
    { path: "_h.ts", text: 'import "./_i.ts";' },
    { path: "_i.ts", text: "" },
  ];
  const config = parseConfig(undefined, kinds);
  const deps = { kinds, definitions, region: null };
  const set = await readDefinitions({ files, config }, deps, new AbortController().signal);
  expect(set).toMatchObject({ definitions: [], diagnostics: [{ code: "file-threw" }] });
  expect(set.imports).toEqual({ "a.ts": ["_h.ts", "_i.ts"] });
});
