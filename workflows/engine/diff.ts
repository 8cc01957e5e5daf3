import { equalJson, type Json } from "./json.ts";
import { type Leaf, leaves, type Model } from "./kinds/model.ts";
import type { ObjectNode } from "./kinds/schema.ts";
import { rotatedPaths, withVersions } from "./parameter-versions.ts";
import type { ParameterVersion, PropertyChange } from "./plan.ts";
import { referencesIn } from "./reference.ts";

/** What was last sent for a resource, as far as the record knows. */
export interface Recorded {
  readonly desired: Model;
  readonly live: Model;
  readonly parameters: readonly ParameterVersion[];
}

export interface DiffInput {
  readonly schema: ObjectNode;
  /** Readable live state; null when the resource does not exist. */
  readonly live: Model | null;
  /** null when the resource is to go away. */
  readonly desired: Model | null;
  readonly recorded: Recorded | null;
  /** The versions that the desired state's references stand for now. */
  readonly parameters: readonly ParameterVersion[];
}

/**
 * Every path that differs. What Cloud Control reads back is compared with the live state; what it does not, with the
 * record; a plain parameter reference in a readable property, with both.
 */
export function diffResource(input: DiffInput): readonly PropertyChange[] {
  const { schema, live, desired, recorded, parameters } = input;
  const asked = desired === null ? [] : leaves(schema, desired);
  const readable = byIdentity(live === null ? [] : leaves(schema, live));
  const sent = byIdentity(recorded === null ? [] : leaves(schema, recorded.desired));
  const readBack = byIdentity(recorded === null ? [] : leaves(schema, recorded.live));
  const rotated = rotatedPaths(recorded?.parameters ?? [], parameters);

  const changes: PropertyChange[] = [];
  for (const leaf of asked) {
    const now = readable.get(leaf.identity);
    const before = sent.get(leaf.identity);
    const isTemplate = typeof leaf.value === "string" && referencesIn(leaf.value).length > 0;
    const sameAsSent =
      live !== null &&
      before !== undefined &&
      equalJson(before.value, leaf.value) &&
      !(
        typeof leaf.value === "string" &&
        referencesIn(leaf.value).some(({ path, version }) => version === null && rotated.has(path))
      );
    let same: boolean;
    if (!leaf.readable) same = sameAsSent;
    else if (isTemplate) {
      const last = readBack.get(leaf.identity);
      same = sameAsSent && now !== undefined && last !== undefined && equalJson(now.value, last.value);
    } else same = now !== undefined && equalJson(now.value, leaf.value);
    if (same) continue;
    changes.push({
      path: leaf.path,
      before: now?.value ?? null,
      after: shown(leaf.value, parameters),
      sensitive: leaf.sensitive,
      readable: leaf.readable,
      recorded: before === undefined ? null : shown(before.value, recorded?.parameters ?? []),
    });
  }

  const wanted = byIdentity(asked);
  const gone = new Map([...readable, ...[...sent].filter(([, leaf]) => !leaf.readable && live !== null)]);
  for (const [identity, leaf] of gone) {
    if (wanted.has(identity)) continue;
    changes.push({
      path: leaf.path,
      before: leaf.readable ? leaf.value : null,
      after: null,
      sensitive: leaf.sensitive,
      readable: leaf.readable,
      recorded: leaf.readable ? null : shown(leaf.value, recorded?.parameters ?? []),
    });
  }
  return changes.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function byIdentity(list: readonly Leaf[]): ReadonlyMap<string, Leaf> {
  return new Map(list.map((leaf) => [leaf.identity, leaf]));
}

function shown(value: Json, versions: readonly ParameterVersion[]): Json {
  return typeof value === "string" ? withVersions(value, versions) : value;
}
