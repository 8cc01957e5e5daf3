import { diffUnwritten, type Written } from "./adoption.ts";
import type { DefinitionOptions } from "../definition/definition.ts";
import { changedOptions, diffResource, type Recorded } from "./diff.ts";
import { digestOf } from "../values/digest.ts";
import type { Model } from "../values/model.ts";
import { isSameKey, type Key, keyText } from "../values/key.ts";
import { type AccountRegion, samenessAt } from "../kinds/resource-kind.ts";
import type { ResourceKinds } from "../kinds/registry.ts";
import { digestedOptions } from "../definition/own-options.ts";
import type { Action, Change, Create, Delete, Replace } from "./plan.ts";

/** What a change does, as far as its digest goes. */
export interface DigestedChange {
  readonly action: Action;
  readonly key: Key;
  readonly desired: Model | null;
  readonly live: Model | null;
  /** null: no definition asks for anything. */
  readonly options: DefinitionOptions | null;
  /** What another API shows beside that; absent, or null: nobody was asked. */
  readonly seen?: Model | null;
  /**
   * What becomes of a credential that Bridgehead has neither seen nor written, where it is taken over or was; absent: it
   * is written by the adoption itself, or there is none.
   */
  readonly unread?: "kept" | "overwritten" | undefined;
  /** Only where one resource takes the place of another. */
  readonly replaces?: { readonly key: Key; readonly live: Model };
}

export function changeDigest(change: DigestedChange): string {
  const { action, key, desired, live, options, seen, unread, replaces } = change;
  // The version of an unpinned parameter is shown in a change and not part of it: rotating is no new change.
  const goes = replaces === undefined ? {} : { replaces: { key: { ...replaces.key }, live: replaces.live } };
  // Left out where there is nothing, so that the digest is the same whether anybody looked.
  const more = Object.keys(seen ?? {}).length === 0 ? {} : { seen: seen ?? null };
  const own = options === null ? {} : digestedOptions(options);
  const said = Object.keys(own).length === 0 ? {} : { own };
  const left = unread === undefined ? {} : { unread };
  return digestOf({ action, key: { ...key }, desired, live, ...said, ...more, ...left, ...goes });
}

/** What a record says of a resource that is replaced. */
type Replaced = Recorded & Written & { readonly options: DefinitionOptions };

export interface JoinContext {
  readonly kinds: ResourceKinds;
  readonly target: AccountRegion;
  /** What another API shows of a resource beside Cloud Control; null: nobody was asked. */
  readonly seen: (key: Key) => Model | null;
}

/**
 * Turns the creation and the deletion that a new name under the same id amounts to into one replacement: names cannot
 * be edited. `records` are by key.
 */
export function joinReplacements(
  changes: readonly Change[],
  records: ReadonlyMap<string, Replaced>,
  context: JoinContext,
): readonly Change[] {
  const deletes = changes.filter((change): change is Delete => change.action === "delete");
  const replaced = new Set<Change>();
  const joined = changes.map((change) => {
    if (change.action !== "create") return change;
    const [old, ...more] = deletes.filter(({ id, key }) => id === change.id && key.type === change.key.type);
    // Two that go under one id: which of them is replaced, nobody can say.
    if (old === undefined || more.length > 0) return change;
    replaced.add(old);
    return replacement(change, old, records.get(keyText(old.key)) ?? null, context);
  });
  return joined.filter((change) => !replaced.has(change));
}

function replacement(create: Create, old: Delete, recorded: Replaced | null, context: JoinContext): Replace {
  const { key, desired, options, parameters } = create;
  const { live } = old;
  const kind = context.kinds.of(key);
  const seen = context.seen(old.key);
  const isSame = samenessAt(kind, context.target);
  const { schema } = kind;
  const compared = { schema, live, seen, desired, recorded, parameters, isSuspect: false, isSame };
  const differences = recorded?.unwritten === true ? diffUnwritten(compared) : diffResource(compared);
  return {
    ...create,
    action: "replace",
    seen,
    reason: `the name changed from "${old.name}", and names cannot be edited`,
    digest: changeDigest({ action: "replace", key, desired, live: null, options, replaces: { key: old.key, live } }),
    properties: [...differences, ...changedOptions(recorded?.options ?? null, options)],
    replaces: { key: old.key, name: old.name, live },
  };
}

/** The replacement of a resource by one of the same name, where AWS can do no update. */
export function replacementInPlace(change: Omit<Replace, "replaces" | "live"> & Pick<Delete, "live">): Replace {
  const { key, name, desired, options, live } = change;
  const digest = changeDigest({ action: "replace", key, desired, live: null, options, replaces: { key, live } });
  return { ...change, digest, replaces: { key, name, live } };
}

/** Whether a change replaces a resource by one of the same name: that one can only be made when the old one is gone. */
export function isInPlace(change: Change): change is Replace {
  return change.action === "replace" && isSameKey(change.replaces.key, change.key);
}

/**
 * The two halves of a replacement, in the order in which they happen; any other change is its own only half, and so is
 * a replacement by one of the same name.
 */
export function halvesOf(change: Change): readonly Change[] {
  if (change.action !== "replace" || isInPlace(change)) return [change];
  const { create, remove } = splitReplacement(change);
  return [create, remove];
}

/**
 * The digest of a deletion that is the second half of a replacement: whoever reviewed that has reviewed the deletion of
 * what another resource has taken the place of, and no other.
 */
export function secondHalfDigest({ digest }: Pick<Change, "digest">, replacing: Key): string {
  return digestOf({ half: digest, replacing: keyText(replacing) });
}

export function splitReplacement(change: Replace): { readonly create: Create; readonly remove: Delete } {
  const { replaces, ...rest } = change;
  const { key, name, live } = replaces;
  const isAnew = isSameKey(key, change.key);
  const create: Create = { ...rest, action: "create", live: null, seen: null };
  const remove: Delete = {
    key,
    id: change.id,
    name,
    action: "delete",
    reason: isAnew ? "it is made anew" : `"${change.name}" takes its place`,
    digest: changeDigest({ action: "delete", key, desired: null, live, options: null }),
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
