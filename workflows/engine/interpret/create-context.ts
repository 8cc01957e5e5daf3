import type { EvaluatedDefinition } from "../definition/evaluation.ts";
import type { Kind } from "../kinds/kind.ts";
import { usualSpellings } from "../kinds/spellings.ts";
import type { Literals } from "../values/literals.ts";
import type { Context, InterpretSettings } from "./context.ts";
import { correctedLine, exampleLine, parameterFolder, switchText } from "../help/corrected-line.ts";
import { createPlaces } from "./places.ts";
import { createProblems } from "./problems.ts";
import { ruleTable } from "./rules.ts";
import { reportWrongType } from "../help/texts/wrong-type.ts";

/** What the definitions of one set have in common. */
export interface SetContext {
  readonly settings: InterpretSettings;
  readonly literals: Literals;
  /** So many problems of each are listed. */
  readonly mostProblems: number;
}

export function createContext(evaluated: EvaluatedDefinition, kind: Kind, set: SetContext): Context {
  const { settings, literals, mostProblems } = set;
  const places = createPlaces(evaluated);
  const written = usualSpellings(kind.identity.name).map((spelling) => evaluated.props[spelling]);
  const name = written.find((text) => (text ?? null) !== null);
  const context: Context = {
    kind,
    settings,
    places,
    literals,
    problems: createProblems(places, ruleTable(kind), settings.severities, mostProblems),
    parameterFolder: parameterFolder(evaluated.id, name, kind.noun),
    lines: {
      corrected: (path, value) => correctedLine(path, value, context),
      example: (path, choose) => exampleLine(path, context, choose),
      switched: (path, value) => switchText(path, value, context),
    },
    reportWrongType: (expected, value, path) => reportWrongType(expected, value, path, context),
  };
  return context;
}
