import { type Json, textsIn } from "../values/json.ts";
import type { JsonNode } from "../kinds/schema.ts";
import type { Context } from "./context.ts";
import { advice, foundIn } from "./validate-secret-text.ts";

/**
 * Reports texts of a JSON value that would not be sent as they stand. AWS takes such a value as a text of its own, in
 * which what fills in a reference could end a text early and go on as something else.
 */
export function validateJson(node: JsonNode, value: Json, path: string, context: Context): void {
  const { places, problems } = context;
  const name = places.name(path);
  for (const { path: inner, text } of textsIn(value)) {
    const at = path + inner;
    const linked = (): string => {
      // Names inside are the author's own.
      if (inner !== "") places.link(at, places.written(path) + inner);
      return at;
    };
    if (/\{\{(?:resolve|literal)/.test(text)) {
      const message = `A text of \`${name}\` has a reference, which cannot stand inside JSON.`;
      problems.add("reference-not-allowed", linked(), message, "Write the value as text.");
    }
    const found = node.access === "write-only" ? undefined : foundIn(text, context);
    if (found !== undefined) {
      const message = `\`${name}\` holds what looks like ${found.name}, and AWS keeps the property readable.`;
      problems.add("exposed-secret", linked(), message, advice("Take it out", found));
    }
  }
}
