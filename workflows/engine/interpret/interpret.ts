import type { Definition, DefinitionOptions, DefinitionSet, ReferenceUse } from "../definition.ts";
import { type Diagnostic, sortDiagnostics } from "../diagnostic.ts";
import { evaluationRules } from "../evaluate/evaluation-rules.ts";
import type { EvaluatedDefinition, Evaluation } from "../evaluation.ts";
import type { JsonObject } from "../json.ts";
import { Literals } from "../literals.ts";
import { canonicalModel } from "./canonical-model.ts";
import type { Context, InterpretSettings } from "./context.ts";
import { takeOptions } from "./options.ts";
import { createPlaces } from "./places.ts";
import { createProblems } from "./problems.ts";
import { severityOf, type Severities } from "./rule.ts";
import { sealCredentials } from "./seal.ts";
import { expandShortForms } from "./short-forms.ts";
import { normaliseSpelling } from "./spelling.ts";
import { type Claims, validateUnique } from "./unique.ts";
import { validateAuthorization } from "./validate-authorization.ts";
import { validateEndpoint } from "./validate-endpoint.ts";
import { validateReferences } from "./validate-references.ts";
import { validateSchema } from "./validate-schema.ts";

export type { InterpretSettings } from "./context.ts";

/**
 * The meaning of evaluated definitions: in CloudFormation's spelling, validated, with credentials taken out.
 *
 * All problems of all definitions are reported. A definition with an error is not among the definitions; as there is
 * no plan with an error, nobody takes it for removed. The same input gives an equal result, in whatever order
 * properties and definitions come.
 */
export function interpret(evaluation: Evaluation, settings: InterpretSettings): DefinitionSet {
  const literals = new Literals(settings.fingerprintKey);
  const interpreted = evaluation.definitions.map((evaluated) => interpretOne(evaluated, settings, literals));
  return {
    definitions: interpreted
      .flatMap(({ definition }) => definition ?? [])
      .toSorted((a, b) => compareText(a.name, b.name) || compareText(a.file, b.file) || a.line - b.line),
    diagnostics: sortDiagnostics([
      ...evaluation.diagnostics.flatMap((diagnostic) => weigh(diagnostic, settings.severities)),
      ...interpreted.flatMap(({ diagnostics }) => diagnostics),
      ...validateUnique(
        interpreted.map(({ claims }) => claims),
        settings.severities,
      ),
    ]),
    literals,
  };
}

/** A diagnostic of the evaluation in its configured severity; none when it is switched off. */
function weigh(diagnostic: Diagnostic, severities: Severities): readonly Diagnostic[] {
  const rule = evaluationRules.find(({ code }) => code === diagnostic.code);
  const severity = rule === undefined ? diagnostic.severity : severityOf(rule, severities);
  return severity === "off" ? [] : [{ ...diagnostic, severity }];
}

interface Interpreted {
  /** Null when the definition has an error. */
  readonly definition: Definition | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly claims: Claims;
}

function interpretOne(evaluated: EvaluatedDefinition, settings: InterpretSettings, literals: Literals): Interpreted {
  const places = createPlaces(evaluated);
  const problems = createProblems(places, settings.severities);
  const context: Context = { settings, places, problems, literals };

  validateId(evaluated.id, context);
  const { options, rest } = takeOptions(normaliseSpelling(evaluated.props, context), context);
  const tree = canonicalModel(withName(expandShortForms(rest, context), evaluated.id, context));
  validateSchema(tree, context);
  validateAuthorization(tree, context);
  validateEndpoint(tree, context);
  const references = validateReferences(tree, context);
  const model = sealCredentials(tree, context);

  const name = typeof tree["Name"] === "string" && !problems.brokenAt("/Name") ? tree["Name"] : null;
  return {
    definition: name === null || problems.broken() ? null : define(evaluated, name, model, options, references),
    diagnostics: problems.all(),
    claims: {
      at: evaluated.at,
      id: evaluated.id,
      name: name === null ? null : { text: name, at: places.locate("/Name") },
      exportArn: options.exportArn === null ? null : { parameter: options.exportArn, at: places.locate("/exportArn") },
      references: references.map(({ reference }) => reference),
    },
  };
}

function define(
  { id, at }: EvaluatedDefinition,
  name: string,
  model: JsonObject,
  options: DefinitionOptions,
  references: readonly ReferenceUse[],
): Definition {
  return { id, name, file: at.file, line: at.line, column: at.column, model, options, references };
}

function validateId(id: string, context: Context): void {
  if (id.trim() !== "" && id.length <= 128 && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(id)) return;
  const message = "An id has 1 to 128 characters, and no control characters.";
  context.problems.add("invalid-id", "", message, "Give the definition a short, plain id.");
}

/** Without a name the id is the name. */
function withName(tree: JsonObject, id: string, context: Context): JsonObject {
  return Object.hasOwn(tree, "Name") || context.problems.brokenAt("/Name") ? tree : { ...tree, Name: id };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
