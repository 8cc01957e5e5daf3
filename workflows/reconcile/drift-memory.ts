import type { DriftCause } from "../engine/plan/drift.ts";
import { compareText } from "../engine/values/compare-text.ts";
import { type Key, keyText } from "../engine/values/key.ts";
import type { Choose } from "../plan/look-at-target.ts";
import type { DriftMemory, RememberedResource } from "../ports/drift.ts";

/**
 * As many resources are read one by one in a round. What is listed as it was applied costs nothing of it, so that only
 * much that moved at once takes several rounds, and what nobody may list.
 */
export const READS_A_ROUND = 300;

/** The memory of one round. */
export interface DriftRound {
  /** undefined: nothing was kept. */
  readonly before: DriftMemory | undefined;
  /** Which are read in this round, those first that were not for the longest time. */
  readonly choose: Choose;
  /** What the next round has to know of this one. */
  readonly after: (found: FoundInRound) => readonly RememberedResource[];
}

interface FoundInRound {
  readonly drifted: readonly { readonly key: Key; readonly causes: readonly DriftCause[] }[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function openDriftRound(before: DriftMemory | undefined): DriftRound {
  const known = new Map(before?.resources.map((each) => [keyText(each.key), each]));
  let [read, unread]: [readonly Key[], readonly Key[]] = [[], []];
  // What was never read has waited since its round, which is later than that of any other.
  const waitsSince = (key: Key): number => known.get(keyText(key))?.at ?? Infinity;
  return {
    before,
    choose(unknown) {
      const oldestFirst = unknown.toSorted(
        (a, b) => compareTimes(waitsSince(a), waitsSince(b)) || compareText(keyText(a), keyText(b)),
      );
      read = oldestFirst.slice(0, READS_A_ROUND);
      unread = oldestFirst.slice(READS_A_ROUND);
      return read;
    },
    after({ drifted, now }) {
      const readNow = new Set(read.map(keyText));
      const found = new Map(drifted.map(({ key, causes }) => [keyText(key), { key, causes }]));
      const told = [...found.values()].map(({ key, causes }): RememberedResource => {
        const earlier = known.get(keyText(key));
        const since = Object.fromEntries(causes.map((cause) => [cause, earlier?.since[cause] ?? now]));
        return { key, at: readNow.has(keyText(key)) ? now : (earlier?.at ?? now), since };
      });
      const asApplied = read.filter((key) => !found.has(keyText(key)));
      return [
        ...told,
        ...asApplied.map((key): RememberedResource => ({ key, at: now, since: {} })),
        // Before what was read in this very round.
        ...unread.map((key) => known.get(keyText(key)) ?? { key, at: now - 1, since: {} }),
      ].toSorted((a, b) => compareText(keyText(a.key), keyText(b.key)));
    },
  };
}

/** Infinity less itself is no number. */
function compareTimes(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
