import { text, type Text } from "../../definition/text.ts";
import type { Length, ValueFacts } from "../../interpret/facts.ts";
import { nodeAt, type NumberNode, type StringNode } from "../../kinds/schema.ts";
import type { About, Texts } from "../../kinds/texts.ts";
import { didYouMean } from "../../values/did-you-mean.ts";
import { shownValue } from "../../values/shown-value.ts";
import { correctedLine, isName, parameterFolder, textNode, write } from "../corrected-line.ts";
import { joinedWords } from "../joined-words.ts";
import { ownerText } from "./structure.ts";

/**
 * What is said of values of the right type. A message says what is expected; it quotes the value only where no credential
 * belongs and it does not look like one.
 */
export const valueTexts: Texts<ValueFacts> = {
  "invalid-value": ({ value }, about) => {
    const { enum: choices = [], example = "" } = textNode(about);
    const near = didYouMean(value, choices);
    return text(choiceMessage(choices, value, about), write(near ?? example, about, near !== undefined));
  },
  "invalid-name/length": length,
  "invalid-format/length": length,
  "api-limit/length": length,
  "invalid-name/form": form,
  "invalid-format/form": form,
  "api-limit/form": form,
  "invalid-format/number": ({ value }, about) => {
    const { minimum, maximum } = nodeAt(about.kind.schema, about.path) as NumberNode;
    const bounds = [
      ...(minimum === undefined ? [] : [`${minimum} at least`]),
      ...(maximum === undefined ? [] : [`${maximum} at most`]),
    ].join(" and ");
    return text(`${about.name} is ${bounds}, not ${value}.`, `Write a number of ${bounds}.`);
  },
  "invalid-format/members": ({ count }, about) => {
    const node = nodeAt(about.kind.schema, about.path);
    const { minProperties: least = 0, maxProperties: most } = node?.kind === "object" ? node : {};
    const bound = count < least ? `${least} at least` : most;
    return text(`${ownerText(about)} has ${count} members; AWS takes ${bound}.`);
  },
  "api-limit/entries": ({ count, most }, { name }) =>
    text(`${name} has ${count} entries; AWS takes ${most}.`, `Leave out ${count - most} of them.`),
};

/** That a value is none of the choices. */
export function choiceMessage(choices: readonly string[], value: string, { name }: About): string {
  return `${name} is one of ${choices.map((choice) => `"${choice}"`).join(", ")}${butNot(value)}.`;
}

/** What a value is not, where it may be shown. */
export function butNot(value: string): string {
  const shown = shownValue(value);
  return shown === null ? "" : `, not ${shown}`;
}

/** Of a text whose form the service's model forbids, though nobody has seen it refuse. */
export function unconfirmed(about: About): Text {
  const { apiPatternUnconfirmed: doubt } = textNode(about);
  return text(`${about.name} ${doubt?.message}.`, doubt?.hint ?? null);
}

function length({ length: own, most, limit }: Length, about: About): Text {
  return text(
    `${about.name} has ${own} characters; ${limit === "registry" ? "AWS" : about.kind.service} takes ${most}.`,
    isName(about) ? nameHint(null, about) : `Shorten it by ${own - most}.`,
  );
}

function form({ value }: { readonly value: string }, about: About): Text {
  const { form: expected = "another form of text", secret, quotable } = textNode(about);
  const hint = isName(about) ? nameHint(value, about) : exampleHint(value, about);
  if (value === "") return text(`${about.name} is empty; it takes ${expected}.`, hint);
  const shown = secret === undefined && quotable === true ? butNot(value) : "";
  return text(`${about.name} takes ${expected}${shown}.`, hint);
}

function exampleHint(value: string, about: About): string {
  const node = textNode(about);
  const corrected = repaired(node, value);
  const example = corrected === "" ? node.example : corrected;
  return example === undefined ? "Take out what does not belong there." : write(example, about, corrected !== "");
}

/** A name made of the same words, where there are some. */
function nameHint(value: string | null, about: About): string {
  const node = textNode(about);
  const own = value === null ? "" : repaired(node, value).slice(0, node.maxLength);
  const line = correctedLine(own === "" ? parameterFolder(about) : own, about);
  return about.source.isWritten(about.path)
    ? `Write \`${line}\``
    : `Without a name the id is the name: write \`${line}\``;
}

/** What is most likely meant; empty where that is not clear, or may hold a credential. */
function repaired({ repair }: Partial<StringNode>, value: string): string {
  if (repair === "line") return oneLine(value);
  return repair === undefined || shownValue(value) === null ? "" : joinedWords(value, repair.words);
}

/** A text in one line; empty where it is too long for a hint, or may hold a credential. */
function oneLine(value: string): string {
  const line = value.slice(0, 512).replaceAll(/\s+/gu, " ").trim();
  return line.length <= 100 && shownValue(line) !== null ? line : "";
}
