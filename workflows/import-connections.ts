import { type Config, SYSTEM_PREFIX } from "./engine/config.ts";
import type { Definition } from "./engine/definition.ts";
import { type Draft, draftResource } from "./engine/import/draft.ts";
import { draftStems } from "./engine/import/draft-files.ts";
import type {
  ImportedTarget,
  ImportParameter,
  SkippedConnection,
  SkipReason,
} from "./engine/import/imported-target.ts";
import { createNames } from "./engine/import/labels.ts";
import { severityOf } from "./engine/rule.ts";
import { ruleOf } from "./engine/interpret/rules.ts";
import { withLiveHttp } from "./engine/kinds/connection/live-http.ts";
import type { Kinds } from "./engine/kinds/registry.ts";
import type { Target } from "./engine/plan.ts";
import type { SecretText } from "./engine/secret-text.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "./map-concurrently.ts";
import type { ConnectionReader } from "./ports/cloud.ts";
import type { ConnectionInventory, ListedConnection } from "./ports/inventory.ts";
import type { RecordReader } from "./ports/ledger.ts";
import type { ParameterCatalog } from "./ports/parameters.ts";

export interface ImportDeps {
  readonly target: Target;
  readonly kinds: Kinds;
  readonly ledger: RecordReader;
  readonly connections: ConnectionReader;
  readonly inventory: ConnectionInventory;
  readonly parameters: ParameterCatalog;
  readonly fingerprintKey: SecretText;
}

export interface ImportRequest {
  /** Names of the connections to import; empty: all that nobody manages. */
  readonly names: readonly string[];
  /** What is defined already, whether it was applied or not. */
  readonly defined: readonly Definition[];
  readonly config: Config;
  /** Told how many connections are going to be read, which takes a while when they are many. */
  readonly onSelected?: (count: number) => void;
}

/**
 * Turns live connections that are neither managed nor defined into drafts of definitions. Reads connections and the
 * metadata of parameters; writes nothing. Rejects with `CloudError` where AWS refuses to tell.
 */
export async function importConnections(
  request: ImportRequest,
  deps: ImportDeps,
  signal: AbortSignal,
): Promise<ImportedTarget> {
  const skipped: SkippedConnection[] = [];
  const wanted = select(request, await deps.inventory.list(signal), await managedNames(deps.ledger), skipped);
  request.onSelected?.(wanted.length);
  const found = await mapConcurrently(wanted, CALLS_AT_ONCE, async (name) => ({
    name,
    live: await deps.connections.read(name, signal),
    http: await deps.inventory.httpParameters(name, signal),
  }));

  const newId = createNames();
  for (const { id } of request.defined) newId(id);
  const [kind] = deps.kinds.all;
  const drafts: Draft[] = [];
  for (const { name, live, http } of found) {
    if (live === undefined || http === undefined) {
      skipped.push({ name, ...gone });
      continue;
    }
    const described = { model: withLiveHttp({}, http) };
    const resource = { kind, name, properties: live.properties, described };
    const draft = draftResource(resource, newId(name), settingsOf(request, deps));
    if ("reason" in draft) skipped.push({ name, ...draft });
    else drafts.push(draft);
  }
  return { drafts, parameters: await describe(drafts, deps, signal), skipped: skipped.toSorted(byName) };
}

const gone = {
  reason: "not-found",
  message: "there is no connection of that name in this account and region",
} as const;

function settingsOf({ config }: ImportRequest, { fingerprintKey, target, kinds }: ImportDeps) {
  return {
    kinds,
    fingerprintKey,
    region: target.region,
    secretPrefixes: config.secretPrefixes,
    systemPrefix: SYSTEM_PREFIX,
    allowedOAuthHosts: config.oauthHosts,
    severities: config.rules,
  };
}

/** Names with a record, and those that a run has begun to work on: they will have one. */
async function managedNames(ledger: RecordReader): Promise<ReadonlySet<string>> {
  // The intents first: one that is settled in between has a record then.
  const intents = await ledger.intents();
  const records = await ledger.records();
  return new Set([...intents, ...records].map(({ name }) => name));
}

/** The names to look at, sorted; the others go to `skipped`. */
function select(
  { names, defined, config }: ImportRequest,
  listed: readonly ListedConnection[],
  managed: ReadonlySet<string>,
  skipped: SkippedConnection[],
): readonly string[] {
  const states = new Map(listed.map(({ name, state }) => [name, state]));
  const definitions = new Map(defined.map((definition) => [definition.name, definition]));
  const caseMatters = ["off", "info"].includes(severityOf(ruleOf("name-case"), config.rules));
  const taken = new Map(defined.map(({ name }) => [name.toLowerCase(), name]));
  const chosen: string[] = [];
  const candidates = names.length === 0 ? listed.map(({ name }) => name) : [...new Set(names)].toSorted();
  for (const name of candidates) {
    const state = states.get(name);
    const definition = definitions.get(name);
    const twin = taken.get(name.toLowerCase());
    const skip = (reason: SkipReason, message: string): void => void skipped.push({ name, reason, message });
    if (state === undefined) skipped.push({ name, ...gone });
    else if (managed.has(name)) skip("managed", "Bridgehead manages it already");
    else if (definition !== undefined)
      skip("defined", `it is defined already, by ${definition.file}:${definition.line}`);
    else if (state === "DELETING") skip("deleting", "it is being deleted");
    else if (state === "CREATING" || state === "UPDATING") {
      skip("changing", `somebody is changing it right now (${state}): import it when that has ended`);
    } else if (twin !== undefined && !caseMatters) {
      skip("name-case", `its name differs from "${twin}" by case only: rename one of the two, or lower that rule`);
    } else {
      taken.set(name.toLowerCase(), name);
      chosen.push(name);
    }
  }
  return chosen;
}

async function describe(
  drafts: readonly Draft[],
  { parameters: catalog, kinds }: ImportDeps,
  signal: AbortSignal,
): Promise<readonly ImportParameter[]> {
  const paths = drafts.flatMap(({ parameters }) => parameters.map(({ path }) => path));
  const known = paths.length === 0 ? undefined : await catalog.describe(paths, signal);
  const stems = draftStems(drafts, kinds);
  return drafts.flatMap((draft) =>
    draft.parameters.map(({ path, label, property }) => ({
      path,
      connection: draft.name,
      property,
      version: known?.get(path)?.version ?? null,
      valueFile: `${stems.get(draft) ?? draft.name}.${label}`,
    })),
  );
}

function byName(a: SkippedConnection, b: SkippedConnection): number {
  return a.name < b.name ? -1 : 1;
}
