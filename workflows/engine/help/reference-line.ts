import { parseTemplate, type Reference } from "../values/reference.ts";
import type { Context } from "../interpret/context.ts";
import { correctedLine, proposalText, suggestedReference, textHint } from "./corrected-line.ts";
import { shortFormAt } from "./credential-label.ts";
import type { NearReference } from "../interpret/near-reference.ts";
import { isBelow, parameterNameFault } from "../interpret/parameter-name.ts";
import { schemeOf } from "../values/scheme.ts";
import { secretShape } from "../values/secret-shape.ts";
import type { StringLeaf } from "../interpret/strings.ts";

/** Reports a text that was meant as a reference, with the corrected line. */
export function reportNearReference(near: NearReference, leaf: StringLeaf, context: Context): void {
  if (context.problems.has("malformed-reference", leaf.path)) return;
  const message = `\`${context.places.name(leaf.path)}\` is no reference: ${near.fault}.`;
  const usable = near.meant !== null && mayBeShown(near.meant, context) ? near.meant : null;
  const meant = usable ?? suggestedReference(leaf.path, context);
  // A secure reference would be refused where AWS keeps the value readable, another is a warning where it does not.
  const reference: Reference = { ...meant, service: leaf.secret ? "ssm-secure" : "ssm" };
  const line = referenceLine(reference, leaf, context);
  const hint =
    leaf.node.decides !== undefined
      ? asText(leaf, context)
      : usable === null
        ? `Write it as in ${line}`
        : `Write ${line}`;
  context.problems.add("malformed-reference", leaf.path, message, hint);
}

/** What to do where no reference may stand. */
export function asText({ path, node }: StringLeaf, context: Context): string {
  return textHint(path, node.example ?? "", context);
}

/** A reference as the author would write it here: the whole line where nothing but a scheme stands beside it. */
export function referenceLine(reference: Reference, leaf: StringLeaf, context: Context): string {
  const before = schemeBefore(leaf, context);
  // The dollar sign of a template, or of a GitHub workflow, goes with the braces.
  const rest = leaf.value.slice(before.length).replace(/^\$(?=\{\{)/, "");
  const alone = parseTemplate(rest).length <= 1;
  const text = alone ? correctedLine(leaf.path, { reference, before }, context) : proposalText({ reference }, context);
  return `\`${text}\``;
}

/** What a value for this place begins with, as far as it is no credential. */
function schemeBefore(leaf: StringLeaf, context: Context): string {
  if (shortFormAt(leaf.path, context)?.addsScheme === true) return "";
  // A password or a client secret may begin with any word.
  return leaf.node.scheme === true ? schemeOf(leaf.value) : "";
}

/** Only a well-formed name below an allowed prefix is repeated: anything else may be the credential. */
function mayBeShown({ path }: Reference, { settings }: Context): boolean {
  return (
    parameterNameFault(path, settings.region) === null &&
    settings.secretPrefixes.some((prefix) => isBelow(path, prefix)) &&
    secretShape(path) === null
  );
}
