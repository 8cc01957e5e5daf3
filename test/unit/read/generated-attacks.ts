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
const tooDeep = ["evaluation-failed", "too-deep", "syntax-error", "too-much-work"];

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
};
