import { canonicalJson } from "../../values/json.ts";
import { type Key, keyText } from "../../values/key.ts";
import type { Model } from "../../values/model.ts";
import type { ResourceKinds } from "../../kinds/registry.ts";
import type { Change } from "../plan.ts";

/** What goes away, as its record has it. */
export interface Recorded {
  readonly key: Key;
  readonly file: string;
  readonly desired: Model;
}

export interface Rename {
  readonly created: Change;
  /** What it was called, as it seems: one, or any of these. */
  readonly from: readonly Change[];
}

interface Side {
  readonly change: Change;
  readonly file: string | null;
  readonly model: Model;
}

/**
 * What is made and looks like something that goes, under another name. Two that are alike but for their names are one
 * renamed, wherever they stand; what is left is one renamed where its file makes one and loses one.
 */
export function renamesIn(
  changes: readonly Change[],
  records: ReadonlyMap<string, Recorded>,
  kinds: ResourceKinds,
): readonly Rename[] {
  const created = changes.flatMap((change): Side[] =>
    change.action === "create" ? [{ change, file: change.file, model: change.desired }] : [],
  );
  const deleted = changes.flatMap((change): Side[] => {
    const record = records.get(keyText(change.key));
    if (change.action !== "delete" || record === undefined) return [];
    return [{ change, file: record.file, model: record.desired }];
  });
  const alike = groups(created, deleted, ({ change, model }) => {
    const { [kinds.of(change.key).identity.name]: _name, ...rest } = model;
    return canonicalJson([change.key.type, rest]);
  });
  const known = new Set(alike.flatMap((group) => [...group.created, ...group.deleted]));
  const others = (sides: readonly Side[]) => sides.filter((side) => !known.has(side));
  const inOneFile = groups(others(created), others(deleted), ({ change, file }) =>
    canonicalJson([change.key.type, file]),
  ).filter((group) => group.created.length === 1 && group.deleted.length === 1);
  return [...alike, ...inOneFile].flatMap((group) =>
    group.created.map(({ change }) => ({ created: change, from: group.deleted.map((side) => side.change) })),
  );
}

interface Group {
  readonly created: readonly Side[];
  readonly deleted: readonly Side[];
}

/** Both sides by what they have in common; only where there is something of both. */
function groups(created: readonly Side[], deleted: readonly Side[], common: (side: Side) => string): readonly Group[] {
  const made = Map.groupBy(created, common);
  const gone = Map.groupBy(deleted, common);
  return [...made].flatMap(([text, sides]) => {
    const others = gone.get(text);
    return others === undefined ? [] : [{ created: sides, deleted: others }];
  });
}
