import type { DefinitionOptions } from "./definition.ts";
import type { Model } from "./kinds/model.ts";
import { connection } from "./kinds/connection/index.ts";
import { newDestinations } from "./new-destinations.ts";
import type { Change, Finding } from "./plan.ts";

/** More removals than this are held, whatever their share. */
const MOST_REMOVALS = 10;
/** A larger share of the managed connections than this is held, once there are `FEWEST_FOR_SHARE` of them. */
const LARGEST_SHARE = 0.3;
const FEWEST_FOR_SHARE = 10;

interface ManagedConnection {
  readonly name: string;
  readonly options: DefinitionOptions;
  readonly desired: Model;
  readonly inDoubt?: { readonly attempted: Model | null };
}

/** The safety remarks on a set of changes, in the order of their weight. */
export function findingsFor(changes: readonly Change[], managed: readonly ManagedConnection[]): readonly Finding[] {
  const records = new Map(managed.map((record) => [record.name, record]));
  const removals = changes.filter(({ action }) => action === "delete" || action === "replace");
  const findings: Finding[] = [];

  const isEmptied = managed.length > 1 && changes.every(({ action }) => action === "delete" || action === "forget");
  if (isEmptied) {
    findings.push({
      code: "emptied-folder",
      level: "block",
      message: `no definition is left: all ${managed.length} managed connections would go`,
      name: null,
    });
  }
  const share = removals.length / Math.max(managed.length, 1);
  if (removals.length > MOST_REMOVALS || (managed.length >= FEWEST_FOR_SHARE && share > LARGEST_SHARE)) {
    findings.push({
      code: "many-removals",
      level: "block",
      message: `${removals.length} of ${managed.length} managed connections would be deleted or replaced`,
      name: null,
    });
  }
  for (const { name, replaces } of removals) {
    const goes = replaces?.name ?? name;
    if (records.get(goes)?.options.protect !== true) continue;
    findings.push({
      code: "protected",
      level: "block",
      message: `"${goes}" is protected: its definition said \`protect: true\` when it was last applied`,
      name,
    });
  }
  for (const { name, desired, action, options } of changes) {
    if (desired === null || action === "no-op") continue;
    if (action === "create" && options?.adopt === true && !records.has(name)) {
      const message = `there is no connection "${name}" to adopt: it is created`;
      findings.push({ code: "nothing-to-adopt", level: "warn", message, name });
    }
    for (const { secret, destination } of newDestinations(connection, desired, sentBefore(records.get(name)))) {
      const message = `${secret} goes to ${destination} for the first time`;
      findings.push({ code: "new-destination", level: "warn", message, name });
    }
  }
  return findings;
}

/** What a connection has been sent: what a change sent that did not get to the end was let through before, too. */
function sentBefore(record: ManagedConnection | undefined): readonly Model[] {
  const attempted = record?.inDoubt?.attempted ?? null;
  return [...(record === undefined ? [] : [record.desired]), ...(attempted === null ? [] : [attempted])];
}
