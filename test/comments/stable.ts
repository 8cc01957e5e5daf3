import { createHash } from "node:crypto";

/** Makes texts the same from run to run: what no run has in common with another is named by order of appearance. */
export type Stable = (text: string) => string;

/** One for everything that is said in a situation, so that an id in two texts stays one id. */
export function stableTexts(): Stable {
  const commits = new Map<string, string>();
  const digests = new Map<string, string>();
  const ids = new Map<string, string>();
  const runs = new Map<string, string>();
  return (text) =>
    text
      .replace(/\b[0-9a-f]{64}\b/g, (digest) => named(digests, digest, (index) => sha("sha256", `digest ${index}`)))
      .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, (id) => named(ids, id, uuid))
      .replace(/(?<![\w./-])[0-9a-f]{7}(?![\w-])|(?<![\w-])[0-9a-f]{40}(?!\w)/g, (commit) =>
        named(commits, commit.slice(0, 7), (index) => sha("sha1", `commit ${index}`)).slice(0, commit.length),
      )
      .replace(/(?<=fingerprint |[Tt]ext in the file \()[0-9a-f]{8}\b/g, (print) =>
        named(digests, print, (index) => sha("sha256", `digest ${index}`)).slice(0, print.length),
      )
      // A check begins beside what is read: which number it gets differs from run to run.
      .replace(/(?<=\/runs\/)\d+/g, (run) => named(runs, run, (index) => String(10_000 + index)))
      .replace(/(?<=http:\/\/127\.0\.0\.1:)\d+/g, "40404")
      .replace(/\b\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC/g, "2026-11-30 12:00 UTC")
      .replace(/\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g, "2026-11-30T12:00:00Z")
      .replace(/(?<= · )(?:\d+ min )?\d+ s(?=\b)/g, "4 s");
}

function named(known: Map<string, string>, found: string, name: (index: number) => string): string {
  const before = known.get(found);
  if (before !== undefined) return before;
  const made = name(known.size + 1);
  known.set(found, made);
  return made;
}

function sha(algorithm: "sha1" | "sha256", text: string): string {
  return createHash(algorithm).update(text).digest("hex");
}

function uuid(index: number): string {
  const digits = sha("sha1", `id ${index}`);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}
