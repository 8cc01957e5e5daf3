import { text, type Text } from "../../definition/text.ts";
import type { Location } from "../../definition/diagnostic.ts";
import type { ClashFacts, NameFacts } from "../../interpret/facts.ts";
import { withArticle } from "../../kinds/noun.ts";
import { callText } from "../../kinds/resource-kind.ts";
import type { About, Texts } from "../../kinds/texts.ts";
import { pointerSegments } from "../../values/json.ts";
import { plainText } from "../../values/plain-text.ts";

/** What is said of ids, of names, and of names of properties that there are not. */
export const nameTexts: Texts<NameFacts> = {
  "invalid-id": () =>
    text("An id has 1 to 128 characters, and no control characters.", "Give the definition a short, plain id."),
  "name-outside-stack": ({ name, parameter, pattern }, { kind }) =>
    text(
      `The stack manages no ${kind.noun} of the name ${quoted(name)}: its parameter \`${parameter}\` is ${quoted(pattern)}.`,
      `Give it a name that ${quoted(pattern)} has, or deploy the stack with another \`${parameter}\`.`,
    ),
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
  "too-many-problems": ({ left }) => text(`${left} more problems of this definition are not listed.`),
};

/** What is said of what two definitions claim. */
export const clashTexts: { readonly [Name in keyof ClashFacts]: (facts: ClashFacts[Name]) => Text } = {
  "duplicate-id": ({ claim, first }) =>
    text(
      `The id ${quoted(claim)} is taken by ${locationText(first)}.`,
      "Ids are unique over all files: rename one of the two.",
    ),
  "duplicate-name": ({ claim, noun, first }) =>
    text(`The ${noun} ${quoted(claim)} is defined already by ${locationText(first)}.`),
  "name-case": ({ claim, other, first }) =>
    text(
      `${quoted(claim)} and ${quoted(other)} (${locationText(first)}) differ by case only.`,
      "Give one of the two a different name.",
    ),
  "export-arn/read": ({ claim }) =>
    text(
      `The parameter ${quoted(claim)} is read by a definition; the ARN would overwrite it.`,
      "Name another parameter.",
    ),
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

function quoted(text: string, most = 64): string {
  return `\`${plainText(text, most)}\``;
}

function locationText({ file, line }: Location): string {
  return `${plainText(file, 120)}:${line}`;
}
