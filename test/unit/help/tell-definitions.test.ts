import { describe, expect, expectTypeOf, it } from "vitest";
import { engineTexts, tell } from "../../../workflows/engine/help/tell-definitions.ts";
import { clashTexts } from "../../../workflows/engine/help/texts/names.ts";
import { interpret } from "../../../workflows/engine/interpret/interpret.ts";
import { codeOf } from "../../../workflows/engine/definition/rule.ts";
import { engineRules } from "../../../workflows/engine/interpret/rules.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import type { CheckContext } from "../../../workflows/engine/kinds/check.ts";
import { defineKind } from "../../../workflows/engine/kinds/kind.ts";
import { createKinds } from "../../../workflows/engine/kinds/registry.ts";
import { evaluated, evaluationOf, settings } from "../interpret/support.ts";

const engineNames = [...Object.keys(engineTexts), ...Object.keys(clashTexts)];
const codesOf = (names: readonly string[]) => new Set(names.map(codeOf));
const codes = (rules: readonly { readonly code: string }[]) => rules.map(({ code }) => code);

describe("what is said of problems", () => {
  it("is something for every rule of the engine, and for nothing that is none", () => {
    expect([...codesOf(engineNames)].toSorted()).toEqual(codes(engineRules).toSorted());
  });

  it.each(builtinKinds.all)("is something for every rule of $type", ({ rules, texts }) => {
    const told = codesOf(Object.keys(texts));
    expect(codes(rules).filter((code) => !told.has(code))).toEqual([]);
    // What a kind says under a code of the engine has a name of its own.
    expect([...told].filter((code) => !codes([...engineRules, ...rules]).includes(code))).toEqual([]);
    expect(Object.keys(texts).filter((name) => engineNames.includes(name))).toEqual([]);
  });
});

interface RackFacts {
  readonly "too-tall": { readonly height: number };
  readonly "invalid-format/odd": { readonly height: number };
}

function reportHeight(tree: { readonly Height?: unknown }, { problems }: CheckContext<RackFacts>): void {
  const { Height: height } = tree;
  if (typeof height !== "number") return;
  if (height > 3) problems.add("too-tall", "/Height", { height });
  if (height % 2 === 1) problems.add("invalid-format/odd", "/Height", { height });
}

const rack = {
  type: "Acme::Stock::Rack",
  identity: { name: "Name" },
  schema: {
    kind: "object",
    doc: "A rack.",
    properties: { Name: { kind: "string", doc: "Its name." }, Height: { kind: "integer", doc: "Its height." } },
  },
  rules: [{ code: "too-tall", severity: "warning", fix: "Make it lower." }],
} as const;

describe("problems of a kind's own", () => {
  const kind = defineKind<RackFacts>({
    ...rack,
    checks: { after: [reportHeight] },
    texts: {
      "too-tall": ({ height }, { name }) => ({ message: `${name} is ${height}.`, hint: null }),
      "invalid-format/odd": ({ height }, { name }) => ({
        message: `${name} is odd: ${height}.`,
        hint: "Take another.",
      }),
    },
  });
  const kinds = createKinds([kind]);
  const heightOf = (Height: number) => {
    const definition = { ...evaluated({ Height }), type: rack.type };
    return interpret(evaluationOf(definition), { ...settings, kinds }).diagnostics;
  };

  it("are told by its texts, also under a code of the engine, with the rule's own fix where they have no hint", () => {
    expect(heightOf(2)).toEqual([]);
    expect(heightOf(5)).toMatchObject([
      { code: "invalid-format", severity: "error", message: "`Height` is odd: 5.", hint: "Take another." },
      { code: "too-tall", severity: "warning", message: "`Height` is 5.", hint: "Make it lower." },
    ]);
  });

  it("need texts, which the compiler asks for", () => {
    type Asked = Parameters<typeof defineKind<RackFacts>>[0];
    expectTypeOf<keyof Asked["texts"]>().toEqualTypeOf<keyof RackFacts>();
    expectTypeOf<Omit<Asked, "texts">>().not.toExtend<Asked>();
    expectTypeOf<Pick<Asked["texts"], "too-tall">>().not.toExtend<Asked["texts"]>();
  });

  it("without one are a fault of the program", () => {
    const silent = createKinds([{ ...kind, texts: {} }]);
    const definition = { ...evaluated({ Height: 5 }), type: rack.type };
    const run = () => interpret(evaluationOf(definition), { ...settings, kinds: silent });
    expect(run).toThrow("nothing is said of too-tall");
  });
});

it("what only counts has no text made of it", () => {
  const told: string[] = [];
  const counting = {
    ...tell,
    problem: (...[problem, subject]: Parameters<typeof tell.problem>) => {
      told.push(problem.name);
      return tell.problem(problem, subject);
    },
  };
  const props = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`q${index}`, 1]));
  const { diagnostics } = interpret(evaluationOf(evaluated(props)), { ...settings, tell: counting });
  expect(told).toHaveLength(101);
  expect(told.at(-1)).toBe("too-many-problems");
  expect(diagnostics).toHaveLength(101);
});
