import type { Definition } from "./definition.ts";
import { canonicalJson } from "./json.ts";

/** The names of the connections that two sets of definitions declare differently: what a pull request is about. */
export function changedNames(base: readonly Definition[], merged: readonly Definition[]): ReadonlySet<string> {
  const before = contents(base);
  const after = contents(merged);
  return new Set([...before.keys(), ...after.keys()].filter((name) => before.get(name) !== after.get(name)));
}

function contents(definitions: readonly Definition[]): ReadonlyMap<string, string> {
  return new Map(
    definitions.map(({ name, model, options }) => [name, canonicalJson({ model, options: { ...options } })]),
  );
}
