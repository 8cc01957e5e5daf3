import { BridgeheadError } from "../values/errors.ts";
import type { Key } from "../values/key.ts";
import type { Kind } from "./kind.ts";
import { callText, type ResourceKind } from "./resource-kind.ts";

/** What the ledger or a caller speaks of is of no kind that this program has. */
export class UnknownKindError extends BridgeheadError {
  override readonly name = "UnknownKindError";
}

/**
 * The kinds that there are: an argument of the composition, so that a test composes the product with its own. Who
 * reads no definitions has `ResourceKinds` alone.
 */
export interface Kinds<One extends ResourceKind = Kind> {
  /** In the order of the registry; the first is what a JSON definition declares that names no type. */
  readonly all: readonly [One, ...One[]];
  /** The kind of a type. Throws `UnknownKindError`. */
  of(key: Pick<Key, "type">): One;
  find(type: string): One | undefined;
}

export type ResourceKinds = Kinds<ResourceKind>;

export function createKinds<One extends ResourceKind>(all: readonly [One, ...One[]]): Kinds<One> {
  const byType = new Map(all.map((kind) => [kind.type, kind]));
  const isUnique = (names: readonly string[]): boolean => new Set(names).size === all.length;
  if (byType.size < all.length) throw new TypeError("two kinds have the same type");
  if (!isUnique(all.map(callText))) throw new TypeError("two kinds are declared by the same call");
  // The lists of a JSON file are named so.
  if (!isUnique(all.map(({ plural }) => plural))) throw new TypeError("two kinds have the same plural");
  return {
    all,
    find: (type) => byType.get(type),
    of({ type }) {
      const kind = byType.get(type);
      if (kind !== undefined) return kind;
      throw new UnknownKindError(
        `this version of Bridgehead does not know the resource type ${type}: use a version that does, as whoever applied it did`,
      );
    },
  };
}
