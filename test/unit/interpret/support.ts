import type { EvaluatedDefinition, Evaluation } from "../../../workflows/engine/definition/evaluation.ts";
import type { Definition, DefinitionSet } from "../../../workflows/engine/definition/definition.ts";
import type { Diagnostic } from "../../../workflows/engine/definition/diagnostic.ts";
import { interpret, type InterpretSettings } from "../../../workflows/engine/interpret/interpret.ts";
import { isObject, type Json, type JsonObject, pointerSegment } from "../../../workflows/engine/values/json.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { tell } from "../../../workflows/engine/help/tell-definitions.ts";
import { SecretText } from "../../../workflows/engine/values/secret-text.ts";

export const settings: InterpretSettings = {
  kinds: builtinKinds,
  fingerprintKey: new SecretText("test fingerprint key"),
  region: "eu-west-1",
  secretPrefixes: ["/bridgehead/"],
  systemPrefix: "/bridgehead-system/",
  allowedOAuthHosts: null,
  severities: {},
  notSecrets: [],
  caps: null,
  tell,
};

/** A definition whose properties stand one on each line, from line 2, in the order in which they are written. */
export function evaluated(props: JsonObject, id = "orders", file = "orders.ts"): EvaluatedDefinition {
  const locations: Record<string, { line: number; column: number }> = {};
  let line = 1;
  const visit = (value: Json, path: string): void => {
    if (path !== "") locations[path] = { line: ++line, column: 3 };
    if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item as Json, `${path}/${index}`);
    if (isObject(value)) {
      for (const [name, member] of Object.entries(value)) visit(member, `${path}/${pointerSegment(name)}`);
    }
  };
  visit(props, "");
  return { type: builtinKinds.all[0].type, id, props, at: { file, line: 1, column: 1 }, locations };
}

export function evaluationOf(...definitions: readonly EvaluatedDefinition[]): Evaluation {
  return { definitions, diagnostics: [], imports: {} };
}

export function interpretProps(props: JsonObject, changed: Partial<InterpretSettings> = {}): DefinitionSet {
  return interpret(evaluationOf(evaluated(props)), { ...settings, ...changed });
}

/** The one definition of a set without errors. */
export function onlyDefinition(set: DefinitionSet): Definition {
  const [definition] = set.definitions;
  if (definition === undefined || set.definitions.length > 1) {
    throw new Error(`not one definition: ${JSON.stringify(set.diagnostics)}`);
  }
  return definition;
}

/** Codes with their lines, the shortest way to say what was found where. */
export function found(set: DefinitionSet): readonly string[] {
  return set.diagnostics.map(({ severity, code, line }) => `${severity} ${code} ${line}`);
}

export function diagnosticOf(set: DefinitionSet, code: string): Diagnostic {
  const diagnostic = set.diagnostics.find((candidate) => candidate.code === code);
  if (diagnostic === undefined) throw new Error(`no ${code}: ${JSON.stringify(set.diagnostics)}`);
  return diagnostic;
}

export const secretKey = "{{resolve:ssm-secure:/bridgehead/orders/key}}";

/** A definition without any diagnostic. */
export const plainApiKey: JsonObject = {
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "x-api-key", apiKey: secretKey },
};

export function withAuth(type: string, authParameters: JsonObject): JsonObject {
  return { authorizationType: type, authParameters };
}

/** The codes that are found in properties. */
export const codes = (props: JsonObject, changed = {}): readonly string[] =>
  interpretProps(props, changed).diagnostics.map(({ severity, code }) => `${severity} ${code}`);
