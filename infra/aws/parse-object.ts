import { isObject, type JsonObject } from "../../workflows/engine/values/json.ts";

/** The JSON object in a text; undefined: there is none. Never says what stood there instead. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    // The parser's message would quote the text.
    return undefined;
  }
}
