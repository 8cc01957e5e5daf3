import type { Definition, DefinitionOptions, DefinitionSet } from "./definition.ts";
import { type Diagnostic, hasErrors, sortDiagnostics } from "./diagnostic.ts";
import { diffResource, type Recorded } from "./diff.ts";
import { digestOf } from "./digest.ts";
import { findingsFor } from "./guards/plan-guards.ts";
import { changeDigest, type DigestedChange, joinReplacements, replacementInPlace } from "./replacement.ts";
import { equalJson } from "./json.ts";
import { compareKeys, type Key, keyText } from "./kinds/key.ts";
import type { Obstacle, ResourceKind } from "./kinds/resource-kind.ts";
import { anyOf } from "./kinds/noun.ts";
import { type Model, readablePart } from "./kinds/model.ts";
import type { ResourceKinds } from "./kinds/registry.ts";
import { type Begun, isBeingMade, type RecordState } from "./record-state.ts";
import { rotatedPaths, versionsFor } from "./parameter-versions.ts";
import {
  actions,
  type Action,
  type Change,
  type Counts,
  type ParameterVersion,
  type Plan,
  type Target,
} from "./plan.ts";

/** What a plan needs of a record. */
export interface PlanRecord extends Recorded {
  readonly key: Key;
  readonly name: string;
  readonly id: string;
  readonly file: string;
  readonly options: DefinitionOptions;
  /** Of what is not as it was applied, everything is sent again. */
  readonly state: RecordState;
  readonly begun: Begun | null;
}

