import { apply, slice } from "./primordials.ts";

export function cut(text: string, most: number): string {
  return apply(slice, text, [0, most]);
}

/** Of a very long text its two ends. */
export function ends(text: string, most: number): string {
  if (text.length <= most) return text;
  return apply(slice, text, [0, most / 2]) + "\n" + apply(slice, text, [text.length - most / 2 + 1]);
}
