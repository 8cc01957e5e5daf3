import { connectionSchema, type credentialsOf } from "../../../../workflows/engine/kinds/connection/schema.ts";
import { type ObjectNode, type SchemaNode, type StringNode } from "../../../../workflows/engine/kinds/schema.ts";
import type { Member, Shape } from "../wire/input.ts";

/** Whether the members that a connection needs are asked for: a create is whole, an update says what changes. */
type Extent = "whole" | "changes";

/**
 * `AuthParameters` or `InvocationConnectivityParameters` as the EventBridge API takes them: the registry's members less
 * those that AWS makes, under the limits of the API.
 */
export function connectionMember<const R extends boolean>(
  name: "AuthParameters" | "InvocationConnectivityParameters",
  extent: Extent,
  required: R,
): { readonly type: "model"; readonly members: Shape; readonly required: R } {
  const node = connectionSchema.properties[name];
  if (node?.kind !== "object") throw new Error(`the schema has no object ${name}`);
  return { type: "model", members: membersOf(node, extent, false), required };
}

/** In the order in which EventBridge lists them. */
export const authorizationType = {
  type: "string",
  enum: ["BASIC", "OAUTH_CLIENT_CREDENTIALS", "API_KEY"] satisfies readonly (keyof typeof credentialsOf)[],
} as const;

function membersOf(node: ObjectNode, extent: Extent, inPath: boolean): Shape {
  const given = Object.entries(node.properties).filter(([, child]) => child.access !== "read-only");
  return Object.fromEntries(
    given.map(([name, child]) => {
      // A private path is named in full also where it changes.
      const path = inPath || name === "ResourceParameters";
      const required = node.required?.includes(name) === true && (extent === "whole" || path) && !isParameter(node);
      return [name, memberOf(child, extent, path, required)];
    }),
  );
}

/** HTTP parameters lack a key or a value without being refused: the API requires neither. */
const isParameter = (node: ObjectNode): boolean => Object.hasOwn(node.properties, "IsValueSecret");

function memberOf(node: SchemaNode, extent: Extent, inPath: boolean, required: boolean): Member {
  switch (node.kind) {
    case "boolean":
      return { type: "boolean", required };
    case "list":
      return {
        type: "list",
        required,
        ...(node.apiMaxItems === undefined ? {} : { max: node.apiMaxItems }),
        items: memberOf(node.items, extent, inPath, false),
      };
    case "object":
      return { type: "model", required, members: membersOf(node, extent, inPath) };
    case "integer":
    case "number":
    case "json":
    case "map":
    case "set":
      throw new Error(`connections have no ${node.kind}`);
    case "string":
      return { type: "string", required, ...stringRules(node, inPath) };
  }
}

function stringRules(node: StringNode, inPath: boolean): Omit<Extract<Member, { type: "string" }>, "type"> {
  const max = node.apiMaxLength ?? node.maxLength;
  // That a credential must not have a colon is in the API's model, and unconfirmed: the fault `refuse-colon` refuses it.
  const pattern = node.pattern ?? node.apiPattern;
  return {
    ...(node.minLength !== undefined && !inPath && { min: node.minLength }),
    ...(max !== undefined && { max }),
    // Nothing in place of the private path makes a connection public.
    ...(pattern !== undefined && { pattern: inPath ? `${pattern}|^$` : pattern }),
    ...(node.enum !== undefined && { enum: node.enum }),
    sensitive: node.access === "write-only" || node.secret !== undefined,
  };
}
