import type { Location } from "../../definition/diagnostic.ts";
import { type Text, text } from "../../definition/text.ts";
import type { ClashFacts, NameFacts } from "../../interpret/facts.ts";
import type { Texts } from "../../kinds/texts.ts";
import { plainText, quoted } from "../../values/plain-text.ts";

/** What is said of ids and names, and of problems that are only counted. */
export const nameTexts: Texts<NameFacts> = {
  "invalid-id": () =>
    text("An id has 1 to 128 characters, and no control characters.", "Give the definition a short, plain id."),
  "name-outside-stack": ({ name, parameter, pattern }, { kind }) =>
    text(
      `The stack manages no ${kind.noun} of the name ${quoted(name)}: its parameter \`${parameter}\` is ${quoted(pattern)}.`,
      `Give it a name that ${quoted(pattern)} has, or deploy the stack with another \`${parameter}\`.`,
    ),
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

function locationText({ file, line }: Location): string {
  return `${plainText(file, 120)}:${line}`;
}
