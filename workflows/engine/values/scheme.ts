import type { TemplatePart } from "./reference.ts";
import { knownScheme } from "./scheme-words.ts";
import { secretShape } from "./secret-shape.ts";

/*
 * What may stand before a token without being a part of it, as in `SSWS {{…}}` or `Token token={{…}}`. Providers make up
 * such words at will, so beside a reference it is told by its form, whatever the word; nothing else decides it.
 */

const LONGEST = 40;
/** How a scheme ends: with a blank, or with the sign behind a name, and the quote that some providers want. */
const ENDS = /[ \t]$|=["']?$/;
/** A scheme has no digit, and nothing that is not on the line. */
const PLAIN = /^[^\p{Nd}\p{Cc}{}$]+$/u;
/** Two marks side by side, but for those at the end: people part words by one. */
const TANGLED = /[^\p{L}\s]{2}(?!$)/u;
/** Letters without a mark that joins words: in one case as no word is long, or in more mixed cases than a name has. */
const RANDOM = /[A-Za-z+/]{24}|[A-Z]{16}|(?:[A-Z]{1,8}[a-z]{1,3}){5}/;
const KNOWN = new RegExp(`^${knownScheme}`, "i");

/** What joins references, such as the colon between user and password. Short, so that it cannot be a credential. */
const JOINT = /^[\s\p{P}\p{S}]{1,3}$/u;

/** Source of a regular expression: a variable as other tools write it. */
export const foreignVariable = String.raw`(?:process\.env|env|os\.environ|secrets|var|local|data)[.:[][\w.[\]"'-]+`;
/** The same of what references of other tools begin with. */
export const foreignAddress = "(?:op|vault|awssm|gcpsm|doppler)://";

/**
 * Where something begins that was meant as a reference, of ours or of another tool. A word such as `data` begins one only
 * where nothing stands behind the variable.
 */
const MEANT = new RegExp(
  [
    /[${]|\bssm\(|\bresolve:|\bssm(?:-secure)?:|\barn:aws|(?<=[ =])\/|\b(?:process\.env|os\.environ)\b/.source,
    `\\b${foreignAddress}`,
    `(?<=[ =])${foreignVariable}$`,
  ].join("|"),
);

/** Whether a text, where a reference stands right behind it, is what a value begins with and no credential. */
export function isScheme(text: string): boolean {
  if (text.length > LONGEST || !ENDS.test(text) || !PLAIN.test(text)) return false;
  return !TANGLED.test(text) && !RANDOM.test(text) && secretShape(text) === null;
}

/** Whether the text at a place of a template that may have a scheme is none of a credential. */
export function isBesideReference(parts: readonly TemplatePart[], index: number): boolean {
  const part = parts[index];
  return part?.kind === "text" && parts[index + 1]?.kind === "reference" && isScheme(part.text);
}

/** Whether a text is no more than what joins the references of its template. */
export function isJoint(text: string): boolean {
  return JOINT.test(text);
}

/**
 * The scheme that a text begins with where no reference stands behind it: one of the words that are known. Empty: none.
 * Any other word may be the credential's own.
 */
export function knownSchemeOf(text: string): string {
  return KNOWN.exec(text)?.[0] ?? "";
}

/**
 * What stands before a reference, or before what was meant as one: a broken reference, a variable, the name of a parameter.
 * Without either it is a scheme that is known. Empty: none.
 */
export function schemeOf(text: string): string {
  const at = text.slice(0, LONGEST * 2).search(MEANT);
  const before = at === -1 ? "" : text.slice(0, at);
  return before !== "" && isScheme(before) ? before : knownSchemeOf(text);
}
