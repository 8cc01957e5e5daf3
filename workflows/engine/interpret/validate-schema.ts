import { connectionSchema, type ObjectNode, type SchemaNode } from "../../../connections/_authoring/schema.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import type { Context } from "./context.ts";
import { spellingFor } from "../../../connections/_authoring/spellings.ts";
import { credentialKinds } from "./validate-authorization.ts";
import { validateText } from "./validate-text.ts";

/** Reports what the registry schema or the EventBridge API would refuse. Types are right already. */
export function validateSchema(tree: JsonObject, context: Context): void {
  validateObject(connectionSchema, tree, "", context);
}

function validateValue(node: SchemaNode, value: Json, path: string, context: Context): void {
  if (node.kind === "object" && isObject(value)) validateObject(node, value, path, context);
  if (node.kind === "string" && typeof value === "string") validateText(node, value, path, context);
  if (node.kind === "list" && Array.isArray(value)) {
    if (value.length > node.apiMaxItems) {
      const message = `\`${context.places.name(path)}\` has ${value.length} entries; AWS takes ${node.apiMaxItems}.`;
      context.problems.add("api-limit", path, message, "Leave some out.");
    }
    for (const [index, item] of (value as readonly Json[]).entries()) {
      validateValue(node.items, item, `${path}/${index}`, context);
    }
  }
}

function validateObject(node: ObjectNode, value: JsonObject, path: string, context: Context): void {
  for (const name of [...(node.required ?? []), ...(node.apiRequired ?? [])]) {
    const missing = `${path}/${name}`;
    if (Object.hasOwn(value, name) || context.problems.brokenAt(missing)) continue;
    reportMissing(missing, path, context);
  }
  validateMemberCount(node, value, path, context);
  for (const [name, child] of Object.entries(node.properties)) {
    if (!Object.hasOwn(value, name)) continue;
    const at = `${path}/${name}`;
    if (child.access === "read-only") {
      const hint = name === "Arn" ? "Remove it; `exportArn` hands the ARN on." : "Remove it.";
      context.problems.add("read-only-property", at, `Only AWS sets \`${context.places.name(at)}\`.`, hint);
    } else {
      validateValue(child, value[name] as Json, at, context);
    }
  }
}

function reportMissing(missing: string, parent: string, context: Context): void {
  const name = context.places.name(missing).split(".").at(-1) ?? "";
  const owner = parent === "" ? "The connection" : `\`${ownerName(missing, context)}\``;
  context.problems.add("missing-property", missing, `${owner} lacks \`${name}\`.`, `Add \`${name}\`.`);
}

/** Where the property would be written: with a short form that is the object with the short forms. */
function ownerName(path: string, context: Context): string {
  return context.places.name(path).split(".").slice(0, -1).join(".");
}

function validateMemberCount(node: ObjectNode, value: JsonObject, path: string, context: Context): void {
  const choices = node.exactlyOneOf ?? [];
  const chosen = choices.filter((name) => Object.hasOwn(value, name));
  const broken = choices.some((name) => context.problems.brokenAt(`${path}/${name}`));
  const names = choices.map((name) => `\`${writtenName(`${path}/${name}`, context)}\``).join(", ");
  if (choices.length > 0 && chosen.length === 0 && !broken) {
    const message = `\`${context.places.name(path)}\` has no credentials.`;
    context.problems.add("credentials-missing", path, message, `Add one of ${names}, or a short form of one.`);
  }
  if (chosen.length > 1) {
    const kinds = chosen.map((name) => credentialKinds[name]).join(", ");
    const message = `\`${context.places.name(path)}\` has ${chosen.length} kinds of credentials: ${kinds}.`;
    context.problems.add("credentials-conflict", path, message, "Keep the one that the endpoint asks for.");
  } else if (node.maxProperties !== undefined && Object.keys(value).length > node.maxProperties) {
    const message =
      `\`${context.places.name(path)}\` has ${Object.keys(value).length} members; ` +
      `Cloud Control takes ${node.maxProperties}.`;
    const extras = Object.keys(value).filter((name) => !choices.includes(name));
    const hint = `Leave out ${extras.map((name) => `\`${writtenName(`${path}/${name}`, context)}\``).join(" or ")}.`;
    context.problems.add("too-many-members", path, message, hint);
  }
}

/** The property's name alone, in the author's style. */
function writtenName(path: string, context: Context): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const parent = context.places.name(path.slice(0, path.lastIndexOf("/")));
  return spellingFor(name, !/(^|\.)[A-Z][^.]*$/.test(parent));
}
