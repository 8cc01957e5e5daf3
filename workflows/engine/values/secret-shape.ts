import { secretFormats, type SecretFormat } from "./secret-formats.ts";

const MASK = "[masked]";

/** One expression for many formats: most texts have none of them, and are looked through once. */
function anyOf(formats: readonly SecretFormat[], flags: string): RegExp {
  return new RegExp(formats.map(sourceOf).join("|"), flags);
}

function sourceOf({ pattern, anywhere }: SecretFormat): string {
  return anywhere === true ? `(?:${pattern.source})` : `(?<![A-Za-z0-9])(?:${pattern.source})`;
}

const exact = anyOf(
  secretFormats.filter(({ pattern }) => !pattern.ignoreCase),
  "",
);
const anyCase = anyOf(
  secretFormats.filter(({ pattern }) => pattern.ignoreCase),
  "i",
);
const everyExact = new RegExp(exact, "g");
const everyAnyCase = new RegExp(anyCase, "gi");
const singles = secretFormats.map((format) => ({
  name: format.name,
  expression: new RegExp(sourceOf(format), format.pattern.flags),
}));

/** The half of an AWS key that has no mark of its own: recognised only where it stands alone. */
const AWS_SECRET_KEY = /^(?=.{0,39}[A-Z])(?=.{0,39}[a-z])(?=.{0,39}[0-9])[A-Za-z0-9+][A-Za-z0-9+/]{39}$/;

/** What a text looks like, such as "a Stripe key"; null when nothing in it has the format of a known credential. */
export function secretShape(text: string): string | null {
  if (AWS_SECRET_KEY.test(text)) return "an AWS secret access key";
  if (!exact.test(text) && !anyCase.test(text)) return null;
  return singles.find(({ expression }) => expression.test(text))?.name ?? "a credential";
}

/** Each part of a text that looks like a credential, and like what. Formats may overlap, so that parts do as well. */
export function secretsIn(text: string): readonly { readonly name: string; readonly part: string }[] {
  if (AWS_SECRET_KEY.test(text)) return [{ name: "an AWS secret access key", part: text }];
  // To look for all of them compiles both expressions again each time.
  if (!exact.test(text) && !anyCase.test(text)) return [];
  return [...text.matchAll(everyExact), ...text.matchAll(everyAnyCase)].map(([part]) => ({
    name: singles.find(({ expression }) => expression.test(part))?.name ?? "a credential",
    part,
  }));
}

/** The text with everything that looks like a credential masked. */
export function maskSecrets(text: string): string {
  return text.replaceAll(everyExact, MASK).replaceAll(everyAnyCase, MASK);
}
