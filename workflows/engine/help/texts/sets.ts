import { type Text, text } from "../../definition/text.ts";
import type { FileFault } from "../../definition/evaluation.ts";
import type { PathFault } from "../../read/definition-files.ts";
import type { Budget, SetFacts } from "../../read/facts.ts";
import { limits } from "../../read/sandbox/limits.ts";
import type { UnreadEnding } from "../../read/unread-files.ts";
import { nounsOf } from "../kind-words.ts";
import type { FileTexts } from "../tell-files.ts";
import { asData, split } from "./bounds.ts";

/** In words that follow "the path of the file". */
const pathFaults: Readonly<Record<PathFault | "twice", string>> = {
  long: `has more than ${limits.pathLength} characters`,
  unshown: "has a character that cannot be shown",
  backslash: "has a backslash",
  absolute: "is not relative to the definitions folder",
  twice: "occurs twice",
};

const link = "Replace the link by the file itself, or remove it.";
const fileFaults: Readonly<Record<FileFault, Text>> = {
  outside: text(
    "the file is a link to something outside the definitions folder, which is all that a definition sees",
    link,
  ),
  nowhere: text("the file is a link that leads nowhere", link),
  "not-a-file": text("the file is no regular file", "Replace it by a regular file, or remove it."),
  "too-large": text(
    "the file is larger than 1 MiB: no definition is",
    "Split it, or move it out of the definitions folder.",
  ),
  submodule: text(
    "the folder is a Git submodule, whose files are not read",
    "Copy its files into the folder. A submodule of nothing that definitions need gets a name that begins with `_`, or stands elsewhere.",
  ),
  "not-text": text("the file is not UTF-8 text", "Save it as UTF-8."),
  "utf-16": text("the file is text in UTF-16, as Windows PowerShell writes it", "Save it as UTF-8."),
  encrypted: text(
    "the file is encrypted, as by git-crypt",
    "Commit it decrypted: Bridgehead has no key. Put the credentials alone into Parameter Store, and refer to them.",
  ),
  unreadable: text("the file cannot be read", "Give it permissions to be read, or remove it."),
};

const helper = "a file that is no definition gets a name that begins with `_`, or stands elsewhere.";
const toTs = `Rename it so that it ends with .ts; ${helper}`;
const toJson = `Rename it so that it ends with .json; ${helper}`;
const rewrite = `Write it as a .ts or .json file; ${helper}`;

const endings: Readonly<Record<UnreadEnding, string>> = {
  ts: toTs,
  mts: toTs,
  cts: toTs,
  tsx: toTs,
  js: toTs,
  mjs: toTs,
  cjs: toTs,
  jsx: toTs,
  json: toJson,
  jsonc: `Rename it so that it ends with .json, and take the comments out; ${helper}`,
  json5: `Write it as strict JSON in a .json file; ${helper}`,
  yaml: rewrite,
  yml: rewrite,
  toml: rewrite,
  tf: rewrite,
  hcl: rewrite,
  template: rewrite,
  "ts.txt": toTs,
  "json.txt": toJson,
};

function budgetText(budget: Budget, many: string): string {
  switch (budget) {
    case "files":
      return `the definitions folder has more than ${limits.files} files`;
    case "definitions":
      return `with this file the folder declares more than ${limits.definitions} ${many}`;
    case "size":
      return "with this file the folder's definitions are too large together";
    case "work":
      return "with this file the work for evaluating the folder is used up";
  }
}

/** Of a file in its set. */
export const setTexts: FileTexts<keyof SetFacts> = {
  "evaluation-budget/set": ({ budget, left, kinds }) => {
    const rest = left > 0 ? `; ${left} files after it are not evaluated` : "";
    return text(`${budgetText(budget, nounsOf(kinds).many)}${rest}`, split);
  },
  "evaluation-failed/clock": ({ seconds }) =>
    text(
      `the evaluation of the file did not end within ${seconds} s, twice, which is no verdict on the file: the machine is too slow, or the file does what is not counted`,
      `It is tried again by itself; where that does not help, simplify the file. On your own machine run it again.`,
    ),
  "evaluation-failed/set": ({ left }) =>
    text(
      `the machine was too slow: ${left === 1 ? "this file was" : `this file and ${left - 1} more were`} not evaluated, which is no verdict on them`,
      "It is tried again by itself. On your own machine run it again.",
    ),
  "evaluation-failed/thread": () => text("the evaluator failed over this file", asData),
  "imported-definition": ({ kind, id }) =>
    text(
      `the ${kind.noun} "${id}" is declared only where another file imports this one`,
      "Move the function that declares it to a file whose name begins with `_`.",
    ),
  "invalid-file/path": ({ fault }) => text(`the path of the file ${pathFaults[fault]}`),
  "invalid-file/text": ({ fault }) => fileFaults[fault],
  "unread-file": ({ ending }) =>
    text("the file is not read: definitions are in files that end with .ts or .json", endings[ending]),
};
