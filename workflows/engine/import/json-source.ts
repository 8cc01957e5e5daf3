import { isObject, type Json, type JsonObject } from "../values/json.ts";
import type { ResourceKinds } from "../kinds/registry.ts";
import type { SourceDraft } from "./typescript-source.ts";
import { escapedString } from "./visible-escapes.ts";

const STEP = "  ";

/** Definitions as a JSON file: one object, or an array of them. What names no type is of the first kind. */
export function jsonSource(drafts: readonly SourceDraft[], { all }: Pick<ResourceKinds, "all">): string {
  const definitions = drafts.map(({ type, id, props }): JsonObject =>
    type === all[0]?.type ? { id, ...props } : { id, type, ...props },
  );
  const [only, ...more] = definitions;
  return `${valueText(only !== undefined && more.length === 0 ? only : definitions, "")}\n`;
}

function valueText(value: Json, indent: string): string {
  const inner = indent + STEP;
  const lines = (parts: readonly string[], open: string, close: string): string =>
    parts.length === 0 ? open + close : `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${indent}${close}`;
  if (typeof value === "string") return escapedString(value);
  if (Array.isArray(value)) {
    return lines(
      value.map((item: Json) => valueText(item, inner)),
      "[",
      "]",
    );
  }
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${escapedString(name)}: ${valueText(member, inner)}`);
  return lines(members, "{", "}");
}
