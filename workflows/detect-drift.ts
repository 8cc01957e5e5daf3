import { restrictPlan } from "./engine/plan/build.ts";
import { askedFor } from "./engine/plan/choose.ts";
import { drifted, notAuthorized, parameterGuards } from "./engine/plan/guards/drift-guards.ts";
import { found } from "./engine/plan/guards/guard.ts";
import { type Key, keyText } from "./engine/values/key.ts";
import { type ResourceKind, verdictOf } from "./engine/kinds/resource-kind.ts";
import { rotatedPaths } from "./engine/plan/parameter-versions.ts";
import type { Finding, ParameterVersion, Plan } from "./engine/plan/plan.ts";
import type { Patience } from "./calls/insist.ts";
import { propertyPath } from "./render/property-text.ts";
import {
  changedOutside,
  isMadeAnew,
  type SurveyDeps,
  type SurveyedResource,
  surveyTarget,
  suspectedAt,
} from "./plan/survey.ts";

/** How a person keeps either side, in words of the place where they read it. */
export interface DriftAdvice {
  /** The definition's file as they would open it, given its path in the definitions folder. */
  readonly file: (file: string, key: Key) => string;
  /** What makes an apply win, as an imperative. `asked`: how the resource is asked for among all that are managed. */
  readonly restore: (asked: string, key: Key) => string;
}

/** What people do who read a report on GitHub. */
export function githubAdvice(folder: string): DriftAdvice {
  return {
    file: (file) => `${folder}/${file}`,
    restore: (asked) => `re-run with \`operation: apply\`, \`connection: ${asked}\``,
  };
}

export interface Drift {
  /** What an apply of the records would do, with a finding for each cause. What a run is at is left out. */
  readonly plan: Plan;
  /** The resources with a parameter that was written since they were applied. */
  readonly rotated: readonly SurveyedResource[];
}

/**
 * Every record against live state: what somebody changed or deleted by hand, parameters that were rotated, resources
 * that their service cannot use. Writes nothing.
 */
export async function detectDrift(advice: DriftAdvice, deps: SurveyDeps, patience: Patience): Promise<Drift> {
  const survey = await surveyTarget(deps, patience);
  const resources = survey.resources.filter(({ isBusy }) => !isBusy);
  const settled = new Set(resources.map(({ change }) => keyText(change.key)));
  const plan = restrictPlan(survey.plan, ({ key }) => settled.has(keyText(key)));
  const findings = resources.flatMap((resource) => {
    const { change } = resource;
    const restore = advice.restore(askedFor(change, survey.plan.changes), change.key);
    const file = advice.file(resource.record.file, change.key);
    return findingsOf(resource, deps.kinds.of(change.key), { file, restore });
  });
  return { plan: { ...plan, findings }, rotated: resources.filter((resource) => rotationsOf(resource).length > 0) };
}

/** The advice about one resource. */
interface Advice {
  readonly file: string;
  readonly restore: string;
}

function findingsOf(resource: SurveyedResource, kind: ResourceKind, advice: Advice): readonly Finding[] {
  const { change } = resource;
  const isGone = change.action === "create";
  const isHalfDone = resource.record.state !== "applied";
  const messages = isHalfDone
    ? [halfDoneMessage(resource, kind, advice)]
    : isGone
      ? [goneMessage(change.name, kind, advice)]
      : differences(resource, kind, advice);
  return [
    ...messages.map((message) => found(drifted, change, message)),
    ...parameterFindings(resource, kind),
    ...authorization(resource, kind),
  ];
}

function halfDoneMessage({ record }: SurveyedResource, { noun }: ResourceKind, { restore }: Advice): string {
  const what =
    record.state === "incomplete"
      ? `an earlier change of "${record.name}" did not get to its end`
      : `whether an earlier change of "${record.name}" took effect is not known`;
  return (
    `${what}: AWS may have something else than was applied. The next apply of this ${noun} sends everything again. ` +
    `To do that now, ${restore}`
  );
}

function goneMessage(name: string, { noun }: ResourceKind, { file, restore }: Advice): string {
  return (
    `"${name}" no longer exists in AWS. The next apply of this ${noun} creates it again. To leave it deleted, ` +
    `remove it from ${file} and open a pull request; to have it back, ${restore}`
  );
}

