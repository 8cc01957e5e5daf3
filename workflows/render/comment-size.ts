/**
 * GitHub takes 65,536 characters in a comment and 65,535 in a check's summary. Whether a check counts characters or
 * bytes is unconfirmed, so bytes are counted here: never fewer.
 */
export const SIZE_LIMIT = 60_000;

/** A part of a comment. Parts with a rank give way when space is short, the highest rank first. */
export interface Block {
  readonly text: string;
  /** null: always stays. */
  readonly rank: number | null;
}

export const always = (text: string): Block => ({ text, rank: null });

/** Size in bytes of UTF-8. */
export function sizeOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/**
 * The blocks as paragraphs, within the limit. `note` says how many gave way; it stands where the first of them would
 * have stood.
 */
export function fitBlocks(blocks: readonly Block[], limit: number, note: (omitted: number) => string): string {
  const filled = blocks.filter((block) => block.text !== "");
  const optional = filled.filter((block) => block.rank !== null).toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  let left = limit - sizeOf(note(filled.length)) - sum(filled.filter((block) => block.rank === null));
  const kept = new Set<Block>();
  for (const block of optional) {
    const size = sizeOf(block.text) + 2;
    if (size > left) continue;
    kept.add(block);
    left -= size;
  }
  const omitted = optional.length - kept.size;
  const firstOmitted = filled.find((block) => block.rank !== null && !kept.has(block));
  return filled
    .flatMap((block) => {
      if (block === firstOmitted) return [note(omitted)];
      return block.rank === null || kept.has(block) ? [block.text] : [];
    })
    .join("\n\n");
}

/** The same in two texts of that size: what finds no place in the first is in the second, as far as that goes. */
export function fitParts(blocks: readonly Block[], limit: number): { readonly text: string; readonly rest: string } {
  let isWhole = true;
  const text = fitBlocks(blocks, limit, (omitted) => {
    isWhole = false;
    return `_${omitted} folded ${omitted === 1 ? "section follows" : "sections follow"} further down._`;
  });
  if (isWhole) return { text, rest: "" };
  const left = blocks.filter((block) => block.rank !== null && block.text !== "" && !text.includes(block.text));
  return { text, rest: fitBlocks(left, limit, (omitted) => `_and ${omitted} more, for which there is no space._`) };
}

function sum(blocks: readonly Block[]): number {
  return blocks.reduce((total, block) => total + sizeOf(block.text) + 2, 0);
}

export interface Line {
  readonly text: string;
  /** Lower stays longer. */
  readonly rank: number;
}

/** Lines in their order within a size in bytes; `note` stands last when lines had to go. */
export function fitLines(lines: readonly Line[], limit: number, note: (omitted: number) => string): readonly string[] {
  let left = limit - sizeOf(note(lines.length)) - 1;
  const kept = new Set<Line>();
  for (const line of lines.toSorted((a, b) => a.rank - b.rank)) {
    const size = sizeOf(line.text) + 1;
    if (size > left) break;
    kept.add(line);
    left -= size;
  }
  const texts = lines.filter((line) => kept.has(line)).map((line) => line.text);
  return kept.size === lines.length ? texts : [...texts, note(lines.length - kept.size)];
}
