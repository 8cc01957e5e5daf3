import { connectionType } from "./connection-type.ts";
import { destinationType } from "./destination-type.ts";
import type { ResourceTypes } from "./resource-type.ts";

/** The types of a server. */
export function openTypes(): ResourceTypes {
  return new Map([connectionType, destinationType].map((type) => [type.typeName, type]));
}
