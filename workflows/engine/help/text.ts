import type { Text } from "../definition/text.ts";

/** A message, and a hint where the rule's own fix is none that fits. */
export function text(message: string, hint: string | null = null): Text {
  return { message, hint };
}
