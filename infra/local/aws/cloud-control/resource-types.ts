import type { Kind } from "../../../../workflows/engine/kinds/kind.ts";
import { connectionType } from "../events/connection-type.ts";
import { destinationType } from "../events/destination-type.ts";
import { genericType } from "./generic-type.ts";
import type { ResourceTypes } from "./resource-type.ts";

/** The types of a server: those with handlers of their own, and every other kind as its schema describes it. */
export function openTypes(kinds: { readonly all: readonly Kind[] }): ResourceTypes {
  const types = [...kinds.all.map(genericType), connectionType, destinationType];
  return new Map(types.map((type) => [type.typeName, type]));
}
