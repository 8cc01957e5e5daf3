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
  /** How what always stays is made shorter; without it, it stays whole. */
  readonly shrink?: Shrink;
}

interface Shrink {
  /** The highest rank is made shorter first. */
  readonly rank: number;
  /** Fewer bytes than this it is not asked to have. */
  readonly least: number;
  readonly render: (limit: number) => string;
}

export const always = (text: string): Block => ({ text, rank: null });

/** Always stays, and is a list that is cut where the whole has no space. `render` is given the bytes that it may have. */
export const shrinking = (rank: number, least: number, render: (limit: number) => string): Block => ({
  text: render(Infinity),
  rank: null,
  shrink: { rank, least, render },
});

/** Size in bytes of UTF-8. */
export function sizeOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/**
 * The blocks as paragraphs, within the limit. Lists are cut before anything else of what stays. `note` says how many
 * gave way; it stands where the first of them would have stood.
 */
export function fitBlocks(blocks: readonly Block[], limit: number, note: (omitted: number) => string): string {
  const given = blocks.filter((block) => block.text !== "");
  const space = limit - sizeOf(note(given.length)) - 2;
  const filled = shrunk(given, space).filter((block) => block.text !== "");
  const kept = new Set(staying(filled, space));
  let left = space - sum([...kept]);
  const optional = filled.filter((block) => block.rank !== null).toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  for (const block of optional) {
    const size = sizeOf(block.text) + 2;
    if (size > left) continue;
    kept.add(block);
    left -= size;
  }
  const omitted = filled.length - kept.size;
  const firstOmitted = filled.find((block) => !kept.has(block));
  return filled
    .flatMap((block) => {
      if (block === firstOmitted) return [note(omitted)];
      return kept.has(block) ? [block.text] : [];
    })
    .join("\n\n");
}

/** The blocks, those that always stay shortened as far as it takes, in the order of their ranks. */
function shrunk(blocks: readonly Block[], space: number): readonly Block[] {
  let over = sum(blocks.filter((block) => block.rank === null)) - space;
  const texts = new Map<Block, string>();
  for (const block of blocks.toSorted((a, b) => (b.shrink?.rank ?? 0) - (a.shrink?.rank ?? 0))) {
    if (over <= 0 || block.shrink === undefined) continue;
    const { least, render } = block.shrink;
    const size = sizeOf(block.text);
    const text = within(Math.max(least, size - over), render);
    if (sizeOf(text) >= size) continue;
    texts.set(block, text);
    over -= size - sizeOf(text);
  }
  return blocks.map((block) => ({ ...block, text: texts.get(block) ?? block.text }));
}

/** What stands around a list is not counted by who cuts it. */
function within(limit: number, render: (limit: number) => string): string {
  const text = render(limit);
  const excess = sizeOf(text) - limit;
  return excess <= 0 ? text : render(limit - excess);
}

/** What always stays. Should it be too much at its shortest, the largest goes: a comment that GitHub refuses says less. */
function staying(blocks: readonly Block[], space: number): readonly Block[] {
  let kept = blocks.filter((block) => block.rank === null);
  while (sum(kept) > space && kept.length > 0) {
    const most = Math.max(...kept.map(({ text }) => sizeOf(text)));
    kept = kept.filter(({ text }) => sizeOf(text) < most);
  }
  return kept;
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

/** What stands for the items that a list leaves out. */
export const andMore = (omitted: number): string => `- and ${omitted} more`;

/** The first lines, within a size in bytes; `note` stands last when lines had to go. */
export function fitLines(lines: readonly string[], limit: number, note = andMore): readonly string[] {
  let left = limit - sizeOf(note(lines.length)) - 1;
  const over = lines.findIndex((line) => {
    left -= sizeOf(line) + 1;
    return left < 0;
  });
  return over === -1 ? lines : [...lines.slice(0, over), note(lines.length - over)];
}
