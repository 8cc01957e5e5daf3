import { type Text, text } from "../../definition/text.ts";
import { withArticle } from "../../kinds/noun.ts";
import type { EvaluatedKind } from "../../read/evaluated-kinds.ts";
import { didYouMean } from "../../values/did-you-mean.ts";
import { usageOf } from "../kind-words.ts";

const known = "Use `name` or `id`; `exportArn` writes the ARN to a parameter.";

/** What to say where a definition reads something of a declared resource that is neither its id nor its name. */
export function handleText(property: string, kind: EvaluatedKind): Text {
  const one = withArticle(kind.noun);
  if (["toString", "valueOf"].includes(property)) return text(`${one} is not a text`, "Use its `name` or `id`.");
  if (["catch", "finally"].includes(property)) {
    const message = `${one} has no \`${property}\`: it is declared at once, and applied later`;
    return text(message, `Write \`await ${usageOf(kind)}\`, and nothing behind it.`);
  }
  if (kind.made.includes(property)) return text(`"${property}" of ${one} is known only after the apply`, known);
  const near = kind.name.includes(property) ? "name" : didYouMean(property, ["name", "id"]);
  if (near !== undefined) {
    return text(`${one} has no "${property}" that a definition could use`, `Did you mean \`${near}\`?`);
  }
  if (kind.given.includes(property)) {
    const message = `${one} does not hand on the "${property}" that it was given`;
    return text(message, "Keep the value in a constant, and use that in both places.");
  }
  return text(`"${property}" of ${one} is not known before the apply`, known);
}
