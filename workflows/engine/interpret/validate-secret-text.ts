import { digestOfText } from "../values/digest.ts";
import type { JsonObject } from "../values/json.ts";
import { parseTemplate } from "../values/reference.ts";
import type { Context } from "./context.ts";
import { suggestedReference } from "../help/corrected-line.ts";
import { referenceLine } from "../help/reference-line.ts";
import { secretsIn } from "../values/secret-shape.ts";
import type { StringLeaf } from "./strings.ts";

/** Reports texts that have the format of a known credential, wherever they stand. The text is in no message. */
export function validateSecretText(
  id: string,
  tree: JsonObject,
  leaves: readonly StringLeaf[],
  context: Context,
): void {
  const inId = foundIn(id, context);
  // An id that is also the name is reported as the name.
  if (inId !== undefined && tree[context.kind.identity.name] !== id) {
    const message = `The id holds what looks like ${inId.name}, and ids are shown everywhere.`;
    context.problems.add("exposed-secret", "", message, advice("Give the definition another id", inId));
  }
  for (const leaf of leaves) {
    const found = inTemplate(leaf.value, context);
    if (found !== undefined) report(found, leaf, context);
  }
}

/** A part of a text that looks like a credential. */
interface Found {
  /** What it looks like. */
  readonly name: string;
  /** What the configuration lists it by. */
  readonly digest: string;
}

/** The first of a text that the configuration does not list as none: another one beside it is not excused by that. */
export function foundIn(text: string, { settings }: Context): Found | undefined {
  // No format is shorter.
  if (text.length < 12) return undefined;
  const all = secretsIn(text).map(({ name, part }) => ({ name, digest: digestOfText(part) }));
  return all.find(({ digest }) => !settings.notSecrets.includes(digest));
}

/** References are left out: what they name is looked at on its own. */
function inTemplate(value: string, context: Context): Found | undefined {
  for (const part of parseTemplate(value)) {
    const found = part.kind === "text" || part.kind === "malformed" ? foundIn(part.text, context) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function report(found: Found, leaf: StringLeaf, context: Context): void {
  const { name: shape } = found;
  const { places, problems } = context;
  const name = places.name(leaf.path);
  if (leaf.secret) {
    const message = `\`${name}\` holds what looks like ${shape} as text.`;
    const line = referenceLine(suggestedReference(leaf.path, context), leaf, context);
    problems.add(
      "known-secret",
      leaf.path,
      message,
      advice(`Store it as a SecureString parameter, write ${line}`, found),
    );
    return;
  }
  // An address with a password in it is refused as an address.
  if (problems.isSettled(leaf.path)) return;
  const message = `\`${name}\` holds what looks like ${shape}, and AWS keeps the property readable.`;
  problems.add("exposed-secret", leaf.path, message, advice("Take it out", found));
}

/** What to do about it, if it is one, and if it is none. The text stands in the file, so its digest discloses nothing. */
export function advice(what: string, { digest }: Found): string {
  return `${revoke(what)} If it is none, write \`"notSecrets": ["${digest}"]\` into \`bridgehead.config.json\`.`;
}

/** Removing a credential from a file does not take it back. */
function revoke(what: string): string {
  return `${what}, and have the credential replaced: whoever can read the repository has it.`;
}
