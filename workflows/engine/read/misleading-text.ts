import type { Deception } from "./facts.ts";
import { type Problem, problem } from "./problem.ts";
import { limits } from "./sandbox/limits.ts";
import { createTextLocations } from "../values/text-locations.ts";

/**
 * Characters that a reader does not see, or that show a line otherwise than it is read: controls and formats (marks of
 * the direction of writing, of zero width, tags), line ends that no editor shows, half characters. A joiner inside an
 * emoji, and one between letters that it shapes, is ordinary text.
 */
const hidden = /[\p{Cf}\p{Cs}\u2028\u2029\u115f\u1160\u3164\uffa0]|(?![\t\n\v\f\r])\p{Cc}/gu;
const joined =
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]\u200d$|[\p{sc=Arab}\p{sc=Deva}\p{sc=Beng}\p{sc=Sinh}\p{sc=Mlym}][\u200c\u200d]$/u;

const deceptions: readonly (readonly [pattern: RegExp, deception: Deception])[] = [
  [/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/, "direction"],
  [/[\u2028\u2029]/, "line"],
  [/[\ud800-\udfff]/, "half"],
  [/\p{Cc}/u, "control"],
];

/** Where a text is shown otherwise than it is read: whoever reviews it would be deceived. */
export function misleadingText(path: string, text: string): readonly Problem<"misleading-text/character">[] {
  const first: { readonly character: string; readonly index: number }[] = [];
  for (const { 0: character, index } of text.matchAll(hidden)) {
    if (joined.test(text.slice(Math.max(0, index - 4), index + 1))) continue;
    if (first.push({ character, index }) === limits.problems) break;
  }
  if (first.length === 0) return [];
  const locations = createTextLocations(text);
  return first.map(({ character, index }) => {
    const deception = deceptions.find(([pattern]) => pattern.test(character))?.[1] ?? "unseen";
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return problem("misleading-text/character", { file: path, ...locations.locationAt(index) }, { code, deception });
  });
}

/** Letters of other scripts that look like one of a to z, from the confusables of Unicode's UTS 39. */
const lookalikes: Readonly<Record<string, string>> = Object.fromEntries(
  (
    "аa еe оo рp сc уy хx іi јj ѕs һh ԁd ԛq ԝw ɡg ӏl вb кk мm нh тt гr пn зz АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX " +
    "ІI ЈJ ЅS ԌG αa οo ρp νv υu κk ιi τt γy ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX օo ոn սu հh ցg ıi ſs"
  )
    .split(" ")
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
);

/** What a name looks like that is not written in ASCII and reads as if it were; undefined for an honest one. */
export function confusable(name: string): string | undefined {
  if (/^[\0-\x7f]*$/.test(name)) return undefined;
  const plain = Array.from(name.normalize("NFKC"), (letter) => lookalikes[letter] ?? letter).join("");
  return /^[\w$]+$/.test(plain) ? plain.slice(0, 60) : undefined;
}
