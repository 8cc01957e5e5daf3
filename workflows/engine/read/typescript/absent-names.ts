import type { Diagnostic, Location } from "../../definition/diagnostic.ts";
import { plainText } from "../../values/plain-text.ts";
import { diagnose } from "../problem.ts";
import { absentNameHint } from "./foreign-packages.ts";

interface Absence {
  readonly names: string;
  /** In words that follow "is not available to a definition: ". */
  readonly why: string;
  readonly hint: string;
}

const absences: readonly Absence[] = [
  {
    names: "Date performance Temporal",
    why: "definitions are deterministic, and a clock says something else at every evaluation",
    hint: 'Write the date or time itself, as text such as "2030-01-31".',
  },
  {
    names: "Math.random crypto",
    why: "definitions are deterministic, and chance gives something else at every evaluation",
    hint: "Write the value itself; for names that differ, number them or take them from a list.",
  },
  {
    names: "fetch XMLHttpRequest WebSocket EventSource navigator",
    why: "definitions are evaluated without a network, so that the plan and the apply see the same",
    hint: "Write the answer itself into the file, or into a JSON file beside it that you import.",
  },
  {
    names: "process Deno Bun os std",
    why: "definitions read no environment, so that they mean the same on every machine",
    hint: 'For a secret write `ssm("/bridgehead/…")`, for anything else the value itself.',
  },
  {
    names: "setTimeout setInterval setImmediate clearTimeout clearInterval queueMicrotask requestAnimationFrame",
    why: "definitions are deterministic, and there is no clock for a timer to wait for",
    hint: "Remove the timer: nothing that a definition may call takes time.",
  },
  {
    names: "eval Function",
    why: "code made from text cannot be reviewed",
    hint: "Write the code itself, as an ordinary function.",
  },
  {
    names: "Intl toLocaleString localeCompare toLocaleLowerCase toLocaleUpperCase",
    why: "definitions are deterministic, and a locale differs from machine to machine",
    hint: "Write the text itself; sort with `a < b ? -1 : 1`, change case with `toLowerCase()` or `toUpperCase()`.",
  },
  {
    names: "WeakRef FinalizationRegistry",
    why: "definitions are deterministic, and when memory is freed is not",
    hint: "Keep the object in a variable.",
  },
  {
    names: "Worker SharedArrayBuffer Atomics WebAssembly MessageChannel BroadcastChannel",
    why: "definitions run alone, without threads and other programs",
    hint: "Write what is declared as data.",
  },
  {
    names: "require module exports __dirname __filename",
    why: "definitions are ES modules that see their own folder only",
    hint: "Write `import … from` with a relative path, and `export`.",
  },
  {
    names:
      "ArrayBuffer DataView Uint8Array Int8Array Uint8ClampedArray Uint16Array Int16Array Uint32Array Int32Array " +
      "Float16Array Float32Array Float64Array BigInt64Array BigUint64Array Buffer Blob TextEncoder TextDecoder btoa atob",
    why: "definitions hold text and numbers, and nothing binary",
    hint: "Write the finished text.",
  },
  {
    names: "import.meta",
    why: "it says where the file lies, and definitions mean the same on every machine",
    hint: "Write the path or the value itself.",
  },
  {
    names: "console",
    why: "nothing is printed while definitions are evaluated",
    hint: "Remove it; `npx --no bridgehead validate` shows what is declared.",
  },
  {
    names: "global window self document URL URLSearchParams structuredClone",
    why: "definitions have the language itself and nothing of a browser or of Node",
    hint: "Write the value itself; copy an object with `{ ...object }`.",
  },
];

const byName = new Map(
  absences.flatMap(({ names, why, hint }) => names.split(" ").map((name) => [name, { why, hint }])),
);

/**
 * Why a definition does not have something that other hosts of JavaScript do, and what to write instead; undefined for
 * a name that no host has.
 */
export function explainAbsence(name: string): { readonly why: string; readonly hint: string } | undefined {
  return byName.get(name);
}

/** The diagnostic about the use of such a name. A name keeps its case: it stands in backticks. */
export function absenceDiagnostic(name: string, at: Location): Diagnostic {
  const absence = explainAbsence(name);
  const why = absence === undefined ? "" : `: ${absence.why}`;
  const hint = absentNameHint(name) ?? absence?.hint ?? "Write the value itself.";
  return diagnose("not-hermetic", at, `\`${plainText(name)}\` is not available to a definition${why}`, hint);
}
