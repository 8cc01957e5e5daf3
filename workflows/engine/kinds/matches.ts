/** Compiled once: the patterns are those of resource types. */
const compiled = new Map<string, RegExp>();

/** Whether a text has the form that a schema asks for, unanchored as JSON Schema has it; undefined: any. */
export function matches(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  const known = compiled.get(pattern) ?? new RegExp(pattern, "u");
  compiled.set(pattern, known);
  return known.test(text);
}
