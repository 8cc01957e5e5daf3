import {
  equalJson,
  isObject,
  type Json,
  type JsonObject,
  pointerSegments,
} from "../../../../workflows/engine/values/json.ts";

/** One operation of an RFC 6902 patch; paths are kept as they were written. */
export type PatchOperation =
  | { readonly op: "add" | "replace" | "test"; readonly path: string; readonly value: Json }
  | { readonly op: "remove"; readonly path: string }
  | { readonly op: "move" | "copy"; readonly path: string; readonly from: string };

/** A patch that cannot be read or applied, in Cloud Control's words. */
export class PatchError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PatchError";
  }
}

/** The operations in the text of a patch document. Throws PatchError. */
export function parsePatch(text: string): readonly PatchOperation[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw Object.assign(new PatchError("Invalid JSON Patch payload (not JSON)"), { cause });
  }
  if (!Array.isArray(document)) throw new PatchError("Invalid JSON Patch payload (not an array)");
  return document.map(parseOperation);
}

function parseOperation(value: unknown): PatchOperation {
  if (!isObject(value)) throw new PatchError("Invalid JSON Patch payload (not an object)");
  const op = text(value, "op");
  const path = text(value, "path");
  switch (op) {
    case "add":
    case "replace":
    case "test": {
      const operand = value["value"];
      if (operand === undefined) throw new PatchError("Invalid JSON Patch payload (missing 'value' field)");
      return { op, path, value: operand };
    }
    case "remove":
      return { op, path };
    case "move":
    case "copy":
      return { op, path, from: text(value, "from") };
    default:
      throw new PatchError(`Invalid JSON Patch payload (unsupported operation: ${op})`);
  }
}

function text(operation: JsonObject, field: string): string {
  const value = operation[field];
  if (typeof value !== "string") throw new PatchError(`Invalid JSON Patch payload (missing '${field}' field)`);
  return value;
}

/** A path with the leading slash that the service adds where it is missing. */
export function normalisePath(path: string): string {
  return path === "" || path.startsWith("/") ? path : `/${path}`;
}

/** The document after all operations, one after the other. Throws PatchError at the first that fails. */
export function applyPatch(document: Json, operations: readonly PatchOperation[]): Json {
  return operations.reduce(applyOperation, document);
}

function applyOperation(document: Json, operation: PatchOperation): Json {
  const label = operation.op.toUpperCase();
  const missing = (path: string): PatchError =>
    // The service puts a slash before the path as it was written: "/Code" is reported as "//Code".
    new PatchError(`[${label} Operation] noSuchPath in source, path provided : /${path}`);
  const target = segmentsOf(operation.path, label);
  switch (operation.op) {
    case "add":
      return insert(document, target, operation.value, missing(operation.path));
    case "remove":
      return remove(document, target, missing(operation.path));
    case "replace":
      return replace(document, target, operation.value, missing(operation.path));
    case "test": {
      const found = read(document, target, missing(operation.path));
      if (!equalJson(found, operation.value)) throw new PatchError("[TEST Operation] value mismatch");
      return document;
    }
    case "copy": {
      const value = read(document, segmentsOf(operation.from, label), missing(operation.from));
      return insert(document, target, value, missing(operation.path));
    }
    case "move": {
      const source = segmentsOf(operation.from, label);
      if (target.length > source.length && source.every((segment, index) => target[index] === segment)) {
        throw new PatchError("[MOVE Operation] a value cannot be moved into itself");
      }
      const value = read(document, source, missing(operation.from));
      return insert(remove(document, source, missing(operation.from)), target, value, missing(operation.path));
    }
  }
}

function segmentsOf(path: string, label: string): readonly string[] {
  if (/~(?![01])/.test(path)) throw new PatchError(`[${label} Operation] invalid escape in path : ${path}`);
  return pointerSegments(normalisePath(path));
}

/** The index that a segment names in a list, or undefined; RFC 6901 allows no leading zero. */
function indexOf(segment: string, length: number): number | undefined {
  if (!/^(?:0|[1-9]\d*)$/.test(segment)) return undefined;
  const index = Number(segment);
  return index < length ? index : undefined;
}

function child(value: Json, segment: string): Json | undefined {
  if (isList(value)) {
    const index = indexOf(segment, value.length);
    return index === undefined ? undefined : value[index];
  }
  return isObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined;
}

function read(document: Json, path: readonly string[], missing: PatchError): Json {
  let value = document;
  for (const segment of path) {
    const next = child(value, segment);
    if (next === undefined) throw missing;
    value = next;
  }
  return value;
}

function insert(document: Json, path: readonly string[], value: Json, missing: PatchError): Json {
  return editParent(document, path, { whole: value, missing }, (parent, last) => {
    if (!isList(parent)) return { ...parent, [last]: value };
    // One past the end may be inserted at, so the list counts as one longer.
    const index = last === "-" ? parent.length : indexOf(last, parent.length + 1);
    if (index === undefined) throw missing;
    return parent.toSpliced(index, 0, value);
  });
}

function replace(document: Json, path: readonly string[], value: Json, missing: PatchError): Json {
  return editParent(document, path, { whole: value, missing }, (parent, last) => {
    if (child(parent, last) === undefined) throw missing;
    return isList(parent) ? parent.with(Number(last), value) : { ...parent, [last]: value };
  });
}

function remove(document: Json, path: readonly string[], missing: PatchError): Json {
  return editParent(document, path, { whole: {}, missing }, (parent, last) => {
    if (child(parent, last) === undefined) throw missing;
    if (isList(parent)) return parent.toSpliced(Number(last), 1);
    return Object.fromEntries(Object.entries(parent).filter(([name]) => name !== last));
  });
}

type Parent = readonly Json[] | JsonObject;

interface EditEnds {
  /** What there is where the path is "". */
  readonly whole: Json;
  /** Thrown where the path leads nowhere. */
  readonly missing: PatchError;
}

/** Rebuilds the document with the container that the last segment stands in edited. */
function editParent(
  document: Json,
  path: readonly string[],
  ends: EditEnds,
  edit: (parent: Parent, last: string) => Json,
): Json {
  const [first, ...rest] = path;
  if (first === undefined) return ends.whole;
  if (!isList(document) && !isObject(document)) throw ends.missing;
  if (rest.length === 0) return edit(document, first);
  const next = child(document, first);
  if (next === undefined) throw ends.missing;
  const edited = editParent(next, rest, ends, edit);
  return isList(document) ? document.with(Number(first), edited) : { ...document, [first]: edited };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
