import { text } from "../../definition/text.ts";
import type { CredentialFacts, FoundSecret } from "../../interpret/facts.ts";
import { switchOf } from "../../interpret/strings.ts";
import type { Texts } from "../../kinds/texts.ts";
import { parseTemplate } from "../../values/reference.ts";
import { switchText } from "../corrected-line.ts";
import { referenceLine } from "../reference-line.ts";

/** What is said of credentials as text, and of what looks like one. Nothing of them is in it. */
export const credentialTexts: Texts<CredentialFacts> = {
  "literal-credential": ({ leaf }, about) => {
    const isBeside = parseTemplate(leaf.value).some((part) => part.kind === "reference");
    const what = isBeside ? "the whole value, with what stands around the reference," : "it";
    const store = `Store ${what} as a SecureString parameter and write ${referenceLine(leaf, about)}`;
    const at = switchOf(leaf);
    return text(
      isBeside
        ? `${about.name} has text beside the reference that may be a part of the credential.`
        : `${about.name} is a credential written as text.`,
      at === null ? store : `${store} or, if it is no secret, add ${switchText(false, about, at)}`,
    );
  },
  "known-secret": ({ leaf, found }, about) =>
    text(
      `${about.name} holds what looks like ${found.shape} as text.`,
      advice(`Store it as a SecureString parameter, write ${referenceLine(leaf, about)}`, found),
    ),
  "exposed-secret": ({ property, found }, { source }) =>
    text(
      `\`${source.name(property)}\` holds what looks like ${found.shape}, and AWS keeps the property readable.`,
      advice("Take it out", found),
    ),
  "exposed-secret/id": ({ found }) =>
    text(
      `The id holds what looks like ${found.shape}, and ids are shown everywhere.`,
      advice("Give the definition another id", found),
    ),
};

/** What to do about it, if it is one, and if it is none. Removing a credential from a file does not take it back. */
function advice(what: string, { digest }: FoundSecret): string {
  return (
    `${what}, and have the credential replaced: whoever can read the repository has it. ` +
    `If it is none, write \`"notSecrets": ["${digest}"]\` into \`bridgehead.config.json\`.`
  );
}
