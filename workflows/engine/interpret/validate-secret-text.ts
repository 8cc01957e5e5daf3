import { digestOfText } from "../values/digest.ts";
import type { JsonObject } from "../values/json.ts";
import { parseTemplate } from "../values/reference.ts";
import type { Context } from "./context.ts";
import type { FoundSecret } from "./facts.ts";
import { secretsIn } from "../values/secret-shape.ts";
import type { StringLeaf } from "./strings.ts";

/** Reports texts that have the format of a known credential, wherever they stand. */
export function validateSecretText(tree: JsonObject, leaves: readonly StringLeaf[], context: Context): void {
  const { id } = context.evaluated;
  const inId = foundIn(id, context);
  // An id that is also the name is reported as the name.
  if (inId !== undefined && tree[context.kind.identity.name] !== id) {
    context.problems.add("exposed-secret/id", "", { found: inId });
  }
  for (const leaf of leaves) {
    const found = inTemplate(leaf.value, context);
    if (found !== undefined) report(found, leaf, context);
  }
}

/** The first of a text that the configuration does not list as none: another one beside it is not excused by that. */
export function foundIn(text: string, { settings }: Context): FoundSecret | undefined {
  // No format is shorter.
  if (text.length < 12) return undefined;
  const all = secretsIn(text).map(({ name, part }) => ({ shape: name, digest: digestOfText(part) }));
  return all.find(({ digest }) => !settings.notSecrets.includes(digest));
}

/** References are left out: what they name is looked at on its own. */
function inTemplate(value: string, context: Context): FoundSecret | undefined {
  for (const part of parseTemplate(value)) {
    const found = part.kind === "text" || part.kind === "malformed" ? foundIn(part.text, context) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function report(found: FoundSecret, leaf: StringLeaf, { problems }: Context): void {
  const { path, secret } = leaf;
  if (secret) problems.add("known-secret", path, { leaf, found });
  // An address with a password in it is refused as an address.
  else if (!problems.isSettled(path)) problems.add("exposed-secret", path, { property: path, found });
}
