import { adoptionOf, asksToWrite, cannotAdopt, diffUnwritten, nameTaken } from "./adoption.ts";
import type { Definition, DefinitionSet } from "../definition/definition.ts";
import { type Diagnostic, forbidsPlan, sortDiagnostics } from "../definition/diagnostic.ts";
import { changedOptions, diffResource, isSameModel } from "./diff.ts";
import { digestOf } from "../values/digest.ts";
import { findingsFor } from "./guards/plan-guards.ts";
import { changeDigest, type DigestedChange, joinReplacements, replacementInPlace } from "./replacement.ts";
import { equalJson } from "../values/json.ts";
import { compareKeys, type Key, keyText } from "../values/key.ts";
import { type ResourceKind, samenessAt } from "../kinds/resource-kind.ts";
import { readablePart } from "../kinds/model.ts";
import type { ResourceKinds } from "../kinds/registry.ts";
import { type Look, lookNoted, unreadIn } from "./look.ts";
import { isSameAsked } from "../definition/own-options.ts";
import {
  adoptReason,
  changedUnseen,
  configureReason,
  createReason,
  forgetReason,
  isAnother,
  optionsInEffect,
  type PlanRecord,
  updateReason,
} from "./record.ts";
import { isBeingMade } from "./record-state.ts";
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

export interface PlanInput {
  readonly kinds: ResourceKinds;
  readonly target: Target;
  readonly definitions: DefinitionSet;
  readonly records: readonly PlanRecord[];
  /** Parameters that exist, by path. */
  readonly parameters: ReadonlyMap<string, ParameterVersion>;
  /**
   * What AWS tells of resources, by the text of the key; null: the resource does not exist. A key that is missing was
   * not read, and is taken to be as the record says.
   */
  readonly live: ReadonlyMap<string, Look | null>;
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
    if (!equalJson(record.desired, definition.model) || !isSameAsked(record.options, definition.options)) return true;
    if (asksToWrite(record, definition.options)) return true;
    return rotatedPaths(record.parameters, versionsFor(definition.model, input.parameters)).size > 0;
  });
  return [...asked, ...input.records.filter(({ key }) => !defined.has(keyText(key)))].map(({ key }) => key);
}

/**
 * Builds the plan. Where an error concerns more than one resource there is none: the digest is null and the changes are
 * empty.
 */
