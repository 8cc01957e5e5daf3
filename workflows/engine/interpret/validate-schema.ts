import { isObject, type Json, type JsonObject, pointerSegment, textsIn } from "../values/json.ts";
import type { JsonNode, ListNode, NumberNode, ObjectNode, SchemaNode, SetNode } from "../kinds/schema.ts";
import { itemIdentity } from "../kinds/set-order.ts";
import type { Context } from "./context.ts";
import { exportedBy } from "../kinds/resource-kind.ts";
import { exportNames } from "../definition/own-options.ts";
import { reportMissing } from "./report-missing.ts";
import { foundIn } from "./validate-secret-text.ts";
import { validateText } from "./validate-text.ts";

/** Reports what the registry schema or the service's API would refuse. Types are right already. */
export function validateSchema(tree: JsonObject, context: Context): void {
  validateObject(context.kind.schema, tree, "", { tree, context });
}

/** What the validation of each value works with: the whole tree, for a kind to say what is missing in it. */
interface Validation {
  readonly tree: JsonObject;
  readonly context: Context;
}

function validateValue(node: SchemaNode, value: Json, path: string, validation: Validation): void {
  const { context } = validation;
  switch (node.kind) {
    case "object":
      if (isObject(value)) validateObject(node, value, path, validation);
      return;
    case "string":
      if (typeof value === "string") validateText(node, value, path, context);
      return;
    case "map":
      if (!isObject(value)) return;
      for (const [name, member] of Object.entries(value)) {
        validateValue(node.values, member, `${path}/${pointerSegment(name)}`, validation);
      }
      return;
    case "integer":
    case "number":
      if (typeof value === "number") validateNumber(node, value, path, context);
      return;
    case "list":
    case "set":
      if (Array.isArray(value)) validateItems(node, value, path, validation);
      return;
    case "json":
      validateJson(node, value, path, context);
      return;
    case "boolean":
      return;
  }
}

function validateItems(node: ListNode | SetNode, value: readonly Json[], path: string, validation: Validation): void {
  const { problems } = validation.context;
  const { apiMaxItems: most = Infinity } = node;
  if (value.length > most) problems.add("api-limit/entries", path, { count: value.length, most });
  // With an error for their number there is no definition, whatever else is wrong.
  const items = value.slice(0, problems.brokenAt(path) ? most : Infinity);
  const firsts = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    validateValue(node.items, item, `${path}/${index}`, validation);
    // What was of the wrong type is left out, and leaves a gap.
    if (node.kind === "list" || item === null) continue;
    const identity = itemIdentity(node, item, index);
    const first = firsts.get(identity);
    firsts.set(identity, first ?? index);
    if (first === undefined) continue;
    const at = node.key === undefined ? `${path}/${index}` : `${path}/${index}/${node.key}`;
    problems.add("duplicate-property/entry", at, { list: path, index, first });
  }
}

function validateNumber(node: NumberNode, value: number, path: string, { problems }: Context): void {
  const { minimum = -Infinity, maximum = Infinity } = node;
  if (value < minimum || value > maximum) problems.add("invalid-format/number", path, { value });
}

function validateObject(node: ObjectNode, value: JsonObject, path: string, validation: Validation): void {
  const { tree, context } = validation;
  for (const name of [...(node.required ?? []), ...(node.apiRequired ?? [])]) {
    if (!Object.hasOwn(value, name)) reportMissing({ path: `${path}/${name}`, parent: path }, tree, context);
  }
  validateAlternatives(node, value, path, validation);
  validateMemberCount(node, value, path, context);
  for (const [name, child] of Object.entries(node.properties)) {
    if (!Object.hasOwn(value, name)) continue;
    const at = `${path}/${name}`;
    if (child.access === "read-only") {
      const instead = exportNames.find((own) => exportedBy(context.kind, own) === at);
      context.problems.add("read-only-property", at, { instead });
    } else {
      validateValue(child, value[name] as Json, at, validation);
    }
  }
}

function validateAlternatives(node: ObjectNode, value: JsonObject, path: string, validation: Validation): void {
  const { tree, context } = validation;
  const { problems } = context;
  const choices = node.exactlyOneOf ?? [];
  const chosen = choices.filter((name) => Object.hasOwn(value, name));
  const broken = choices.some((name) => problems.brokenAt(`${path}/${name}`));
  if (choices.length > 0 && chosen.length === 0 && !broken) reportMissing({ path, parent: path }, tree, context);
  // A check of the kind may have said it better.
  if (chosen.length > 1 && !problems.brokenAt(path)) problems.add("duplicate-property/alternatives", path, { chosen });
}

function validateMemberCount(node: ObjectNode, value: JsonObject, path: string, { problems }: Context): void {
  const { minProperties = 0, maxProperties = Infinity } = node;
  const count = Object.keys(value).length;
  // Of alternatives one is missing, or one too many: that is said.
  if (problems.brokenAt(path) || (count >= minProperties && count <= maxProperties)) return;
  if (node.exactlyOneOf !== undefined && count < minProperties) return;
  problems.add("invalid-format/members", path, { count });
}

/**
 * Reports texts of a JSON value that would not be sent as they stand. AWS takes such a value as a text of its own, in
 * which what fills in a reference could end a text early and go on as something else.
 */
function validateJson(node: JsonNode, value: Json, property: string, context: Context): void {
  const { source, problems } = context;
  for (const { path: inner, text } of textsIn(value)) {
    const at = property + inner;
    const linked = (): string => {
      // Names inside are the author's own.
      if (inner !== "") source.link(at, source.written(property) + inner);
      return at;
    };
    if (/\{\{(?:resolve|literal)/.test(text)) problems.add("reference-not-allowed/json", linked(), { property });
    const found = node.access === "write-only" ? undefined : foundIn(text, context);
    if (found !== undefined) problems.add("exposed-secret", linked(), { property, found });
  }
}
