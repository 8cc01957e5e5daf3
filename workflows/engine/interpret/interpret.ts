import type { Definition, DefinitionOptions, DefinitionSet, ReferenceUse } from "../definition.ts";
import { type Diagnostic, sortDiagnostics } from "../diagnostic.ts";
import { evaluationRules } from "../evaluate/evaluation-rules.ts";
import type { EvaluatedDefinition, Evaluation } from "../evaluation.ts";
import type { JsonObject } from "../json.ts";
import { Literals } from "../literals.ts";
import { CONNECTION_TYPE, connectionSchema } from "../kinds/connection/schema.ts";
import { canonicalModel } from "../kinds/model.ts";
import type { Context, InterpretSettings } from "./context.ts";
import { parameterFolder } from "./corrected-line.ts";
import { takeOptions } from "./options.ts";
import { mergeDiagnostics } from "./merge-diagnostics.ts";
import { createPlaces } from "./places.ts";
import { createProblems, problemsListed } from "./problems.ts";
import { severityOf, type Severities } from "../rule.ts";
import { sealCredentials } from "./seal.ts";
import { maskSecrets } from "../secret-shape.ts";
import { expandShortForms } from "../kinds/connection/short-forms.ts";
import { normaliseSpelling } from "./spelling.ts";
import { stringLeaves } from "./strings.ts";
import { type Claims, validateUnique } from "./unique.ts";
import { validateAuthorization } from "../kinds/connection/authorization.ts";
import { validateEndpoint } from "../kinds/connection/endpoint.ts";
import { validateKmsKey } from "../kinds/connection/kms-key.ts";
import { validateParameters } from "../kinds/connection/parameters.ts";
import { validateReferences } from "./validate-references.ts";
import { validateSchema } from "./validate-schema.ts";
import { validateSecretText } from "./validate-secret-text.ts";

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
  const most = problemsListed(evaluation.definitions.length);
  const interpreted = evaluation.definitions.map((evaluated) => interpretOne(evaluated, settings, literals, most));
  return {
    definitions: interpreted
      .flatMap(({ definition }) => definition ?? [])
      .toSorted((a, b) => compareText(a.name, b.name) || compareText(a.file, b.file) || a.line - b.line),
    diagnostics: sortDiagnostics(
      [
        ...evaluation.diagnostics.flatMap((diagnostic) => weigh(diagnostic, settings.severities)),
        ...mergeDiagnostics(interpreted),
        ...validateUnique(
          interpreted.map(({ claims }) => claims),
          settings.severities,
        ),
      ].map(withoutSecrets),
    ),
    literals,
  };
}

/** A diagnostic of the evaluation in its configured severity, with a hint; none when it is switched off. */
function weigh(diagnostic: Diagnostic, severities: Severities): readonly Diagnostic[] {
  const rule = evaluationRules.find(({ code }) => code === diagnostic.code);
  if (rule === undefined) return [diagnostic];
  const severity = severityOf(rule, severities);
  return severity === "off" ? [] : [{ ...diagnostic, severity, hint: diagnostic.hint ?? rule.fix }];
}

/** Ids, names and keys are quoted in messages, and the author decides what stands in them. */
function withoutSecrets(diagnostic: Diagnostic): Diagnostic {
  const { message, hint } = diagnostic;
  return { ...diagnostic, message: maskSecrets(message), hint: hint === null ? null : maskSecrets(hint) };
}

interface Interpreted {
  /** Null when the definition has an error. */
  readonly definition: Definition | null;
  readonly id: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly claims: Claims;
}

function interpretOne(
  evaluated: EvaluatedDefinition,
  settings: InterpretSettings,
  literals: Literals,
  mostProblems: number,
): Interpreted {
  const places = createPlaces(evaluated);
  const problems = createProblems(places, settings.severities, mostProblems);
  const { props } = evaluated;
  const folder = parameterFolder(evaluated.id, props["name"] ?? props["Name"]);
  const context: Context = { settings, places, problems, literals, parameterFolder: folder };

  validateId(evaluated.id, context);
  const { options, rest } = takeOptions(normaliseSpelling(evaluated.props, context), context);
  const tree = canonicalModel(connectionSchema, withName(expandShortForms(rest, context), evaluated.id, context));
  const leaves = stringLeaves(connectionSchema, tree);
  // What was meant as a reference, or leads to a wrong host, is said once: the rules of the schema come after.
  const references = validateReferences(leaves, context);
  validateEndpoint(tree, context);
  validateSchema(tree, context);
  validateAuthorization(tree, context);
  validateKmsKey(tree, context);
  validateParameters(tree, context);
  validateSecretText(evaluated.id, tree, leaves, context);
  const model = sealCredentials(tree, context);

  const name = typeof tree["Name"] === "string" && !problems.brokenAt("/Name") ? tree["Name"] : null;
  return {
    definition: name === null || problems.broken() ? null : define(evaluated, name, model, options, references),
    id: evaluated.id,
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
  return {
    key: { type: CONNECTION_TYPE, identifier: name },
    id,
    name,
    file: at.file,
    line: at.line,
    column: at.column,
    model,
    options,
    references,
  };
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
