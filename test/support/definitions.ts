import type { PlanInput } from "../../workflows/engine/plan/build.ts";
import type { Caps } from "../../workflows/engine/policy/caps.ts";
import type { Look } from "../../workflows/engine/plan/look.ts";
import type { PlanRecord } from "../../workflows/engine/plan/record.ts";
import type { Diagnostic } from "../../workflows/engine/definition/diagnostic.ts";
import type { Definition, DefinitionOptions } from "../../workflows/engine/definition/definition.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { type Key, keyText } from "../../workflows/engine/values/key.ts";
import { Literals } from "../../workflows/engine/values/literals.ts";
import type { Model } from "../../workflows/engine/values/model.ts";
import { versionsFor } from "../../workflows/engine/plan/parameter-versions.ts";
import type { ParameterVersion, Target } from "../../workflows/engine/plan/plan.ts";
import { referencesIn } from "../../workflows/engine/values/reference.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { leaves, normaliseLive, readablePart } from "./of-connections.ts";

export const target: Target = { account: "111122223333", region: "eu-west-1", stage: "test" };

/** What a stack allows that was deployed without parameters. */
export const caps: Caps = { secretPrefix: "/bridgehead/", exportPrefix: "/bridgehead-arns/", approvals: 0, names: {} };

export const options: DefinitionOptions = {
  adopt: false,
  removal: "delete",
  protect: false,
  exportArn: null,
  exportSecretArn: null,
};

export function apiKeyModel(name: string, changes: Model = {}): Model {
  return {
    Name: name,
    Description: "orders",
    AuthorizationType: "API_KEY",
    AuthParameters: {
      ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: `{{resolve:ssm-secure:/bridgehead/${name}}}` },
    },
    ...changes,
  };
}

/** The same connection with invocation headers. */
export function withHeaders(model: Model, ...headers: readonly Model[]): Model {
  const { ApiKeyAuthParameters = null } = model["AuthParameters"] as Model;
  const AuthParameters = { ApiKeyAuthParameters, InvocationHttpParameters: { HeaderParameters: headers } };
  return { ...model, AuthParameters };
}

/** A diagnostic about no definition that there is. */
export function someDiagnostic(severity: Diagnostic["severity"]): Diagnostic {
  return { code: "x", severity, message: "m", hint: null, file: "a.ts", line: 1, column: 1 };
}

export function nameOf(model: Model): string {
  const name = model["Name"];
  if (typeof name !== "string") throw new TypeError("a model of a test has a name");
  return name;
}

/** The key of a connection. */
export function keyOf(name: string): Key {
  return { type: CONNECTION_TYPE, identifier: name };
}

export function definitionOf(model: Model, changes: Partial<Definition> = {}): Definition {
  const name = nameOf(model);
  return {
    key: keyOf(name),
    id: name,
    name,
    file: `${name}.ts`,
    line: 3,
    column: 1,
    model,
    options,
    references: [],
    ...changes,
  };
}

/** A definition whose references are those of its model. */
export function defined(model: Model, changes: Partial<Definition> = {}): Definition {
  const definition = definitionOf(model, changes);
  const { file, line, column } = definition;
  const references = leaves(model).flatMap(({ path: at, value }) =>
    typeof value === "string"
      ? referencesIn(value).map((reference) => ({ path: at, reference, file, line, column }))
      : [],
  );
  return { ...definition, references };
}

export function parameter(path: string, version = 1, modified = 1000 * version): ParameterVersion {
  return { path, version, modified };
}

export function parametersByPath(...parameters: readonly ParameterVersion[]): ReadonlyMap<string, ParameterVersion> {
  return new Map(parameters.map((each) => [each.path, each]));
}

/** The record of an apply that went as asked. */
export function recordOf(
  model: Model,
  parameters: ReadonlyMap<string, ParameterVersion> = new Map(),
  changes: Partial<PlanRecord> = {},
): PlanRecord {
  const name = nameOf(model);
  return {
    key: keyOf(name),
    name,
    id: name,
    file: `${name}.ts`,
    options,
    desired: model,
    live: normaliseLive(readablePart(model)),
    parameters: versionsFor(model, parameters),
    state: "applied",
    begun: null,
    arn: null,
    authorization: null,
    told: null,
    ...changes,
  };
}

/** A look of which nothing is known but what Cloud Control reads. */
export function lookAt(live: Model, changes: Partial<Look> = {}): Look {
  return { live, seen: null, told: { arn: null, modified: null, authorized: null }, state: null, ...changes };
}

/** What tests say by the names of connections, as the product has it. */
export function byKey<Value>(byName: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  return new Map([...byName].map(([name, value]) => [keyText(keyOf(name)), value]));
}

export function planInput(changes: {
  readonly definitions?: readonly Definition[];
  readonly records?: readonly PlanRecord[];
  readonly parameters?: ReadonlyMap<string, ParameterVersion>;
  /** What Cloud Control reads, by name. */
  readonly live?: ReadonlyMap<string, Model | null>;
  /** All that is told, by name. */
  readonly looks?: ReadonlyMap<string, Look | null>;
}): PlanInput {
  const live = [...(changes.live ?? [])].map(([name, model]) => [name, model === null ? null : lookAt(model)] as const);
  return {
    kinds: builtinKinds,
    target,
    definitions: {
      definitions: changes.definitions ?? [],
      diagnostics: [],
      literals: new Literals(new SecretText("key")),
    },
    records: changes.records ?? [],
    parameters: changes.parameters ?? new Map(),
    live: byKey(new Map([...live, ...(changes.looks ?? [])])),
    diagnostics: [],
  };
}
