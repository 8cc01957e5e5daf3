import { doneOf, type Progress, type Running } from "../engine/plan/write/progress.ts";
import { inlineCode, prose } from "./escape-markdown.ts";
import { heading } from "./plan-comment.ts";
import { clip, visibleLine } from "./visible-text.ts";
import { actionWords, durationText, plural, sentence, shortCommit } from "./wording.ts";

const BAR = 20;
/** How many resources a comment names. */
const NAMES = 10;

const steps: Readonly<Record<Running["step"], string>> = {
  beginning: "begun",
  submitted: "AWS works on it",
  authorising: "EventBridge authorises it",
};

/** One line of at most `width` columns, to be written over again and again. */
export function progressLine(progress: Progress, width: number): string {
  const { planned, running } = progress;
  const done = doneOf(progress);
  const filled = planned === 0 ? 0 : Math.round((done / planned) * BAR);
  const bar = `${"█".repeat(filled)}${"░".repeat(BAR - filled)}`;
  const current = [...running.values()].map(({ name, step }) => `${visibleLine(name)}: ${steps[step]}`);
  return clip([`${bar} ${done}/${planned}${failures(progress)}`, ...current].join("  "), width);
}

/** How far a run got that was stopped; empty: nothing was to be done yet. */
export function standing({ planned, applied, failed, other, running }: Progress): string {
  if (planned === 0) return "";
  const counts = [
    [applied, "applied"],
    [failed, "failed"],
    [other, "held back"],
    [running.size, "under way"],
    [planned - applied - failed - other - running.size, "not begun"],
  ] as const;
  const always: ReadonlySet<string> = new Set(["applied", "under way", "not begun"]);
  return counts
    .filter(([count, word]) => count > 0 || always.has(word))
    .map(([count, word]) => `${count} ${word}`)
    .join(", ");
}

/** What a pull request's comment says while a long apply goes on. */
export function progressComment(
  progress: Progress,
  context: { readonly commit: string; readonly run: string; readonly duration: number },
): string {
  const { planned, running } = progress;
  const lines = [...running.values()]
    .slice(0, NAMES)
    .map(({ name, action, step }) => `- ${inlineCode(name)}: ${actionWords[action].verb}, ${steps[step]}`);
  const rest = running.size > NAMES ? [`- and ${running.size - NAMES} more`] : [];
  return [
    heading({
      symbol: "⏳",
      text: `Applying: ${doneOf(progress)} of ${plural(planned, "change")} done${failures(progress)}`,
    }),
    `${shortCommit(context.commit)} · ${durationText(context.duration)} so far · run ${inlineCode(context.run)}`,
    [...lines, ...rest].join("\n"),
    "This comment becomes the result when the run ends.",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

interface AppliedCommit {
  readonly commit: string;
  readonly branch: string;
  readonly run: string;
}

/** What a pull request's comment says from when its apply has begun until there is something to tell of it. */
export function applyingComment(applied: AppliedCommit): string {
  return [
    heading({ symbol: "⏳", text: "Applying" }),
    provenance(applied),
    "This comment becomes the result when the run ends.",
  ].join("\n\n");
}

/** What it says where the run died. `why`: of Bridgehead's own words. */
export function interruptedComment(applied: AppliedCommit, why: string): string {
  return [
    heading({ symbol: "❌", text: "The run failed" }),
    provenance(applied),
    `${prose(sentence(why))} It is tried again by itself, first within minutes, later within hours. What it began is continued, and this comment becomes the result.`,
  ].join("\n\n");
}

function provenance({ branch, commit, run }: AppliedCommit): string {
  return `${inlineCode(branch)} at ${shortCommit(commit)} · run ${inlineCode(run)}`;
}

function failures({ failed }: Progress): string {
  return failed === 0 ? "" : `, ${failed} failed`;
}
