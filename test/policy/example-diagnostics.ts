import { withParameterProblems } from "../../workflows/plan/check-parameters.ts";
import type { Caps } from "../../workflows/engine/policy/caps.ts";
import { buildPlan } from "../../workflows/engine/plan/build.ts";
import { CONFIG_FILE, ConfigError, parseConfig } from "../../workflows/engine/config/config.ts";
import type { DefinitionSet } from "../../workflows/engine/definition/definition.ts";
import type { Diagnostic } from "../../workflows/engine/definition/diagnostic.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import type { ExampleFiles, ExampleTarget, FilesExample } from "../../workflows/engine/help/examples/rule-example.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { readDefinitions } from "../../workflows/plan/plan-definitions.ts";
import type { Evaluator } from "../../workflows/ports/evaluator.ts";
import { apiKeyModel, lookAt, byKey, target } from "../support/definitions.ts";

/** What Bridgehead says about files, as `severity code file:line:column`, and how many definitions it understood. */
export interface Diagnosed {
  readonly said: readonly string[];
  readonly definitions: number;
}

const configFile = `../${CONFIG_FILE}`;

/** Evaluates and validates the files of an example, and plans them where the example has a target. */
export async function diagnoseExample(
  files: ExampleFiles,
  { config, stack, target: given }: Pick<FilesExample, "config" | "stack" | "target">,
  evaluator: Evaluator,
  signal: AbortSignal,
): Promise<Diagnosed> {
  try {
    const source = {
      files: Object.entries(files).flatMap(([path, text]) => (path === configFile ? [] : [{ path, text }])),
      config: { ...parseConfig(files[configFile], builtinKinds), ...config },
    };
    const definitions = { evaluator, fingerprintKey: new SecretText("key") };
    const deps = { kinds: builtinKinds, definitions, region: target.region, caps: capsOf(stack) };
    const set = await readDefinitions(source, deps, signal);
    const diagnostics = given === undefined ? set.diagnostics : planDiagnostics(set, given);
    return {
      said: diagnostics.map(({ severity, code, ...at }) => `${severity} ${code} ${locationText(at)}`),
      definitions: set.definitions.length,
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // As `branch.ts` has it.
    const said = error.problems.map((at) => `error config-invalid ${locationText({ ...at, file: configFile })}`);
    return { said, definitions: 0 };
  }
}

function capsOf(stack: FilesExample["stack"]): Caps | null {
  if (stack === undefined) return null;
  const parameter = "connectionNames";
  const names = { [builtinKinds.all[0].type]: { parameter, pattern: stack[parameter] } };
  return { secretPrefix: "/bridgehead/", exportPrefix: "/bridgehead-arns/", approvals: 0, names };
}

function locationText({ file, line, column }: Pick<Diagnostic, "file" | "line" | "column">): string {
  return `${file}:${line}:${column}`;
}

function planDiagnostics(set: DefinitionSet, { parameters, connections }: ExampleTarget): readonly Diagnostic[] {
  const now = Date.UTC(2026, 0, 1);
  const found = new Map(
    Object.entries(parameters).map(([path, { expiresInDays: days, ...info }]) => {
      const expires = days === undefined ? null : now + days * 24 * 3_600_000;
      return [path, { path, modified: info.version, expires, ...info }] as const;
    }),
  );
  const live = byKey(
    new Map(
      set.definitions.map(({ name }) => [name, connections.includes(name) ? lookAt(apiKeyModel(name)) : null] as const),
    ),
  );
  const input = {
    kinds: builtinKinds,
    target,
    definitions: set,
    records: [],
    parameters: found,
    live,
    diagnostics: [],
  };
  return withParameterProblems(buildPlan(input), set.definitions, found, now).diagnostics;
}
