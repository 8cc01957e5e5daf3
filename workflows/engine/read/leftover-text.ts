import { createTextLocations, type TextLocation } from "../values/text-locations.ts";

/**
 * On a file's very beginning, tried in this order. Every repetition is bounded. They are told before a file is parsed:
 * some are valid TypeScript by chance, and all would get a hint that leads away.
 */
const patterns = {
  "Git LFS": /^version https:\/\/git-lfs\.github\.com\/spec\/v1\s/,
  "Ansible Vault": /^\$ANSIBLE_VAULT;/,
  age: /^-----BEGIN AGE ENCRYPTED FILE-----/,
  PGP: /^-----BEGIN PGP MESSAGE-----/,
  SOPS: /^\{\s{0,20}"(?:data|sops)"\s{0,5}:[^]{0,100000}"ENC\[AES256_GCM,/,
  patch: /^(?:diff --git |Index: [^\n]{1,500}\n=====|--- [^\n]{1,500}\n\+\+\+ |From [0-9a-f]{40} [^\n]{1,100}\nFrom: )/,
  HTML: /^\s{0,100}<(?:!doctype html|html|head)[\s>]/i,
  "not found": /^404: Not Found\s{0,10}$/,
  Kubernetes: /^(?:---\s{1,5}|#[^\n]{0,200}\n){0,5}apiVersion:\s[^\n]{1,200}\n(?:[^\n]{0,500}\n){0,20}?kind:\s/,
} as const satisfies Readonly<Record<string, RegExp>>;

/** What a tool left in place of a file. */
export type Leftover = keyof typeof patterns;

const all = Object.entries(patterns) as readonly (readonly [Leftover, RegExp])[];

/** What a text is by its beginning that is no definition, whatever its ending; undefined for any other. */
export function leftoverOf(text: string): Leftover | undefined {
  return all.find(([, pattern]) => pattern.test(text))?.[0];
}

/** One of the marks that Git leaves, indented or not. */
const MARK = /^[ \t]*([<>|]{7}(?: |$)|={7}\r?$)/gm;

/** Where a text that does not parse at a line has the first mark of an unfinished merge; undefined: it has none. */
export function mergeMark(text: string, line: number): TextLocation | undefined {
  const locations = createTextLocations(text);
  for (const mark of text.matchAll(MARK)) {
    const location = locations.locationAt(mark.index);
    // A line of such signs may be an ornament.
    if (mark[1]?.startsWith("=") === true && Math.abs(location.line - line) > 1) continue;
    return location;
  }
  return undefined;
}
