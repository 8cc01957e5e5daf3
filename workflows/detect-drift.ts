import { verdictOf } from "./await-authorization.ts";
import { restrictPlan } from "./engine/build-plan.ts";
import { rotatedPaths } from "./engine/parameter-versions.ts";
import type { Finding, ParameterVersion, Plan } from "./engine/plan.ts";
import { propertyPath } from "./render/property-text.ts";
import { changedOutside, type SurveyDeps, type SurveyedConnection, surveyTarget } from "./survey-target.ts";

/** How a person keeps either side, in words of the place where they read it. */
export interface DriftAdvice {
  /** The definition's file as they would open it, given its path in the definitions folder. */
  readonly file: (file: string) => string;
  /** What makes an apply win, as an imperative. */
  readonly restore: (name: string) => string;
}

/** What people do who read a report on GitHub. */
export function githubAdvice(folder: string): DriftAdvice {
  return {
    file: (file) => `${folder}/${file}`,
    restore: (name) => `re-run with \`operation: apply\`, \`connection: ${name}\``,
  };
}

export interface Drift {
  /** What an apply of the records would do, with a finding for each cause. A connection that a run is at is left out. */
  readonly plan: Plan;
  /** The connections with a parameter that was written since they were applied. */
  readonly rotated: readonly SurveyedConnection[];
}

/**
 * Every record against live state: what somebody changed or deleted by hand, parameters that were rotated, connections
 * that EventBridge cannot use. Writes nothing.
 */
export async function detectDrift(advice: DriftAdvice, deps: SurveyDeps, signal: AbortSignal): Promise<Drift> {
  const survey = await surveyTarget(deps, signal);
  const connections = survey.connections.filter(({ isBusy }) => !isBusy);
  const settled = new Set(connections.map(({ change }) => change.name));
  const plan = restrictPlan(survey.plan, ({ name }) => settled.has(name));
  return {
    plan: { ...plan, findings: connections.flatMap((connection) => findingsOf(connection, advice)) },
    rotated: connections.filter((connection) => rotationsOf(connection).length > 0),
  };
}

function findingsOf(connection: SurveyedConnection, advice: DriftAdvice): readonly Finding[] {
  const { name, action } = connection.change;
  const messages = action === "create" ? [goneMessage(connection, advice)] : differences(connection, advice);
  return [
    ...messages.map((message) => ({ code: "drift", level: "warn", message, name }) as const),
    ...missingParameters(connection),
    ...authorization(connection),
  ];
}

function goneMessage({ record, change: { name } }: SurveyedConnection, advice: DriftAdvice): string {
  return (
    `"${name}" no longer exists in AWS. The next apply of this connection creates it again. To leave it deleted, ` +
    `remove it from ${advice.file(record.file)} and open a pull request; to have it back, ${advice.restore(name)}`
  );
}

function differences(connection: SurveyedConnection, advice: DriftAdvice): readonly string[] {
  const { record, change } = connection;
  const { name } = change;
  const file = advice.file(record.file);
  const edited = changedOutside(connection).map(({ path }) => propertyPath(path));
  const messages: string[] = [];
  if (edited.length > 0) {
    const [subject, verb, it] =
      edited.length === 1 ? [edited[0], "differs", "it"] : [edited.join(", "), "differ", "them"];
    messages.push(
      `${subject} of "${name}" ${verb} from what was applied. The next apply of this connection overwrites ${it}. ` +
        `To keep what AWS has, write it into ${file} and open a pull request; to restore what was applied, ` +
        advice.restore(name),
    );
  }
  for (const { path, before, now } of rotationsOf(connection)) {
    const versions = before === now ? `and has version ${now} again` : `from version ${before} to ${now}`;
    messages.push(
      `parameter ${path} of "${name}" was rotated ${versions} since it was applied. The next apply sends the new ` +
        `value. To keep the old one, pin its version in ${file} and open a pull request; to send the new one now, ` +
        advice.restore(name),
    );
  }
  return messages;
}

interface Rotation {
  readonly path: string;
  readonly before: number;
  readonly now: number;
}

function rotationsOf({ record, parameters }: SurveyedConnection): readonly Rotation[] {
  const versionIn = (versions: readonly ParameterVersion[], wanted: string): number =>
    versions.find(({ path, modified }) => path === wanted && modified !== 0)?.version ?? 0;
  return [...rotatedPaths(record.parameters, parameters)].map((path) => ({
    path,
    before: versionIn(record.parameters, path),
    now: versionIn(parameters, path),
  }));
}

function missingParameters({ change: { name }, missing }: SurveyedConnection): readonly Finding[] {
  return missing.map((path) => ({
    code: "parameter-not-found",
    level: "warn",
    message: `parameter ${path} of "${name}" no longer exists. The connection works on; its next change cannot be applied until the parameter is there`,
    name,
  }));
}

/** EventBridge's own reason is not shown: it may quote a credential, and none is read here to mask it. */
function authorization({ change: { name }, state }: SurveyedConnection): readonly Finding[] {
  if (state === null || verdictOf(state) === "good") return [];
  const message = `EventBridge says ${state} of "${name}": it delivers no event through this connection. Check the credential in its parameter and the endpoint, then apply the connection again`;
  return [{ code: "not-authorized", level: "warn", message, name }];
}
