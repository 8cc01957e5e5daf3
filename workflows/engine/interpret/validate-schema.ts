import { connectionSchema } from "../kinds/connection/schema.ts";
import type { NumberNode, ObjectNode, SchemaNode } from "../kinds/schema.ts";
import { spellingFor } from "../kinds/spellings.ts";
import { isObject, type Json, type JsonObject, pointerSegment } from "../json.ts";
import type { Context } from "./context.ts";
import { exportArnLine } from "./options.ts";
import { reportMissing } from "./report-missing.ts";
import { credentialKinds } from "../kinds/connection/authorization.ts";
import { validateText } from "./validate-text.ts";

/** Reports what the registry schema or the EventBridge API would refuse. Types are right already. */
export function validateSchema(tree: JsonObject, context: Context): void {
  validateObject(connectionSchema, tree, "", tree, context);
}

function validateValue(node: SchemaNode, value: Json, path: string, tree: JsonObject, context: Context): void {
  if (node.kind === "object" && isObject(value)) validateObject(node, value, path, tree, context);
  if (node.kind === "string" && typeof value === "string") validateText(node, value, path, context);
  if (node.kind === "map" && isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      validateValue(node.values, member, `${path}/${pointerSegment(name)}`, tree, context);
    }
  }
  if ((node.kind === "integer" || node.kind === "number") && typeof value === "number") {
    validateNumber(node, value, path, context);
  }
  if ((node.kind === "list" || node.kind === "set") && Array.isArray(value)) {
    const { apiMaxItems: most = Infinity } = node;
    if (value.length > most) {
      const message = `\`${context.places.name(path)}\` has ${value.length} entries; AWS takes ${most}.`;
      context.problems.add("api-limit", path, message, `Leave out ${value.length - most} of them.`);
    }
    // With an error for their number there is no definition, whatever else is wrong.
    const isRefused = context.problems.brokenAt(path);
    const items = (value as readonly Json[]).slice(0, isRefused ? most : Infinity);
    for (const [index, item] of items.entries()) {
      validateValue(node.items, item, `${path}/${index}`, tree, context);
    }
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

function validateObject(node: ObjectNode, value: JsonObject, path: string, tree: JsonObject, context: Context): void {
  for (const name of [...(node.required ?? []), ...(node.apiRequired ?? [])]) {
    if (!Object.hasOwn(value, name)) reportMissing(`${path}/${name}`, path, tree, context);
  }
  validateMemberCount(node, value, path, tree, context);
  for (const [name, child] of Object.entries(node.properties)) {
    if (!Object.hasOwn(value, name)) continue;
    const at = `${path}/${name}`;
    if (child.access === "read-only") {
      const hint = name === "Arn" ? `Remove it; to hand the ARN on write \`${exportArnLine(context)}\`` : "Remove it.";
      context.problems.add("read-only-property", at, `Only AWS sets \`${context.places.name(at)}\`.`, hint);
    } else {
      validateValue(child, value[name] as Json, at, tree, context);
    }
  }
}

function validateMemberCount(
  node: ObjectNode,
  value: JsonObject,
  path: string,
  tree: JsonObject,
  context: Context,
): void {
  const choices = node.exactlyOneOf ?? [];
  const chosen = choices.filter((name) => Object.hasOwn(value, name));
  const broken = choices.some((name) => context.problems.brokenAt(`${path}/${name}`));
  if (choices.length > 0 && chosen.length === 0 && !broken) reportMissing(path, path, tree, context);
  // Several kinds of credentials are reported with the type; leaving one out may be all that is needed.
  if (chosen.length > 1 || node.maxProperties === undefined) return;
  const members = Object.keys(value);
  if (members.length <= node.maxProperties) return;
  const kind = credentialKinds[chosen[0] ?? ""] ?? "the credentials";
  const extras = members.filter((name) => !choices.includes(name));
  const names = extras.map((name) => `\`${writtenName(`${path}/${name}`, context)}\``);
  const message =
    `\`${context.places.name(path)}\` has ${members.length} members, ${kind} and ${names.join(" and ")}; ` +
    `Cloud Control takes ${node.maxProperties}.`;
  context.problems.add("too-many-members", path, message, `Leave out ${names.join(" or ")}.`);
}

/** The property's name alone, in the author's style. */
function writtenName(path: string, context: Context): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const parent = context.places.name(path.slice(0, path.lastIndexOf("/")));
  return spellingFor(name, !/(^|\.)[A-Z][^.]*$/.test(parent));
}
