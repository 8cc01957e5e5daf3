/**
 * A text as it reads once an encoding is taken off, in one case. Each code unit of `text` stands for the code units of
 * the original from `from` up to `to`.
 */
export interface View {
  readonly text: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Takes an encoding off: what a match stands for; undefined: itself. */
interface Decoding {
  readonly pattern: RegExp;
  readonly decode: (match: string) => string | undefined;
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };
const letters: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v", 0: "\0" };

/** Escapes of JSON, and of the programming languages that write theirs likewise. */
const escapes: Decoding = {
  pattern: /\\(?:u[0-9a-f]{4}|u\{[0-9a-f]{1,6}\}|x[0-9a-f]{2}|[^ux])/gi,
  decode(match) {
    const sign = match[1] ?? "";
    if (!/[ux]/i.test(sign)) return letters[sign] ?? sign;
    return fromCode(match.replace(/^\\[ux]\{?/i, ""), 16);
  },
};

/** Percent encoding, as of a URL or a form: one character of UTF-8 after the other. */
const percent: Decoding = {
  pattern: /%[0-7][0-9a-f]|%[cd][0-9a-f]%[0-9a-f]{2}|%e[0-9a-f](?:%[0-9a-f]{2}){2}|%f[0-7](?:%[0-9a-f]{2}){3}|\+/gi,
  decode: (match) => (match === "+" ? " " : Buffer.from(match.replaceAll("%", ""), "hex").toString("utf8")),
};

const html: Decoding = {
  pattern: /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,4});/gi,
  decode(match) {
    const inner = match.slice(1, -1);
    if (!inner.startsWith("#")) return named[inner.toLowerCase()];
    return /^#x/i.test(inner) ? fromCode(inner.slice(2), 16) : fromCode(inner.slice(1), 10);
  },
};

/** Bytes of UTF-8 one by one, as some languages write what is not ASCII: hexadecimal or octal. */
const bytes: Decoding = {
  pattern:
    /\\x[cd][0-9a-f]\\x[89ab][0-9a-f]|\\xe[0-9a-f](?:\\x[89ab][0-9a-f]){2}|\\xf[0-4](?:\\x[89ab][0-9a-f]){3}|\\3[0-3][0-7]\\2[0-7]{2}|\\3[45][0-7](?:\\2[0-7]{2}){2}|\\36[0-4](?:\\2[0-7]{2}){3}/gi,
  decode(match) {
    const codes = match.slice(1).split("\\");
    const octets = codes.map((code) =>
      /^x/i.test(code) ? Number.parseInt(code.slice(1), 16) : Number.parseInt(code, 8),
    );
    const text = Buffer.from(octets).toString("utf8");
    return text.includes("\u{fffd}") ? undefined : text;
  },
};

function fromCode(digits: string, base: number): string | undefined {
  const code = Number.parseInt(digits, base);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** Each way in which AWS, or somebody on the way, may have written a text that it quotes. */
export function viewsOf(text: string): readonly View[] {
  const plain: View = {
    text,
    from: Array.from({ length: text.length }, (_, index) => index),
    to: Array.from({ length: text.length }, (_, index) => index + 1),
  };
  // One encoding in another, and JSON three times, as where a message is quoted by one that is quoted.
  const once = [escapes, percent, html, bytes].map((decoding) => taken(plain, decoding));
  const twice = once.flatMap((view) => [escapes, percent, html, bytes].map((decoding) => taken(view, decoding)));
  const thrice = taken(taken(taken(plain, escapes), escapes), escapes);
  const views = [plain, ...once, ...twice, thrice];
  const others = views.filter((view, index) => views.findIndex((other) => other.text === view.text) === index);
  return others.map((view) => ({ ...view, text: folded(view.text) }));
}

/** A text in one case, code unit by code unit: AWS may change it. */
export function folded(text: string): string {
  return text.replaceAll(/[A-Z]|[^\0-\x7f]/gu, (letter) => {
    const lower = letter.toLowerCase();
    return lower.length === letter.length ? lower : letter;
  });
}

function taken(view: View, { pattern, decode }: Decoding): View {
  let text = "";
  const from: number[] = [];
  const to: number[] = [];
  const add = (decoded: string, start: number, end: number): void => {
    text += decoded;
    for (let unit = 0; unit < decoded.length; unit += 1) {
      from.push(view.from[start] ?? 0);
      to.push(view.to[end - 1] ?? 0);
    }
  };
  let at = 0;
  for (const match of view.text.matchAll(pattern)) {
    for (; at < match.index; at += 1) add(view.text.charAt(at), at, at + 1);
    const end = match.index + match[0].length;
    const decoded = decode(match[0]);
    if (decoded === undefined) continue;
    add(decoded, match.index, end);
    at = end;
  }
  for (; at < view.text.length; at += 1) add(view.text.charAt(at), at, at + 1);
  return { text, from, to };
}
