import type { Diagnostic } from "../definition/diagnostic.ts";
import type { FileFault } from "../definition/evaluation.ts";
import { diagnose, startOf } from "./problem.ts";

const link = "Replace the link by the file itself, or remove it.";
const faults: Readonly<Record<FileFault, readonly [what: string, hint: string]>> = {
  outside: [
    "the file is a link to something outside the definitions folder, which is all that a definition sees",
    link,
  ],
  nowhere: ["the file is a link that leads nowhere", link],
  "not-a-file": ["the file is no regular file", "Replace it by a regular file, or remove it."],
  "too-large": [
    "the file is larger than 1 MiB: no definition is",
    "Split it, or move it out of the definitions folder.",
  ],
  submodule: [
    "the folder is a Git submodule, whose files are not read",
    "Copy its files into the folder. A submodule of nothing that definitions need gets a name that begins with `_`, or stands elsewhere.",
  ],
  "not-text": ["the file is not UTF-8 text", "Save it as UTF-8."],
  "utf-16": ["the file is text in UTF-16, as Windows PowerShell writes it", "Save it as UTF-8."],
  encrypted: [
    "the file is encrypted, as by git-crypt",
    "Commit it decrypted: Bridgehead has no key. Put the credentials alone into Parameter Store, and refer to them.",
  ],
  unreadable: ["the file cannot be read", "Give it permissions to be read, or remove it."],
};

/** The diagnostic about a file whose text could not be had. */
export function faultyFile(path: string, fault: FileFault): Diagnostic {
  const [what, hint] = faults[fault];
  return diagnose("invalid-file", startOf(path), what, hint);
}
