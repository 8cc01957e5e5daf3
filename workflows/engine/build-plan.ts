import { connectionSchema } from "./kinds/connection/schema.ts";
import type { Definition, DefinitionSet, DefinitionOptions } from "./definition.ts";
import type { Model } from "./kinds/model.ts";
import { type Diagnostic, hasErrors, sortDiagnostics } from "./diagnostic.ts";
import { diffResource, type Recorded } from "./diff.ts";
import { digestOf } from "./digest.ts";
import { canUpdate } from "./patch.ts";
import { changeDigest, joinReplacements, replacementInPlace } from "./replacement.ts";
import { equalJson } from "./json.ts";
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
import { findingsFor } from "./safety.ts";

/** What a plan needs of a record. */
export interface PlanRecord extends Recorded {
  readonly name: string;
  readonly id: string;
  readonly file: string;
  readonly options: DefinitionOptions;
  /** A run began to create it and did not get to the end: it is created, whatever has its name. */
  readonly unfinished?: true;
  /** AWS may hold something else than the record says: everything is sent again. */
  readonly inDoubt?: { readonly attempted: Model | null };
}

export interface PlanInput {
  readonly target: Target;
  readonly definitions: DefinitionSet;
  readonly records: readonly PlanRecord[];
  /** Parameters that exist, by path. */
  readonly parameters: ReadonlyMap<string, ParameterVersion>;
  /**
   * Normalised live state by name; null: the connection does not exist. A name that is missing was not read, and
   * is taken to be as the record says.
   */
  readonly live: ReadonlyMap<string, Model | null>;
  /** Of live connections without a record: what AWS tells beside Cloud Control, which is not in `live`. */
  readonly adopted?: ReadonlyMap<string, Model>;
  /** Problems that were found outside the definitions, such as a parameter that does not exist. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The names whose live state a plan has to read: those that are new, that go away, or that the record says would
 * change. API calls grow with the change, not with the repository.
 */
export function namesToRead(input: Omit<PlanInput, "live" | "adopted" | "target" | "diagnostics">): readonly string[] {
  const records = new Map(input.records.map((record) => [record.name, record]));
  const defined = new Set(input.definitions.definitions.map(({ name }) => name));
  const asked = input.definitions.definitions.filter((definition) => {
    const record = records.get(definition.name);
    if (record === undefined || record.inDoubt !== undefined) return true;
    if (!equalJson(record.desired, definition.model)) return true;
    return rotatedPaths(record.parameters, versionsFor(definition.model, input.parameters)).size > 0;
  });
  return [...asked.map(({ name }) => name), ...[...records.keys()].filter((name) => !defined.has(name))];
}

/** Builds the plan. If any diagnostic is an error there is none: the digest is null and the changes are empty. */
export function buildPlan(input: PlanInput): Plan {
  const records = new Map(input.records.map((record) => [record.name, record]));
  const diagnostics = [...input.definitions.diagnostics, ...input.diagnostics];
  const changes: Change[] = [];
  for (const definition of input.definitions.definitions) {
    const change = planDefinition(definition, records.get(definition.name) ?? null, input);
    if ("code" in change) diagnostics.push(change);
    else changes.push(change);
    records.delete(definition.name);
  }
  for (const record of records.values()) changes.push(planRemoval(record, input));
  const byName = new Map(input.records.map((record) => [record.name, record]));

  const sorted = sortDiagnostics(diagnostics);
  if (hasErrors(sorted)) {
    return { target: input.target, digest: null, counts: count([]), changes: [], diagnostics: sorted, findings: [] };
  }
  const joined = joinReplacements(changes, byName).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    target: input.target,
    digest: planDigest(input.target, joined),
    counts: count(joined),
    changes: joined,
    diagnostics: sorted,
    findings: findingsFor(joined, input.records),
  };
}

/** The digest of a plan: over the target and the digests of the changes that do something. */
export function planDigest(target: Target, changes: readonly Change[]): string {
  const pending = changes.filter(({ action }) => action !== "no-op").map(({ name, digest }) => [name, digest]);
  return digestOf({ target: { ...target }, changes: pending });
}

/** The same plan with only some of its changes, and the digest that goes with them. */
export function restrictPlan(plan: Plan, keep: (change: Change) => boolean): Plan {
  if (plan.digest === null) return plan;
  const changes = plan.changes.filter(keep);
  const names = new Set(changes.map(({ name }) => name));
  const findings = plan.findings.filter(({ name }) => name === null || names.has(name));
  return { ...plan, changes, counts: count(changes), digest: planDigest(plan.target, changes), findings };
}

