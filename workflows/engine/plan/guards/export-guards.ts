import { isSameKey } from "../../values/key.ts";
import { exportFault, type Limits } from "../../policy/limits.ts";
import { type ExportName, type Exports, exportsIn, noExports } from "../../definition/own-options.ts";
import type { PlanRecord } from "../record.ts";
import { type Change, type Finding, replacedBy } from "../plan.ts";
import { found, type Guard, isRemoval } from "./guard.ts";

/* Parameters that receive an ARN: which are written, and which must not be. */

export const exportOutsidePrefix = {
  code: "export-outside-prefix",
  holds: { block: "its change" },
  isLasting: true,
} as const satisfies Guard;

export const exportNotOurs = {
  code: "export-not-ours",
  holds: { block: "its change" },
  isLasting: true,
} as const satisfies Guard;

export const exportTwice = {
  code: "export-twice",
  holds: { block: "its change" },
  isLasting: true,
} as const satisfies Guard;

export const exportWritten = {
  code: "export-written",
  holds: { warn: "nothing" },
} as const satisfies Guard;

export const exportLeft = {
  code: "export-left",
  holds: { warn: "nothing" },
} as const satisfies Guard;

export const exportGuards = [
  exportOutsidePrefix,
  exportNotOurs,
  exportTwice,
  exportWritten,
  exportLeft,
] as const satisfies readonly Guard[];

type ExportRecord = Pick<PlanRecord, "key" | "name" | "options" | "written">;

export interface ExportingPlan {
  readonly changes: readonly Change[];
  readonly records: readonly ExportRecord[];
  readonly limits: Limits;
}

/** A parameter that a change would write. */
export interface PlannedExport {
  readonly change: Change;
  readonly name: ExportName;
  readonly parameter: string;
  /** Why it must not be written, whatever there is; null: nothing says so. */
  readonly fault: Finding | null;
  /** Whether a record says that Bridgehead wrote it for the resource, or the one that it replaces. */
  readonly isOurs: boolean;
}

/** All that would be written. What each resource has handed on already is not. */
export function plannedExports(plan: ExportingPlan): readonly PlannedExport[] {
  const claims = claimsIn(plan);
  return plan.changes.flatMap((change) =>
    writtenBy(change).map(({ name, parameter }) => {
      const own = ownRecords(change, plan);
      const isOurs = own.some((record) => parametersOf(record).includes(parameter));
      const others = claims.filter(({ of }) => !own.some(({ key }) => isSameKey(key, of.key)));
      const fault = faultOf({ change, name, parameter }, others, plan.limits);
      return { change, name, parameter, fault, isOurs };
    }),
  );
}

/** What is to be said of them, and of the parameters that are left behind. `existing`: those that there are. */
export function exportFindings(
  planned: readonly PlannedExport[],
  existing: ReadonlySet<string>,
  plan: ExportingPlan,
): readonly Finding[] {
  return [
    ...planned.map((each) => each.fault ?? writing(each, existing.has(each.parameter))),
    ...plan.changes.flatMap((change) => leftBy(change, plan)),
  ];
}

/** The exports that a change writes: those that differ, and all of a resource that is made. */
function writtenBy(change: Change): ReturnType<typeof exportsIn> {
  if (change.options === null || change.action === "no-op") return [];
  const all = exportsIn(change.options);
  if (change.action === "replace") return all;
  return all.filter(({ name }) => change.properties.some(({ path }) => path === `/${name}`));
}

/** What a definition or a record says of a parameter. */
interface Claim {
  readonly of: Pick<Change, "key" | "name">;
  readonly parameter: string;
}

function claimsIn({ changes, records }: ExportingPlan): readonly Claim[] {
  const asked = changes.flatMap((change) =>
    change.options === null ? [] : exportsIn(change.options).map(({ parameter }) => ({ of: change, parameter })),
  );
  const recorded = records.flatMap((record) => parametersOf(record).map((parameter) => ({ of: record, parameter })));
  return [...asked, ...recorded];
}

function faultOf(
  { change, name, parameter }: Pick<PlannedExport, "change" | "name" | "parameter">,
  others: readonly Claim[],
  limits: Limits,
): Finding | null {
  const fault = exportFault(parameter, limits);
  if (fault !== null) {
    return found(exportOutsidePrefix, change, `"${change.name}" exports to ${parameter}: ${fault}`);
  }
  const other = others.find((claim) => !isSameKey(claim.of.key, change.key) && claim.parameter === parameter);
  if (other !== undefined) {
    return found(exportTwice, change, `"${change.name}" exports to ${parameter}, and so does "${other.of.name}"`);
  }
  if (exportsIn(change.options ?? noExports).some((own) => own.parameter === parameter && own.name !== name)) {
    return found(exportTwice, change, `"${change.name}" exports both of its ARNs to ${parameter}`);
  }
  return null;
}

function writing({ change, name, parameter, isOurs }: PlannedExport, exists: boolean): Finding {
  if (exists && !isOurs) {
    const message = `"${change.name}" exports to ${parameter}, which exists already, and no record says that Bridgehead wrote it`;
    return found(exportNotOurs, change, message);
  }
  const what = name === "exportArn" ? "the ARN" : "the ARN of the secret";
  const how = exists ? "which Bridgehead wrote before, and overwrites" : "which does not exist yet";
  return found(exportWritten, change, `${what} of "${change.name}" is written to ${parameter}, ${how}`);
}

/** The parameters that hold an ARN which nobody keeps up any more. */
function leftBy(change: Change, plan: ExportingPlan): readonly Finding[] {
  const { options } = change;
  if (options === null || change.action === "no-op") return [];
  const kept = new Set(exportsIn(options).map(({ parameter }) => parameter));
  return ownRecords(change, plan)
    .flatMap(parametersOf)
    .filter((parameter) => !kept.has(parameter))
    .map((parameter) => {
      const message = `the parameter ${parameter} of "${change.name}" stays as it is: nothing keeps it up to date any more`;
      return found(exportLeft, change, message);
    });
}

/** The records of a resource, and of the one that it replaces, or whose replacement by it was begun. */
function ownRecords(change: Change, { changes, records }: ExportingPlan): readonly ExportRecord[] {
  const { id, key } = change;
  const leaving = changes.filter((each) => isRemoval(each) && each.id === id && each.key.type === key.type);
  const keys = [key, ...leaving.map((each) => replacedBy(each)?.key ?? each.key)];
  return records.filter((record) => keys.some((each) => isSameKey(each, record.key)));
}

function parametersOf({ options, written = [] }: Pick<ExportRecord, "written"> & { readonly options: Exports }) {
  return [...exportsIn(options).map(({ parameter }) => parameter), ...written];
}
