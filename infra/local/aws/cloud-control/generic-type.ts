import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../../../workflows/engine/values/json.ts";
import type { Kind } from "../../../../workflows/engine/kinds/kind.ts";
import { pathsWithAccess } from "../../../../workflows/engine/kinds/schema.ts";
import { apiViolations, violationMessage } from "../wire/api-limits.ts";
import { readableObject, without } from "./resource-model.ts";
import {
  type Act,
  alreadyExists,
  type HandlerFailure,
  nameIn,
  type Naming,
  notFound,
  type Surroundings,
  type ResourceType,
} from "./resource-type.ts";
import { serviceMessage, wordsOf } from "../service-words.ts";
import type { RegionState, StoredResource } from "../state.ts";

/** What no property could hold by chance. */
const PROBE = "arn:aws:probe:us-east-1:000000000000:probe/probe";

/**
 * A type as its kind describes it, with what Cloud Control does by itself: an update makes the resource what the
 * patched read model says, so that a write-only property that the patch does not add again is lost.
 *
 * It knows nothing of what the service behind the type does: no states, no defaults, no quotas.
 */
export function genericType(kind: Kind): ResourceType {
  const { type: typeName, schema } = kind;
  const naming = namingOf(kind);
  const readOnly = pathsWithAccess("read-only", schema);
  const isReadOnly = (property: string): boolean => schema.properties[property]?.access === "read-only";
  const primary = isReadOnly(naming.identifier) ? [] : [`/${naming.identifier}`];
  const arn = (kind.arn ?? "").slice(1);

  const found = (store: RegionState, id: string): StoredResource | undefined => store.resources.get(typeName)?.get(id);
  const refusalOf = (model: JsonObject): HandlerFailure | undefined => {
    const violations = apiViolations(schema, model, { required: true, unconfirmed: false });
    if (violations.length === 0) return undefined;
    return { code: "InvalidRequest", message: serviceMessage(typeName, violationMessage(violations)) };
  };

  const type: ResourceType = {
    typeName,
    schema,
    access: {
      readOnly,
      writeOnly: pathsWithAccess("write-only", schema),
      // What identifies a resource never changes, whatever else the schema says of it.
      createOnly: [...new Set([...pathsWithAccess("create-only", schema), ...primary])],
    },
    naming,
    newIdentifier(desired, place) {
      const said = kind.identity.identifier(desired);
      if (said !== undefined) return said;
      const name = nameIn(type, desired);
      if (naming.identifier === naming.name) return name;
      return naming.identifier.endsWith("Arn") ? newArn(place, typeName, name) : randomUUID();
    },
    identifiers: (store) => [...(store.resources.get(typeName)?.keys() ?? [])],
    stored: found,
    read(store, id) {
      const resource = found(store, id);
      return resource && { ...readableObject(schema, resource.properties), ...resource.generated };
    },
    create(act, id, desired) {
      if (found(act.store, id) !== undefined) return alreadyExists(type, id);
      const refusal = refusalOf(desired);
      if (refusal !== undefined) return refusal;
      keep(act, typeName, id, {
        properties: without(desired, readOnly),
        generated: {
          ...(isReadOnly(arn) ? { [arn]: newArn(act, typeName, nameIn(type, desired)) } : {}),
          ...(isReadOnly(naming.identifier) ? { [naming.identifier]: id } : {}),
        },
        created: act.at,
        modified: act.at,
      });
      return undefined;
    },
    update(act, id, desired) {
      const before = found(act.store, id);
      if (before === undefined) return notFound(type, id);
      const kept = act.alteration.ignoreRemovals === true ? before.properties : {};
      const properties = { ...kept, ...without(desired, readOnly) };
      const refusal = refusalOf(properties);
      if (refusal !== undefined) return refusal;
      keep(act, typeName, id, { ...before, properties, modified: act.at });
      return undefined;
    },
    remove: ({ store }, id) => (store.resources.get(typeName)?.delete(id) === true ? undefined : notFound(type, id)),
  };
  return type;
}

/**
 * The property whose value the kind takes for the identifier as it is. Where none is, as of an identifier that is
 * composed of several, the name stands for it in lists, which AWS would not do.
 */
function namingOf({ schema, identity }: Kind): Naming {
  const isPrimary = (property: string): boolean => identity.identifier({ [property]: PROBE }) === PROBE;
  const identifier = [identity.name, ...Object.keys(schema.properties)].find(isPrimary) ?? identity.name;
  return { identifier, name: identity.name };
}

/** With a UUID, so that a resource that was made anew has another one; not every service does that. */
function newArn({ region, account }: Surroundings, typeName: string, name: string): string {
  const { prefix, resource } = wordsOf(typeName);
  const noun = resource.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
  return `arn:aws:${prefix}:${region}:${account}:${noun}/${name}/${randomUUID()}`;
}

function keep({ store }: Act, typeName: string, id: string, resource: StoredResource): void {
  const all = store.resources.get(typeName) ?? new Map<string, StoredResource>();
  store.resources.set(typeName, all.set(id, resource));
}
