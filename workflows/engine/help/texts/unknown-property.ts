import { type Text, text } from "../../definition/text.ts";
import type { UnknownPropertyFacts } from "../../interpret/facts.ts";
import { withArticle } from "../../kinds/noun.ts";
import { callText } from "../../kinds/resource-kind.ts";
import type { About, Texts } from "../../kinds/texts.ts";
import { pointerSegments } from "../../values/json.ts";
import { quoted } from "../../values/plain-text.ts";

/** What is said of properties that there are not. */
export const unknownPropertyTexts: Texts<UnknownPropertyFacts> = {
  "unknown-property": (_, about) => unknownProperty(about, null),
  "unknown-property/id": (_, about) => unknownProperty(about, idHint(about)),
  "unknown-property/wrapper": (_, about) => {
    const key = quoted(keyOf(about), 40);
    return unknownProperty(about, `Write what stands in ${key} one level up, without ${key}.`);
  },
  "unknown-property/meant": ({ written }, about) => {
    const style = keyOf(about).includes("_") ? " Terraform's names are in camelCase here." : "";
    return unknownProperty(about, `Did you mean \`${written}\`?${style}`);
  },
  "unknown-property/taken": ({ written }, about) =>
    unknownProperty(about, `Remove it: \`${written}\` is written already.`),
  "unknown-property/elsewhere": ({ owners }, about) => {
    const { kind, source } = about;
    const names = owners.map((path) => (path === "" ? `the ${kind.noun} itself` : `\`${source.name(path)}\``));
    return unknownProperty(about, `It belongs in ${names.join(" or ")}.`);
  },
  "unknown-property/far": ({ settable }, about) =>
    unknownProperty(about, `It can have: ${settable.map((name) => `\`${name}\``).join(", ")}.`),
};

/** A property that its object does not have. `hint` null: it is none of the few that anybody looks at. */
export function unknownProperty(about: About, hint: string | null): Text {
  const { kind, source, path } = about;
  const owner = path.slice(0, path.lastIndexOf("/"));
  const shown = owner === "" ? withArticle(kind.noun) : `\`${source.name(owner)}\``;
  return text(`${quoted(keyOf(about), 40)} is not a property of ${shown}.`, hint);
}

/** The property as it is written. */
function keyOf({ path }: About): string {
  return pointerSegments(path).at(-1) ?? "";
}

function idHint(about: About): string {
  if (!about.source.json) return `Remove it: the id is the first argument of \`${callText(about.kind)}\`.`;
  // The id of a JSON definition is taken out before: this one stands in something around the definition.
  return keyOf(about) === "id" ? "Write it one level up." : "Did you mean `id`, in lower case?";
}
