import type { DefinitionOptions } from "../definition/definition.ts";
import { defaultOptions, plannedOptions } from "../definition/own-options.ts";
import { compareText } from "../values/compare-text.ts";
import { equalJson, type Json } from "../values/json.ts";
import { type Leaf, leaves, type Same } from "../kinds/model.ts";
import type { Model } from "../values/model.ts";
import type { ObjectNode } from "../kinds/schema.ts";
import { rotatedPaths, withVersions } from "./parameter-versions.ts";
import type { ParameterVersion, PropertyChange } from "./plan.ts";
import { referencesIn } from "../values/reference.ts";

/** What was last sent for a resource, as far as the record knows. */
export interface Recorded {
  readonly desired: Model;
  readonly live: Model;
  readonly parameters: readonly ParameterVersion[];
  /** What another API showed after it was sent; null: nobody was asked. */
  readonly told: { readonly seen: Model | null } | null;
}

export interface DiffInput {
  readonly schema: ObjectNode;
  /** Readable live state; null when the resource does not exist. */
  readonly live: Model | null;
  /** What another API shows of what Cloud Control does not read, all but the values of secrets; null: unknown. */
  readonly seen: Model | null;
  /** null when the resource is to go away. */
  readonly desired: Model | null;
  readonly recorded: Recorded | null;
  /** The versions that the desired state's references stand for now. */
  readonly parameters: readonly ParameterVersion[];
  /** Whether somebody may have changed what nobody can read, so that the record says nothing about it. */
  readonly isSuspect: boolean;
  readonly isSame: Same;
}

/**
 * Every path that differs. What AWS shows, by whichever API, is compared with that, and is `readable` in the result;
 * what it does not, with the record; a plain parameter reference in something that AWS shows, with both.
 */
export function diffResource(input: DiffInput): readonly PropertyChange[] {
  const { schema, live, desired, recorded, parameters } = input;
  const asked = desired === null ? [] : leaves(schema, desired);
  const sent = byIdentity(recorded === null ? [] : leaves(schema, recorded.desired));
  const shownNow = live === null ? new Map<string, Leaf>() : shownBy(schema, live, input.seen);
  const shownThen =
    recorded === null ? new Map<string, Leaf>() : shownBy(schema, recorded.live, recorded.told?.seen ?? null);
  const rotated = rotatedPaths(recorded?.parameters ?? [], parameters);
  const isShown = ({ readable, sensitive }: Leaf): boolean => readable || (input.seen !== null && !sensitive);

  const changes: PropertyChange[] = [];
  for (const leaf of asked) {
    const now = shownNow.get(leaf.identity);
    const before = sent.get(leaf.identity);
    const readable = isShown(leaf);
    const isAsSent = live !== null && before !== undefined && isUnchanged(before, leaf, rotated);
    let same: boolean;
    if (!readable)
      same = isAsSent && !input.isSuspect && !lacksItem(leaf, asked, input.seen === null ? null : shownNow);
    else if (isTemplate(leaf)) {
      const then = shownThen.get(leaf.identity);
      same = isAsSent && now !== undefined && then !== undefined && input.isSame(leaf.path, now.value, then.value);
    } else same = now !== undefined && input.isSame(leaf.path, now.value, leaf.value);
    if (same) continue;
    changes.push({
      path: leaf.path,
      before: readable && before?.sensitive !== true ? (now?.value ?? null) : null,
      after: shown(leaf.value, parameters),
      sensitive: leaf.sensitive,
      readable,
      recorded: before === undefined ? null : shown(before.value, recorded?.parameters ?? []),
    });
  }

  const wanted = byIdentity(asked);
  const kept = [...sent.values()].filter((leaf) => {
    if (leaf.readable || live === null) return false;
    return input.seen === null || (leaf.sensitive && !lacksItem(leaf, [...sent.values()], shownNow));
  });
  for (const [identity, leaf] of new Map([...shownNow, ...byIdentity(kept)])) {
    if (wanted.has(identity)) continue;
    const readable = isShown(leaf);
    // What was sent as a secret stays one, whoever made it public.
    const wasSecret = sent.get(identity)?.sensitive === true;
    changes.push({
      path: leaf.path,
      before: readable && !wasSecret ? leaf.value : null,
      after: null,
      sensitive: leaf.sensitive,
      readable,
      recorded: readable ? null : shown(leaf.value, recorded?.parameters ?? []),
    });
  }
  return changes.toSorted((a, b) => compareText(a.path, b.path));
}

/** Whether two models mean the same in every property. */
export function isSameModel(schema: ObjectNode, one: Model, other: Model, isSame: Same): boolean {
  const values = byIdentity(leaves(schema, other));
  const these = leaves(schema, one);
  return (
    these.length === values.size &&
    these.every(({ path, identity, value }) => {
      const found = values.get(identity);
      return found !== undefined && isSame(path, value, found.value);
    })
  );
}

function shownBy(schema: ObjectNode, live: Model, seen: Model | null): ReadonlyMap<string, Leaf> {
  // No API shows the value of a secret; were one to, nothing would be compared with it.
  const more = seen === null ? [] : leaves(schema, seen).filter(({ sensitive }) => !sensitive);
  return byIdentity([...leaves(schema, live), ...more]);
}

function byIdentity(list: readonly Leaf[]): ReadonlyMap<string, Leaf> {
  return new Map(list.map((leaf) => [leaf.identity, leaf]));
}

function isTemplate({ value }: Leaf): boolean {
  return typeof value === "string" && referencesIn(value).length > 0;
}

/** Whether the same was sent before, and what it refers to has the same versions. */
function isUnchanged(before: Leaf, { value }: Leaf, rotated: ReadonlySet<string>): boolean {
  if (!equalJson(before.value, value)) return false;
  return (
    typeof value !== "string" || !referencesIn(value).some(({ path, version }) => version === null && rotated.has(path))
  );
}

/**
 * Whether AWS shows nothing of what a secret stands in, such as its item in a list: then the secret is not there
 * either. What stands beside it tells, where that is shown by the same API.
 */
function lacksItem(secret: Leaf, model: readonly Leaf[], now: ReadonlyMap<string, Leaf> | null): boolean {
  if (now === null) return false;
  const parent = secret.identity.slice(0, secret.identity.lastIndexOf("/") + 1);
  const beside = model.filter(({ identity, readable, sensitive }) => !readable && !sensitive && isIn(parent, identity));
  return beside.length > 0 && !beside.some(({ identity }) => now.has(identity));
}

function isIn(parent: string, identity: string): boolean {
  return identity.startsWith(parent) && !identity.slice(parent.length).includes("/");
}

function shown(value: Json, versions: readonly ParameterVersion[]): Json {
  return typeof value === "string" ? withVersions(value, versions) : value;
}

/** The own properties that are not as `before` says; null: there is no such resource, so those that say something. */
export function changedOptions(before: DefinitionOptions | null, after: DefinitionOptions): readonly PropertyChange[] {
  return plannedOptions
    .filter((name) => (before ?? defaultOptions)[name] !== after[name])
    .map((name) => ({
      path: `/${name}`,
      before: before === null ? null : before[name],
      after: after[name],
      sensitive: false,
      // The record has them whole: nothing about them is guessed.
      readable: true,
      recorded: null,
    }));
}
