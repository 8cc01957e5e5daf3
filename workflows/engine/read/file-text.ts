import type { FileFault } from "../definition/evaluation.ts";

/** How files begin that a tool encrypted as a whole, and that are no text any more: of git-crypt, age and OpenSSL. */
const encrypted = ["\0GITCRYPT\0", "age-encryption.org/v1\n", "Salted__"];

/** The text of a file, or why it is none. Both doors, a folder and a commit, read a file with it. */
export function fileText(bytes: Uint8Array): { readonly text: string } | FileFault {
  const beginning = String.fromCharCode(...bytes.subarray(0, 32));
  if (encrypted.some((mark) => beginning.startsWith(mark))) return "encrypted";
  if (/^(?:\xff\xfe|\xfe\xff)/.test(beginning)) return "utf-16";
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return "not-text";
  }
}
