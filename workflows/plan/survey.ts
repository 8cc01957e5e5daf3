import { buildPlan } from "../engine/plan/build.ts";
import type { Definition, ReferenceUse } from "../engine/definition/definition.ts";
import { equalJson, textsIn, valueAt } from "../engine/values/json.ts";
import { Literals } from "../engine/values/literals.ts";
import { type Key, keyText } from "../engine/values/key.ts";
import type { Look } from "../engine/plan/look.ts";
import { isAnother } from "../engine/plan/record.ts";
import { isOwnPath } from "../engine/definition/own-options.ts";
import type { ResourceKinds } from "../engine/kinds/registry.ts";
import type { Change, ParameterVersion, Plan, PropertyChange, Target } from "../engine/plan/plan.ts";
import { isBeingMade } from "../engine/plan/record-state.ts";
import { formatReference, referencesIn } from "../engine/values/reference.ts";
import { SecretText } from "../engine/values/secret-text.ts";
import { describeParameters } from "../calls/all-pages.ts";
import { type ParameterProblem, problemsOf } from "./check-parameters.ts";
import { insisting, type Patience } from "../calls/insist.ts";
import { type Choose, lookAtTarget } from "./look-at-target.ts";
import { readManaged } from "./managed.ts";
import { need } from "../ports/answer.ts";
import type { SurveyAws } from "../ports/aws.ts";
import type { Clock } from "../ports/clock.ts";
import type { ResourceRecord, RecordReader } from "../ports/ledger.ts";
import type { ParameterInfo } from "../ports/parameters.ts";

/** What a survey has. */
export interface SurveyDeps {
  readonly kinds: ResourceKinds;
  readonly target: Target;
  readonly aws: SurveyAws;
  readonly ledger: RecordReader;
  readonly clock: Clock;
  /** The stack that manages a resource, where a terminal looks at several; undefined: the terminal's own. */
  readonly stackOf?: (key: Key) => { readonly stage: string } | undefined;
}

/** One managed resource: its record, and how it stands now. */
export interface SurveyedResource {
  readonly record: ResourceRecord;
  /** What applying the recorded desired state once more would do. */
  readonly change: Change;
  /** What AWS tells of it now; null: there is no such resource. */
  readonly look: Look | null;
  /** A run has begun something with it that has not ended, so that a difference is no drift. */
  readonly isBusy: boolean;
  /** The newest versions of its parameters that are followed, and those that are pinned. */
  readonly parameters: readonly ParameterVersion[];
  /** What is wrong with parameters that it was applied with. */
  readonly problems: readonly ParameterProblem[];
}

export interface Survey {
  /** Every record against live: what an apply of all records would do. Lines are null, since records have none. */
  readonly plan: Plan;
  /** Sorted by key. */
  readonly resources: readonly SurveyedResource[];
  /** Those of which nothing is known but that they have to be read, since `choose` left them out. */
  readonly unread: readonly ResourceRecord[];
}

/**
 * Looks at every managed resource. Reads records, live state and parameter metadata; evaluates and writes nothing. What
 * `choose` leaves out is in no plan.
 */
export async function surveyTarget(deps: SurveyDeps, patience: Patience, choose?: Choose): Promise<Survey> {
  const { signal } = patience;
  const aws = insisting(deps.aws, patience, deps.clock);
  const { records: managed, busy } = await readManaged(deps.ledger);
  const keys = managed.map(({ key }) => key);
  const looks = await lookAtTarget({ keys, records: managed, read: "all", choose }, { ...deps, aws }, signal);
  const records = managed.filter(({ key }) => looks.has(keyText(key)));
  const definitions = records.map(definitionOf);
  const paths = definitions.flatMap(({ references }) => references.map(({ reference }) => reference.path));
  const parameters = need(await describeParameters(paths, aws.parameters, signal));
  const plan = surveyed(
    buildPlan({
      kinds: deps.kinds,
      target: deps.target,
      definitions: { definitions, diagnostics: [], literals: new Literals(new SecretText("")) },
      records,
      parameters,
      live: looks,
      diagnostics: [],
    }),
    deps,
  );
  const byKey = new Map(records.map((record) => [keyText(record.key), record]));
  const resources = plan.changes.flatMap((change): readonly SurveyedResource[] => {
    const key = keyText(change.key);
    const record = byKey.get(key);
    if (record === undefined) return [];
    return [
      {
        record,
        change,
        look: looks.get(key) ?? null,
        isBusy: busy.has(key),
        parameters: change.parameters,
        problems: problemsFor(record, parameters, deps.clock.now()),
      },
    ];
  });
  return { plan, resources, unread: managed.filter(({ key }) => !looks.has(keyText(key))) };
}

function problemsFor(
  record: ResourceRecord,
  parameters: ReadonlyMap<string, ParameterInfo>,
  now: number,
): readonly ParameterProblem[] {
  const references = new Map(
    definitionOf(record).references.map(({ reference }) => [formatReference(reference), reference]),
  );
  return [...references.values()].flatMap((reference) => problemsOf(reference, parameters.get(reference.path), now));
}

/**
 * What somebody changed in AWS. A property that holds a plain parameter also differs when that was rotated; then it
 * still reads as it did after the apply.
 */
export function changedOutside({ record, change }: SurveyedResource): readonly PropertyChange[] {
  return change.properties.filter(({ path, before, after, readable }) => {
    const isTemplate = typeof after === "string" && referencesIn(after).length > 0;
    const then = valueAt(record.live, path) ?? valueAt(record.told?.seen ?? {}, path) ?? null;
    // The record is what says so of Bridgehead's own.
    return readable && !isOwnPath(path) && !(isTemplate && equalJson(before, then));
  });
}

/** Whether there is another resource of its name, which somebody else made. */
export function isMadeAnew({ record, look }: SurveyedResource): boolean {
  return isAnother(record, look);
}

/**
 * When somebody else changed it, as it seems, and nothing that can be read differs: in milliseconds since the epoch;
 * null: nothing says so.
 */
export function suspectedAt({ change }: SurveyedResource): number | null {
  return change.desired === null ? null : change.suspectedAt;
}

/** What was last applied, as if it were defined. */
function definitionOf({ key, id, name, file, options, ...record }: ResourceRecord): Definition {
  // What is being made is not applied yet, and all that there is of it is what was begun.
  const desired = isBeingMade(record) ? (record.begun?.desired ?? {}) : record.desired;
  const at = { file, line: 1, column: 1 };
  const references = textsIn(desired).flatMap(({ path, text }): readonly ReferenceUse[] =>
    referencesIn(text).map((reference) => ({ ...at, path, reference })),
  );
  return { ...at, key, id, name, model: desired, options, references };
}

/** Records have no lines, and each is of the ledger that it was read from. */
function surveyed(plan: Plan, { stackOf }: SurveyDeps): Plan {
  const changes = plan.changes.map((change): Change => {
    const stack = stackOf?.(change.key)?.stage;
    return { ...change, line: null, ...(stack === undefined ? {} : { stack }) };
  });
  return { ...plan, changes };
}
