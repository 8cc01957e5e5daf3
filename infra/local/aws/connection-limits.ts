import { connectionSchema, credentialsOf } from "../../../workflows/engine/kinds/connection/schema.ts";
import { type SchemaNode, type StringNode } from "../../../workflows/engine/kinds/schema.ts";
import type { Json, JsonObject } from "../../../workflows/engine/json.ts";
import { isObject, valueAt } from "../../../workflows/engine/json.ts";

/**
 * What the EventBridge API has against a model that the registry schema accepts: longer texts, longer lists, other
 * characters. The messages quote the value, as the service's validation messages do.
 *
 * Whether the service itself forbids a colon in credentials is unconfirmed: where the registry has a pattern of its
 * own, the stricter one of the API model is enforced with `strict` only.
 */
export function apiViolations(model: JsonObject, strict: boolean): readonly string[] {
  return nodeViolations(connectionSchema, model, "", strict);
}

/** What CreateConnection needs and the registry schema does not ask for; messages as above. */
export function createViolations(model: JsonObject): readonly string[] {
  return ["AuthorizationType", "AuthParameters"]
    .filter((name) => !Object.hasOwn(model, name))
    .map((name) => violation("null", lowerFirst(name), "Member must not be null"));
}

/** The credentials block that the authorization type asks for and the model lacks; undefined where all is well. */
export function missingCredentials(model: JsonObject): string | undefined {
  const type = model["AuthorizationType"];
  const block = Object.entries(credentialsOf).find(([name]) => name === type)?.[1];
  if (block === undefined || valueAt(model, `/AuthParameters/${block}`) !== undefined) return undefined;
  return block;
}

export function violationMessage(violations: readonly string[]): string {
  const noun = violations.length === 1 ? "error" : "errors";
  return `${violations.length} validation ${noun} detected: ${violations.join("; ")}`;
}

function nodeViolations(node: SchemaNode, value: Json, at: string, strict: boolean): readonly string[] {
  switch (node.kind) {
    case "boolean":
    case "integer":
    case "number":
    case "json":
    case "map":
      return [];
    case "string":
      return typeof value === "string" ? stringViolations(node, value, at, strict) : [];
    case "list":
    case "set": {
      if (!Array.isArray(value)) return [];
      const inside = value.flatMap((item: Json, index) =>
        nodeViolations(node.items, item, `${at}.${index + 1}.member`, strict),
      );
      if (node.apiMaxItems === undefined || value.length <= node.apiMaxItems) return inside;
      const quoted = `'${JSON.stringify(value)}'`;
      return [violation(quoted, at, `Member must have length less than or equal to ${node.apiMaxItems}`), ...inside];
    }
    case "object":
      if (!isObject(value)) return [];
      return Object.entries(value).flatMap(([name, member]) => {
        const child = Object.hasOwn(node.properties, name) ? node.properties[name] : undefined;
        const place = at === "" ? lowerFirst(name) : `${at}.${lowerFirst(name)}`;
        return child === undefined ? [] : nodeViolations(child, member, place, strict);
      });
  }
}

function stringViolations(node: StringNode, value: string, at: string, strict: boolean): readonly string[] {
  const pattern = strict || node.pattern === undefined ? node.apiPattern : undefined;
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
