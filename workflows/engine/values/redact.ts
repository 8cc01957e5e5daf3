import { folded, type View, viewsOf } from "./decoded-views.ts";
import type { SecretText } from "./secret-text.ts";

const MASK = "[masked]";
/** A mask in place of a shorter value would tell it by its place among words that everybody knows. */
const SHORTEST_MASKED = 8;
/** Shorter runs of a secret are in any text by chance; longer ones may be an echo that was cut. */
const SHORTEST_RUN = 6;
/** So long a run of words that a secret also has is no chance: at its beginning or end, and in the midst of it. */
const SHORTEST_EDGE = 8;
const SHORTEST_PHRASE = 12;
/** The fewest characters of a cut echo at the end of a text that are noticed. */
const SHORTEST_END = 3;

/** What stands in place of a text that cannot be masked without telling what is masked. */
export const WITHHELD =
  "(AWS's words are not shown: they may quote a credential that a mask would not hide, since it is short or made of words)";

/** The same text in place of every text: where nobody knows what would have to be masked. */
export const withheld = (): string => "(AWS's words are not shown: the credentials that they may quote are not known)";

/**
 * A function that masks the given secrets, which one request sent, in text that AWS wrote about it: however they are
 * escaped, encoded or written in another case, and where AWS cut its message short, in part. What is masked cannot be
 * told from the words around it; where it could, the text is withheld as a whole. `known`: what everybody sees anyway,
 * such as the name of the resource: a secret that has it in common with AWS's text is not told by that.
 */
export function redactor(secrets: readonly SecretText[], known: readonly string[] = []): (text: string) => string {
  const values = [...new Set(secrets.map((secret) => secret.reveal()))].filter((value) => value !== "");
  const shown = known.map(folded);
  const spellings = values.flatMap((value) => spellingsOf(value, shown));
  return (text) => {
    if (spellings.length === 0) return text;
    const isSecret = new Uint8Array(text.length);
    const views = viewsOf(text);
    const steps = [findWhole, findParts];
    const isTold = steps.some((find) =>
      spellings.some((spelling) => views.some((view) => find(view, spelling, isSecret) === "withhold")),
    );
    return isTold ? WITHHELD : maskMarked(text, isSecret);
  };
}

/** A secret as it may stand in a text. */
interface Spelling {
  readonly text: string;
  /** Whether a part of it is looked for as well. */
  readonly hasParts: boolean;
  /** Whether somebody who sees the text around a mask could guess it. */
  readonly isGuessable: boolean;
  /** What everybody sees anyway, in one case. */
  readonly known: readonly string[];
}

function spellingsOf(secret: string, known: readonly string[]): readonly Spelling[] {
  const isGuessable = isTellable(secret) || known.some((each) => each.includes(folded(secret)));
  const hasParts = secret.length >= SHORTEST_MASKED;
  const forms = [secret, secret.trim(), secret.normalize("NFC"), secret.normalize("NFD")];
  const own = [...new Set(forms)].map((text) => ({ text: folded(text), hasParts, isGuessable, known }));
  const encoded = [
    Buffer.from(secret).toString("hex"),
    (Buffer.from(secret).toString("hex").match(/../g) ?? []).join(":"),
    ...base64Spellings(secret, "base64"),
    ...base64Spellings(secret, "base64url"),
  ];
  // What is shorter is in any text by chance.
  const long = encoded.filter((text) => text.length >= SHORTEST_MASKED).map(folded);
  return [
    ...own.filter(({ text }) => text !== ""),
    ...long.map((text) => ({ text, hasParts, isGuessable: !hasParts, known: [] })),
  ];
}

/** Whether a text could be guessed at its place among others: it is short, or words, or a number as AWS has many. */
function isTellable(text: string): boolean {
  if (text.length < SHORTEST_MASKED) return true;
  const isWords =
    /^[\p{L}\p{M}\s.,;:!?'"()/_-]*$/u.test(text) && (/\s/.test(text) || text.length < 2 * SHORTEST_MASKED);
  const isNumber = /^[\d\s.,:/+-]*$/.test(text) && text.length < 2 * SHORTEST_MASKED;
  return isWords || isNumber;
}

/**
 * How base64 spells a secret that stands inside a longer text, such as the password of `user:password`: that depends on
 * how many bytes stand before it, modulo 3. The characters at both ends also depend on its neighbours, and are left out.
 */
function base64Spellings(secret: string, encoding: "base64" | "base64url"): readonly string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor((bytes.byteLength * 8) / 6);
    return bytes.toString(encoding).slice(first, last);
  });
}

