import type { Definition } from "../engine/definition/definition.ts";
import type { Diagnostic } from "../engine/definition/diagnostic.ts";
import { type Ownership, type Parts, partsOf } from "../engine/plan/own-part.ts";
import { changedBetween } from "../engine/plan/review/changed-keys.ts";
import { halfFindings } from "../engine/plan/guards/pull-request-guards.ts";
import { type Change, pendingChanges, resourcesOf } from "../engine/plan/plan.ts";
import { type Limits, limitsOf, policyDigest } from "../engine/policy/limits.ts";
import { isDefinitionFile } from "../engine/read/definition-files.ts";
import { equalJson } from "../engine/values/json.ts";
import { keyText } from "../engine/values/key.ts";
import type { PlannedTarget } from "../plan/plan-definitions.ts";
import {
  type BranchDefinitions,
  type ReadBranchDeps,
  readDeclared,
  sameConfig,
  sameDefinitions,
} from "../plan/read-branch.ts";

/** Two commits: a merge, or a head, and what it is compared with. */
export interface Ends {
  readonly commit: string;
  readonly base: string;
}

/** Whether what lies between changes a definition, a helper of one, or the configuration. */
export async function touches({ commit, base }: Ends, deps: ReadBranchDeps): Promise<boolean> {
  const [isSame, isConfigSame] = await Promise.all([
    sameDefinitions(commit, base, deps),
    sameConfig(commit, base, deps),
  ]);
  return !isSame || !isConfigSame;
}

/** The tip of the base, and what its configuration allows; undefined: that is broken. */
export interface BaseOf {
  readonly base: string;
  readonly policy: Limits | undefined;
}

/** A plan of a merge, and whose what of it is. */
export interface Whose {
  readonly parts: Parts;
  /** Whether a change can be reviewed with the pull request: of a replacement, both resources come from it. */
  readonly isReviewable: (change: Change) => boolean;
  /** Whether what it changes may be used by definitions that it does not change. */
  readonly isWide: boolean;
}

/** Tells the pull request's own part of the plan of its merge from what happens on the base anyway. */
export async function partPlan(
  planned: Pick<PlannedTarget, "plan" | "records">,
  merged: BranchDefinitions,
  { base, policy }: BaseOf,
  { deps, signal }: { readonly deps: ReadBranchDeps; readonly signal: AbortSignal },
): Promise<Whose> {
  const { plan } = planned;
  const before = await readDeclared(base, merged.config, deps, signal);
  // A base that cannot be read says nothing about whose a change is: what nobody can tell is not this pull request's.
  const hasChanged = changedBetween(before, merged, false);
  const records = new Map(planned.records.map((record) => [keyText(record.key), record]));
  const definitionAt = locate(merged.definitions.definitions);
  const isReviewable = (change: Change): boolean => resourcesOf(change, records).every(hasChanged);
  const ownership: Ownership = {
    isOwn: (change) => resourcesOf(change, records).some(hasChanged),
    isOwnAt: (diagnostic) => {
      const at = definitionAt(diagnostic);
      return at !== undefined && hasChanged(at);
    },
    // Asked for where the merge has something to say at all.
    base: plan.diagnostics.every(({ about }) => about !== undefined) ? [] : before.said(deps.caps),
    // A base whose configuration is broken allows nothing: whoever repairs it brings all that it allows.
    changesPolicy: policy === undefined || policyDigest(policy) !== policyDigest(limitsOf(merged.config)),
  };
  const parts = partsOf(plan, ownership);
  const halves = pendingChanges(parts.own).filter((change) => !isReviewable(change));
  const own = { ...parts.own, findings: [...parts.own.findings, ...halfFindings(halves)] };
  return { parts: { ...parts, own }, isReviewable, isWide: isWide(before, merged) };
}

/** Finds the definition that a place is in: the last one of its file that begins above it. */
function locate(definitions: readonly Definition[]): (at: Diagnostic) => Definition | undefined {
  const byFile = Map.groupBy(
    definitions.toSorted((a, b) => (b.line ?? 0) - (a.line ?? 0)),
    ({ file }) => file,
  );
  return ({ file, line }) => byFile.get(file)?.find((each) => each.line !== null && each.line <= line);
}

/** Whether what others declare may depend on it: a helper, or how definitions are read. */
function isWide(before: BranchDefinitions, merged: BranchDefinitions): boolean {
  if (before.files === undefined || merged.files === undefined) return true;
  if (before.config.definitions !== merged.config.definitions) return true;
  if (!equalJson({ ...before.config }, { ...merged.config })) return true;
  const texts = new Map(before.files.map(({ path, text }) => [path, text]));
  const other = new Set([
    ...merged.files.filter(({ path, text }) => texts.get(path) !== text).map(({ path }) => path),
    ...[...texts.keys()].filter((path) => !merged.files?.some((file) => file.path === path)),
  ]);
  const imported = new Set(Object.values({ ...before.definitions.imports, ...merged.definitions.imports }).flat());
  return [...other].some((path) => !isDefinitionFile(path) || imported.has(path));
}
