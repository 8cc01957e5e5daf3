import type { Diagnostic } from "../definition/diagnostic.ts";
import type { TellDefinition } from "./tell.ts";
import { compareText } from "../values/compare-text.ts";

/** What was found in one definition. */
export interface FoundIn {
  readonly id: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The diagnostics of all definitions. A loop, or an object that several definitions share, puts what is found in many
 * of them at one location: there the same thing is said once, and where a location has several the definitions are named.
 */
export function mergeDiagnostics(all: readonly FoundIn[], tell: TellDefinition): readonly Diagnostic[] {
  const idsAt = new Map<string, Set<string>>();
  const groups = new Map<string, { readonly diagnostic: Diagnostic; readonly ids: Set<string> }>();
  // In the order of ids, so that the order in which definitions come changes nothing.
  for (const { id, diagnostics } of all.toSorted((a, b) => compareText(a.id, b.id))) {
    for (const diagnostic of diagnostics) {
      const location = keyOf(diagnostic);
      (idsAt.get(location) ?? idsAt.set(location, new Set()).get(location))?.add(id);
      const key = `${location}\0${diagnostic.message}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { diagnostic, ids: new Set([id]) });
      else group.ids.add(id);
    }
  }
  return [...groups.values()].map(({ diagnostic, ids }) =>
    (idsAt.get(keyOf(diagnostic))?.size ?? 1) > 1
      ? { ...diagnostic, message: tell.several(diagnostic.message, [...ids]) }
      : diagnostic,
  );
}

function keyOf({ file, line, column, code }: Diagnostic): string {
  return [file, line, column, code].join("\0");
}
