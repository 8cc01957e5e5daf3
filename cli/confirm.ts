import process from "node:process";
import { createInterface } from "node:readline/promises";

/** Asks on the terminal; undefined: there is nobody to ask. */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const dialogue = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await dialogue.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    dialogue.close();
  }
}
