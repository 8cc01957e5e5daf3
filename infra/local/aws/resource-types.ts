import { connectionType } from "./connection-type.ts";
import { destinationType } from "./destination-type.ts";
import type { ResourceType } from "./resource-type.ts";

const types: ReadonlyMap<string, ResourceType> = new Map(
  [connectionType, destinationType].map((type) => [type.typeName, type]),
);

/** The resource type of that name; undefined where the local AWS has no such type. */
export function typeNamed(name: string): ResourceType | undefined {
  return types.get(name);
}
