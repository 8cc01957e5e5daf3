import { explainRules } from "../../../workflows/engine/help/examples/explained-rules.ts";
import * as v from "valibot";
import { configSchema } from "../../../workflows/engine/config/schema.ts";
import { evaluationRules } from "../../../workflows/engine/read/evaluation-rules.ts";
import { rulesOf } from "../../../workflows/engine/interpret/rules.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import type { Json, JsonObject } from "../../../workflows/engine/values/json.ts";

/**
 * JSON Schema (draft-07, which every editor knows) of `bridgehead.config.json`, from the schema that parses it. It takes
 * what the parser takes, with one exception: of a rule that cannot be weakened it offers only what would have an effect.
 */
export function configJsonSchema(): JsonObject {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Configuration of Bridgehead",
    description: "Stands at the root of the repository. Each commit is read by its own.",
    ...jsonSchemaOf(configSchema),
    examples: [{ rules: { "literal-credential": "error" }, secretPrefixes: ["/bridgehead/", "/payments/"] }],
  };
}

type Schema = v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>;

function jsonSchemaOf(schema: Schema): JsonObject {
  // Each kind of schema has its own members; what is not one of these kinds has no JSON Schema here.
  const known = schema as KnownSchema;
  const description = v.getDescription(known);
  const said = { ...(description === undefined ? {} : { description }), ...constraints(known) };
  switch (known.type) {
    case "optional":
      return {
        ...jsonSchemaOf(known.wrapped),
        ...said,
        ...(known.default === undefined ? {} : { default: known.default as Json }),
      };
    case "nullable": {
      const inner = jsonSchemaOf(known.wrapped);
      const { type = "null" } = inner;
      return { ...inner, ...said, type: [type, "null"] };
    }
    case "string":
      return { type: "string", ...said };
    case "number":
    case "boolean":
      return { type: known.type, ...said };
    case "picklist":
      return { enum: [...known.options], ...said };
    case "array":
      return { type: "array", items: jsonSchemaOf(known.item), ...said };
    case "record":
      return known.value.type === "picklist"
        ? { type: "object", properties: ruleProperties(), additionalProperties: false, ...said }
        : {
            type: "object",
            propertyNames: jsonSchemaOf(known.key),
            additionalProperties: jsonSchemaOf(known.value),
            ...said,
          };
    case "strict_object":
      return {
        type: "object",
        additionalProperties: false,
        properties: Object.fromEntries(
          Object.entries(known.entries).map(([name, entry]) => [name, jsonSchemaOf(entry)]),
        ),
        ...said,
      };
  }
}

type KnownSchema = Schema & { readonly pipe?: readonly [KnownSchema, ...unknown[]] } & (
    | { readonly type: "string" | "number" | "boolean" }
    | { readonly type: "optional"; readonly wrapped: Schema; readonly default: unknown }
    | { readonly type: "nullable"; readonly wrapped: Schema }
    | { readonly type: "picklist"; readonly options: readonly string[] }
    | { readonly type: "array"; readonly item: Schema }
    | { readonly type: "record"; readonly key: Schema; readonly value: Schema }
    | { readonly type: "strict_object"; readonly entries: Readonly<Record<string, Schema>> }
  );

const constraintSchema = v.variant("type", [
  v.object({ type: v.literal("regex"), requirement: v.instance(RegExp) }),
  v.object({ type: v.literal("min_length"), requirement: v.number() }),
  v.object({ type: v.literal("integer") }),
  v.object({ type: v.picklist(["min_value", "max_value"]), requirement: v.number() }),
  v.object({ type: v.literal("description") }),
]);

/** What a pipe asks for beside its first schema. An action that is not known here throws: nothing is left out. */
function constraints(schema: KnownSchema): JsonObject {
  const found = actionsOf(schema).map((action) => v.parse(constraintSchema, action));
  const patterns = found.flatMap((action) => (action.type === "regex" ? [action.requirement.source] : []));
  const least = found.flatMap((action) => (action.type === "min_length" ? [action.requirement] : []));
  const minimum = found.flatMap((action) => (action.type === "min_value" ? [action.requirement] : []));
  const maximum = found.flatMap((action) => (action.type === "max_value" ? [action.requirement] : []));
  return {
    ...(patterns.length === 0 ? {} : { allOf: patterns.map((pattern) => ({ pattern })) }),
    ...(least.length === 0 ? {} : { minItems: Math.max(...least) }),
    ...(found.some(({ type }) => type === "integer") ? { type: "integer" } : {}),
    ...(minimum.length === 0 ? {} : { minimum: Math.max(...minimum) }),
    ...(maximum.length === 0 ? {} : { maximum: Math.min(...maximum) }),
  };
}

/** The actions of a pipe, which may begin with another one. */
function actionsOf({ pipe }: Pick<KnownSchema, "pipe">): readonly unknown[] {
  if (pipe === undefined) return [];
  const [first, ...actions] = pipe;
  return [...actionsOf(first), ...actions];
}

/** The one record of choices: severities by code. */
function ruleProperties(): JsonObject {
  const configurable = new Set([...evaluationRules, ...rulesOf(builtinKinds)].map(({ code }) => code));
  return Object.fromEntries(
    explainRules(builtinKinds)
      .filter(({ code }) => configurable.has(code))
      .map((rule) => [
        rule.code,
        {
          enum: [...rule.severities],
          default: rule.severity,
          description: `${rule.title}. ${rule.explanation}`,
        },
      ]),
  );
}
