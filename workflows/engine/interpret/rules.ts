import type { Kind } from "../kinds/kind.ts";
import type { ResourceKinds } from "../kinds/registry.ts";
import type { Rule } from "../definition/rule.ts";
import { credentialRules } from "./credential-rules.ts";
import { structureRules } from "./structure-rules.ts";

/** The rules of the interpretation that hold for definitions of any kind. */
export const engineRules: readonly Rule[] = [...structureRules, ...credentialRules];

/** The same with those of each kind, in the order of the documentation. */
export function rulesOf({ all }: Pick<ResourceKinds, "all">): readonly Rule[] {
  return [...engineRules, ...all.flatMap(({ rules }) => rules)];
}

/** A rule by its code. Throws for a code that no rule has. */
export type RuleTable = (code: string) => Rule;

const tables = new WeakMap<object, RuleTable>();

/** The rules that definitions of a kind may break. */
export function ruleTable(kind: Pick<Kind, "rules">): RuleTable {
  const known = tables.get(kind) ?? tableOf([...engineRules, ...kind.rules]);
  tables.set(kind, known);
  return known;
}

function tableOf(rules: readonly Rule[]): RuleTable {
  const byCode = new Map(rules.map((rule) => [rule.code, rule]));
  return (code) => {
    const rule = byCode.get(code);
    if (rule === undefined) throw new Error(`no rule has the code ${code}`);
    return rule;
  };
}

/** A rule that holds for definitions of any kind. */
export const ruleOf: RuleTable = tableOf(engineRules);
