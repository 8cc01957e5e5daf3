import type { Definition } from "./definition.ts";
import { canonicalJson } from "./json.ts";
import { keyText } from "./kinds/key.ts";

/** The keys, as text, of what two sets of definitions declare differently: what a pull request is about. */
export function changedKeys(base: readonly Definition[], merged: readonly Definition[]): ReadonlySet<string> {
  const before = contents(base);
  const after = contents(merged);
  return new Set([...before.keys(), ...after.keys()].filter((key) => before.get(key) !== after.get(key)));
}

function contents(definitions: readonly Definition[]): ReadonlyMap<string, string> {
  return new Map(
    definitions.map(({ key, model, options }) => [keyText(key), canonicalJson({ model, options: { ...options } })]),
  );
}
