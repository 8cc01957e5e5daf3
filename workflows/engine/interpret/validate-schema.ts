import { isObject, type Json, type JsonObject, pointerSegment } from "../values/json.ts";
import type { ListNode, NumberNode, ObjectNode, SchemaNode, SetNode } from "../kinds/schema.ts";
import { itemIdentity } from "../kinds/set-order.ts";
import type { Context } from "./context.ts";
import { exportedBy } from "../kinds/resource-kind.ts";
import { exportNames } from "../definition/own-options.ts";
import { exportLine } from "./options.ts";
import { reportMissing } from "./report-missing.ts";
import { validateJson } from "./validate-json.ts";
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
  const { places, problems } = validation.context;
  const { apiMaxItems: most = Infinity } = node;
  if (value.length > most) {
    const message = `\`${places.name(path)}\` has ${value.length} entries; AWS takes ${most}.`;
    problems.add("api-limit", path, message, `Leave out ${value.length - most} of them.`);
  }
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
    const message = `Entry ${index} of \`${places.name(path)}\` is the same as entry ${first}.`;
    problems.add("duplicate-property", at, message, "Keep one of the two.");
  }
}

function validateNumber(
  { minimum = -Infinity, maximum = Infinity }: NumberNode,
  value: number,
  path: string,
  context: Context,
): void {
  if (value >= minimum && value <= maximum) return;
  const bounds = [
    ...(minimum === -Infinity ? [] : [`${minimum} at least`]),
    ...(maximum === Infinity ? [] : [`${maximum} at most`]),
  ];
  const message = `\`${context.places.name(path)}\` is ${bounds.join(" and ")}, not ${value}.`;
  context.problems.add("invalid-format", path, message, `Write a number of ${bounds.join(" and ")}.`);
}

function validateObject(node: ObjectNode, value: JsonObject, path: string, validation: Validation): void {
  const { tree, context } = validation;
  for (const name of [...(node.required ?? []), ...(node.apiRequired ?? [])]) {
    if (!Object.hasOwn(value, name)) reportMissing(`${path}/${name}`, path, tree, context);
  }
  validateAlternatives(node, value, path, validation);
  validateMemberCount(node, value, path, context);
  for (const [name, child] of Object.entries(node.properties)) {
    if (!Object.hasOwn(value, name)) continue;
    const at = `${path}/${name}`;
    if (child.access === "read-only") {
      const own = exportNames.find((name) => exportedBy(context.kind, name) === at);
      const hint =
        own === undefined ? "Remove it." : `Remove it; to hand the ARN on write \`${exportLine(own, context)}\``;
      context.problems.add("read-only-property", at, `Only AWS sets \`${context.places.name(at)}\`.`, hint);
    } else {
      validateValue(child, value[name] as Json, at, validation);
    }
  }
}

function validateAlternatives(node: ObjectNode, value: JsonObject, path: string, validation: Validation): void {
  const { tree, context } = validation;
  const { problems, places } = context;
  const choices = node.exactlyOneOf ?? [];
  const chosen = choices.filter((name) => Object.hasOwn(value, name));
  const broken = choices.some((name) => problems.brokenAt(`${path}/${name}`));
  if (choices.length > 0 && chosen.length === 0 && !broken) reportMissing(path, path, tree, context);
  // A check of the kind may have said it better.
  if (chosen.length < 2 || problems.brokenAt(path)) return;
  const names = chosen.map((name) => nounOf(name, node) ?? `\`${places.name(`${path}/${name}`).split(".").at(-1)}\``);
  const message = `${ownerText(path, context)} has ${names.join(" and ")}, of which it takes one.`;
  problems.add("duplicate-property", path, message, "Keep one of them.");
}

function validateMemberCount(node: ObjectNode, value: JsonObject, path: string, context: Context): void {
  const { minProperties = 0, maxProperties = Infinity } = node;
  const count = Object.keys(value).length;
  // Of alternatives one is missing, or one too many: that is said.
  if (context.problems.brokenAt(path) || (count >= minProperties && count <= maxProperties)) return;
  if (node.exactlyOneOf !== undefined && count < minProperties) return;
  const bound = count < minProperties ? `${minProperties} at least` : maxProperties;
  const message = `${ownerText(path, context)} has ${count} members; AWS takes ${bound}.`;
  context.problems.add("invalid-format", path, message, null);
}

function nounOf(name: string, { properties }: ObjectNode): string | undefined {
  const node = properties[name];
  return node?.kind === "object" ? node.noun : undefined;
}

function ownerText(path: string, { kind, places }: Context): string {
  return path === "" ? `The ${kind.noun}` : `\`${places.name(path)}\``;
}
