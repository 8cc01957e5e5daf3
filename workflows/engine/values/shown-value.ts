import { plainText } from "./plain-text.ts";
import { knownSchemeOf } from "./scheme.ts";
import { secretShape } from "./secret-shape.ts";

/** Letters and digits in one long run, without the marks that join words: more likely made by a machine. */
const RANDOM = /(?=[A-Za-z+]{0,60}[0-9])(?=[0-9+]{0,60}[A-Za-z])[A-Za-z0-9+]{16}/;
const LENGTH = 40;
/** Only the beginning is shown, and what is far behind it is not looked at: a text may be written to take long. */
const LOOKED_AT = 1_000;

/**
 * A value in quotes, escaped and shortened, for a message about a place where no credential belongs; null when it may
 * be one all the same.
 */
export function shownValue(value: string): string | null {
  const start = value.slice(0, LOOKED_AT);
  if (start.includes("{{") || secretShape(start) !== null || RANDOM.test(start)) return null;
  // It begins like the value of an `Authorization` header.
  if (knownSchemeOf(start.replaceAll(/\s/g, " ").trimStart()) !== "") return null;
  // Escaped before it is cleaned: a line break shows as `\n`, an invisible character as its number.
  const escaped = JSON.stringify(value.slice(0, LENGTH * 2))
    .slice(1, -1)
    .replaceAll(/[\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  return `"${plainText(escaped, LENGTH)}"`;
}
