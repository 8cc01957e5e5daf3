import type { JsonObject } from "../values/json.ts";
import { formatTemplate, parseTemplate, type TemplatePart } from "../values/reference.ts";
import type { Context } from "./context.ts";
import { isBesideReference, isJoint, knownSchemeOf } from "../values/scheme.ts";
import { mapStrings, type StringLeaf } from "./strings.ts";

/** Takes credentials that are written as text out of a model: each becomes `{{literal:<fingerprint>}}`. */
export function sealCredentials(tree: JsonObject, context: Context): JsonObject {
  return mapStrings(context.kind.schema, tree, (leaf) => {
    if (!leaf.secret || leaf.value === "") return leaf.value;
    const parts = parseTemplate(leaf.value);
    const hasReferences = parts.some((part) => part.kind === "reference");
    const sealed = parts.flatMap((_, index) => sealPart({ parts, index, hasReferences }, leaf, context));
    if (sealed.some((part) => part.kind === "literal") && !hasBraces(parts)) warn(leaf, context);
    return formatTemplate(sealed);
  });
}

interface PartOfText {
  readonly parts: readonly TemplatePart[];
  readonly index: number;
  readonly hasReferences: boolean;
}

function sealPart(
  { parts, index, hasReferences }: PartOfText,
  leaf: StringLeaf,
  context: Context,
): readonly TemplatePart[] {
  const part = parts[index];
  const literal = (text: string): TemplatePart => ({ kind: "literal", fingerprint: context.literals.add(text) });
  switch (part?.kind) {
    case undefined:
      return [];
    case "reference":
      return [part];
    case "malformed":
      return [literal(part.text)];
    case "literal":
      // Written by the author, and an error by now: sealed again, so that it cannot pass for ours.
      return [literal(formatTemplate([part]))];
    case "text": {
      if (hasReferences && isJoint(part.text)) return [part];
      // A password or a client secret may begin with any word.
      const mayHaveScheme = leaf.node.scheme === true;
      // A plan is clearer with it.
      if (mayHaveScheme && isBesideReference(parts, index)) return [part];
      const scheme = mayHaveScheme ? knownSchemeOf(part.text) : "";
      const rest = part.text.slice(scheme.length);
      return [
        ...(scheme === "" ? [] : [{ kind: "text" as const, text: scheme }]),
        ...(rest === "" ? [] : [literal(rest)]),
      ];
    }
  }
}

/** Braces that are no reference: an error that says enough. */
function hasBraces(parts: readonly TemplatePart[]): boolean {
  return parts.some((part) => (part.kind === "text" ? part.text.includes("{{") : part.kind !== "reference"));
}

function warn(leaf: StringLeaf, { problems }: Context): void {
  const { path } = leaf;
  // Said already, in words that fit better.
  if (problems.isSettled(path)) return;
  const known = ["known-secret", "malformed-reference", "unsupported-reference"];
  if (!known.some((code) => problems.has(code, path))) problems.add("literal-credential", path, { leaf });
}
