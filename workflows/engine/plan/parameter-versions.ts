import { compareText } from "../values/compare-text.ts";
import { textsIn } from "../values/json.ts";
import type { Model } from "../values/model.ts";
import type { ParameterVersion } from "./plan.ts";
import { formatTemplate, parseTemplate, type Reference, referencesIn } from "../values/reference.ts";

/** The versions that a model's references stand for, given the parameters that exist. Sorted, without repeats. */
export function versionsFor(model: Model, known: ReadonlyMap<string, ParameterVersion>): readonly ParameterVersion[] {
  const versions = new Map<string, ParameterVersion>();
  for (const { path, version } of referencesOf(model)) {
    const current = known.get(path);
    if (current === undefined) continue;
    const { modified } = current;
    versions.set(
      `${path}:${version ?? ""}`,
      version === null ? { path, version: current.version, modified } : { path, version, modified: 0 },
    );
  }
  return [...versions.values()].toSorted((a, b) => compareText(a.path, b.path) || a.version - b.version);
}

function referencesOf(model: Model): readonly Reference[] {
  return textsIn(model).flatMap(({ text }) => referencesIn(text));
}

/** The version that a reference stands for; undefined: not known. */
export function versionOf(reference: Reference, versions: readonly ParameterVersion[]): number | undefined {
  if (reference.version !== null) return reference.version;
  return versions.find(({ path, modified }) => path === reference.path && modified !== 0)?.version;
}

/** The template with the version of each parameter filled in, where it is known. */
export function withVersions(template: string, versions: readonly ParameterVersion[]): string {
  return formatTemplate(
    parseTemplate(template).map((part) => {
      if (part.kind !== "reference") return part;
      const version = versionOf(part.reference, versions);
      return version === undefined ? part : { ...part, reference: { ...part.reference, version } };
    }),
  );
}

/**
 * The paths of parameters that were written since: another version, or the same version at another time, since a
 * parameter that was deleted and made anew starts again at version 1. Pinned versions never rotate.
 */
export function rotatedPaths(
  recorded: readonly ParameterVersion[],
  current: readonly ParameterVersion[],
): ReadonlySet<string> {
  const before = new Map(recorded.filter(isUnpinned).map((parameter) => [parameter.path, parameter]));
  return new Set(
    current
      .filter(isUnpinned)
      .filter((parameter) => {
        const known = before.get(parameter.path);
        // What was not there when the resource was applied, or taken over, was never sent.
        return known === undefined || known.version !== parameter.version || known.modified !== parameter.modified;
      })
      .map(({ path }) => path),
  );
}

function isUnpinned({ modified }: ParameterVersion): boolean {
  return modified !== 0;
}
