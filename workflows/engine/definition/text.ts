/** What is said of a problem. A hint of null: the rule's own fix says it. */
export interface Text {
  readonly message: string;
  readonly hint: string | null;
}

/** A message, and a hint where the rule's own fix is none that fits. */
export function text(message: string, hint: string | null = null): Text {
  return { message, hint };
}
