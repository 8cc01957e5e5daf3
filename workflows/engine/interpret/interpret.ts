import { nameCapFor } from "../policy/caps.ts";
import { compareText } from "../values/compare-text.ts";
import type { Definition, DefinitionSet } from "../definition/definition.ts";
import { type Diagnostic, sortDiagnostics } from "../definition/diagnostic.ts";
import { evaluationRules } from "../read/evaluation-rules.ts";
import type { EvaluatedDefinition, Evaluation } from "../definition/evaluation.ts";
import type { JsonObject } from "../values/json.ts";
import { Literals } from "../values/literals.ts";
import type { Key } from "../values/key.ts";
import { keyOf, namePath } from "../kinds/resource-kind.ts";
import { exportsIn } from "../definition/own-options.ts";
import { filledModel } from "../kinds/model.ts";
import type { Model } from "../values/model.ts";
import { orderSets } from "../kinds/set-order.ts";
import { type Context, createContext, type InterpretSettings, type SetContext } from "./context.ts";
import { takeOptions } from "./options.ts";
import { mergeDiagnostics } from "./merge-diagnostics.ts";
import { problemsListed } from "./problems.ts";
import { severityOf, type Severities } from "../definition/rule.ts";
import { sealCredentials } from "./seal.ts";
import { maskSecrets } from "../values/secret-shape.ts";
import { normaliseSpelling } from "./spelling.ts";
import { stringLeaves } from "./strings.ts";
import { type Claims, validateUnique } from "./unique.ts";
import { validateReferences } from "./validate-references.ts";
import { validateSchema } from "./validate-schema.ts";
import { validateSecretText } from "./validate-secret-text.ts";
import { isPrintable } from "../values/plain-text.ts";

export type { InterpretSettings } from "./context.ts";

/**
 * The meaning of evaluated definitions: in CloudFormation's spelling, validated, with credentials taken out.
 *
 * All problems of all definitions are reported. A definition with an error is not among the definitions; as there is
 * no plan with an error, nobody takes it for removed. The same input gives an equal result, in whatever order
 * properties and definitions come.
 */
export function interpret(evaluation: Omit<Evaluation, "imports">, settings: InterpretSettings): DefinitionSet {
  const literals = new Literals(settings.fingerprintKey);
  const set = { settings, literals, mostProblems: problemsListed(evaluation.definitions.length) };
  const interpreted = evaluation.definitions.map((evaluated) => interpretOne(evaluated, set));
  return {
    definitions: interpreted
      .flatMap(({ definition }) => definition ?? [])
      .toSorted((a, b) => compareText(a.name, b.name) || compareText(a.file, b.file) || a.line - b.line),
    diagnostics: sortDiagnostics(
      [
        ...evaluation.diagnostics.flatMap((diagnostic) => weigh(diagnostic, settings.severities)),
        ...mergeDiagnostics(interpreted, settings.tell),
        ...validateUnique(
          interpreted.map(({ claims }) => claims),
          settings,
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

function interpretOne(evaluated: EvaluatedDefinition, set: SetContext): Interpreted {
  const kind = set.settings.kinds.of(evaluated);
  const context = createContext(evaluated, kind, set);
  const { source, problems } = context;

  validateId(evaluated.id, context);
  const { options, rest } = takeOptions(normaliseSpelling(evaluated.props, context), context);
  const expanded = kind.shortForms.expand(rest, context);
  const tree = filledModel(kind.schema, withName(expanded, evaluated.id, context));
  const leaves = stringLeaves(kind.schema, tree);
  // What was meant as a reference is said once: the rules of the schema come after.
  const references = validateReferences(leaves, context);
  for (const check of kind.checks.before) check(tree, context);
  validateSchema(tree, context);
  for (const check of kind.checks.after) check(tree, context);
  validateSecretText(tree, leaves, context);
  const { model, moved } = orderSets(kind.schema, sealCredentials(tree, context));

  const name = nameIn(tree, context);
  if (name !== null) validateStackName(name, context);
  const key = name === null ? null : keyFor(model, context);
  const isUsable = name !== null && key !== null && !problems.broken();
  const uses = references.map((use) => ({ ...use, path: moved(use.path) }));
  return {
    definition: isUsable ? { key, id: evaluated.id, name, ...evaluated.at, model, options, references: uses } : null,
    id: evaluated.id,
    diagnostics: problems.all(),
    claims: {
      at: evaluated.at,
      id: evaluated.id,
      resource:
        name === null || key === null
          ? null
          : { key, name, noun: kind.noun, at: source.locate(namePath(context.kind)) },
      exports: exportsIn(options).map(({ name: own, parameter }) => ({ parameter, at: source.locate(`/${own}`) })),
      references: references.map(({ reference }) => reference),
    },
  };
}

function nameIn(tree: JsonObject, context: Context): string | null {
  const name = tree[context.kind.identity.name];
  return typeof name === "string" && !context.problems.brokenAt(namePath(context.kind)) ? name : null;
}

/** Null where the model does not say what Cloud Control knows the resource by: nobody would find it again. */
function keyFor(model: Model, { kind, problems }: Context): Key | null {
  const key = keyOf(kind, model);
  if (key === undefined) {
    if (!problems.broken()) throw new TypeError(`the kind of ${kind.type} gives a valid definition no identifier`);
    return null;
  }
  if (!key.identifier.includes("{{")) return key;
  problems.add("reference-not-allowed/identifier", "", {});
  return null;
}

function validateId(id: string, context: Context): void {
  if (id.trim() !== "" && id.length <= 128 && isPrintable(id)) return;
  context.problems.add("invalid-id", "", {});
}

/** The stack's roles are limited to some names: a plan of another one would be green, and its apply denied. */
function validateStackName(name: string, context: Context): void {
  const { kind, problems, settings } = context;
  const cap = settings.caps === null ? undefined : nameCapFor(settings.caps, kind.type, name);
  if (cap !== undefined) problems.add("name-outside-stack", namePath(context.kind), { name, ...cap });
}

/** Without a name the id is the name. */
function withName(tree: JsonObject, id: string, context: Context): JsonObject {
  const { name } = context.kind.identity;
  return Object.hasOwn(tree, name) || context.problems.brokenAt(namePath(context.kind))
    ? tree
    : { ...tree, [name]: id };
}
