/** Attacks that are mostly repetition: the file, and the codes that may end it, all of which are errors. */
export interface GeneratedAttack {
  readonly files: Readonly<Record<string, string>>;
  /** null: it is harmless, and has to stay so; `none` stands for no error, where both are right. */
  readonly codes: readonly string[] | null;
}

const times = (count: number, text: (index: number) => string, between = "") =>
  Array.from({ length: count }, (_, index) => text(index)).join(between);
const nested = (count: number, open: string, close: string, inside: string) =>
  open.repeat(count) + inside + close.repeat(count);
const declare = (id: string) => `import AWS from "bridgehead";\nAWS.Events.Connection("${id}", {});\n`;
const tooMuch = ["too-much-work", "too-much-memory"];
const tooDeep = ["evaluation-failed", "too-deep", "syntax-error", "too-much-work"];

/** Names that differ, as short as they can be. */
const names = (count: number, text: (name: string) => string, between = ",") =>
  times(count, (index) => text(`_${index.toString(36)}`), between);

/** By the path of the definition file. Each is as large as a file may be, or nearly. */
export const generatedAttacks: Readonly<Record<string, GeneratedAttack>> = {
  "10000-imports.ts": {
    files: { "10000-imports.ts": times(10_000, (index) => `import "./_${index}.ts";`, "\n") },
    codes: ["import-not-allowed"],
  },
  "chain-of-imports.ts": {
    files: {
      "chain-of-imports.ts": 'import "./_chain/0.ts";',
      ...Object.fromEntries(
        Array.from({ length: 1_500 }, (_, index) => [`_chain/${index}.ts`, `import "./${(index + 1) % 1_500}.ts";`]),
      ),
    },
    codes: [...tooDeep, "none"],
  },
  "nested-templates.ts": {
    files: { "nested-templates.ts": `export default ${nested(20_000, "`${", "}`", "1")};` },
    codes: tooDeep,
  },
  "nested-functions.ts": { files: { "nested-functions.ts": nested(20_000, "(()=>{", "})()", "") }, codes: tooDeep },
  "nested-async-functions.ts": {
    files: { "nested-async-functions.ts": nested(2_000, "(async()=>{", "})()", "") },
    codes: tooDeep,
  },
  "nested-generics.ts": {
    files: { "nested-generics.ts": `type A = ${nested(20_000, "A<", ">", "1")};` },
    codes: tooDeep,
  },
  "nested-objects.ts": {
    files: { "nested-objects.ts": `export default ${nested(20_000, "{a:", "}", "1")};` },
    codes: tooDeep,
  },
  "conditional-types.ts": {
    files: { "conditional-types.ts": `type A<T> = ${times(10_000, () => "T extends 1 ? 2 : ")}3;` },
    codes: [...tooDeep, "empty-file"],
  },
  "nested-namespaces.ts": {
    files: { "nested-namespaces.ts": nested(5_000, "namespace A {", "}", "export const b = 1;") },
    codes: tooDeep,
  },
  "dotted-namespace.ts": {
    files: { "dotted-namespace.ts": `namespace ${times(10_000, () => "a", ".")} { export const b = 1; }` },
    codes: tooDeep,
  },
  "decorators.ts": { files: { "decorators.ts": `${"@d ".repeat(50_000)}class A {}` }, codes: tooDeep },
  "long-condition.ts": {
    files: { "long-condition.ts": `export default ${"x ? y : ".repeat(25_000)}z;` },
    codes: [...tooDeep, "file-threw"],
  },
  "arrow-or-parenthesis.ts": { files: { "arrow-or-parenthesis.ts": `${"(a = ".repeat(30_000)}1` }, codes: tooDeep },
  "less-than.ts": { files: { "less-than.ts": `${"a < ".repeat(50_000)}b` }, codes: [...tooDeep, "file-threw"] },
  "enum.ts": {
    files: { "enum.ts": `enum E { ${times(12_000, (index) => `Member${index}`, ", ")} }\n${declare("enum")}` },
    codes: null,
  },
  "long-name.ts": {
    files: { "long-name.ts": `const ${"n".repeat(250_000)} = 1;\n${declare("long-name")}` },
    codes: null,
  },
  "long-line.ts": {
    files: { "long-line.ts": `const list = [${"1,".repeat(125_000)}]; ${declare("long-line")}` },
    codes: null,
  },
  "many-properties.ts": {
    files: {
      "many-properties.ts": `import AWS from "bridgehead";\nAWS.Events.Connection("p", {${times(25_000, (index) => `p${index}:1,`)}});`,
    },
    codes: ["definition-too-large"],
  },
  "locations-of-locations.ts": {
    files: {
      "locations-of-locations.ts": `import AWS from "bridgehead";\nconst a0 = { x: 1 };\n${times(40, (index) => `const a${index + 1} = { p: a${index}, q: a${index} };`, "\n")}\nAWS.Events.Connection("p", a40);`,
    },
    codes: ["definition-too-large"],
  },
  "wide.json": {
    files: { "wide.json": `{${times(20_000, (index) => `"p${index}":1`, ",")}}` },
    codes: ["definition-too-large"],
  },
  "many.json": { files: { "many.json": `[${times(20_000, () => "{}", ",")}]` }, codes: ["evaluation-budget"] },
  "repeated.json": { files: { "repeated.json": `{${times(20_000, () => '"p":1', ",")}}` }, codes: ["duplicate-key"] },
  "digits.json": {
    files: { "digits.json": `{ "id": "a", "n": ${"9".repeat(200_000)} }` },
    codes: ["unsupported-value"],
  },
  "open.json": { files: { "open.json": "[".repeat(200_000) }, codes: ["definition-too-large"] },
  "large.ts": { files: { "large.ts": "/".repeat(256 * 1024 + 1) }, codes: ["file-too-large"] },
  "hidden.ts": { files: { "hidden.ts": "\u200b".repeat(250_000) }, codes: ["misleading-text"] },
  // What follows makes a parser, or whoever reads its tree, work more than the text is long.
  "declared-names.ts": { files: { "declared-names.ts": `let ${names(45_000, (name) => name)};` }, codes: tooMuch },
  "imported-names.ts": {
    files: { "imported-names.ts": `import {${names(45_000, (name) => name)}} from "./_i.ts";`, "_i.ts": "export {};" },
    codes: tooMuch,
  },
  "missing-names.ts": {
    files: {
      "missing-names.ts": `import {${names(6_000, (name) => name)}} from "./_m.ts";`,
      "_m.ts": `export let ${names(6_000, (name) => `${name}x`)};`,
    },
    codes: ["import-not-allowed"],
  },
  "classes-of-characters.ts": {
    files: { "classes-of-characters.ts": `/[${"\\p{L}".repeat(40_000)}]/u;` },
    codes: tooMuch,
  },
  "nested-async-over-much.ts": {
    files: { "nested-async-over-much.ts": nested(240, "async(a)=>{", "}", "b;".repeat(60_000)) },
    codes: tooMuch,
  },
  "assertions.ts": { files: { "assertions.ts": `let z = ${nested(40, "<T>(", ")", "b")};` }, codes: tooMuch },
  "inferred-types.ts": {
    files: { "inferred-types.ts": `type T = a extends ${nested(40, "[infer b extends ", " ? 1 : 2]", "c")} ? 1 : 2;` },
    codes: tooMuch,
  },
  "doubled-enum.ts": {
    files: { "doubled-enum.ts": `enum E { a0 = "xxxxxxxx", ${times(40, (i) => `a${i + 1} = a${i} + a${i}`, ", ")} }` },
    codes: [...tooMuch, "evaluation-failed"],
  },
  "used-enum.ts": {
    files: { "used-enum.ts": `enum E { a = "${"x".repeat(1_000)}" }; export default [${"E.a,".repeat(60_000)}];` },
    codes: [...tooMuch, "evaluation-failed"],
  },
  "one-line.ts": {
    files: {
      "one-line.ts": `import { AWS } from "bridgehead"; const f = (i, n) => n ? f(i, n - 1) + 1 : (AWS.Events.Connection("c" + i, {}), 1); ${times(2_500, (index) => `f(${index},60);`)} const q = "${"\u{1f600}".repeat(50_000)}";`,
    },
    codes: null,
  },
  "no-comments.ts": { files: { "no-comments.ts": `"${"/*".repeat(120_000)}";` }, codes: ["none", "no-definitions"] },
  "results-of-results.ts": {
    files: {
      "results-of-results.ts": `import AWS from "bridgehead";\n${times(30, (i) => `const f${i} = () => f${i + 1}()();`)}const f30 = () => () => ({});\n${times(2_000, (i) => `try { AWS.Events.Connection("c${i}", f0()); } catch {}`, "\n")}`,
    },
    codes: ["nothing-declared", ...tooMuch],
  },
  "unheard-errors.ts": {
    files: {
      "unheard-errors.ts": `[${names(20_000, (name) => `"${name}_abc"`)}]; for (let i = 0; i < 3_000; i++) (async () => { throw new Error(i + "_abc".repeat(400)); })();`,
    },
    codes: ["unawaited-call", "evaluation-budget"],
  },
  "everything-from-everywhere.ts": {
    files: {
      "everything-from-everywhere.ts": 'import { zz } from "./_s/0.ts";',
      ...Object.fromEntries(
        Array.from({ length: 1_500 }, (_, i) => [
          `_s/${i}.ts`,
          `export * from "./${(i + 1) % 1_500}.ts"; export * from "./${(i * 7) % 1_500}.ts"; import { yy } from "./${(i * 13) % 1_500}.ts";`,
        ]),
      ),
    },
    codes: ["import-not-allowed", ...tooMuch],
  },
  // What follows makes the host work more than the engine is asked for.
  "comments-without-end.ts": { files: { "comments-without-end.ts": `\`${"/*a".repeat(85_000)}\`` }, codes: null },
  "texts-of-helpers.ts": {
    files: {
      "texts-of-helpers.ts": times(30, (i) => `import "./_t/${i}.ts";`),
      ...Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`_t/${i}.ts`, "a;".repeat(120_000)])),
    },
    codes: ["evaluation-budget"],
  },
  "helpers-that-nest.ts": {
    files: {
      "helpers-that-nest.ts": times(400, (i) => `import "./_n/${i}.ts";`),
      ...Object.fromEntries(
        Array.from({ length: 400 }, (_, i) => [`_n/${i}.ts`, `let z = ${nested(16, "<T>(", ")", "b")};`]),
      ),
    },
    codes: tooMuch,
  },
  "helpers-of-many-names.ts": {
    files: {
      "helpers-of-many-names.ts": times(60, (i) => `import "./_d/${i}.ts";`),
      ...Object.fromEntries(
        Array.from({ length: 60 }, (_, i) => [`_d/${i}.ts`, `let ${names(4_500, (name) => name)};`]),
      ),
    },
    codes: tooMuch,
  },
  "helpers-of-patterns.ts": {
    files: {
      "helpers-of-patterns.ts": times(60, (i) => `import "./_p/${i}.ts";`),
      ...Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`_p/${i}.ts`, `/[${"\\p{L}".repeat(3_000)}]/u;`])),
    },
    codes: tooMuch,
  },
  "helpers-of-enums.ts": {
    files: {
      "helpers-of-enums.ts": times(1_999, (i) => `import "./_e/${i}.ts";`),
      ...Object.fromEntries(Array.from({ length: 1_999 }, (_, i) => [`_e/${i}.ts`, "enum A { a, b, c }"])),
    },
    codes: ["none", ...tooMuch],
  },
  "chain-of-everything.ts": {
    files: {
      "chain-of-everything.ts": 'import { zz } from "./_c/0.ts";',
      ...Object.fromEntries(
        Array.from({ length: 1_000 }, (_, i) => [
          `_c/${i}.ts`,
          `export * from "./${i + 1}.ts"; export const ${times(8, (k) => `n${i}_${k} = 0`, ",")};`,
        ]),
      ),
      "_c/1000.ts": "export const e = 1;",
    },
    codes: ["import-not-allowed", ...tooMuch],
  },
  "near-names.ts": {
    files: {
      "near-names.ts": `import { ${times(120, (i) => `abcdefghij${i}`, ",")} } from "./_m.ts";`,
      "_m.ts": `const a = 1; export { ${times(9_000, (i) => `a as jihgfedcba${i.toString(36)}`, ",")} };`,
    },
    codes: ["import-not-allowed", ...tooMuch],
  },
  "declared-types.ts": {
    files: {
      "declared-types.ts": `import { ${times(120, (i) => `t${i}`, ",")} } from "./_t.ts";`,
      "_t.ts": `export const a = \`${"type a ".repeat(36_000)}\`;`,
    },
    codes: ["import-not-allowed"],
  },
  "one-long-import.ts": {
    files: {
      "one-long-import.ts": `import { ${names(2_000, (name) => name)} } from "./${"./".repeat(100_000)}_h.ts";`,
      "_h.ts": "export const a = 1;",
    },
    codes: ["import-not-allowed"],
  },
  "places-of-nothing.ts": {
    files: {
      "places-of-nothing.ts": `import AWS from "bridgehead"; const o = {${times(1_990, (i) => `p${i}:1,`)}};\n${"try{AWS.Events.Connection(1,o)}catch{};".repeat(3_000)}`,
    },
    codes: ["invalid-call", "evaluation-budget"],
  },
  "places-of-what-is-gone.ts": {
    files: {
      "places-of-what-is-gone.ts": `import AWS from "bridgehead"; const o = {${times(1_990, (i) => `p${i}:1,`)}}; Object.freeze = () => ({}); for (let i = 0; i < 2_000; i++) AWS.Events.Connection("p" + i, Object.freeze(o));`,
    },
    codes: null,
  },
  "places-of-much.ts": {
    files: {
      "places-of-much.ts": `import AWS from "bridgehead"; const o = {${times(1_990, (i) => `p${i}:1,`)}}; for (let i = 0; i < 150; i++) AWS.Events.Connection("p" + i, o);`,
    },
    codes: tooMuch,
  },
};
