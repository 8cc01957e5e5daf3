// Wall: nothing behind this walks a value that is too deep for recursion.
import { isObject, type Json } from "../../../../workflows/engine/values/json.ts";

/** Deeper than any request that means something. */
const DEEPEST = 200;

/** The value of a text; throws a `SyntaxError` for what is no JSON, or is nested without an end in sight. */
export function parseJson(text: string): Json {
  const value = JSON.parse(text) as Json;
  let level: readonly Json[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) throw new SyntaxError(`nested deeper than ${DEEPEST}`);
    level = level.flatMap((item): readonly Json[] =>
      Array.isArray(item) ? item : isObject(item) ? Object.values(item) : [],
    );
  }
  return value;
}
