import { type JsonObject, valueAt } from "../values/json.ts";
import { mergedModel, normaliseLive, readablePart, unreadPart } from "../kinds/model.ts";
import type { Model } from "../values/model.ts";
import type { Described, ResourceKind } from "../kinds/resource-kind.ts";
import type { ObjectNode } from "../kinds/schema.ts";
import type { Begun, Told } from "./record-state.ts";

/** What AWS told of one resource that exists. */
export interface Look {
  /** What Cloud Control could read, normalised. */
  readonly live: Model;
  /** What another API shows of the properties that Cloud Control does not read; null: nobody was asked. */
  readonly seen: Model | null;
  readonly told: {
    /** Tells the resource from an earlier or a later one of its name; null: nobody says. */
    readonly arn: string | null;
    /** As in a record: milliseconds since the epoch, null: nobody says. */
    readonly modified: number | null;
    readonly authorized: number | null;
  };
  /** In the service's own words, such as `AUTHORIZED`; null: it has none. */
  readonly state: string | null;
}

/** What of a record tells how the resource stood after the last apply. */
export interface Noted {
  readonly live: Model;
  readonly arn: string | null;
  readonly authorization: string | null;
  readonly told: Told | null;
}

/** A look by the service's own description, where the kind has one that stands for Cloud Control's. */
export function lookOf({ schema }: Pick<ResourceKind, "schema">, described: Described): Look {
  const { arn, modified, authorized, state, model } = described;
  return {
    live: readablePart(schema, normaliseLive(schema, model)),
    seen: unreadPart(schema, model),
    told: { arn, modified, authorized },
    state,
  };
}

/** A look by what Cloud Control reads, where nobody else is asked. */
export function lookAt({ schema, arn }: Pick<ResourceKind, "schema" | "arn">, properties: JsonObject): Look {
  const found = arn === null ? undefined : valueAt(properties, arn);
  const told = { arn: typeof found === "string" ? found : null, modified: null, authorized: null };
  return { live: normaliseLive(schema, properties), seen: null, told, state: null };
}

/** A resource that has not moved since, as it stood after the last apply. */
export function lookNoted({ live, arn, authorization, told }: Noted, state: string | null = authorization): Look {
  const { modified = null, authorized = null, seen = null } = told ?? {};
  return { live, seen, told: { arn, modified, authorized }, state };
}

/** What a record keeps of a look. */
export function toldBy({ told: { modified, authorized }, seen }: Look): Told {
  return { modified, authorized, seen };
}

/**
 * What AWS has, or may have, of what Cloud Control does not read: what was seen of it, or, where nobody could look,
 * what was sent and what was begun to be sent.
 */
export function unreadIn(
  schema: ObjectNode,
  seen: Model | null,
  record: { readonly desired: Model; readonly begun: Begun | null } | null,
): Model {
  if (seen !== null || record === null) return seen ?? {};
  const sent = unreadPart(schema, record.desired);
  return mergedModel(sent, unreadPart(schema, record.begun?.desired ?? {}));
}
