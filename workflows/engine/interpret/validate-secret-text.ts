import type { JsonObject } from "../json.ts";
import { parseTemplate } from "../reference.ts";
import type { Context } from "./context.ts";
import { suggestedReference } from "./corrected-line.ts";
import { referenceLine } from "./report-near-reference.ts";
import { secretShape } from "../secret-shape.ts";
import type { StringLeaf } from "./strings.ts";

/** Reports texts that have the format of a known credential, wherever they stand. The text is in no message. */
export function validateSecretText(
  id: string,
  tree: JsonObject,
  leaves: readonly StringLeaf[],
  context: Context,
): void {
  const inId = secretShape(id);
  // An id that is also the name is reported as the name.
  if (inId !== null && tree[context.kind.identity.name] !== id) {
    const message = `The id holds what looks like ${inId}, and ids are shown everywhere.`;
    context.problems.add("exposed-secret", "", message, revoke("Give the definition another id"));
  }
  for (const leaf of leaves) {
    const shape = shapeIn(leaf.value);
    if (shape !== null) report(shape, leaf, context);
  }
}

/** References are left out: what they name is looked at on its own. */
function shapeIn(value: string): string | null {
  // No format is shorter.
  if (value.length < 12) return null;
  const parts = parseTemplate(value);
  for (const part of parts) {
    const shape =
      part.kind === "text" ? secretShape(part.text) : part.kind === "malformed" ? secretShape(part.text) : null;
    if (shape !== null) return shape;
  }
  return null;
}

function report(shape: string, leaf: StringLeaf, context: Context): void {
  const { places, problems } = context;
  const name = places.name(leaf.path);
  if (leaf.secret) {
    const message = `\`${name}\` holds what looks like ${shape} as text.`;
    const line = referenceLine(suggestedReference(leaf.path, context), leaf, context);
    problems.add("known-secret", leaf.path, message, revoke(`Store it as a SecureString parameter, write ${line}`));
    return;
  }
  // An address with a password in it is refused as an address.
  if (problems.isSettled(leaf.path)) return;
  const message = `\`${name}\` holds what looks like ${shape}, and AWS keeps the property readable.`;
  problems.add("exposed-secret", leaf.path, message, revoke("Take it out"));
}

/** Removing a credential from a file does not take it back. */
export function revoke(what: string): string {
  return `${what}, and have the credential replaced: whoever can read the repository has it.`;
}
