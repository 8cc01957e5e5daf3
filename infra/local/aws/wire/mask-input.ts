import { isObject, type Json, type JsonObject } from "../../../../workflows/engine/values/json.ts";
import type { Member, Shape } from "./input.ts";
import { childNode, type ObjectNode, type SchemaNode } from "../../../../workflows/engine/kinds/schema.ts";
import { normalisePath } from "../cloud-control/patch.ts";
import { parseJson } from "./parse-json.ts";
import type { ResourceTypes } from "../cloud-control/resource-type.ts";

/** Stands in place of a value that may be a credential. */
const MASK = "***";

/**
 * A request body without the values that may be credentials: names, tokens, paths and what AWS shows of a resource
 * stay. What no shape and no schema knows is masked.
 */
export function maskInput(shape: Shape, body: unknown, types: ResourceTypes): Json {
  if (!isObject(body)) return masked(body as Json);
  const type = types.get(typeof body["TypeName"] === "string" ? body["TypeName"] : "");
  return maskMembers(shape, body, (document) => maskDocument(type?.schema, document));
}

/** A stored model without its credentials. */
export function maskModel(schema: ObjectNode, model: JsonObject): Json {
  return maskNode(schema, model);
}

function maskMembers(shape: Shape, body: JsonObject, document: (text: string) => Json): JsonObject {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      const member = Object.hasOwn(shape, name) ? shape[name] : undefined;
      return [name, member === undefined ? masked(value) : maskMember(member, value, document)];
    }),
  );
}

function maskMember(member: Member, value: Json, document: (text: string) => Json): Json {
  switch (member.type) {
    case "string":
      if (member.sensitive !== true) return value;
      return typeof value === "string" && looksLikeJson(value) ? document(value) : masked(value);
    case "list":
      return isList(value) ? value.map((item) => maskMember(member.items, item, document)) : masked(value);
    case "structure":
    case "model":
      return isObject(value) ? maskMembers(member.members, value, document) : masked(value);
    case "integer":
    case "boolean":
      return value;
  }
}

const looksLikeJson = (text: string): boolean => /^\s*[[{]/.test(text);

/** A desired state or a patch, as a value in place of its text. */
function maskDocument(schema: SchemaNode | undefined, text: string): Json {
  let document: Json;
  try {
    document = parseJson(text);
  } catch {
    return MASK;
  }
  if (isObject(document)) return maskNode(schema, document);
  if (!isList(document)) return MASK;
  return document.map((operation) => maskOperation(schema, operation));
}

function maskOperation(schema: SchemaNode | undefined, operation: Json): Json {
  if (!isObject(operation)) return masked(operation);
  const { op, path, from, value } = operation;
  const node = typeof path === "string" ? nodeAt(schema, path) : undefined;
  return {
    ...(op !== undefined && { op }),
    ...(path !== undefined && { path }),
    ...(from !== undefined && { from }),
    ...(value !== undefined && { value: maskNode(node, value) }),
  };
}

/** The part of the schema that a path leads to; undefined where it is unknown or write-only. */
function nodeAt(schema: SchemaNode | undefined, path: string): SchemaNode | undefined {
  let node = schema;
  for (const segment of normalisePath(path).split("/").slice(1)) {
    if (node === undefined || isSecret(node)) return undefined;
    // What is inside a JSON value is as readable as the whole.
    if (node.kind !== "json") node = childNode(node, segment);
  }
  return node;
}

const isSecret = (node: SchemaNode): boolean => "access" in node && node.access === "write-only";

function maskNode(node: SchemaNode | undefined, value: Json): Json {
  if (node === undefined || isSecret(node)) return masked(value);
  if (node.kind === "json") return value;
  if (isObject(value)) {
    if (node.kind !== "object" && node.kind !== "map") return masked(value);
    return Object.fromEntries(
      Object.entries(value).map(([name, child]) => [name, maskNode(childNode(node, name), child)]),
    );
  }
  if (!isList(value)) return value;
  const hasItems = node.kind === "list" || node.kind === "set";
  return hasItems ? value.map((item) => maskNode(node.items, item)) : masked(value);
}

/** The same structure with every text and number in it masked. */
function masked(value: Json): Json {
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, masked(child)]));
  if (isList(value)) return value.map(masked);
  return value === null || typeof value === "boolean" ? value : MASK;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
