import { type Json, textsIn } from "../values/json.ts";
import type { JsonNode } from "../kinds/schema.ts";
import type { Context } from "./context.ts";
import { foundIn } from "./validate-secret-text.ts";

/**
 * Reports texts of a JSON value that would not be sent as they stand. AWS takes such a value as a text of its own, in
 * which what fills in a reference could end a text early and go on as something else.
 */
export function validateJson(node: JsonNode, value: Json, property: string, context: Context): void {
  const { places, problems } = context;
  for (const { path: inner, text } of textsIn(value)) {
    const at = property + inner;
    const linked = (): string => {
      // Names inside are the author's own.
      if (inner !== "") places.link(at, places.written(property) + inner);
      return at;
    };
    if (/\{\{(?:resolve|literal)/.test(text)) problems.add("reference-not-allowed/json", linked(), { property });
    const found = node.access === "write-only" ? undefined : foundIn(text, context);
    if (found !== undefined) problems.add("exposed-secret", linked(), { property, found });
  }
}
