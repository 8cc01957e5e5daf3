import type { Definition, DefinitionSet, ConnectionModel, DefinitionOptions } from "./definition.ts";
import { type Diagnostic, hasErrors, sortDiagnostics } from "./diagnostic.ts";
import { diffConnection, type Recorded } from "./diff.ts";
import { digestOf } from "./digest.ts";
import { changeDigest, joinReplacements } from "./replacement.ts";
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
  readonly live: ReadonlyMap<string, ConnectionModel | null>;
  /** Problems that were found outside the definitions, such as a parameter that does not exist. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The names whose live state a plan has to read: those that are new, that go away, or that the record says would
 * change. API calls grow with the change, not with the repository.
 */
export function namesToRead(input: Omit<PlanInput, "live" | "target" | "diagnostics">): readonly string[] {
  const records = new Map(input.records.map((record) => [record.name, record]));
  const defined = new Set(input.definitions.definitions.map(({ name }) => name));
  const asked = input.definitions.definitions.filter((definition) => {
    const record = records.get(definition.name);
    if (record === undefined || !equalJson(record.desired, definition.model)) return true;
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
  const live = known === undefined ? (record?.live ?? null) : known;
  if (live !== null && record === null && !definition.options.adopt) return nameTaken(definition);

  const properties = diffConnection({ live, desired: definition.model, recorded: record, parameters });
  const base = { definition, live, parameters, properties };
  if (live === null) {
    return makeChange(base, "create", record === null ? "the definition is new" : "the connection no longer exists");
  }
  if (record === null) return makeChange(base, "adopt", "the definition takes over a connection that exists");
  if (properties.length === 0) return makeChange(base, "no-op", "the target matches the definition");
  return makeChange(base, "update", updateReason(definition.model, record, live, parameters));
}

function updateReason(
  desired: ConnectionModel,
  record: PlanRecord,
  live: ConnectionModel,
  parameters: readonly ParameterVersion[],
): string {
  const causes: string[] = [];
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
    properties: action === "delete" ? diffConnection({ live, desired: null, recorded: record, parameters: [] }) : [],
    desired: null,
    options: null,
    live,
    parameters: [],
  };
}

function makeChange(
  from: {
    readonly definition: Definition;
    readonly live: ConnectionModel | null;
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

function count(changes: readonly Change[]): Counts {
  const counts = Object.fromEntries(actions.map((action) => [action, 0])) as Record<Action, number>;
  for (const { action } of changes) counts[action] += 1;
  return counts;
}
