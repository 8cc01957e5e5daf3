import * as v from "valibot";
import { BridgeheadError } from "../workflows/engine/bridgehead-error.ts";

const text = v.pipe(v.string(), v.nonEmpty());

/** The ceiling of the rate limit, from an environment variable: a whole number, 1 or more. */
export const requestsPerSecondSchema = v.pipe(v.string(), v.regex(/^[1-9]\d{0,3}$/), v.transform(Number));

const settingsSchema = v.object({
  AWS_REGION: text,
  BRIDGEHEAD_ACCOUNT: v.pipe(v.string(), v.regex(/^\d{12}$/)),
  BRIDGEHEAD_STAGE: v.pipe(v.string(), v.regex(/^[a-zA-Z0-9-]{1,32}$/)),
  /** Numeric id of the one repository that is served; empty: none. Two would take each other's connections for removed. */
  BRIDGEHEAD_REPOSITORY: v.optional(v.pipe(v.string(), v.regex(/^\d*$/)), ""),
  BRIDGEHEAD_WORKFLOW: v.optional(text, ".github/workflows/bridgehead.yml"),
  BRIDGEHEAD_PLAN_QUEUE_URL: v.optional(text),
  BRIDGEHEAD_APPLY_QUEUE_URL: v.optional(text),
  BRIDGEHEAD_LEDGER_TABLE: v.optional(text),
  BRIDGEHEAD_EVALUATE_FUNCTION: v.optional(text),
  BRIDGEHEAD_REQUESTS_PER_SECOND: v.optional(requestsPerSecondSchema),
  GITHUB_API_URL: v.optional(text, "https://api.github.com"),
  AWS_ENDPOINT_URL: v.optional(text),
});

export type FunctionSettings = v.InferOutput<typeof settingsSchema>;

export class SettingsError extends BridgeheadError {
  override readonly name = "SettingsError";
}

/** The settings of a deployed function, from its environment. Throws `SettingsError`, which names the variable. */
export function parseSettings(environment: Readonly<Record<string, string | undefined>>): FunctionSettings {
  const parsed = v.safeParse(settingsSchema, environment);
  if (parsed.success) return parsed.output;
  throw new SettingsError(`environment variable ${v.getDotPath(parsed.issues[0]) ?? "?"} is missing or malformed`);
}

/** A setting that this function cannot do without. */
export function required(
  settings: FunctionSettings,
  name: Exclude<keyof FunctionSettings, "BRIDGEHEAD_REQUESTS_PER_SECOND">,
): string {
  const value = settings[name];
  if (value === undefined) throw new SettingsError(`environment variable ${name} is missing`);
  return value;
}
