import { type DriftCause, driftCauses, type Drifted, type Rotation } from "../engine/plan/drift.ts";
import { parameterExpires, parameterGuards } from "../engine/plan/guards/drift-guards.ts";
import { type IgnoredDrift, isIgnored } from "../engine/plan/ignored-drift.ts";
import { rotatedPaths } from "../engine/plan/parameter-versions.ts";
import type { ParameterVersion } from "../engine/plan/plan.ts";
import { type ResourceKind, verdictOf } from "../engine/kinds/resource-kind.ts";
import { changedOutside, isMadeAnew, type SurveyedResource, suspectedAt } from "./survey.ts";

/** A resource that is not as it was applied, or of which something is ignored. */
export interface DriftedResource extends Drifted {
  readonly resource: SurveyedResource;
}

/** Why a resource is not as it was applied; undefined: it is, and nothing had to be ignored for that. */
export function driftOf(
  resource: SurveyedResource,
  kind: ResourceKind,
  toIgnore: IgnoredDrift,
): DriftedResource | undefined {
  const { change, record, look } = resource;
  const [isGone, isHalfDone] = [change.action === "create", record.state !== "applied"];
  const differing = isGone || isHalfDone ? [] : changedOutside(resource);
  const ignored = differing.filter(({ path }) => isIgnored(toIgnore, change, path));
  const edited = differing.filter((property) => !ignored.includes(property));
  const problems = resource.problems.filter(({ code }) => parameterGuards.some((guard) => guard.code === code));
  const stopped = new Set(problems.filter(({ stops }) => stops).map(({ path }) => path));
  const rotations = isGone || isHalfDone ? [] : rotationsOf(resource).filter(({ path }) => !stopped.has(path));
  const isWhole = !isGone && !isHalfDone;
  const isCause: Readonly<Record<DriftCause, boolean>> = {
    deleted: isGone && !isHalfDone,
    "made-anew": isWhole && isMadeAnew(resource),
    credential: isWhole && suspectedAt(resource) !== null,
    changed: edited.length > 0,
    "half-done": isHalfDone,
    unusable: verdictOf(kind, look?.state ?? null) !== "good",
    parameter: problems.some(({ code }) => code !== parameterExpires.code),
    rotated: rotations.length > 0,
    expiring: problems.some(({ code }) => code === parameterExpires.code),
  };
  const causes = driftCauses.filter((cause) => isCause[cause]);
  const isPending = change.action !== "no-op" && ignored.length === 0 && causes.length === 0;
  // Something of Bridgehead's own is missing yet, such as an export.
  if (isPending) causes.push("half-done");
  if (causes.length === 0 && ignored.length === 0) return undefined;
  return { resource, causes, edited, ignored, rotations, problems };
}

/** How many properties differ, and are none that count. */
export function ignoredCount(drifted: readonly DriftedResource[]): number {
  return drifted.reduce((sum, { ignored }) => sum + ignored.length, 0);
}

/** The parameters of a resource that were written since it was applied. */
export function rotationsOf({
  record,
  parameters,
}: Pick<SurveyedResource, "record" | "parameters">): readonly Rotation[] {
  const versionIn = (versions: readonly ParameterVersion[], wanted: string): number =>
    versions.find(({ path, modified }) => path === wanted && modified !== 0)?.version ?? 0;
  return [...rotatedPaths(record.parameters, parameters)].map((path) => ({
    path,
    before: versionIn(record.parameters, path),
    now: versionIn(parameters, path),
  }));
}
