import type { Caps } from "../policy/caps.ts";
import type { EvaluatedDefinition } from "../definition/evaluation.ts";
import type { Severities } from "../definition/rule.ts";
import type { CheckContext, CheckSettings, Problems } from "../kinds/check.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Kinds } from "../kinds/registry.ts";
import type { Literals } from "../values/literals.ts";
import type { SecretText } from "../values/secret-text.ts";
import type { EngineFacts } from "./facts.ts";
import { createSourceMap, type DefinitionSource } from "./source-map.ts";
import { createProblems, type DefinitionProblems } from "./problems.ts";
import { ruleTable } from "./rules.ts";
import type { TellDefinition } from "./tell.ts";

/** What the meaning of definitions depends on besides the definitions. */
export interface InterpretSettings extends CheckSettings {
  readonly kinds: Kinds;
  /** Key of the fingerprints of credentials that stand in definitions as text. */
  readonly fingerprintKey: SecretText;
  readonly severities: Severities;
  /** SHA-256 digests of texts that look like credentials and are none, as somebody said who reviewed them. */
  readonly notSecrets: readonly string[];
  /** What the stack that applies them allows at most; null: no stack does, or it is not known, as in `validate`. */
  readonly caps: Caps | null;
  /** What is said of problems. */
  readonly tell: TellDefinition;
}

/** What the definitions of one set have in common. */
export interface SetContext {
  readonly settings: InterpretSettings;
  readonly literals: Literals;
  /** So many problems of each are listed. */
  readonly mostProblems: number;
}

/** What each step of the interpretation of one definition works with. */
export interface Context extends CheckContext<EngineFacts> {
  readonly kind: Kind;
  readonly evaluated: EvaluatedDefinition;
  readonly settings: InterpretSettings;
  readonly source: DefinitionSource;
  readonly problems: DefinitionProblems;
  /** The same collector, for problems that are the kind's own. */
  readonly ofKind: Problems;
  readonly literals: Literals;
}

export function createContext(evaluated: EvaluatedDefinition, kind: Kind, set: SetContext): Context {
  const { settings, literals, mostProblems } = set;
  const subject = { kind, evaluated, settings, source: createSourceMap(evaluated) };
  const problems = createProblems(subject, {
    ruleOf: ruleTable(kind),
    severities: settings.severities,
    tell: settings.tell,
    most: mostProblems,
  });
  return { ...subject, literals, problems, ofKind: problems };
}
