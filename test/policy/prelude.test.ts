import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { stripTypeScriptTypes } from "node:module";
import { type AnyNode, parse } from "acorn";
import { describe, expect, it } from "vitest";
import { bundlePrelude, preludeModule } from "../../infra/build/prelude-text.ts";
import { nodesOf } from "../../workflows/engine/read/typescript/syntax.ts";
import { root } from "../support/source-imports.ts";

const folder = "workflows/engine/read/sandbox";

describe("the text of the prelude is in step with its sources", () => {
  it(`if not: node infra/build/prelude-text.ts > ${folder}/prelude-text.ts`, async () => {
    expect(readFileSync(path.join(root, folder, "prelude-text.ts"), "utf8")).toBe(await preludeModule());
  });
});

function program(code: string): AnyNode {
  return parse(code, { ecmaVersion: "latest", sourceType: "module" });
}

/** What runs beside foreign code has nothing that is looked up where that code can put something else. */
function lookUps(code: string): readonly string[] {
  return nodesOf(program(code)).flatMap((node) => {
    const isLookedUp =
      ((node.type === "CallExpression" || node.type === "NewExpression") && node.callee.type !== "Identifier") ||
      (node.type === "BinaryExpression" && (node.operator === "instanceof" || node.operator === "in")) ||
      (node.type === "TemplateLiteral" && node.expressions.length > 0) ||
      [
        "ArrayPattern",
        "AwaitExpression",
        "ClassDeclaration",
        "ClassExpression",
        "ForInStatement",
        "ForOfStatement",
        "ImportExpression",
        "SpreadElement",
        "TaggedTemplateExpression",
        "YieldExpression",
      ].includes(node.type);
    return isLookedUp ? [code.slice(node.start, node.end)] : [];
  });
}

/** Names that code uses and declares nowhere. */
function globalsOf(code: string): readonly string[] {
  const nodes = nodesOf(program(code));
  const declared = new Set(nodes.flatMap(declaredBy));
  const members = new Set<AnyNode>(
    nodes.flatMap((node): readonly AnyNode[] => {
      if (node.type === "MemberExpression" && !node.computed) return [node.property];
      if (node.type === "Property" && !node.computed && !node.shorthand) return [node.key];
      if (node.type === "ImportSpecifier") return [node.imported];
      return node.type === "ExportSpecifier" ? [node.exported, node.local] : [];
    }),
  );
  const used = nodes.flatMap((node) => (node.type === "Identifier" && !members.has(node) ? [node.name] : []));
  return [...new Set(used.filter((name) => !declared.has(name) && name !== "undefined"))].toSorted();
}

function declaredBy(node: AnyNode): readonly string[] {
  if (node.type === "VariableDeclarator") return identifiersIn(node.id);
  if (node.type === "CatchClause") return identifiersIn(node.param);
  if (node.type === "ImportSpecifier") return [node.local.name];
  return "params" in node ? [...identifiersIn(node.id), ...node.params.flatMap(identifiersIn)] : [];
}

function identifiersIn(pattern: AnyNode | null | undefined): readonly string[] {
  if (pattern === null || pattern === undefined) return [];
  return nodesOf(pattern).flatMap((node) => (node.type === "Identifier" ? [node.name] : []));
}

const sources = readdirSync(path.join(root, folder, "prelude"))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => {
    const text = readFileSync(path.join(root, folder, "prelude", file), "utf8");
    return { file, code: stripTypeScriptTypes(text.replaceAll(/^import type [^;]*;$/gm, "")) };
  });

describe("the prelude uses nothing that foreign code can change", () => {
  it("which calls no method and asks no object for its ways: neither its sources nor what a bundler adds", async () => {
    expect(sources.length).toBeGreaterThan(8);
    expect(sources.flatMap(({ code }) => lookUps(code))).toEqual([]);
    expect(lookUps(await bundlePrelude())).toEqual([]);
  });

  it("which takes globals in one file, at its start, and where it takes them away", () => {
    const used = sources.map(({ file, code }) => [file, globalsOf(code)] as const);
    const elsewhere = used.filter(([file, names]) => file !== "primordials.ts" && names.length > 0);
    expect(elsewhere).toEqual([
      ["host.ts", ["globalThis"]],
      ["promises.ts", ["globalThis"]],
      ["take-away.ts", ["Array", "BigInt", "Math", "Number", "String", "globalThis"]],
    ]);
  });

  it("a bundler adds no name to it", async () => {
    const known = new Set(sources.flatMap(({ code }) => identifiersIn(program(code))));
    const added = identifiersIn(program(await bundlePrelude())).filter((name) => !known.has(name));
    expect(new Set(added)).toEqual(new Set(["entry_default", "default"]));
  });

  it("each name means one thing: a bundler renames no function, whose name foreign code sees", async () => {
    const names = nodesOf(program(await bundlePrelude())).flatMap((node) =>
      node.type === "FunctionDeclaration" && node.id !== null ? [node.id.name] : [],
    );
    expect(names).toContain("ssm");
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("what is looked up is found", () => {
  it.each([
    "text.slice(1)",
    "new outer.Map()",
    "value instanceof PlainPromise",
    "key in value",
    "`${value}`",
    "tag``",
    "const [first] = list",
    "for (const item of list) {}",
    "for (const key in list) {}",
    "apply(call, null, [...list])",
    "call(...list)",
    "class Own {}",
    "(() => 1)()",
  ])("%s", (code) => {
    expect(lookUps(code)).not.toEqual([]);
  });

  it("in what is used and not declared", () => {
    expect(globalsOf("const { a: b } = Reflect; b.keys(undefined); ({ Math: 1, JSON });")).toEqual(["JSON", "Reflect"]);
    expect(globalsOf('import { a } from "./a.ts"; export function f(x) { return a(x, y); }')).toEqual(["y"]);
  });
});
