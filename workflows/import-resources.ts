import { compareText } from "./engine/values/compare-text.ts";
import type { Config } from "./engine/config/config.ts";
import type { Definition } from "./engine/definition/definition.ts";
import { tell } from "./engine/help/tell-definitions.ts";
import { type Draft, draftResource } from "./engine/import/draft.ts";
import type { ImportedTarget, ImportParameter, SkippedResource } from "./engine/import/imported-target.ts";
import { createNames } from "./engine/import/labels.ts";
import { severityOf } from "./engine/definition/rule.ts";
import { ruleOf } from "./engine/interpret/rules.ts";
import { isSameKey, type Key, keyText } from "./engine/values/key.ts";
import type { Listed } from "./engine/kinds/resource-kind.ts";
import { nounOf } from "./engine/kinds/noun.ts";
import type { Kinds } from "./engine/kinds/registry.ts";
import type { Target } from "./engine/plan/plan.ts";
import { allPages, describeParameters } from "./calls/all-pages.ts";
import { insisting, type Patience } from "./calls/insist.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "./calls/map-concurrently.ts";
import { need } from "./ports/answer.ts";
import type { SurveyAws } from "./ports/aws.ts";
import type { Clock } from "./ports/clock.ts";
import type { DefinitionReader } from "./ports/evaluator.ts";
import type { RecordReader } from "./ports/ledger.ts";
import { SYSTEM_PREFIX } from "./engine/policy/limits.ts";

/** What an import has. */
export interface ImportDeps {
  readonly kinds: Kinds;
  readonly target: Target;
  readonly aws: SurveyAws;
  readonly ledger: RecordReader;
  readonly definitions: DefinitionReader;
  readonly clock: Clock;
  /** The stack that manages a resource, where a terminal works beside some; undefined: none of them. */
  readonly stackOf?: (key: Key) => { readonly stage: string } | undefined;
}

export interface ImportRequest {
  /** What to import, by NAME or TYPE/NAME; empty: all that nobody manages. */
  readonly names: readonly string[];
  /** What is defined already, whether it was applied or not. */
  readonly defined: readonly Definition[];
  readonly config: Config;
  /** Told how many resources are going to be read, which takes a while when they are many. */
  readonly onSelected?: (count: number) => void;
}

/**
 * Turns live resources that are neither managed nor defined into drafts of definitions. Reads resources and the
 * metadata of parameters; writes nothing. Rejects with `RefusedError` where AWS refuses to tell.
 */
export async function importResources(
  request: ImportRequest,
  given: ImportDeps,
  patience: Patience,
): Promise<ImportedTarget> {
  const { signal } = patience;
  const deps = { ...given, aws: insisting(given.aws, patience, given.clock) };
  const { kinds, aws, ledger } = deps;
  const skipped: SkippedResource[] = [];
  const managed = await managedKeys(ledger);
  const managedBy = (key: Key): string | undefined => {
    const stack = deps.stackOf?.(key);
    if (stack !== undefined) return `the stack "${stack.stage}" manages it already`;
    return managed.has(keyText(key)) ? "Bridgehead manages it already" : undefined;
  };
  const wanted = select(request, await listAll(deps, signal), managedBy, skipped);
  request.onSelected?.(wanted.length);
  const found = await mapConcurrently(wanted, CALLS_AT_ONCE, async (key) => ({
    key,
    live: need(await aws.resources.read(key, signal)),
    told: kinds.of(key).supplement === null ? null : need(await aws.services.describe(key, signal)),
  }));

  const newId = createNames();
  for (const { id } of request.defined) newId(id);
  const drafts: Draft[] = [];
  for (const { key, live, told } of found) {
    const { type, identifier: name } = key;
    if (live === undefined || told === undefined) {
      skipped.push({ type, name, ...goneOf([type]) });
      continue;
    }
    const resource = { kind: kinds.of(key), name, properties: live.properties, described: told };
    const draft = draftResource(resource, newId(name), settingsOf(request, deps));
    if ("reason" in draft) skipped.push({ type, name, ...draft });
    else drafts.push(draft);
  }
  return { drafts, parameters: await describe(drafts, deps, signal), skipped: skipped.toSorted(byName) };
}

function goneOf(types: readonly string[]) {
  const [only] = types;
  const what = types.length === 1 && only !== undefined ? nounOf(only) : "resource";
  return { reason: "not-found", message: `there is no ${what} of that name in this account and region` } as const;
}

