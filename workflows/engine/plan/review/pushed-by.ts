/** What moved a branch from one commit to another, and the number of who did it. */
export interface Move {
  /** Zeros: there was no branch. */
  readonly before: string;
  readonly after: string;
  readonly sender: number;
}

type People = ReadonlySet<number>;

/**
 * Who moved a branch from one commit to another, over whatever it was at in between, what was dropped again included.
 * undefined: no chain of these moves leads from the one to the other, so that nobody knows them all.
 */
export function whoLed(from: string, to: string, moves: readonly Move[]): People | undefined {
  const { people, ends } = walkBack(to, (commit) => commit === from, moves);
  return ends.length === 0 ? undefined : people;
}

/**
 * Who brought commits of a branch's line of first parents (`line`, newest first) to the branch: everybody of whose moves
 * one went over one of them. undefined: at least one of them was brought by nobody who is known.
 */
export function whoBrought(
  commits: readonly string[],
  line: readonly string[],
  moves: readonly Move[],
): People | undefined {
  const indexes = new Map(line.map((commit, index) => [commit, index]));
  const indexOf = (commit: string): number | undefined => (isNothing(commit) ? line.length : indexes.get(commit));
  const wanted = new Set(commits.map((commit) => indexes.get(commit)));
  const covered = new Set<number>();
  const people = new Set<number>();
  for (const { before, after, sender } of moves) {
    const top = indexes.get(after);
    if (top === undefined) continue;
    // The branch may have been elsewhere before: at what a forced push dropped, or beside the line.
    const way = walkBack(before, (commit) => indexOf(commit) !== undefined, moves);
    const bottom = Math.min(...way.ends.map((commit) => indexOf(commit) ?? 0));
    if (way.ends.length === 0) continue;
    for (let index = top; index < bottom; index += 1) {
      if (!wanted.has(index)) continue;
      covered.add(index);
      for (const each of [sender, ...way.people]) people.add(each);
    }
  }
  return covered.size === wanted.size && !wanted.has(undefined) ? people : undefined;
}

interface Way {
  readonly people: People;
  /** Where it ends. */
  readonly ends: readonly string[];
}

/** The moves that lead to a commit, back to where `isEnd` says. */
function walkBack(to: string, isEnd: (commit: string) => boolean, moves: readonly Move[]): Way {
  const people = new Set<number>();
  const ends: string[] = [];
  const seen = new Set<string>();
  const open = [to];
  for (let commit = open.pop(); commit !== undefined; commit = open.pop()) {
    if (seen.has(commit)) continue;
    seen.add(commit);
    if (isEnd(commit)) {
      ends.push(commit);
      continue;
    }
    for (const move of moves) {
      if (move.after !== commit) continue;
      people.add(move.sender);
      open.push(move.before);
    }
  }
  return { people, ends };
}

function isNothing(commit: string): boolean {
  return /^0+$/.test(commit);
}
