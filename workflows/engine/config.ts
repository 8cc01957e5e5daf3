import * as v from "valibot";
import { BridgeheadError } from "./bridgehead-error.ts";
import type { Severity } from "./diagnostic.ts";
import { isObject } from "./json.ts";

/** Parameters below this prefix belong to the pipeline itself; no definition may refer to them. */
export const SYSTEM_PREFIX = "/bridgehead-system/";
export const CONFIG_FILE = "bridgehead.config.json";

const prefix = v.pipe(
  v.string(),
  v.regex(/^\/[A-Za-z0-9_.\-/]*\/$/, "begins and ends with a slash"),
  v.check((text) => !text.startsWith(SYSTEM_PREFIX), `never begins with ${SYSTEM_PREFIX}`),
);

const folder = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-][A-Za-z0-9_.\-/]*$/, "is a relative path"),
  v.check((text) => !text.split("/").includes(".."), "does not leave the repository"),
);

const severity = v.picklist(["error", "warning", "info", "off"]);

const configSchema = v.strictObject({
  $schema: v.optional(v.string()),
  /** Folder of the definitions, from the root of the repository. */
  definitions: v.optional(folder, "connections"),
  /** Severities of rules by code; a rule that keeps secrets safe cannot be weakened. */
  rules: v.optional(v.record(v.string(), severity), {}),
  /** Prefixes of the parameters that definitions may refer to. */
  secretPrefixes: v.optional(v.pipe(v.array(prefix), v.minLength(1)), ["/bridgehead/"]),
  /** Hosts that OAuth credentials may be sent to; null: any. */
  oauthHosts: v.optional(v.nullable(v.array(v.string())), null),
  /** What happens when a parameter was written since it was applied: a report, or also an apply. */
  onRotation: v.optional(v.picklist(["report", "apply"]), "report"),
});

/** What `bridgehead.config.json` says, with every default filled in. Always read from the default branch. */
export interface Config {
  readonly definitions: string;
  readonly rules: Readonly<Record<string, Severity | "off">>;
  readonly secretPrefixes: readonly string[];
  readonly oauthHosts: readonly string[] | null;
  readonly onRotation: "report" | "apply";
}

/** `bridgehead.config.json` is not what it should be: names the member, the rule and the fix. */
export class ConfigError extends BridgeheadError {
  override readonly name = "ConfigError";
}

/** Parses the configuration; undefined: there is none, so the defaults hold. */
export function parseConfig(text: string | undefined): Config {
  let value: unknown = {};
  if (text !== undefined) {
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw new ConfigError(`${CONFIG_FILE} is not JSON: correct it on the default branch`, { cause });
    }
  }
  // To the schema library a list is an object as well.
  if (!isObject(value)) throw new ConfigError(`${CONFIG_FILE} is not an object: correct it on the default branch`);
  const parsed = v.safeParse(configSchema, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new ConfigError(`${CONFIG_FILE}: ${v.getDotPath(issue) ?? "the document"}: ${issue.message}`);
  }
  const { $schema: _, ...config } = parsed.output;
  return config;
}
