import { parseTemplate } from "../values/reference.ts";
import type { About } from "../kinds/texts.ts";
import type { StringLeaf } from "../interpret/strings.ts";
import { schemeOf } from "../values/scheme.ts";
import { correctedLine, proposalText, suggestedReference } from "./corrected-line.ts";
import { shortFormAt } from "./credential-label.ts";

/**
 * A reference as the author would write it where a text stands: the whole line where nothing but a scheme stands beside
 * it. Without a reference it is one to the parameter where the credential would stand.
 */
export function referenceLine(leaf: StringLeaf, about: About, reference = suggestedReference(about)): string {
  const before = schemeBefore(leaf, about);
  // The dollar sign of a template, or of a GitHub workflow, goes with the braces.
  const rest = leaf.value.slice(before.length).replace(/^\$(?=\{\{)/, "");
  const alone = parseTemplate(rest).length <= 1;
  return `\`${alone ? correctedLine({ reference, before }, about) : proposalText({ reference }, about)}\``;
}

/** What a value for this place begins with, as far as it is no credential. */
function schemeBefore({ path, node, value }: StringLeaf, about: About): string {
  if (shortFormAt(path, about)?.addsScheme === true) return "";
  // A password or a client secret may begin with any word.
  return node.scheme === true ? schemeOf(value) : "";
}
