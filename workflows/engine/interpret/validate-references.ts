import type { ReferenceUse } from "../definition.ts";
import type { JsonObject } from "../json.ts";
import { parseTemplate, type Reference, type TemplatePart } from "../reference.ts";
import type { Context } from "./context.ts";
import { isBelow, parameterNameFault } from "./parameter-name.ts";
import { plainText } from "./plain-text.ts";
import { type StringLeaf, stringLeaves } from "./strings.ts";

/** Reports references that are not allowed where they stand, and returns all others with their places. */
export function validateReferences(tree: JsonObject, context: Context): readonly ReferenceUse[] {
  return stringLeaves(tree).flatMap((leaf) => {
    // Refused as a whole by the validation against the schema.
    if (leaf.path === "/Name" || leaf.node.enum !== undefined) return [];
    return parseTemplate(leaf.value).flatMap((part) => checkPart(part, leaf, context));
  });
}

function checkPart(part: TemplatePart, leaf: StringLeaf, context: Context): readonly ReferenceUse[] {
  const name = context.places.name(leaf.path);
  switch (part.kind) {
    case "text":
      // Braces that never close, or close elsewhere.
      if (part.text.includes("{{")) reportMalformed(leaf, context);
      return [];
    case "malformed":
      reportMalformed(leaf, context);
      return [];
    case "literal": {
      const message = `\`${name}\` has a marker that only plans may have.`;
      context.problems.add("literal-marker", leaf.path, message, "Refer to the credential with `ssm(…)`.");
      return [];
    }
    case "reference":
      return checkReference(part.reference, leaf, context)
        ? [{ path: leaf.path, reference: part.reference, ...context.places.locate(leaf.path) }]
        : [];
  }
}

function reportMalformed(leaf: StringLeaf, context: Context): void {
  const message = `\`${context.places.name(leaf.path)}\` has double braces around something that is no reference.`;
  const hint = 'Write `ssm("/path")`, or {{resolve:ssm-secure:/path}} with an optional :version.';
  context.problems.add("malformed-reference", leaf.path, message, hint);
}

function checkReference(reference: Reference, leaf: StringLeaf, context: Context): boolean {
  const { places, problems } = context;
  const name = places.name(leaf.path);
  if (reference.service === "secretsmanager") {
    const message = `\`${name}\` refers to Secrets Manager, which this version does not read.`;
    problems.add("unsupported-reference", leaf.path, message, "Use a SecureString parameter and `ssm(…)`.");
    return false;
  }
  if (reference.service === "ssm-secure" && !leaf.secret) {
    const hint = leaf.node.secret
      ? "Remove `isValueSecret: false`, so that AWS keeps the value to itself."
      : "Write the value as text, or refer to a String parameter with {{resolve:ssm:/path}}.";
    const message = `AWS keeps \`${name}\` readable, so a secret there would be disclosed.`;
    problems.add("readable-secret", leaf.path, message, hint);
    return false;
  }
  if (reference.service === "ssm" && leaf.secret) {
    const message = `\`${name}\` is a credential, but refers to a parameter without encryption.`;
    problems.add("plain-parameter-credential", leaf.path, message, "Use a SecureString parameter and `ssm(…)`.");
  }
  return checkParameter(reference.path, leaf, context);
}

function checkParameter(parameter: string, leaf: StringLeaf, context: Context): boolean {
  const { problems, settings } = context;
  const name = context.places.name(leaf.path);
  if (isBelow(parameter, settings.systemPrefix)) {
    const message = `\`${name}\` refers to a parameter of the pipeline itself.`;
    problems.add("system-parameter", leaf.path, message, "Use a parameter of your own.");
    return false;
  }
  const fault = parameterNameFault(parameter, settings.region);
  if (fault !== null) {
    // Not quoted: what is no name may be the credential itself, written into `ssm(…)` by mistake.
    const message = `\`${name}\` refers to a parameter by a name that Parameter Store does not take: ${fault}.`;
    problems.add("parameter-name", leaf.path, message, "Write the full name, such as `/bridgehead/orders/key`.");
    return false;
  }
  if (settings.secretPrefixes.some((prefix) => isBelow(parameter, prefix))) return true;
  const shown = parameter.startsWith("/") ? `\`${plainText(parameter, 100)}\`` : "a parameter";
  const allowed = settings.secretPrefixes.join(", ");
  const hint = allowed === "" ? "No prefix is allowed." : `Allowed: parameters below ${allowed}.`;
  problems.add("parameter-prefix", leaf.path, `\`${name}\` refers to ${shown}, outside the allowed prefixes.`, hint);
  return false;
}
