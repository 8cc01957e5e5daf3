import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactor, WITHHELD } from "../../workflows/engine/values/redact.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";

const secrets = fc.oneof(
  fc.string({ minLength: 3, maxLength: 40 }),
  fc.string({ unit: "grapheme", minLength: 3, maxLength: 20 }),
  fc.string({ unit: "binary", minLength: 3, maxLength: 20 }).map((text) => text.toWellFormed()),
  fc.string({ unit: fc.constantFrom(...Array.from("aeinortsv ")), minLength: 1, maxLength: 12 }),
  fc.constantFrom(`a"b\\c<d>&e`, "Bearer abc.def.ghi", "pass\nword", "Jürgen-7f3a", "pässwörd", "😀-key-91cc"),
);

const asUnicode = (text: string, which: (unit: string) => boolean, digits = (code: string) => code): string =>
  Array.from({ length: text.length }, (_, index) => text.charAt(index))
    .map((unit) => (which(unit) ? `\\u${digits(unit.charCodeAt(0).toString(16).padStart(4, "0"))}` : unit))
    .join("");
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
const isBeyondAscii = (unit: string): boolean => unit.charCodeAt(0) > 0x7e;

const inHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(`"`, "&quot;");

/** What is not ASCII byte by byte, as some languages write it. */
function asBytes(text: string, write: (byte: number) => string): string {
  return Array.from(text, (character) =>
    /^[\0-\x7f]$/.test(character) ? character : Array.from(Buffer.from(character), write).join(""),
  ).join("");
}

/** How encoders write a text that they quote. */
const spellings: Readonly<Record<string, (secret: string) => string>> = {
  "as it is": (secret) => secret,
  "in JSON": inJson,
  "in JSON in JSON": (secret) => inJson(inJson(secret)),
  "in ASCII-only JSON": (secret) => asUnicode(inJson(secret), isBeyondAscii),
  "in ASCII-only JSON with capitals": (secret) =>
    asUnicode(inJson(secret), isBeyondAscii, (digits) => digits.toUpperCase()),
  "in ASCII-only JSON in JSON": (secret) => inJson(asUnicode(inJson(secret), isBeyondAscii)),
  "in JSON that escapes slashes": (secret) => inJson(secret).replaceAll("/", "\\/"),
  "in JSON for HTML": (secret) => asUnicode(inJson(secret), (unit) => "<>&'\u2028\u2029".includes(unit)),
  "in JSON that escapes every character": (secret) => asUnicode(secret, () => true),
  "in hexadecimal escapes": (secret) =>
    Array.from(secret, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
    }).join(""),
  "in capitals": (secret) => secret.toUpperCase(),
  "in a URL": (secret) => encodeURIComponent(secret),
  "in a form": (secret) => new URLSearchParams([["", secret]]).toString().slice(1),
  "in HTML": (secret) => inHtml(secret),
  "in JSON three times": (secret) => inJson(inJson(inJson(secret))),
  "in JSON in a URL": (secret) => encodeURIComponent(inJson(secret)),
  "in a URL twice": (secret) => encodeURIComponent(encodeURIComponent(secret)),
  "in HTML twice": (secret) => inHtml(inHtml(secret)),
  "as bytes of UTF-8": (secret) => asBytes(secret, (byte) => `\\x${byte.toString(16).padStart(2, "0")}`),
  "as octal bytes of UTF-8": (secret) => asBytes(secret, (byte) => `\\${byte.toString(8)}`),
  decomposed: (secret) => secret.normalize("NFD"),
  composed: (secret) => secret.normalize("NFC"),
  "in JSON in HTML": (secret) => inHtml(inJson(secret)),
  "in HTML by numbers": (secret) => Array.from(secret, (character) => `&#${character.codePointAt(0) ?? 0};`).join(""),
};
/** What says nothing of the secret where it is short. */
const encodings: Readonly<Record<string, (secret: string) => string>> = {
  "in base64": (secret) => Buffer.from(secret).toString("base64").replaceAll("=", ""),
  "in base64url": (secret) => Buffer.from(secret).toString("base64url"),
  "in hexadecimal": (secret) => Buffer.from(secret).toString("hex"),
  "in hexadecimal with colons": (secret) => (Buffer.from(secret).toString("hex").match(/../g) ?? []).join(":"),
  "in hexadecimal with capitals": (secret) => Buffer.from(secret).toString("hex").toUpperCase(),
};

const prose = fc.constantFrom(
  "Model validation failed (#: extraneous key is not permitted)",
  "1 validation error detected: Value '",
  "' at 'authParameters.apiKeyAuthParameters.apiKeyValue' failed to satisfy constraint: Member must not be null",
  "User: arn:aws:sts::123456789012:assumed-role/applier/x is not authorized to perform: events:UpdateConnection",
  "",
);

/** Whether a secret is of another case only by letters that have one: others are no spelling of it. */
const hasOneCase = (secret: string): boolean => secret.toUpperCase().toLowerCase() === secret.toLowerCase();

/** Whether a text has the secret in it. What stands in place of all texts says nothing about any. */
function shows(text: string, spelled: string): boolean {
  return text !== WITHHELD && text.replaceAll("[masked]", "\u0000").includes(spelled);
}

describe("a secret of a request", () => {
  it.each(Object.entries(spellings))("is in no text that AWS wrote about it: %s", (way, spell) => {
    fc.assert(
      fc.property(secrets, prose, prose, fc.array(secrets, { maxLength: 2 }), (secret, a, b, others) => {
        fc.pre(way !== "in capitals" || hasOneCase(secret));
        const spelled = spell(secret);
        const text = redactor([secret, ...others].map((each) => new SecretText(each)))(`${a}${spelled}${b}`);
        expect(shows(text, spelled)).toBe(false);
      }),
    );
  });

  it.each(Object.entries(encodings))("of eight characters and more is in none %s", (_, spell) => {
    fc.assert(
      fc.property(secrets, prose, prose, (secret, a, b) => {
        fc.pre(secret.length >= 8);
        const spelled = spell(secret);
        const text = redactor([new SecretText(secret)])(`${a}${spelled}${b}`);
        expect(shows(text, spelled)).toBe(false);
      }),
    );
  });

  it("takes no piece out of a text that does not quote it: AWS's words are whole, or not shown at all", () => {
    const words = fc.string({ unit: fc.constantFrom(...Array.from("aeiounrstlmd .-'")), minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(words, prose, prose, (secret, a, b) => {
        expect([WITHHELD, a + b]).toContain(redactor([new SecretText(secret)])(a + b));
      }),
    );
  });

  it("of fewer than eight characters is never told by a mask", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 7 }), prose, prose, (secret, a, b) => {
        fc.pre(secret.trim() !== "");
        expect(redactor([new SecretText(secret)])(`${a}${secret}${b}`)).toBe(WITHHELD);
        expect([WITHHELD, a + b]).toContain(redactor([new SecretText(secret)])(a + b));
      }),
    );
  });

  it("leaves a text readable that quotes a random one", () => {
    const random = fc.stringMatching(/^[a-z]{4}[0-9]{4}[A-Z]{4}[0-9]{4}[a-z]{0,500}$/);
    fc.assert(
      fc.property(random, (secret) => {
        const redact = redactor([new SecretText(secret)]);
        expect(redact(`Value '${secret}' at 'password' failed`)).toBe("Value '[masked]' at 'password' failed");
        expect(redact(`Value '${secret.slice(0, 12)}...`)).toBe("Value '[masked]...");
      }),
    );
  });
});
