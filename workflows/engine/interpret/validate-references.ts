import { capLimits } from "../policy/caps.ts";
import type { ReferenceUse } from "../definition/definition.ts";
import { allowsParameter } from "../policy/limits.ts";
import { parseTemplate, type Reference, type TemplatePart } from "../values/reference.ts";
import type { Context, InterpretSettings } from "./context.ts";
import {
  explainBraces,
  foreignReference,
  forgottenParameter,
  forgottenReference,
  type NearReference,
} from "./near-reference.ts";
import { isBelow, isSystemParameter, nearAllowedName, parameterNameFault } from "../values/parameter-name.ts";
import { knownSchemeOf, schemeOf } from "../values/scheme.ts";
import type { StringLeaf } from "./strings.ts";
import { namePath } from "../kinds/resource-kind.ts";

const SECRETS_MANAGER_ARN = /^arn:[a-z-]{3,20}:secretsmanager:/;

/** Reports references that are not allowed where they stand, and returns all others with their locations. */
export function validateReferences(leaves: readonly StringLeaf[], context: Context): readonly ReferenceUse[] {
  return leaves.flatMap((leaf) => {
    // Refused as a whole by the validation against the schema.
    if (leaf.path === namePath(context.kind) || leaf.node.enum !== undefined) return [];
    const parts = parseTemplate(leaf.value);
    if (parts.length === 1 && parts[0]?.kind === "text") reportForgotten(leaf, context);
    else reportStrayBrace(parts, leaf, context);
    return parts.flatMap((part) => checkPart(part, parts, leaf, context));
  });
}

/** A text without any reference that was meant as one. */
function reportForgotten(leaf: StringLeaf, context: Context): void {
  const { problems, settings } = context;
  if (leaf.secret && SECRETS_MANAGER_ARN.test(leaf.value)) {
    problems.add("unsupported-reference", leaf.path, { leaf });
    return;
  }
  const text = leaf.secret ? withoutScheme(leaf) : leaf.value;
  const near =
    forgottenReference(text) ??
    (leaf.secret ? forgottenParameter(text, settings.secretPrefixes) : undefined) ??
    (leaf.secret ? foreignReference(text) : undefined);
  if (near !== undefined) reportNearReference(near, leaf, context);
}

/** One of them is enough. */
function reportNearReference(near: NearReference, leaf: StringLeaf, { problems }: Context): void {
  if (!problems.has("malformed-reference", leaf.path)) {
    problems.add("malformed-reference", leaf.path, { ...near, leaf });
  }
}

/** The part of a credential that may be meant as a reference. A password may begin with any word. */
function withoutScheme({ node, value }: StringLeaf): string {
  return value.slice((node.scheme === true ? schemeOf(value) : knownSchemeOf(value)).length);
}

/** A third brace behind a reference would be sent along with the value. */
function reportStrayBrace(parts: readonly TemplatePart[], leaf: StringLeaf, context: Context): void {
  const index = parts.findIndex(
    (part, at) => part.kind === "text" && part.text.startsWith("}") && parts[at - 1]?.kind === "reference",
  );
  const before = parts[index - 1];
  // With an opening brace before it, it may be meant: a body can be JSON.
  const opened = parts.slice(0, Math.max(index, 0)).some((part) => part.kind === "text" && part.text.includes("{"));
  if (before?.kind !== "reference" || opened) return;
  const without = { ...leaf, value: leaf.value.replace("}}}", "}}") };
  reportNearReference({ fault: "third", meant: before.reference }, without, context);
}

function checkPart(
  part: TemplatePart,
  parts: readonly TemplatePart[],
  leaf: StringLeaf,
  context: Context,
): readonly ReferenceUse[] {
  switch (part.kind) {
    case "text": {
      // Braces that never close, or close elsewhere; where nothing else stands they are reported already.
      if (!part.text.includes("{{")) return [];
      const near = parts.length > 1 ? forgottenReference(part.text) : undefined;
      reportNearReference(near ?? { fault: "open", meant: null }, leaf, context);
      return [];
    }
    case "malformed":
      reportNearReference(explainBraces(part.text.slice(2, -2)), leaf, context);
      return [];
    case "literal":
      context.problems.add("literal-marker", leaf.path, { leaf });
      return [];
    case "reference":
      return checkReference(part.reference, leaf, context)
        ? [{ path: leaf.path, reference: part.reference, ...context.source.locate(leaf.path) }]
        : [];
  }
}

function checkReference(reference: Reference, leaf: StringLeaf, context: Context): boolean {
  const { problems } = context;
  const { path, node, secret } = leaf;
  if (reference.service === "secretsmanager") problems.add("unsupported-reference", path, { leaf });
  else if (reference.service === "ssm-secure" && !secret) problems.add("readable-secret", path, { leaf });
  else if (node.decides !== undefined) problems.add("reference-not-allowed/deciding", path, {});
  else if (checkParameter(reference, leaf, context)) {
    if (reference.service === "ssm" && secret) problems.add("plain-parameter-credential", path, { leaf, reference });
    return true;
  }
  return false;
}

function checkParameter(reference: Reference, leaf: StringLeaf, { problems, settings }: Context): boolean {
  const { path } = reference;
  const { region, secretPrefixes, systemPrefix } = settings;
  if (isSystemParameter(path, systemPrefix)) {
    problems.add("system-parameter", leaf.path, {});
    return false;
  }
  const fault = parameterNameFault(path, region);
  if (fault === null && secretPrefixes.some((prefix) => isBelow(path, prefix))) return true;
  const near = nearAllowedName(path, secretPrefixes, region);
  const prefix = stackPrefixFor(path, settings);
  if (fault !== null) problems.add("parameter-name", leaf.path, { leaf, reference, near, fault });
  else if (prefix !== undefined && near === null) {
    problems.add("parameter-prefix/stack", leaf.path, { reference, prefix });
  } else problems.add("parameter-prefix", leaf.path, { leaf, reference, near });
  return false;
}

/** The prefix that the stack's roles can read below, where no configuration can allow the parameter. */
function stackPrefixFor(path: string, { caps }: InterpretSettings): string | undefined {
  return caps === null || allowsParameter(capLimits(caps), path) ? undefined : caps.secretPrefix;
}
