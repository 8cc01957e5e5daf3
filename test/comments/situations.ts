import { expect, it } from "vitest";
import type { Bench } from "./bench.ts";
import { escapes, misleading } from "./escapes.ts";
import { kept } from "./golden.ts";
import { stableTexts } from "./stable.ts";

/** A check as GitHub shows it. */
export interface ShownCheck {
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly title: string | null;
  readonly summary: string | null;
  readonly text: string | null;
  readonly annotations: readonly Readonly<Record<string, unknown>>[];
}

/** What GitHub shows somebody. */
export interface Shown {
  /** null: a pull request has none. */
  readonly comment: string | null;
  readonly check: ShownCheck;
  /** Where the repository is in a browser. */
  readonly web: string;
}

/** How the row of a change begins that was not brought to its end. */
const notDone = /\*\*(?:failed|held|skipped|in doubt|still running)\*\*/g;

/**
 * Things that happen to people, each made to happen, one after the other: what GitHub shows afterwards is what the golden
 * files of that name have. A name begins with three digits, which order the files by what they are about.
 */
export function situations(bench: () => Bench, all: Readonly<Record<string, (bench: Bench) => Promise<Shown>>>): void {
  it.each(Object.entries(all))("%s", { timeout: 120_000 }, async (name, happen) => {
    const { comment, check, web } = await happen(bench());
    // Whoever merged what failed is called, once, at the beginning of the comment: the only call of ours.
    const uncalled = comment?.replace(/(?<=^## .*\n\n)@dev,(?= )/m, "") ?? null;
    const markdown = [uncalled, check.summary, check.text].filter((text) => text !== null);
    expect(markdown.flatMap((text) => escapes(text, web))).toEqual([]);
    expect([check.title ?? "", JSON.stringify(check.annotations)].flatMap((text) => misleading(text))).toEqual([]);
    // A check that says more than the results do would be believed.
    const isGreen = check.conclusion === "success";
    expect(isGreen ? (check.summary?.match(notDone) ?? []) : []).toEqual([]);
    const stable = stableTexts();
    const said = comment === null ? null : `${stable(comment)}\n`;
    expect(said).toBe(kept(`${name}.comment.md`, said));
    const checked = `${stable(checkText(check))}\n`;
    expect(checked).toBe(kept(`${name}.check.json`, checked));
  });
}

/** Markdown line by line, so that a difference is read where it is. */
function checkText({ summary, text, ...check }: ShownCheck): string {
  const lines = (markdown: string | null): readonly string[] | null => markdown?.split("\n") ?? null;
  return JSON.stringify({ ...check, summary: lines(summary), text: lines(text) }, null, 2);
}