function differences(resource: SurveyedResource, { noun }: ResourceKind, { file, restore }: Advice): readonly string[] {
  const { name } = resource.change;
  const and = resource.record.unwritten === true ? ", and with it the credential, which Bridgehead has not seen" : "";
  const apply = `The next apply of this ${noun}`;
  const edited = changedOutside(resource).map(({ path }) => propertyPath(path));
  const messages: string[] = [];
  if (edited.length > 0) {
    const [subject, verb, it] =
      edited.length === 1 ? [edited[0], "differs", "it"] : [edited.join(", "), "differ", "them"];
    messages.push(
      `${subject} of "${name}" ${verb} from what was applied. ${apply} overwrites ${it}${and}. ` +
        `To keep what AWS has, write it into ${file} and open a pull request; to restore what was applied, ` +
        restore,
    );
  }
  if (isMadeAnew(resource)) {
    messages.push(
      `"${name}" was deleted in AWS and made anew by somebody else. ${apply} sends it everything that is defined. ` +
        `To leave it as it is, remove it from ${file} and open a pull request; to have what was applied, ${restore}`,
    );
  }
  const suspected = suspectedAt(resource);
  if (suspected !== null) {
    const at = new Date(suspected).toISOString();
    messages.push(
      `"${name}" may have been changed outside Bridgehead at ${at}: AWS says that it was modified then, and nothing ` +
        `that can be read differs. ${apply} sends its credential again. To send it now, ${restore}`,
    );
  }
  const stopped = new Set(resource.problems.filter(({ stops }) => stops).map(({ path }) => path));
  const rotations = rotationsOf(resource).filter(({ path }) => !stopped.has(path));
  return [...messages, ...rotations.map((rotation) => rotationMessage(rotation, resource, { file, restore }))];
}

function rotationMessage(
  { path, before, now }: Rotation,
  { change, record }: SurveyedResource,
  { file, restore }: Advice,
): string {
  const isUnwritten = record.unwritten === true;
  const parameter = `parameter ${path} of "${change.name}"`;
  if (isUnwritten || before === 0) {
    const [done, since] = [before === 0 ? "made" : "written", isUnwritten ? "taken over" : "applied"];
    const unseen = isUnwritten ? ", and with it replaces the credential, which Bridgehead has not seen" : "";
    return (
      `${parameter} was ${done} since it was ${since}. The next apply sends its value${unseen}. ` +
      `To send it now, ${restore}`
    );
  }
  const versions = before === now ? `and has version ${now} again` : `from version ${before} to ${now}`;
  return (
    `${parameter} was rotated ${versions} since it was applied. The next apply sends the new value. ` +
    `To keep the old one, pin its version in ${file} and open a pull request; to send the new one now, ${restore}`
  );
}

interface Rotation {
  readonly path: string;
  readonly before: number;
  readonly now: number;
}

function rotationsOf({ record, parameters }: SurveyedResource): readonly Rotation[] {
  const versionIn = (versions: readonly ParameterVersion[], wanted: string): number =>
    versions.find(({ path, modified }) => path === wanted && modified !== 0)?.version ?? 0;
  return [...rotatedPaths(record.parameters, parameters)].map((path) => ({
    path,
    before: versionIn(record.parameters, path),
    now: versionIn(parameters, path),
  }));
}

function parameterFindings({ change, problems }: SurveyedResource, { noun }: ResourceKind): readonly Finding[] {
  return problems.flatMap(({ code, message, hint, stops }) => {
    const guard = parameterGuards.find((each) => each.code === code);
    if (guard === undefined) return [];
    const meanwhile = stops
      ? `The ${noun} works on; its next change cannot be applied until that is put right`
      : `The ${noun} works on`;
    return [found(guard, change, `${message}. "${change.name}" refers to it. ${meanwhile}: ${hint}`)];
  });
}

/** The service's own reason is not shown: it may quote a credential, and none is read here to mask it. */
function authorization({ change, look }: SurveyedResource, kind: ResourceKind): readonly Finding[] {
  const state = look?.state ?? null;
  const { ready, service, noun } = kind;
  if (ready === null || verdictOf(kind, state) === "good") return [];
  const what = `${service} says ${state} of "${change.name}": ${ready.consequence}`;
  return [found(notAuthorized, change, `${what}. ${ready.remedy}, then apply the ${noun} again`)];
}