function settingsOf({ config }: ImportRequest, { kinds, definitions, target }: ImportDeps) {
  return {
    kinds,
    fingerprintKey: definitions.fingerprintKey,
    region: target.region,
    secretPrefixes: config.secretPrefixes,
    systemPrefix: SYSTEM_PREFIX,
    allowedOAuthHosts: config.oauthHosts,
    severities: config.rules,
    notSecrets: config.notSecrets,
    caps: null,
    tell,
  };
}

/** Everything that can be imported, by type in the order of the registry, and then by identifier. */
async function listAll({ kinds, aws }: ImportDeps, signal: AbortSignal): Promise<readonly ListedKind[]> {
  const lists: ListedKind[] = [];
  for (const { type } of kinds.all) {
    const listed = need(await allPages((token) => aws.inventory.page(type, token, signal)));
    lists.push({ type, listed: listed.toSorted((a, b) => compareText(a.identifier, b.identifier)) });
  }
  return lists;
}

interface ListedKind {
  readonly type: string;
  readonly listed: readonly Listed[];
}

/** Keys, as text, with a record, and those that a run has begun to work on: they will have one. */
async function managedKeys(ledger: RecordReader): Promise<ReadonlySet<string>> {
  // The intents first: one that is settled in between has a record then.
  const intents = await ledger.intents();
  const records = await ledger.records();
  return new Set([...intents, ...records].map(({ key }) => keyText(key)));
}

/** The keys to look at, by type and then sorted; the others go to `skipped`. */
function select(
  request: ImportRequest,
  lists: readonly ListedKind[],
  managedBy: (key: Key) => string | undefined,
  skipped: SkippedResource[],
): readonly Key[] {
  const { names, defined } = request;
  const wanted = new Set(names);
  const known = new Set<string>();
  const chosen = lists.flatMap(({ type, listed }) => {
    const isTaken = caseTwins(type, request);
    return listed.flatMap((item): readonly Key[] => {
      const key: Key = { type, identifier: item.identifier };
      const asked = [item.identifier, keyText(key)].filter((name) => wanted.has(name));
      for (const name of asked) known.add(name);
      if (names.length > 0 && asked.length === 0) return [];
      const why =
        whyNot(
          item,
          defined.find((each) => isSameKey(each.key, key)),
          managedBy(key),
        ) ?? isTaken(key);
      if (why === undefined) return [key];
      skipped.push({ type, name: item.identifier, ...why });
      return [];
    });
  });
  const types = lists.map(({ type }) => type);
  for (const name of wanted) if (!known.has(name)) skipped.push({ type: null, name, ...goneOf(types) });
  return chosen;
}

type Skip = Pick<SkippedResource, "reason" | "message">;

function whyNot(
  { phase, state }: Listed,
  definition: Definition | undefined,
  managed: string | undefined,
): Skip | undefined {
  if (managed !== undefined) return { reason: "managed", message: managed };
  if (definition !== undefined) {
    return { reason: "defined", message: `it is defined already, by ${definition.file}:${definition.line}` };
  }
  if (phase === "deleting") return { reason: "deleting", message: "it is being deleted" };
  if (phase === "settled") return undefined;
  const message = `somebody is changing it right now (${state ?? "no state"}): import it when that has ended`;
  return { reason: "changing", message };
}

/** Tells of each key in turn whether its name differs by case only from one that is defined, or was asked of before. */
function caseTwins(type: string, { defined, config }: ImportRequest): (key: Key) => Skip | undefined {
  const caseMatters = ["off", "info"].includes(severityOf(ruleOf("name-case"), config.rules));
  const taken = new Map(defined.filter(({ key }) => key.type === type).map(({ name }) => [name.toLowerCase(), name]));
  return ({ identifier: name }) => {
    const twin = taken.get(name.toLowerCase());
    if (twin !== undefined && !caseMatters) {
      const message = `its name differs from "${twin}" by case only: rename one of the two, or lower that rule`;
      return { reason: "name-case", message };
    }
    taken.set(name.toLowerCase(), name);
    return undefined;
  };
}

async function describe(
  drafts: readonly Draft[],
  { aws: { parameters: catalog } }: ImportDeps,
  signal: AbortSignal,
): Promise<readonly ImportParameter[]> {
  const paths = drafts.flatMap(({ parameters }) => parameters.map(({ path }) => path));
  const known = need(await describeParameters(paths, catalog, signal));
  return drafts.flatMap((draft) =>
    draft.parameters.map(({ path, property, source }) => ({
      path,
      type: draft.type,
      connection: draft.name,
      property,
      source,
      version: known.get(path)?.version ?? null,
    })),
  );
}

function byName(a: SkippedResource, b: SkippedResource): number {
  return compareText(a.name, b.name);
}
