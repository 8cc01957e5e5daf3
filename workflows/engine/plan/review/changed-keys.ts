import type { Definition, DefinitionSet } from "../../definition/definition.ts";
import { hasErrors } from "../../definition/diagnostic.ts";
import type { SourceFile } from "../../definition/evaluation.ts";
import { canonicalJson } from "../../values/json.ts";
import { isSameKey, type Key, keyText } from "../../values/key.ts";

/** What a commit declares, and the files that say it. */
export interface Declared {
  readonly definitions: DefinitionSet;
  /** undefined: they cannot be read. */
  readonly files: readonly SourceFile[] | undefined;
}

/** A resource, and the file that defines it, or defined it last. */
export interface DefinedResource {
  readonly key: Key;
  readonly file: string;
}

/**
 * Tells of a resource whether two commits declare it differently. Where one of them cannot be evaluated, it says nothing
 * about whose a change is: then a resource has changed whose file, or what that imports, has another text. Where neither
 * can, any other text counts. `otherwise`: what to say where not even the files of one of them can be read.
 */
export function changedBetween(
  before: Declared,
  after: Declared,
  otherwise: boolean,
): (resource: DefinedResource) => boolean {
  if (isWhole(before) && isWhole(after)) {
    const keys = changedKeys(before.definitions.definitions, after.definitions.definitions);
    return ({ key }) => keys.has(keyText(key));
  }
  if (before.files === undefined || after.files === undefined) return () => otherwise;
  const [old, now] = [textsOf(before.files), textsOf(after.files)];
  const importsOf = (file: string): readonly string[] =>
    [before, after].flatMap(({ definitions }) => definitions.imports?.[file] ?? []);
  // What a file imports nobody knows for certain where an evaluation came to no end.
  if (!isWhole(before) && !isWhole(after)) {
    const isOther = [...old.keys(), ...now.keys()].some((path) => old.get(path) !== now.get(path));
    return () => isOther;
  }
  // The record names the file that a run saw last, and a definition may have moved since.
  const filesOf = ({ key, file }: DefinedResource): readonly string[] => [
    file,
    ...[before, after].flatMap(({ definitions }) =>
      definitions.definitions.flatMap((each) => (isSameKey(each.key, key) ? each.file : [])),
    ),
  ];
  return (resource) =>
    filesOf(resource)
      .flatMap((file) => [file, ...importsOf(file)])
      .some((path) => old.get(path) !== now.get(path));
}

/** The keys, as text, of what two sets of definitions declare differently. */
function changedKeys(base: readonly Definition[], merged: readonly Definition[]): ReadonlySet<string> {
  const before = contents(base);
  const after = contents(merged);
  return new Set([...before.keys(), ...after.keys()].filter((key) => before.get(key) !== after.get(key)));
}

function isWhole({ definitions, files }: Declared): boolean {
  return files !== undefined && !hasErrors(definitions.diagnostics);
}

function textsOf(files: readonly SourceFile[]): ReadonlyMap<string, string> {
  return new Map(files.map(({ path, text, fault }) => [path, `${fault ?? ""} ${text}`]));
}

// Not the id, nor where it stands: a definition that moves is the same.
function contents(definitions: readonly Definition[]): ReadonlyMap<string, string> {
  return new Map(
    definitions.map(({ key, model, options }) => [keyText(key), canonicalJson({ model, options: { ...options } })]),
  );
}
