import { capLimits } from "../config/caps.ts";
import type { ReferenceUse } from "../definition/definition.ts";
import { allowsParameter } from "../config/limits.ts";
import { parseTemplate, type Reference, type TemplatePart } from "../values/reference.ts";
import type { Context } from "./context.ts";
import { suggestedReference, switchText } from "../help/corrected-line.ts";
import { foreignReference } from "../help/foreign-reference.ts";
import { asText, referenceLine, reportNearReference } from "../help/reference-line.ts";
import { explainBraces, forgottenParameter, forgottenReference } from "./near-reference.ts";
import { isBelow, isSystemParameter, nearAllowedName, parameterNameFault } from "./parameter-name.ts";
import { knownSchemeOf, schemeOf } from "../values/scheme.ts";
import { shownValue } from "../values/shown-value.ts";
import { type StringLeaf, switchOf } from "./strings.ts";

const SECRETS_MANAGER_ARN = /^arn:[a-z-]{3,20}:secretsmanager:/;

/** Reports references that are not allowed where they stand, and returns all others with their places. */
export function validateReferences(leaves: readonly StringLeaf[], context: Context): readonly ReferenceUse[] {
  return leaves.flatMap((leaf) => {
    // Refused as a whole by the validation against the schema.
    if (leaf.path === `/${context.kind.identity.name}` || leaf.node.enum !== undefined) return [];
    const parts = parseTemplate(leaf.value);
    if (parts.length === 1 && parts[0]?.kind === "text") reportForgotten(leaf, context);
    else reportStrayBrace(parts, leaf, context);
    return parts.flatMap((part) => checkPart(part, parts, leaf, context));
  });
}

/** A text without any reference that was meant as one. */
function reportForgotten(leaf: StringLeaf, context: Context): void {
  const { places, settings } = context;
  if (leaf.secret && SECRETS_MANAGER_ARN.test(leaf.value)) return reportSecretsManager(leaf, context);
  const text = leaf.secret ? withoutScheme(leaf) : leaf.value;
  const near =
    forgottenReference(text, places.json) ??
    (leaf.secret ? forgottenParameter(text, settings.secretPrefixes) : undefined) ??
    (leaf.secret ? foreignReference(text) : undefined);
  if (near !== undefined) reportNearReference(near, leaf, context);
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
  reportNearReference({ fault: "it has a brace too many", meant: before.reference }, without, context);
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
      const near =
        parts.length > 1 && part.text.includes("{{") ? forgottenReference(part.text, context.places.json) : undefined;
      if (near !== undefined) reportNearReference(near, leaf, context);
      else if (part.text.includes("{{") && !context.problems.has("malformed-reference", leaf.path)) {
        reportNearReference({ fault: "the double braces do not close", meant: null }, leaf, context);
      }
      return [];
    }
    case "malformed":
      reportNearReference(explainBraces(part.text.slice(2, -2)), leaf, context);
      return [];
    case "literal": {
      const message = `\`${context.places.name(leaf.path)}\` has a marker that only plans may have.`;
      const line = referenceLine(suggestedReference(leaf.path, context), leaf, context);
      context.problems.add("literal-marker", leaf.path, message, `Refer to the credential: ${line}`);
      return [];
    }
    case "reference":
      return checkReference(part.reference, leaf, context)
        ? [{ path: leaf.path, reference: part.reference, ...context.places.locate(leaf.path) }]
        : [];
  }
}

function reportSecretsManager(leaf: StringLeaf, context: Context): void {
  const message = `\`${context.places.name(leaf.path)}\` refers to Secrets Manager, which this version does not read.`;
  const line = referenceLine(suggestedReference(leaf.path, context), leaf, context);
  const stored = `Store the value as a SecureString parameter and write ${line}`;
  const hint = leaf.node.decides === undefined ? stored : asText(leaf, context);
  context.problems.add("unsupported-reference", leaf.path, message, hint);
}

