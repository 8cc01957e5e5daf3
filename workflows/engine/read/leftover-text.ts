import type { Diagnostic } from "../definition/diagnostic.ts";
import { diagnose, startOf } from "./problem.ts";
import { createTextPlaces } from "../values/text-places.ts";

/** What a tool left in place of a file, and how to get the file. */
interface Leftover {
  /** On the file's very beginning. Every repetition is bounded. */
  readonly pattern: RegExp;
  /** In words that follow "the file is". */
  readonly what: string;
  readonly hint: string;
}

const encrypted = (by: string, pattern: RegExp): Leftover => ({
  pattern,
  what: `encrypted by ${by}`,
  hint:
    "Commit it decrypted: Bridgehead has no key, and definitions hold no secrets. Put the credentials alone into " +
    "Parameter Store, and refer to them.",
});

/** Told before a file is parsed: some of them are valid TypeScript by chance, and all would get a hint that leads away. */
const leftovers: readonly Leftover[] = [
  {
    pattern: /^version https:\/\/git-lfs\.github\.com\/spec\/v1\s/,
    what: "a pointer of Git LFS, not the file itself",
    hint: "Take the file out of Git LFS with `git lfs untrack`, and commit the file itself: its text has to be in Git.",
  },
  encrypted("Ansible Vault", /^\$ANSIBLE_VAULT;/),
  encrypted("age", /^-----BEGIN AGE ENCRYPTED FILE-----/),
  encrypted("PGP", /^-----BEGIN PGP MESSAGE-----/),
  encrypted("SOPS", /^\{\s{0,20}"(?:data|sops)"\s{0,5}:[^]{0,100000}"ENC\[AES256_GCM,/),
  {
    pattern:
      /^(?:diff --git |Index: [^\n]{1,500}\n=====|--- [^\n]{1,500}\n\+\+\+ |From [0-9a-f]{40} [^\n]{1,100}\nFrom: )/,
    what: "a patch, not the file that it changes",
    hint: "Apply it with `git apply`, and remove it, or keep it outside the definitions folder.",
  },
  {
    pattern: /^\s{0,100}<(?:!doctype html|html|head)[\s>]/i,
    what: "an HTML page, as a server sends it in place of a file",
    hint: "Get the file anew, in the form that its provider calls raw.",
  },
  {
    pattern: /^404: Not Found\s{0,10}$/,
    what: "the answer of a server that does not have it",
    hint: "Get the file anew, from an address that has it.",
  },
  {
    pattern: /^(?:---\s{1,5}|#[^\n]{0,200}\n){0,5}apiVersion:\s[^\n]{1,200}\n(?:[^\n]{0,500}\n){0,20}?kind:\s/,
    what: "a Kubernetes object, as of Crossplane, which Bridgehead does not read",
    hint: "Write a definition in TypeScript or JSON, with what stands in `spec.forProvider`, in camelCase.",
  },
];

/** One of the marks that Git leaves, indented or not. */
const MARK = /^[ \t]*([<>|]{7}(?: |$)|={7}\r?$)/gm;

/** What is said of a text that is no definition by its beginning, whatever its ending; undefined for any other. */
export function leftoverText(path: string, text: string): Diagnostic | undefined {
  const found = leftovers.find(({ pattern }) => pattern.test(text));
  return found && diagnose("foreign-document", startOf(path), `the file is ${found.what}`, found.hint);
}

/** Of a text that does not parse at that line: a merge was not finished, if a mark of it is there. */
export function conflictIn(path: string, text: string, line: number): Diagnostic | undefined {
  const places = createTextPlaces(text);
  for (const mark of text.matchAll(MARK)) {
    const place = places.placeAt(mark.index);
    // A line of such signs may be an ornament.
    if (mark[1]?.startsWith("=") === true && Math.abs(place.line - line) > 1) continue;
    const hint = "Keep what belongs there, and remove the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`.";
    return diagnose("syntax-error", { file: path, ...place }, "the file has the marks of an unfinished merge", hint);
  }
  return undefined;
}

/**
 * The diagnostic about a file with nothing in it. Whoever empties a file means to remove its connections, or has lost them:
 * what is left in place is no answer to which. `how` follows "the file".
 */
export function emptyFile(path: string, how: string): Diagnostic {
  return diagnose("empty-file", startOf(path), `the file ${how}: what it declared would be removed`);
}