export function buildPlan(input: PlanInput): Plan {
  const byKey = new Map(input.records.map((record) => [keyText(record.key), record]));
  const left = new Map(byKey);
  const diagnostics = [...input.definitions.diagnostics, ...input.diagnostics];
  const changes: Change[] = [];
  const obstructed = new Set<string>();
  for (const definition of input.definitions.definitions) {
    const key = keyText(definition.key);
    const record = byKey.get(key) ?? null;
    const look = isCompletable(definition, record, input) ? null : lookFor(record, definition.key, input);
    const obstruction = record === null ? inTheWay(definition, look, input) : undefined;
    if (obstruction !== undefined) {
      diagnostics.push(obstruction);
      obstructed.add(key);
    }
    // As it will be once that is out of the way.
    changes.push(planDefinition(definition, record, obstruction === undefined ? look : null, input));
    left.delete(key);
  }
  for (const record of left.values()) changes.push(planRemoval(record, input));

  const sorted = sortDiagnostics(diagnostics);
  if (forbidsPlan(sorted)) {
    return {
      target: input.target,
      digest: null,
      counts: countChanges([]),
      changes: [],
      diagnostics: sorted,
      findings: [],
    };
  }
  const context = { ...input, seen: (key: Key) => lookFor(byKey.get(keyText(key)) ?? null, key, input)?.seen ?? null };
  const joined = joinReplacements(changes, byKey, context).toSorted((a, b) => compareKeys(a.key, b.key));
  return {
    target: input.target,
    digest: planDigest(input.target, joined),
    counts: countChanges(joined),
    changes: joined,
    diagnostics: sorted,
    findings: findingsFor({ changes: joined, managed: input.records, kinds: input.kinds, obstructed }),
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
  return { ...plan, changes, counts: countChanges(changes), digest: planDigest(plan.target, changes), findings };
}

/** `look`: what there is to plan against; null: nothing. */
function planDefinition(
  definition: Definition,
  record: PlanRecord | null,
  look: Look | null,
  input: PlanInput,
): Change {
  const kind = input.kinds.of(definition.key);
  const parameters = versionsFor(definition.model, input.parameters);
  const { model: desired, id, name, file, line, options } = definition;
  const [live, seen] = [look?.live ?? null, look?.seen ?? null];
  const isKnown = record !== null && record.state === "applied" && !isAnother(record, look);
  const isSame = samenessAt(kind, input.target);
  const compared = { schema: kind.schema, live, seen, desired, recorded: isKnown ? record : null, parameters, isSame };
  const known = diffResource({ ...compared, isSuspect: false });
  const suspectedAt = look === null || record === null ? null : changedUnseen(record, look, kind, known.length === 0);
  const differences =
    record?.unwritten === true && (known.length > 0 || asksToWrite(record, options))
      ? diffUnwritten({ ...compared, isSuspect: false })
      : suspectedAt === null
        ? known
        : diffResource({ ...compared, isSuspect: true });
  const own = changedOptions(optionsInEffect(record, look), options);
  const properties = [...differences, ...own];
  const asked = { key: definition.key, id, name, file, line, desired, options, parameters, properties, suspectedAt };
  const digest = (action: Action, unread?: DigestedChange["unread"]): string => {
    const change: DigestedChange = { action, key: definition.key, desired, live, options, seen, unread };
    return begunDigest(change, record, kind, input) ?? changeDigest(change);
  };
  if (look === null || live === null) {
    return {
      ...asked,
      action: "create",
      live: null,
      seen: null,
      reason: createReason(record, kind),
      digest: digest("create"),
    };
  }
  const there = { ...asked, live, seen };
  if (record === null) {
    const { properties: written, ...adoption } = adoptionOf(differences, options.adopt, compared);
    const reason = adoptReason(kind, adoption.writes, options);
    const adopted = digest("adopt", adoption.writes ? undefined : "kept");
    return { ...there, ...adoption, action: "adopt", properties: [...written, ...own], reason, digest: adopted };
  }
  if (differences.length === 0 && own.length > 0) {
    return { ...there, action: "configure", reason: configureReason(kind, record, look), digest: digest("configure") };
  }
  if (differences.length === 0) {
    return { ...there, action: "no-op", reason: "the target matches the definition", digest: digest("no-op") };
  }
  const obstacle = kind.replaceWhen(live, definition.model, unreadIn(kind.schema, seen, record));
  if (obstacle !== undefined) {
    return replacementInPlace({ ...there, action: "replace", reason: obstacle.reason, digest: "" });
  }
  const reason = updateReason(kind, record, { definition, look, parameters, suspectedAt });
  const unread = record.unwritten === true ? "overwritten" : undefined;
  return { ...there, action: "update", reason, digest: digest("update", unread) };
}

/** Whether the creation is planned that did not get to its end, and not that what it made goes, as no update can do. */
function isCompletable({ key, model }: Definition, record: PlanRecord | null, input: PlanInput): boolean {
  if (record === null || !isBeingMade(record)) return false;
  const look = input.live.get(keyText(key)) ?? null;
  if (look === null || record.arn === null || look.told.arn !== record.arn) return true;
  const kind = input.kinds.of(key);
  return kind.replaceWhen(look.live, model, unreadIn(kind.schema, look.seen, record)) === undefined;
}

/** null: there is no such resource. */
function lookFor(record: PlanRecord | null, key: Key, { live }: PlanInput): Look | null {
  const look = live.get(keyText(key));
  if (look !== undefined) return look;
  return record === null ? null : lookNoted(record);
}

/**
 * What our own change left half-done is the change that was begun, with its digest: who reviewed that has reviewed its
 * end. undefined: the definition asks for something else, or AWS has what that change does not explain.
 */
function begunDigest(
  { action, desired, live, options }: DigestedChange,
  record: PlanRecord | null,
  kind: ResourceKind,
  { target }: PlanInput,
): string | undefined {
  const begun = record?.begun ?? null;
  if (begun === null || begun.digest === null || begun.desired === null) return undefined;
  if (!["create", "update", "configure"].includes(action) || !equalJson(desired, begun.desired)) return undefined;
  // What an older version began asked for no others than are in effect, as far as anybody knows.
  const asked = begun.options ?? record?.options ?? null;
  if (options === null || asked === null || !isSameAsked(options, asked)) return undefined;
  const { schema } = kind;
  const end = readablePart(schema, begun.desired);
  // What was to be changed and is not there is made as it was to become, and as nothing else.
  if (live === null) return begun.digest;
  const isAtEnd = isSameModel(schema, live, end, samenessAt(kind, target));
  return equalJson(live, begun.before) || isAtEnd ? begun.digest : undefined;
}

function planRemoval(record: PlanRecord, input: PlanInput): Change {
  const { key, id, name, options } = record;
  const kind = input.kinds.of(key);
  const look = lookFor(record, key, input);
  const live = look?.live ?? null;
  const unasked = { key, id, name, file: null, line: null, desired: null, options: null, parameters: [] };
  if (options.removal === "retain" || look === null || live === null || isAnother(record, look)) {
    const reason = `the definition is gone${forgetReason(record, look, kind)}`;
    const digest = changeDigest({ action: "forget", key, desired: null, live, options: null });
    return { ...unasked, action: "forget", live, reason, digest, properties: [] };
  }
  const digest = changeDigest({ action: "delete", key, desired: null, live, options: null });
  const { schema } = kind;
  const { seen } = look;
  const isSame = samenessAt(kind, input.target);
  const gone = { schema, live, seen, desired: null, recorded: record, parameters: [], isSuspect: false, isSame };
  return {
    ...unasked,
    action: "delete",
    live,
    reason: "the definition is gone",
    digest,
    properties: diffResource(gone),
  };
}

/** What has the name of a resource that nobody manages yet, and is not taken over; undefined: the name is free. */
function inTheWay(definition: Definition, look: Look | null, { kinds }: PlanInput): Diagnostic | undefined {
  if (look === null) return undefined;
  const kind = kinds.of(definition.key);
  if (definition.options.adopt === false) return nameTaken(definition, kind);
  const obstacle = kind.replaceWhen(look.live, definition.model, unreadIn(kind.schema, look.seen, null));
  return obstacle === undefined ? undefined : cannotAdopt(definition, kind, obstacle);
}

/** How many changes of each action there are. */
export function countChanges(changes: readonly Change[]): Counts {
  const counts = Object.fromEntries(actions.map((action) => [action, 0])) as Record<Action, number>;
  for (const { action } of changes) counts[action] += 1;
  return counts;
}
