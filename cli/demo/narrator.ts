import { styleText } from "node:util";
import type { Output } from "../output.ts";
import { asShown } from "./as-shown.ts";

/** Tells the demo's story as it happens: on standard output, or on standard error when that is for the JSON. */
export interface Narrator {
  /** A new chapter. */
  step(title: string): void;
  say(text: string): void;
  /** A text that somebody else sees, such as a comment, set off from the story. */
  quote(text: string): void;
}

export function createNarrator(output: Output): Narrator {
  const write = output.json ? output.note : output.result;
  const paint = (format: "bold" | "dim" | "cyan", text: string): string =>
    output.color ? styleText(format, text) : text;
  let steps = 0;
  return {
    step(title) {
      steps += 1;
      write(`\n${paint("bold", `${steps}. ${title}`)}`);
    },
    say: (text) => write(`   ${text}`),
    quote(text) {
      const lines = asShown(text).split("\n");
      write(lines.map((line) => `   ${paint("cyan", "│")} ${line}`.trimEnd()).join("\n"));
    },
  };
}
