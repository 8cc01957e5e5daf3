import type { TrailEvent, TrailStep } from "../ports/trail.ts";
import { inlineCode } from "./escape-markdown.ts";
import { shortCommit, shortDigest } from "./wording.ts";

/** How many steps the line has. */
const STEPS = 8;

const eventWords: Readonly<Record<TrailEvent, string>> = {
  planned: "plan",
  "no-plan": "no plan: errors",
  unasked: "not planned",
  paused: "paused",
  conflict: "conflict",
  outdated: "outdated",
  closed: "closed",
  retargeted: "pointed elsewhere",
  applied: "**applied**",
  "no-changes": "**nothing to apply**",
  held: "**held**",
  failed: "**failed**",
  continued: "applying",
};

/** The way that a pull request went, in a line; "": it has only begun. */
export function trailLine(trail: readonly TrailStep[]): string {
  const parts: string[] = [];
  for (const [index, step] of trail.entries()) {
    const before = trail[index - 1];
    if (before !== undefined && isAfterMerge(step) && !isAfterMerge(before)) parts.push("merged");
    else if (before?.base !== undefined && before.commit === step.commit && isMoved(before.base, step.base)) {
      parts.push("base moved");
    }
    const text = stepText(step);
    if (parts.at(-1) !== text) parts.push(text);
  }
  if (parts.length < 2) return "";
  const left = parts.length - STEPS;
  return `<sub>${[...(left > 0 ? ["…"] : []), ...parts.slice(-STEPS)].join(" → ")}</sub>`;
}

function isMoved(before: string | null, now: string | null): boolean {
  return before !== null && now !== null && before !== now;
}

function isAfterMerge({ what, base }: TrailStep): boolean {
  return base === null && ["applied", "no-changes", "held", "failed", "continued"].includes(what);
}

function stepText({ what, commit, digest }: TrailStep): string {
  const of = digest === null || what !== "planned" ? "" : ` ${inlineCode(shortDigest(digest))}`;
  return `${eventWords[what]}${of} (${shortCommit(commit)})`;
}
