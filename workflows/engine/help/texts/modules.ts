import { type Text, text } from "../../definition/text.ts";
import type { Deception, ForeignSyntax } from "../../read/facts.ts";
import type { Leftover } from "../../read/leftover-text.ts";
import { limits } from "../../read/sandbox/limits.ts";
import type { SomeFileTexts } from "../tell-files.ts";

/** `what` follows "the file is". */
const left = (what: string, hint: string) => text(`the file is ${what}`, hint);
const encrypted = (by: string) =>
  left(
    `encrypted by ${by}`,
    "Commit it decrypted: Bridgehead has no key, and definitions hold no secrets. Put the credentials alone into " +
      "Parameter Store, and refer to them.",
  );

const leftovers: Readonly<Record<Leftover, Text>> = {
  "Git LFS": left(
    "a pointer of Git LFS, not the file itself",
    "Take the file out of Git LFS with `git lfs untrack`, and commit the file itself: its text has to be in Git.",
  ),
  "Ansible Vault": encrypted("Ansible Vault"),
  age: encrypted("age"),
  PGP: encrypted("PGP"),
  SOPS: encrypted("SOPS"),
  patch: left(
    "a patch, not the file that it changes",
    "Apply it with `git apply`, and remove it, or keep it outside the definitions folder.",
  ),
  HTML: left(
    "an HTML page, as a server sends it in place of a file",
    "Get the file anew, in the form that its provider calls raw.",
  ),
  "not found": left("the answer of a server that does not have it", "Get the file anew, from an address that has it."),
  Kubernetes: left(
    "a Kubernetes object, as of Crossplane, which Bridgehead does not read",
    "Write a definition in TypeScript or JSON, with what stands in `spec.forProvider`, in camelCase.",
  ),
};

const using = (keyword: string) =>
  text(
    `\`${keyword}\` is not supported in a definition: nothing is open that would have to be closed`,
    "Write `const` in its place.",
  );

const syntaxes: Readonly<Record<ForeignSyntax, Text>> = {
  decorator: text("decorators are not supported in a definition", "Call the function itself, without `@`."),
  accessor: text(
    "`accessor` fields are not supported in a definition",
    "Write a field without `accessor`, or `get` and `set`.",
  ),
  with: text("`with` is not allowed in a module", "Take the members out: `const { name } = object;`."),
  assert: text("`assert` is an older form of import attributes", 'Leave it out, or write `with { type: "json" }`.'),
  angle: text(
    "a type or an element in angle brackets is not expected here",
    "Write a type behind the value: `value as Type`. There is no JSX in a definition.",
  ),
  require: text("`import … = require(…)` belongs to CommonJS", "Write `import … from` with a relative path."),
  export: text("`export =` belongs to CommonJS", "Write `export default`, or `export const`."),
  using: using("using"),
  "await using": using("await using"),
};

/** In words that follow "the character". */
const deceptions: Readonly<Record<Deception, string>> = {
  direction: "changes the direction of writing",
  line: "ends a line without showing it",
  half: "is half a character",
  control: "is a control character",
  unseen: "cannot be seen",
};

/** Of a text before it is run, but for what it imports. */
export const moduleTexts = {
  "evaluation-failed/text": () => text("the file cannot be parsed", "Simplify the file: it may be nested too deeply."),
  "file-too-large": ({ length }) =>
    text(`the file has ${length} characters; ${limits.fileLength} are the most`, "Split the file."),
  "foreign-document/leftover": ({ leftover }) => leftovers[leftover],
  "invalid-file/nul": () => text("the file has a NUL character, so it is no text", "Save it as UTF-8."),
  "misleading-text/character": ({ code, deception }) =>
    text(
      `the character U+${code} ${deceptions[deception]}`,
      `Remove it; in a text write it as an escape, as in "\\u${code.length > 4 ? `{${code}}` : code}".`,
    ),
  "misleading-text/name": ({ meant }) =>
    text(
      `a name that reads like \`${meant}\` is written with other letters`,
      "Write it with the letters a to z: a name that looks like another deceives whoever reviews it.",
    ),
  "syntax-error/foreign": ({ syntax }) => syntaxes[syntax],
  "syntax-error/module": ({ said }) => text(said),
  "too-deep/text": () => text("the file is nested too deeply"),
} satisfies SomeFileTexts;
