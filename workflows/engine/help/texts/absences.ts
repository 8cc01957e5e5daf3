import { type Text, text } from "../../definition/text.ts";
import type { Absence } from "../../read/typescript/absent-names.ts";
import type { SomeFileTexts } from "../tell-files.ts";
import { moduleHint } from "./tools.ts";

/** `why` follows "is not available to a definition: ". */
const absences: Readonly<Record<Absence, readonly [why: string, hint: string]>> = {
  clock: [
    "definitions are deterministic, and a clock says something else at every evaluation",
    'Write the date or time itself, as text such as "2030-01-31".',
  ],
  chance: [
    "definitions are deterministic, and chance gives something else at every evaluation",
    "Write the value itself; for names that differ, number them or take them from a list.",
  ],
  network: [
    "definitions are evaluated without a network, so that the plan and the apply see the same",
    "Write the answer itself into the file, or into a JSON file beside it that you import.",
  ],
  environment: [
    "definitions read no environment, so that they mean the same on every machine",
    'For a secret write `ssm("/bridgehead/…")`, for anything else the value itself.',
  ],
  timer: [
    "definitions are deterministic, and there is no clock for a timer to wait for",
    "Remove the timer: nothing that a definition may call takes time.",
  ],
  code: ["code made from text cannot be reviewed", "Write the code itself, as an ordinary function."],
  locale: [
    "definitions are deterministic, and a locale differs from machine to machine",
    "Write the text itself; sort with `a < b ? -1 : 1`, change case with `toLowerCase()` or `toUpperCase()`.",
  ],
  memory: ["definitions are deterministic, and when memory is freed is not", "Keep the object in a variable."],
  thread: ["definitions run alone, without threads and other programs", "Write what is declared as data."],
  module: [
    "definitions are ES modules that see their own folder only",
    "Write `import … from` with a relative path, and `export`.",
  ],
  binary: ["definitions hold text and numbers, and nothing binary", "Write the finished text."],
  location: [
    "it says where the file lies, and definitions mean the same on every machine",
    "Write the path or the value itself.",
  ],
  output: [
    "nothing is printed while definitions are evaluated",
    "Remove it; `npx --no bridgehead validate` shows what is declared.",
  ],
  host: [
    "definitions have the language itself and nothing of a browser or of Node",
    "Write the value itself; copy an object with `{ ...object }`.",
  ],
};

/** Of a name that other hosts of JavaScript have. It keeps its case: it stands in backticks. */
export const absenceTexts = {
  "not-hermetic": ({ name, absence }): Text => {
    const [why, hint] = absence === undefined ? [undefined, "Write the value itself."] : absences[absence];
    const reason = why === undefined ? "" : `: ${why}`;
    return text(`\`${name}\` is not available to a definition${reason}`, moduleHint(name) ?? hint);
  },
} satisfies SomeFileTexts;