function checkReference(reference: Reference, leaf: StringLeaf, context: Context): boolean {
  const { places, problems } = context;
  if (reference.service === "secretsmanager") {
    reportSecretsManager(leaf, context);
    return false;
  }
  if (reference.service === "ssm-secure" && !leaf.secret) {
    const at = switchOf(leaf);
    const hint =
      leaf.node.decides !== undefined
        ? asText(leaf, context)
        : at === null
          ? "Write the value as text, or refer to a String parameter with {{resolve:ssm:/path}}."
          : `Remove \`${switchText(at, false, context)}\`, so that AWS keeps the value to itself.`;
    const message = `AWS keeps \`${places.name(leaf.path)}\` readable, so a secret there would be disclosed.`;
    problems.add("readable-secret", leaf.path, message, hint);
    return false;
  }
  if (leaf.node.decides !== undefined) {
    const message = `\`${places.name(leaf.path)}\` cannot be a reference: whoever may write the parameter would decide ${leaf.node.decides}.`;
    problems.add("reference-not-allowed", leaf.path, message, asText(leaf, context));
    return false;
  }
  if (!checkParameter(reference, leaf, context)) return false;
  if (reference.service === "ssm" && leaf.secret) {
    const message = `\`${places.name(leaf.path)}\` is a credential, but refers to a parameter without encryption.`;
    const secure: Reference = { ...reference, service: "ssm-secure" };
    const hint = `Make the parameter a SecureString and write ${referenceLine(secure, leaf, context)}`;
    problems.add("plain-parameter-credential", leaf.path, message, hint);
  }
  return true;
}

function checkParameter(reference: Reference, leaf: StringLeaf, context: Context): boolean {
  const { problems, settings } = context;
  const { path } = reference;
  const isSystem = isSystemParameter(path, settings.systemPrefix);
  const fault = isSystem ? null : parameterNameFault(path, settings.region);
  if (!isSystem && fault === null && settings.secretPrefixes.some((prefix) => isBelow(path, prefix))) return true;

  const name = context.places.name(leaf.path);
  if (isSystem) {
    const message = `\`${name}\` refers to a parameter of the pipeline itself.`;
    const allowed = settings.secretPrefixes.join(" or ");
    problems.add("system-parameter", leaf.path, message, `Use a parameter of your own, below ${allowed}.`);
    return false;
  }
  const near = nearAllowedName(path, settings.secretPrefixes, settings.region);
  const proposal = (meant: Reference): string => referenceLine(meant, leaf, context);
  if (fault !== null) {
    // Not quoted: what is no name may be the credential itself, written into `ssm(…)` by mistake.
    const message = `\`${name}\` refers to a parameter by a name that Parameter Store does not take: ${fault}.`;
    const hint =
      near === null
        ? `Write the parameter's full name, such as ${proposal({ ...suggestedReference(leaf.path, context), service: reference.service })}`
        : `Write ${proposal({ ...reference, path: near })}`;
    problems.add("parameter-name", leaf.path, message, hint);
    return false;
  }
  // A credential may stand where the name belongs.
  const shown = path.startsWith("/") ? shownValue(path) : null;
  const allowed = settings.secretPrefixes.join(" or ");
  const outside = outsideStack(path, context);
  if (outside !== undefined && near === null) {
    const message = `\`${name}\` refers to ${shown ?? "a parameter"}, outside what the stack allows.`;
    problems.add("parameter-prefix", leaf.path, message, outside);
    return false;
  }
  const hint =
    near !== null
      ? `Names of parameters tell upper from lower case: write ${proposal({ ...reference, path: near })}`
      : allowed === ""
        ? "The configuration allows no prefix that the stack allows."
        : `Use a parameter below ${allowed}, or have its prefix added to \`secretPrefixes\` in \`bridgehead.config.json\`.`;
  const message = `\`${name}\` refers to ${shown ?? "a parameter"}, outside the allowed prefixes.`;
  problems.add("parameter-prefix", leaf.path, message, hint);
  return false;
}

/** What to do about a parameter that no configuration can allow, since the stack's roles cannot read it. */
function outsideStack(path: string, { settings: { caps } }: Context): string | undefined {
  if (caps === null || allowsParameter(capLimits(caps), path)) return undefined;
  return `Use a parameter below ${caps.secretPrefix}, or deploy the stack with another \`secretPrefix\`.`;
}
