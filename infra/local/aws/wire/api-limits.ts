import { isObject, type Json, type JsonObject } from "../../../../workflows/engine/values/json.ts";
import type { ObjectNode, SchemaNode, StringNode } from "../../../../workflows/engine/kinds/schema.ts";

/** Which limits of a service's API are looked at, beside lengths and numbers of items. */
interface Strictness {
  /** What the API requires and the registry does not. */
  readonly required: boolean;
  /** Patterns of the API where the registry has one of its own: whether the service enforces those is unconfirmed. */
  readonly unconfirmed: boolean;
}

/**
 * What the service's own API has against a model that the registry schema accepts: missing members, longer texts,
 * longer lists, other characters. The messages quote the value, as the service's validation messages do.
 */
export function apiViolations(schema: ObjectNode, model: JsonObject, strictness: Strictness): readonly string[] {
  return nodeViolations(schema, model, "", strictness);
}

export function violationMessage(violations: readonly string[]): string {
  const noun = violations.length === 1 ? "error" : "errors";
  return `${violations.length} validation ${noun} detected: ${violations.join("; ")}`;
}

function nodeViolations(node: SchemaNode, value: Json, at: string, strictness: Strictness): readonly string[] {
  switch (node.kind) {
    case "boolean":
    case "integer":
    case "number":
    case "json":
      return [];
    case "string":
      return typeof value === "string" ? stringViolations(node, value, at, strictness) : [];
    case "map":
      if (!isObject(value)) return [];
      return Object.entries(value).flatMap(([name, member]) =>
        nodeViolations(node.values, member, `${at}.${name}`, strictness),
      );
    case "list":
    case "set": {
      if (!Array.isArray(value)) return [];
      const inside = value.flatMap((item: Json, index) =>
        nodeViolations(node.items, item, `${at}.${index + 1}.member`, strictness),
      );
      if (node.apiMaxItems === undefined || value.length <= node.apiMaxItems) return inside;
      const quoted = `'${JSON.stringify(value)}'`;
      return [violation(quoted, at, `Member must have length less than or equal to ${node.apiMaxItems}`), ...inside];
    }
    case "object":
      return isObject(value) ? objectViolations(node, value, at, strictness) : [];
  }
}

function objectViolations(node: ObjectNode, value: JsonObject, at: string, strictness: Strictness): readonly string[] {
  const pathOf = (name: string): string => (at === "" ? lowerFirst(name) : `${at}.${lowerFirst(name)}`);
  const required = strictness.required ? (node.apiRequired ?? []) : [];
  return [
    ...required
      .filter((name) => !Object.hasOwn(value, name))
      .map((name) => violation("null", pathOf(name), "Member must not be null")),
    ...Object.entries(value).flatMap(([name, member]) => {
      const child = Object.hasOwn(node.properties, name) ? node.properties[name] : undefined;
      return child === undefined ? [] : nodeViolations(child, member, pathOf(name), strictness);
    }),
  ];
}

function stringViolations(node: StringNode, value: string, at: string, strictness: Strictness): readonly string[] {
  const pattern = strictness.unconfirmed || node.pattern === undefined ? node.apiPattern : undefined;
  const rules = [
    ...(node.apiMaxLength !== undefined && value.length > node.apiMaxLength
      ? [`Member must have length less than or equal to ${node.apiMaxLength}`]
      : []),
    ...(pattern !== undefined && !new RegExp(pattern).test(value)
      ? [`Member must satisfy regular expression pattern: ${pattern}`]
      : []),
  ];
  return rules.map((rule) => violation(`'${value}'`, at, rule));
}

const violation = (value: string, at: string, rule: string): string =>
  `Value ${value} at '${at}' failed to satisfy constraint: ${rule}`;

const lowerFirst = (name: string): string => `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