export interface PlanInput {
  readonly kinds: ResourceKinds;
  readonly target: Target;
  readonly definitions: DefinitionSet;
  readonly records: readonly PlanRecord[];
  /** Parameters that exist, by path. */
  readonly parameters: ReadonlyMap<string, ParameterVersion>;
  /**
   * Normalised live state by the text of the key; null: the resource does not exist. A key that is missing was not
   * read, and is taken to be as the record says.
   */
  readonly live: ReadonlyMap<string, Model | null>;
  /** Of live resources without a record: what AWS tells beside Cloud Control, which is not in `live`. */
  readonly adopted?: ReadonlyMap<string, Model>;
  /** Problems that were found outside the definitions, such as a parameter that does not exist. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The keys whose live state a plan has to read: those that are new, that go away, or that the record says would
 * change. API calls grow with the change, not with the repository.
 */
export function keysToRead(input: Pick<PlanInput, "definitions" | "records" | "parameters">): readonly Key[] {
  const records = new Map(input.records.map((record) => [keyText(record.key), record]));
  const defined = new Set(input.definitions.definitions.map(({ key }) => keyText(key)));
  const asked = input.definitions.definitions.filter((definition) => {
    const record = records.get(keyText(definition.key));
    if (record === undefined || record.state !== "applied") return true;
    if (!equalJson(record.desired, definition.model)) return true;
    return rotatedPaths(record.parameters, versionsFor(definition.model, input.parameters)).size > 0;
  });
  return [...asked, ...input.records.filter(({ key }) => !defined.has(keyText(key)))].map(({ key }) => key);
}

/** Builds the plan. If any diagnostic is an error there is none: the digest is null and the changes are empty. */
export function buildPlan(input: PlanInput): Plan {
  const byKey = new Map(input.records.map((record) => [keyText(record.key), record]));
  const left = new Map(byKey);
  const diagnostics = [...input.definitions.diagnostics, ...input.diagnostics];
  const changes: Change[] = [];
  for (const definition of input.definitions.definitions) {
    const key = keyText(definition.key);
    const change = planDefinition(definition, byKey.get(key) ?? null, input);
    if ("code" in change) diagnostics.push(change);
    else changes.push(change);
    left.delete(key);
  }
  for (const record of left.values()) changes.push(planRemoval(record, input));

  const sorted = sortDiagnostics(diagnostics);
  if (hasErrors(sorted)) {
    return { target: input.target, digest: null, counts: count([]), changes: [], diagnostics: sorted, findings: [] };
  }
  const joined = joinReplacements(changes, byKey, input.kinds).toSorted((a, b) => compareKeys(a.key, b.key));
  return {
    target: input.target,
    digest: planDigest(input.target, joined),
    counts: count(joined),
    changes: joined,
    diagnostics: sorted,
    findings: findingsFor({ changes: joined, managed: input.records, kinds: input.kinds }),
  };
}

/** The digest of a plan: over the target and the digests of the changes that do something. */
export function planDigest(target: Target, changes: readonly Change[]): string {
  const pending = changes.filter(({ action }) => action !== "no-op");
  return digestOf({ target: { ...target }, changes: pending.map(({ key, digest }) => [keyText(key), digest]) });
}

/** The same plan with only some of its changes, and the digest that goes with them. */
export function restrictPlan(plan: Plan, keep: (change: Change) => boolean): Plan {
  if (plan.digest === null) return plan;
  const changes = plan.changes.filter(keep);
  const kept = new Set(changes.map(({ key }) => keyText(key)));
  const findings = plan.findings.filter(({ about }) => about === null || kept.has(keyText(about.key)));
  return { ...plan, changes, counts: count(changes), digest: planDigest(plan.target, changes), findings };
}

function planDefinition(definition: Definition, record: PlanRecord | null, input: PlanInput): Change | Diagnostic {
  const kind = input.kinds.of(definition.key);
  const key = keyText(definition.key);
  const parameters = versionsFor(definition.model, input.parameters);
  const known = input.live.get(key);
  const isUnmade = record !== null && isBeingMade(record);
  const live = isUnmade ? null : known === undefined ? (record?.live ?? null) : known;
  if (live !== null && record === null && !definition.options.adopt) return nameTaken(definition, kind);

  const told = live === null ? undefined : input.adopted?.get(key);
  const isKnown = record === null || record.state === "applied";
  const recorded = isKnown
    ? (record ?? (told === undefined ? null : { desired: told, live: {}, parameters: [] }))
    : null;
  const { model: desired, id, name, file, line, options } = definition;
  const properties = diffResource({ schema: kind.schema, live, desired, recorded, parameters });
  const asked = { key: definition.key, id, name, file, line, desired, options, parameters, properties };
  const digest = (action: Action): string => {
    const change: DigestedChange = { action, key: definition.key, desired, live };
    return begunDigest(change, record, kind) ?? changeDigest(change);
  };
  if (live === null) {
    return { ...asked, action: "create", live, reason: createReason(record, kind), digest: digest("create") };
  }
  const obstacle = kind.replaceWhen(live, definition.model);
  if (record === null) {
    if (obstacle !== undefined) return cannotAdopt(definition, kind, obstacle);
    const reason = `the definition takes over ${anyOf(kind)} that exists`;
    return { ...asked, action: "adopt", live, reason, digest: digest("adopt") };
  }
  if (properties.length === 0) {
    const reason = "the target matches the definition";
    return { ...asked, action: "no-op", live, reason, digest: digest("no-op") };
  }
  if (obstacle !== undefined) {
    return replacementInPlace({ ...asked, action: "replace", live, reason: obstacle.reason, digest: "" });
  }
  const reason = updateReason(kind, record, { definition, live, parameters });
  return { ...asked, action: "update", live, reason, digest: digest("update") };
}

/**
 * What our own change left half-done is the change that was begun, with its digest: who reviewed that has reviewed its
 * end. undefined: the definition asks for something else, or AWS has what that change does not explain.
 */
function begunDigest(
  { action, desired, live }: DigestedChange,
  record: PlanRecord | null,
  { schema }: ResourceKind,
): string | undefined {
  const begun = record?.begun ?? null;
  if (begun === null || begun.digest === null || begun.desired === null) return undefined;
  if ((action !== "create" && action !== "update") || !equalJson(desired, begun.desired)) return undefined;
  const isExplained = equalJson(live, begun.before) || equalJson(live, readablePart(schema, begun.desired));
  return isExplained ? begun.digest : undefined;
}

function createReason(record: PlanRecord | null, { noun }: ResourceKind): string {
  if (record === null) return "the definition is new";
  return isBeingMade(record) ? "an earlier run did not finish it" : `the ${noun} no longer exists`;
}

function updateReason(
  { noun }: ResourceKind,
  record: PlanRecord,
  now: { readonly definition: Definition; readonly live: Model; readonly parameters: readonly ParameterVersion[] },
): string {
  const causes: string[] = [];
  if (record.state !== "applied") causes.push("an earlier change of it did not get to the end");
  if (!equalJson(now.definition.model, record.desired)) causes.push("the definition changed");
  if (rotatedPaths(record.parameters, now.parameters).size > 0) causes.push("a parameter was rotated");
  if (!equalJson(now.live, record.live)) causes.push(`the ${noun} was changed outside Bridgehead`);
  return causes.length === 0 ? "the target differs from the definition" : causes.join("; ");
}

function planRemoval(record: PlanRecord, { live: read, kinds }: PlanInput): Change {
  const { key, id, name, options } = record;
  const { noun, schema } = kinds.of(key);
  const known = read.get(keyText(key));
  const live = known === undefined ? record.live : known;
  const retained = options.removal === "retain";
  const unasked = { key, id, name, file: null, line: null, desired: null, options: null, parameters: [] };
  if (retained || live === null) {
    const reason =
      live === null
        ? `the definition is gone, and so is the ${noun}`
        : `the definition is gone; the ${noun} stays, as its removal says`;
    const digest = changeDigest({ action: "forget", key, desired: null, live });
    return { ...unasked, action: "forget", live, reason, digest, properties: [] };
  }
  const digest = changeDigest({ action: "delete", key, desired: null, live });
  const properties = diffResource({ schema, live, desired: null, recorded: record, parameters: [] });
  return { ...unasked, action: "delete", live, reason: "the definition is gone", digest, properties };
}

function nameTaken({ name, file, line, column }: Definition, kind: ResourceKind): Diagnostic {
  return {
    code: "name-taken",
    severity: "error",
    message: `${anyOf(kind)} named "${name}" exists already, and Bridgehead does not manage it`,
    hint: `choose another name, or set \`adopt: true\` to take the ${kind.noun} over`,
    file,
    line,
    column,
  };
}

function cannotAdopt(definition: Definition, kind: ResourceKind, { adoption, hint }: Obstacle): Diagnostic {
  const message = `the ${kind.noun} named "${definition.name}" ${adoption}`;
  return { ...nameTaken(definition, kind), message, hint };
}

function count(changes: readonly Change[]): Counts {
  const counts = Object.fromEntries(actions.map((action) => [action, 0])) as Record<Action, number>;
  for (const { action } of changes) counts[action] += 1;
  return counts;
}
