import { CONNECTION_TYPE, connectionSchema } from "./engine/kinds/connection/schema.ts";
import { buildPlan } from "./engine/build-plan.ts";
import type { Definition, ReferenceUse } from "./engine/definition.ts";
import { equalJson, textsIn, valueAt } from "./engine/json.ts";
import { Literals } from "./engine/literals.ts";
import { normaliseLive, type Model } from "./engine/kinds/model.ts";
import type { Change, ParameterVersion, Plan, PropertyChange, Target } from "./engine/plan.ts";
import { referencesIn } from "./engine/reference.ts";
import { SecretText } from "./engine/secret-text.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "./map-concurrently.ts";
import type { SurveyAws } from "./ports/aws.ts";
import type { ConnectionRecord, RecordReader } from "./ports/ledger.ts";

/** What a survey has. */
export interface SurveyDeps {
  readonly target: Target;
  readonly aws: SurveyAws;
  readonly ledger: RecordReader;
}

/** One managed connection: its record, and how it stands now. */
export interface SurveyedConnection {
  readonly record: ConnectionRecord;
  /** What applying the recorded desired state once more would do. */
  readonly change: Change;
  /** As EventBridge says it now, such as `AUTHORIZED`; null: it knows no such connection. */
  readonly state: string | null;
  /** A run has begun something with it that has not ended, or not well, so that a difference is no drift. */
  readonly isBusy: boolean;
  /** The newest versions of its parameters that are followed, and those that are pinned. */
  readonly parameters: readonly ParameterVersion[];
  /** Parameters that it was applied with and that no longer exist. */
  readonly missing: readonly string[];
}

export interface Survey {
  /** Every record against live: what an apply of all records would do. Lines are null, since records have none. */
  readonly plan: Plan;
  /** Sorted by name. */
  readonly connections: readonly SurveyedConnection[];
}

/** Looks at every managed connection. Reads records, live state and parameter metadata; evaluates and writes nothing. */
export async function surveyTarget(deps: SurveyDeps, signal: AbortSignal): Promise<Survey> {
  // The intents first: one that is settled in between has its record then.
  const busy = new Set((await deps.ledger.intents()).map(({ name }) => name));
  const records = await deps.ledger.records();
  const definitions = records.map(definitionOf);
  const paths = new Set(definitions.flatMap(({ references }) => references.map(({ reference }) => reference.path)));
  const parameters = paths.size === 0 ? new Map() : await deps.aws.parameters.describe([...paths].toSorted(), signal);
  const looks = new Map(
    await mapConcurrently(
      records,
      CALLS_AT_ONCE,
      async ({ name }) => [name, await look(name, deps.aws, signal)] as const,
    ),
  );
  const plan = withoutLines(
    buildPlan({
      target: deps.target,
      definitions: { definitions, diagnostics: [], literals: new Literals(new SecretText("")) },
      records,
      parameters,
      live: new Map([...looks].map(([name, { live }]) => [name, live])),
      diagnostics: [],
    }),
  );
  const byName = new Map(records.map((record) => [record.name, record]));
  const connections = plan.changes.flatMap((change): readonly SurveyedConnection[] => {
    const record = byName.get(change.name);
    if (record === undefined) return [];
    return [
      {
        record,
        change,
        state: looks.get(change.name)?.state ?? null,
        isBusy: busy.has(change.name) || record.unfinished === true || record.inDoubt !== undefined,
        parameters: change.parameters,
        missing: record.parameters.map(({ path }) => path).filter((path) => !parameters.has(path)),
      },
    ];
  });
  return { plan, connections };
}

/**
 * What somebody changed in AWS. A property that holds a plain parameter also differs when that was rotated; then it
 * still reads as it did after the apply.
 */
export function changedOutside({ record, change }: SurveyedConnection): readonly PropertyChange[] {
  return change.properties.filter(({ path, before, after, readable }) => {
    const isTemplate = typeof after === "string" && referencesIn(after).length > 0;
    return readable && !(isTemplate && equalJson(before, valueAt(record.live, path) ?? null));
  });
}

async function look(
  name: string,
  { connections, states }: SurveyAws,
  signal: AbortSignal,
): Promise<{ readonly live: Model | null; readonly state: string | null }> {
  const [found, described] = [await connections.read(name, signal), await states.describe(name, signal)];
  return {
    live: found === undefined ? null : normaliseLive(connectionSchema, found.properties),
    state: described === undefined ? null : described.state,
  };
}

/** What was last applied, as if it were defined. */
function definitionOf({ id, name, file, desired, options }: ConnectionRecord): Definition {
  const at = { file, line: 1, column: 1 };
  const references = textsIn(desired).flatMap(({ path, text }): readonly ReferenceUse[] =>
    referencesIn(text).map((reference) => ({ ...at, path, reference })),
  );
  const key = { type: CONNECTION_TYPE, identifier: name };
  return { ...at, key, id, name, model: desired, options, references };
}

function withoutLines(plan: Plan): Plan {
  return { ...plan, changes: plan.changes.map((change) => ({ ...change, line: null })) };
}