function planDefinition(definition: Definition, record: PlanRecord | null, input: PlanInput): Change | Diagnostic {
  const parameters = versionsFor(definition.model, input.parameters);
  const known = input.live.get(definition.name);
  // The same change, with the same digest, as the one that was begun: who reviewed that has reviewed this.
  const isUnfinished = record?.unfinished === true;
  const live = isUnfinished ? null : known === undefined ? (record?.live ?? null) : known;
  if (live !== null && record === null && !definition.options.adopt) return nameTaken(definition);

  const told = live === null ? undefined : input.adopted?.get(definition.name);
  const isKnown = !isUnfinished && record?.inDoubt === undefined;
  const recorded = isKnown
    ? (record ?? (told === undefined ? null : { desired: told, live: {}, parameters: [] }))
    : null;
  const properties = diffResource({ schema: connectionSchema, live, desired: definition.model, recorded, parameters });
  const base = { definition, live, parameters, properties };
  if (live === null) return makeChange(base, "create", createReason(record));
  const isInPlace = canUpdate(connectionSchema, live, definition.model);
  if (record === null) {
    if (!isInPlace) return cannotAdopt(definition);
    return makeChange(base, "adopt", "the definition takes over a connection that exists");
  }
  if (properties.length === 0) return makeChange(base, "no-op", "the target matches the definition");
  if (!isInPlace) return replacementInPlace(makeChange(base, "replace", MADE_ANEW));
  return makeChange(base, "update", updateReason(definition.model, record, live, parameters));
}

const MADE_ANEW = "a private path cannot be taken from a connection: it is deleted, and then made anew";

function createReason(record: PlanRecord | null): string {
  if (record === null) return "the definition is new";
  return record.unfinished === true ? "an earlier run did not finish it" : "the connection no longer exists";
}

function updateReason(
  desired: Model,
  record: PlanRecord,
  live: Model,
  parameters: readonly ParameterVersion[],
): string {
  const causes: string[] = [];
  if (record.inDoubt !== undefined) causes.push("an earlier change of it did not get to the end");
  if (!equalJson(desired, record.desired)) causes.push("the definition changed");
  if (rotatedPaths(record.parameters, parameters).size > 0) causes.push("a parameter was rotated");
  if (!equalJson(live, record.live)) causes.push("the connection was changed outside Bridgehead");
  return causes.length === 0 ? "the target differs from the definition" : causes.join("; ");
}

function planRemoval(record: PlanRecord, input: PlanInput): Change {
  const known = input.live.get(record.name);
  const live = known === undefined ? record.live : known;
  const retained = record.options.removal === "retain";
  const action: Action = retained || live === null ? "forget" : "delete";
  let reason = "the definition is gone";
  if (live === null) reason = "the definition is gone, and so is the connection";
  else if (retained) reason = "the definition is gone; the connection stays, as its removal says";
  return {
    id: record.id,
    name: record.name,
    action,
    reason,
    digest: changeDigest(action, record.name, null, live),
    file: null,
    line: null,
    properties:
      action === "delete"
        ? diffResource({ schema: connectionSchema, live, desired: null, recorded: record, parameters: [] })
        : [],
    desired: null,
    options: null,
    live,
    parameters: [],
  };
}

function makeChange(
  from: {
    readonly definition: Definition;
    readonly live: Model | null;
    readonly parameters: readonly ParameterVersion[];
    readonly properties: Change["properties"];
  },
  action: Action,
  reason: string,
): Change {
  const { definition, live, parameters, properties } = from;
  return {
    id: definition.id,
    name: definition.name,
    action,
    reason,
    digest: changeDigest(action, definition.name, definition.model, live),
    file: definition.file,
    line: definition.line,
    properties,
    desired: definition.model,
    options: definition.options,
    live,
    parameters,
  };
}

function nameTaken(definition: Definition): Diagnostic {
  return {
    code: "name-taken",
    severity: "error",
    message: `a connection named "${definition.name}" exists already, and Bridgehead does not manage it`,
    hint: "choose another name, or set `adopt: true` to take the connection over",
    file: definition.file,
    line: definition.line,
    column: definition.column,
  };
}

function cannotAdopt(definition: Definition): Diagnostic {
  return {
    ...nameTaken(definition),
    message: `the connection named "${definition.name}" is private, and cannot be taken over as a public one`,
    hint: "choose another name, or define the private path that it has; a later change can take it away",
  };
}

function count(changes: readonly Change[]): Counts {
  const counts = Object.fromEntries(actions.map((action) => [action, 0])) as Record<Action, number>;
  for (const { action } of changes) counts[action] += 1;
  return counts;
}
