import { createRequire } from "node:module";
import type { JsonObject } from "../../workflows/engine/values/json.ts";

interface Validate {
  (value: unknown): boolean;
  readonly errors?: readonly { readonly instancePath: string; readonly message?: string }[] | null;
}

interface Validator {
  compile(schema: JsonObject): Validate;
}

/**
 * What an independent validator says of a value; empty: nothing. The validator is the one that `serverless` checks its
 * own configuration with, so that no dependency is added for it.
 */
export function jsonSchemaValidator(schema: JsonObject): (value: unknown) => readonly string[] {
  const requireFrom = createRequire(createRequire(import.meta.url).resolve("serverless/package.json"));
  const { default: Ajv } = requireFrom("ajv") as { default: new (options: JsonObject) => Validator };
  // A type may be one of two, and what is required may stand apart from the properties: neither is a slip here.
  const strict = { strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false, allErrors: true };
  const validate = new Ajv(strict).compile(schema);
  return (value) => {
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
