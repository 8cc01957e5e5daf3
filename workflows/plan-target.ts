import { connectionSchema } from "./engine/kinds/connection/schema.ts";
import { checkParameters } from "./check-parameters.ts";
import { buildPlan, namesToRead } from "./engine/build-plan.ts";
import { type Config, SYSTEM_PREFIX } from "./engine/config.ts";
import type { DefinitionSet } from "./engine/definition.ts";
import { hasErrors } from "./engine/diagnostic.ts";
import type { SourceFile } from "./engine/evaluation.ts";
import { evaluatedKinds } from "./engine/evaluate/evaluated-kinds.ts";
import { interpret } from "./engine/interpret/interpret.ts";
import { type GuardDeps, guardPlan } from "./guard-plan.ts";
import { withLiveHttp } from "./engine/kinds/connection/live-http.ts";
import { normaliseLive, type Model } from "./engine/kinds/model.ts";
import type { Kinds } from "./engine/kinds/registry.ts";
import type { Plan, Target } from "./engine/plan.ts";
import type { SecretText } from "./engine/secret-text.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "./map-concurrently.ts";
import type { ConnectionReader } from "./ports/cloud.ts";
import type { Evaluator } from "./ports/evaluator.ts";
import type { HttpParameterReader } from "./ports/inventory.ts";
import type { ConnectionRecord, RecordReader } from "./ports/ledger.ts";
import type { ParameterCatalog, ParameterInfo } from "./ports/parameters.ts";

export interface PlanTargetDeps extends GuardDeps {
  readonly target: Target;
  readonly kinds: Kinds;
  readonly evaluator: Evaluator;
  readonly ledger: RecordReader;
  readonly connections: ConnectionReader;
  readonly inventory: HttpParameterReader;
  readonly parameters: ParameterCatalog;
  readonly fingerprintKey: SecretText;
}

export interface DefinitionSource {
  readonly files: readonly SourceFile[];
  readonly config: Config;
}

/** `changed`: read live state only of what can have changed; `all`: of everything, so that drift is seen too. */
export type ReadScope = "changed" | "all";

export interface PlannedTarget {
  readonly plan: Plan;
  /** What the plan took for managed: with what is being created, as it will be recorded. */
  readonly records: readonly ConnectionRecord[];
}

/** Evaluates definitions and interprets them; calls nothing but the evaluator. */
export async function readDefinitions(
  { files, config }: DefinitionSource,
  deps: Pick<PlanTargetDeps, "evaluator" | "fingerprintKey" | "kinds"> & { readonly region: string | null },
  signal: AbortSignal,
): Promise<DefinitionSet> {
  return interpret(await deps.evaluator.evaluate(files, evaluatedKinds(deps.kinds), signal), {
    kinds: deps.kinds,
    fingerprintKey: deps.fingerprintKey,
    region: deps.region,
    secretPrefixes: config.secretPrefixes,
    systemPrefix: SYSTEM_PREFIX,
    allowedOAuthHosts: config.oauthHosts,
    severities: config.rules,
  });
}

/** Plans what it takes to bring the target to the definitions. With an error in one of them, AWS is not called. */
export async function planDefinitions(
  definitions: DefinitionSet,
  read: ReadScope,
  deps: Omit<PlanTargetDeps, "evaluator" | "fingerprintKey">,
  signal: AbortSignal,
): Promise<PlannedTarget> {
  const { target } = deps;
  if (hasErrors(definitions.diagnostics)) {
    const nothing = { records: [], parameters: new Map(), live: new Map(), diagnostics: [] };
    return { plan: buildPlan({ target, definitions, ...nothing }), records: [] };
  }
  const records = await managedConnections(deps.ledger);
  const parameters = await describeParameters(definitions, deps.parameters, signal);
  const names =
    read === "all"
      ? [...new Set([...definitions.definitions.map(({ name }) => name), ...records.map(({ name }) => name)])]
      : namesToRead({ definitions, records, parameters });
  const live = await readLive(names, deps.connections, signal);
  const diagnostics = checkParameters(definitions.definitions, parameters);
  const adopted = await readAdopted(definitions, records, live, deps.inventory, signal);
  const plan = buildPlan({ target, definitions, records, parameters, live, adopted, diagnostics });
  return { plan: await guardPlan(plan, records, deps, signal), records };
}

/**
 * The records, and with them what a run has begun to create: it may be there already, and its name is not taken by
 * somebody else.
 */
async function managedConnections(ledger: RecordReader): Promise<readonly ConnectionRecord[]> {
  // The intents first: one that is settled in between has a record then.
  const intents = await ledger.intents();
  const records = await ledger.records();
  const known = new Set(records.map(({ name }) => name));
  const begun = intents.flatMap(({ action, name, record }) =>
    action === "create" && record !== null && !known.has(name) ? [{ ...record, unfinished: true as const }] : [],
  );
  return [...records, ...begun];
}

async function describeParameters(
  { definitions }: DefinitionSet,
  catalog: ParameterCatalog,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ParameterInfo>> {
  const paths = new Set(definitions.flatMap(({ references }) => references.map(({ reference }) => reference.path)));
  return paths.size === 0 ? new Map() : await catalog.describe([...paths].toSorted(), signal);
}

async function readLive(
  names: readonly string[],
  connections: ConnectionReader,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Model | null>> {
  const entries = await mapConcurrently(names, CALLS_AT_ONCE, async (name) => {
    const found = await connections.read(name, signal);
    return [name, found === undefined ? null : normaliseLive(connectionSchema, found.properties)] as const;
  });
  return new Map(entries);
}

/** What a record would tell of connections that are taken over, as far as EventBridge tells it. */
async function readAdopted(
  { definitions }: DefinitionSet,
  records: readonly ConnectionRecord[],
  live: ReadonlyMap<string, Model | null>,
  inventory: HttpParameterReader,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Model>> {
  const managed = new Set(records.map(({ name }) => name));
  const names = definitions
    .filter(({ name, options }) => options.adopt && !managed.has(name) && (live.get(name) ?? null) !== null)
    .map(({ name }) => name);
  const found = await mapConcurrently(names, CALLS_AT_ONCE, async (name) => {
    const http = await inventory.httpParameters(name, signal);
    return [name, withLiveHttp({}, http ?? { invocation: null, oauth: null })] as const;
  });
  return new Map(found);
}
