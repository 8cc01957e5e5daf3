import { connectionSchema } from "./kinds/connection/schema.ts";
import { diffResource, type Recorded } from "./diff.ts";
import { digestOf } from "./digest.ts";
import type { Json } from "./json.ts";
import type { Action, Change } from "./plan.ts";

/** The digest of a change; `replaces` only where one connection takes the place of another. */
export function changeDigest(action: Action, name: string, desired: Json, live: Json, replaces?: Json): string {
  // The version of an unpinned parameter is shown in a change and not part of it: rotating is no new change.
  return digestOf({ action, name, desired, live, ...(replaces === undefined ? {} : { replaces }) });
}

/**
 * Turns the creation and the deletion that a new name under the same id amounts to into one replacement: names cannot
 * be edited.
 */
export function joinReplacements(
  changes: readonly Change[],
  records: ReadonlyMap<string, Recorded>,
): readonly Change[] {
  const creates = changes.filter(({ action }) => action === "create");
  const deletes = changes.filter(({ action }) => action === "delete");
  const replaced = new Set<Change>();
  const joined = changes.map((change) => {
    if (!creates.includes(change)) return change;
    const [old, ...more] = deletes.filter(({ id }) => id === change.id);
    // Two that go under one id: which of them is replaced, nobody can say.
    if (old === undefined || more.length > 0) return change;
    replaced.add(old);
    return replacement(change, old, records);
  });
  return joined.filter((change) => !replaced.has(change));
}

function replacement(create: Change, old: Change, records: ReadonlyMap<string, Recorded>): Change {
  const { name, desired, parameters } = create;
  const { live } = old;
  const recorded = records.get(old.name) ?? null;
  return {
    ...create,
    action: "replace",
    reason: `the name changed from "${old.name}", and names cannot be edited`,
    digest: changeDigest("replace", name, desired, null, { name: old.name, live }),
    properties: diffResource({ schema: connectionSchema, live, desired, recorded, parameters }),
    replaces: { name: old.name, live },
  };
}

/** The replacement of a connection by one of the same name, where AWS can do no update. */
export function replacementInPlace(change: Change): Change {
  const { name, desired, live } = change;
  const digest = changeDigest("replace", name, desired, null, { name, live });
  return { ...change, digest, replaces: { name, live } };
}

/** Whether a change replaces a connection by one of the same name: that one can only be made when the old one is gone. */
export function isInPlace({ name, replaces }: Change): boolean {
  return replaces?.name === name;
}

/** The two halves of a replacement, in the order in which they happen; any other change is its own only half. */
export function halvesOf(change: Change): readonly Change[] {
  const halves = splitReplacement(change);
  if (halves === undefined) return [change];
  return isInPlace(change) ? [halves.remove, halves.create] : [halves.create, halves.remove];
}

/** undefined: the change is no replacement. */
export function splitReplacement(change: Change): { readonly create: Change; readonly remove: Change } | undefined {
  const { replaces, ...rest } = change;
  if (change.action !== "replace" || replaces === undefined) return undefined;
  const { name, live } = replaces;
  const create: Change = { ...rest, action: "create", live: null };
  const remove: Change = {
    id: change.id,
    name,
    action: "delete",
    reason: isInPlace(change) ? "it is made anew" : `"${change.name}" takes its place`,
    digest: changeDigest("delete", name, null, live),
    file: null,
    line: null,
    properties: [],
    desired: null,
    options: null,
    live,
    parameters: [],
  };
  return { create, remove };
}
