import * as v from "valibot";
import { BridgeheadError } from "../values/errors.ts";
import { type ConfigProblem, ignoredProblems, nodeAtPath, ruleProblems, schemaProblems } from "./problems.ts";
import { configSchema } from "./schema.ts";
import type { Severity } from "../definition/diagnostic.ts";
import { readJson, valueOf } from "../read/json/tree.ts";
import { textOf } from "../help/tell-files.ts";
import { jsonTexts } from "../help/texts/json-text.ts";
import { rulesOf } from "../interpret/rules.ts";
import { isObject } from "../values/json.ts";
import type { ResourceKinds } from "../kinds/registry.ts";
import type { IgnoredDrift } from "../plan/ignored-drift.ts";
import type { Limits } from "../policy/limits.ts";

export const CONFIG_FILE = "bridgehead.config.json";

/**
 * What `bridgehead.config.json` says, with every default filled in: what is declared, by the commit that declares it,
 * and what that commit would allow.
 */
export interface Config extends Limits {
  readonly definitions: string;
  readonly rules: Readonly<Record<string, Severity | "off">>;
  readonly notSecrets: readonly string[];
  /** JSON Pointers of properties, by the name of a resource, TYPE/NAME, or `*`. */
  readonly ignoreDrift: IgnoredDrift;
  readonly onRotation: "report" | "apply";
}

/** A problem and where it stands in the file; line and column count from 1. */
export interface LocatedConfigProblem extends Pick<ConfigProblem, "message" | "hint"> {
  readonly line: number;
  readonly column: number;
}

/** `bridgehead.config.json` is not what it should be: names each member, the rule and the fix. */
export class ConfigError extends BridgeheadError {
  override readonly name = "ConfigError";
  /** At least one. */
  readonly problems: readonly LocatedConfigProblem[];

  constructor(problems: readonly LocatedConfigProblem[]) {
    const lines = problems.map(({ message, hint, line, column }) => {
      return `${CONFIG_FILE}:${line}:${column}: ${message}${hint === null ? "" : ` ${hint}`}`;
    });
    super(lines.join("\n"));
    this.problems = problems;
  }
}

/**
 * Parses the configuration, which may weigh the rules of the engine and of these kinds; undefined: there is none, so the
 * defaults hold. Throws a `ConfigError`.
 */
export function parseConfig(text: string | undefined, kinds: Pick<ResourceKinds, "all">): Config {
  const read = readJson(CONFIG_FILE, text ?? "{}");
  if (!("root" in read)) {
    const hint = "JSON is read strictly: no comments, no trailing commas.";
    throw new ConfigError(
      read.map((found) => {
        const { line, column } = found.at;
        return { message: `It is not JSON: ${textOf(found, jsonTexts).message}.`, hint, line, column };
      }),
    );
  }
  const { root, locations } = read;
  const value = valueOf(root);
  // To the schema library a list is an object as well.
  if (!isObject(value)) {
    throw new ConfigError([{ message: "The configuration is not an object.", hint: null, line: 1, column: 1 }]);
  }
  const parsed = v.safeParse(configSchema, value);
  const problems = [
    ...schemaProblems(parsed.issues ?? []),
    ...ruleProblems(value["rules"], rulesOf(kinds)),
    ...ignoredProblems(value["ignoreDrift"], kinds.all),
  ].map(({ path, message, hint }) => ({ message, hint, ...locations.locationAt(nodeAtPath(root, path).offset) }));
  if (!parsed.success || problems.length > 0) {
    throw new ConfigError(problems.toSorted((a, b) => a.line - b.line || a.column - b.column));
  }
  const { $schema: _, ...config } = parsed.output;
  return config;
}
