import { styleText } from "node:util";
import type { Output } from "../output.ts";

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

/**
 * A comment roughly as GitHub shows it at first sight: folds are closed, links are their text, the marker is hidden.
 * For reading in a terminal; nothing goes by what comes out.
 */
export function asShown(markdown: string): string {
  return closeFolds(markdown)
    .replaceAll(/<!--.*?-->\n?/gs, "")
    .replaceAll(/\[([^\]]*)\]\(https?:[^)]*\)/g, "$1")
    .replaceAll(/<\/?(?:sub|code)>/g, "")
    .replaceAll(/\\$/gm, "")
    .replaceAll("&nbsp;", " ")
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

/** Folds may stand inside folds; a closed one shows its summary alone. */
function closeFolds(markdown: string): string {
  const lines: string[] = [];
  let depth = 0;
  for (const line of markdown.split("\n")) {
    const summary = /<details><summary>(.*)<\/summary>/.exec(line)?.[1];
    if (summary !== undefined && depth === 0) lines.push(`▸ ${summary}`);
    if (summary !== undefined) depth += 1;
    if (depth === 0) lines.push(line);
    if (line.includes("</details>")) depth -= 1;
  }
  return lines.join("\n");
}
