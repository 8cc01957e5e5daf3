import { restrictPlan } from "./engine/plan/build.ts";
import { askedFor } from "./engine/plan/choose.ts";
import { drifted, notAuthorized, parameterGuards } from "./engine/plan/guards/drift-guards.ts";
import { found } from "./engine/plan/guards/guard.ts";
import { type Key, keyText } from "./engine/values/key.ts";
import { type ResourceKind, verdictOf } from "./engine/kinds/resource-kind.ts";
import type { IgnoredDrift } from "./engine/plan/ignored-drift.ts";
import type { Finding, Plan } from "./engine/plan/plan.ts";
import type { Patience } from "./calls/insist.ts";
import { propertyPath } from "./render/property-text.ts";
import type { ResourceRecord } from "./ports/ledger.ts";
import type { Rotation } from "./engine/plan/drift.ts";
import { type DriftedResource, driftOf, rotationsOf } from "./plan/drift-of.ts";
import type { Choose } from "./plan/look-at-target.ts";
import { isMadeAnew, type SurveyDeps, type SurveyedResource, surveyTarget, suspectedAt } from "./plan/survey.ts";

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
  /** Those that are not as they were applied, and those of which something is ignored. */
  readonly drifted: readonly DriftedResource[];
  /** Those that are left for later. */
  readonly unread: readonly ResourceRecord[];
}

/** What is looked at, and what of it counts. Default: everything. */
export interface DriftScope {
  readonly ignored?: IgnoredDrift;
  readonly choose?: Choose;
}

/**
 * Every record against live state: what somebody changed or deleted by hand, parameters that were rotated, resources
 * that their service cannot use. Writes nothing.
 */
export async function detectDrift(
  advice: DriftAdvice,
  deps: SurveyDeps,
  patience: Patience,
  { ignored = {}, choose }: DriftScope = {},
): Promise<Drift> {
  const survey = await surveyTarget(deps, patience, choose);
  const resources = survey.resources.filter(({ isBusy }) => !isBusy);
  const drifted = resources.flatMap((resource) => driftOf(resource, deps.kinds.of(resource.change.key), ignored) ?? []);
  const left = new Set(drifted.filter(({ causes }) => causes.length === 0).map(({ resource }) => resource));
  const shown = resources.filter((resource) => !left.has(resource));
  const settled = new Set(shown.map(({ change }) => keyText(change.key)));
  const plan = restrictPlan(survey.plan, ({ key }) => settled.has(keyText(key)));
  const findings = drifted.flatMap((each): readonly Finding[] => {
    const { change, record } = each.resource;
    const restore = advice.restore(askedFor(change, survey.plan.changes), change.key);
    return findingsOf(each, deps.kinds.of(change.key), { file: advice.file(record.file, change.key), restore });
  });
  return {
    plan: { ...plan, findings },
    rotated: resources.filter((resource) => rotationsOf(resource).length > 0),
    drifted,
    unread: survey.unread,
  };
}

/** The advice about one resource. */
interface Advice {
  readonly file: string;
  readonly restore: string;
}

function findingsOf(drift: DriftedResource, kind: ResourceKind, advice: Advice): readonly Finding[] {
  const { resource } = drift;
  const { change } = resource;
  const isGone = change.action === "create";
  const isHalfDone = resource.record.state !== "applied";
  const messages = isHalfDone
    ? [halfDoneMessage(resource, kind, advice)]
    : isGone
      ? [goneMessage(change.name, kind, advice)]
      : differences(drift, kind, advice);
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

function differences(
  { resource, edited: changed, rotations }: DriftedResource,
  { noun }: ResourceKind,
  { file, restore }: Advice,
): readonly string[] {
  const { name } = resource.change;
  const and = resource.record.unwritten === true ? ", and with it the credential, which Bridgehead has not seen" : "";
  const apply = `The next apply of this ${noun}`;
  const edited = changed.map(({ path }) => propertyPath(path));
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
