import type { ExplainedGuard } from "../engine/help/examples/guard-pages.ts";
import type { Hold } from "../engine/plan/guards/guard.ts";
import { pad, type TerminalOptions, wrap } from "./layout.ts";
import { severityWords } from "./severity-words.ts";
import { style } from "./style.ts";
import { sentence } from "./wording.ts";

const holdWords: Readonly<Record<Hold, string>> = {
  nothing: "holds nothing: it asks for attention",
  "its change": "holds the change that it is about, reviewed or not",
  "its change unless it was reviewed": "holds the change that it is about, unless that was reviewed",
  removals: "holds every deletion and replacement",
  everything: "holds everything",
};

/** "A block holds everything."; one sentence for each level that its findings can have. */
export function holdText({ holds }: Pick<ExplainedGuard, "holds">): string {
  const { block, warn } = holds;
  return [
    ...(block === undefined ? [] : [`A block ${holdWords[block]}.`]),
    ...(warn === undefined ? [] : [`A warning ${holdWords[warn]}.`]),
  ].join(" ");
}

/** "block", "warn", or "block or warn" */
export function levelText({ holds }: Pick<ExplainedGuard, "holds">): string {
  return Object.keys(holds).join(" or ");
}

/** One code of findings for a terminal: what it means, what it holds, who clears it, and an example. */
export function renderGuardTerminal(guard: ExplainedGuard, options: TerminalOptions): string {
  const { code, title, explanation, clearedBy, example } = guard;
  const paint = style(options.color);
  const prose = (text: string): string => wrap(text, options.width);
  return [
    `${paint.bold(paint[toneOf(guard)](code))}\n${prose(`${title}.`)}`,
    prose(`A finding of plans and reports. ${holdText(guard)}`),
    prose(explanation),
    paint.bold("Example"),
    prose(example.told),
    wrap(sentence(example.says), options.width, "  "),
    wrap(clearedBy, options.width, "Cleared by: ", "  "),
  ].join("\n\n");
}

/** Every code of findings with its levels and its title, one a line. */
export function renderGuardListTerminal(guards: readonly ExplainedGuard[], options: TerminalOptions): string {
  const paint = style(options.color);
  const column = Math.max(...guards.map(({ code }) => code.length));
  return guards
    .map((guard) => `${pad(guard.code, column)}  ${paint[toneOf(guard)](pad(levelText(guard), 13))}  ${guard.title}`)
    .join("\n");
}

function toneOf({ holds }: Pick<ExplainedGuard, "holds">) {
  return severityWords[holds.block === undefined ? "warning" : "error"].tone;
}