/** Marks where the original has the secret, or says that the text cannot be shown. */
function findWhole(view: View, { text, isGuessable }: Spelling, isSecret: Uint8Array): "withhold" | undefined {
  for (let at = view.text.indexOf(text); at !== -1; at = view.text.indexOf(text, at + 1)) {
    if (isGuessable) return "withhold";
    mark(view, at, at + text.length, isSecret);
  }
  return undefined;
}

/** The same of every run that the secret has, too, and of what a cut has left of it. Single words are those of AWS. */
function findParts(view: View, spelling: Spelling, isSecret: Uint8Array): "withhold" | undefined {
  const { text: secret, hasParts, known } = spelling;
  const end = view.text.length - trailing(view.text).length;
  const left = endOf(view.text.slice(0, end), secret);
  if (left >= (hasParts ? SHORTEST_RUN : SHORTEST_END) && !isMarked(view, end - left, end, isSecret)) {
    if (!hasParts || isTellableRun(secret.slice(0, left))) return "withhold";
    mark(view, end - left, end, isSecret);
  }
  if (!hasParts) return hasMostOf(secret, view.text) ? "withhold" : undefined;
  for (let at = 0; at + SHORTEST_RUN <= view.text.length; at += 1) {
    let length = SHORTEST_RUN;
    if (!secret.includes(view.text.slice(at, at + length))) continue;
    while (at + length < view.text.length && secret.includes(view.text.slice(at, at + length + 1))) length += 1;
    const run = view.text.slice(at, at + length);
    if (known.some((each) => each.includes(run))) {
      at += length - SHORTEST_RUN;
      continue;
    }
    const isEdge = secret.startsWith(run) || secret.endsWith(run);
    if (!isTellableRun(run)) mark(view, at, at + length, isSecret);
    else if (length >= (isEdge ? SHORTEST_EDGE : SHORTEST_PHRASE) && !isMarked(view, at, at + length, isSecret)) {
      return "withhold";
    }
    at += length - SHORTEST_RUN;
  }
  return undefined;
}

/** Whether a text has most of a secret that is short, as where AWS cut it. */
function hasMostOf(secret: string, text: string): boolean {
  const most = Math.max(SHORTEST_END + 1, Math.ceil(secret.length * 0.7));
  for (let at = 0; at + most <= secret.length; at += 1) if (text.includes(secret.slice(at, at + most))) return true;
  return false;
}

/** Of a run it does not matter how long it is: words are words. */
function isTellableRun(run: string): boolean {
  // Names of protocols and algorithms are words with a number behind.
  return /^[\p{L}\p{M}\s.,;:!?'"()/_-]*\d{0,3}$/u.test(run) || /^[\d\s.,:/+-]*$/.test(run);
}

/** What AWS, or whoever cuts a text, puts behind the cut. */
function trailing(text: string): string {
  return /(?:\.{3}|…)?['"`)\]}]*(?:\.{3}|…)?$/.exec(text)?.[0] ?? "";
}

/** How many characters of the secret, from its first on, a text ends in: less than all of them. */
function endOf(text: string, secret: string): number {
  for (let length = Math.min(secret.length - 1, text.length); length >= SHORTEST_END; length -= 1) {
    if (text.endsWith(secret.slice(0, length))) return length;
  }
  return 0;
}

function mark({ from, to }: View, start: number, end: number, isSecret: Uint8Array): void {
  isSecret.fill(1, from[start], to[end - 1]);
}

function isMarked({ from, to }: View, start: number, end: number, isSecret: Uint8Array): boolean {
  return isSecret.subarray(from[start], to[end - 1]).every((each) => each === 1);
}

function maskMarked(text: string, isSecret: Uint8Array): string {
  let masked = "";
  for (let at = 0; at < text.length; at += 1) {
    if (isSecret[at] !== 1) masked += text.charAt(at);
    else if (at === 0 || isSecret[at - 1] !== 1) masked += MASK;
  }
  return masked;
}
