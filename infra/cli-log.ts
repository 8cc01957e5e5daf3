import process from "node:process";
import type { Log, LogFields } from "../workflows/ports/log.ts";
import { type ErrorSummary, summariseError } from "./error-summary.ts";
import { keepLogFields } from "./log-fields.ts";

const ranks = { info: 0, warn: 1, error: 2, silent: 3 } as const;
export type LogLevel = keyof typeof ranks;

export interface CliLogOptions {
  /** The least that is written; `silent` writes nothing. */
  readonly level: LogLevel;
  /** Takes one line with its line break; default: standard error. */
  readonly write?: (line: string) => void;
}

/** The log of a terminal: one line of text for each entry, on standard error. */
export function createCliLog(options: CliLogOptions): Log {
  const write = options.write ?? ((line: string) => void process.stderr.write(line));
  const entry = (level: Exclude<LogLevel, "silent">, message: string, fields: LogFields, error = "") => {
    if (ranks[level] >= ranks[options.level]) write(`${prefixes[level]}${message}${error}${inWords(fields)}\n`);
  };
  return {
    info: (message, fields = {}) => entry("info", message, fields),
    warn: (message, fields = {}) => entry("warn", message, fields),
    error: (message, error, fields = {}) => entry("error", message, fields, `: ${errorInWords(summariseError(error))}`),
  };
}

const prefixes = { info: "", warn: "warning: ", error: "error: " } as const;

function inWords(fields: LogFields): string {
  const words = Object.entries(keepLogFields(fields)).map(([name, value]) => `${name}=${oneLine(String(value))}`);
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}

function errorInWords(summary: ErrorSummary): string {
  return [summary, ...summary.causes]
    .map(({ class: name, code, message }) => oneLine(message ?? (code === null ? name : `${name} ${code}`)))
    .join(", caused by ");
}

/** Control characters would let a name from a definition rewrite the terminal. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, " ");
}
