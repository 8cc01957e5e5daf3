import type { SecretText } from "./secret-text.ts";

const MASK = "[masked]";
/** Shorter runs of a secret are common words by chance; longer ones in AWS's text are an echo. */
const SHORTEST_RUN = 6;

/**
 * A function that masks the given secrets in text that AWS wrote: as they are, as JSON, URL and base64 spell them,
 * and where AWS cut its message short, in part: any run of six characters or more that a secret contains.
 */
export function redactor(secrets: readonly SecretText[]): (text: string) => string {
  const spellings = [...new Set(secrets.flatMap((secret) => spellingsOf(secret.reveal())))].filter(Boolean);
  return (text) => {
    const isSecret = new Uint8Array(text.length);
    for (const spelling of spellings) {
      markWhole(text, spelling, isSecret);
      if (spelling.length > SHORTEST_RUN) markRuns(text, spelling, isSecret);
    }
    return maskMarked(text, isSecret);
  };
}

function spellingsOf(secret: string): readonly string[] {
  if (secret === "") return [];
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
    encodeURIComponent(secret.toWellFormed()),
    new URLSearchParams([["", secret]]).toString().slice(1),
    escapeHtml(secret),
    ...base64Spellings(secret, "base64"),
    ...base64Spellings(secret, "base64url"),
  ];
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

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function markWhole(text: string, spelling: string, isSecret: Uint8Array): void {
  for (let at = text.indexOf(spelling); at !== -1; at = text.indexOf(spelling, at + 1)) {
    isSecret.fill(1, at, at + spelling.length);
  }
}

/** Marks every run of `text` of at least `SHORTEST_RUN` characters that is a part of `spelling`. */
function markRuns(text: string, spelling: string, isSecret: Uint8Array): void {
  for (let at = 0; at + SHORTEST_RUN <= text.length; at += 1) {
    if (spelling.includes(text.slice(at, at + SHORTEST_RUN))) isSecret.fill(1, at, at + SHORTEST_RUN);
  }
}

function maskMarked(text: string, isSecret: Uint8Array): string {
  let masked = "";
  for (let at = 0; at < text.length; at += 1) {
    if (isSecret[at] !== 1) masked += text[at];
    else if (at === 0 || isSecret[at - 1] !== 1) masked += MASK;
  }
  return masked;
}
