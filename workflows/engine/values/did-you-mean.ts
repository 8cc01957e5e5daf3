/** No name is near a text longer than this; the bound keeps comparisons cheap. */
const LONGEST = 64;

/** The candidate that `written` is most likely a misspelling of; undefined when none is near. */
export function didYouMean(written: string, candidates: readonly string[]): string | undefined {
  if (written.length > LONGEST) return undefined;
  const squashed = squash(written);
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const other = squash(candidate);
    const limit = Math.max(1, Math.floor(Math.min(squashed.length, candidate.length) / 3));
    // Each letter more is one step at least: most names are told apart by their lengths.
    if (Math.abs(squashed.length - other.length) > limit) continue;
    const distance = editDistance(squashed, other);
    // A short word is near too many others: it has to share its beginning.
    const isShort = squashed.length < 4 && squashed.charAt(0) !== other.charAt(0);
    if (distance <= limit && distance < bestDistance && !isShort) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** A name without what styles differ in: `api_key`, `API-KEY` and `ApiKey` are all `apikey`. */
export function squash(name: string): string {
  return name
    .slice(0, LONGEST)
    .replaceAll(/[_\-.\s]/g, "")
    .toLowerCase();
}

/** Levenshtein distance, a swap of neighbours counted once: the commonest slip of a hand that types. */
function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? (beforeLast[j - 2] ?? 0) + 1 : Infinity;
      row.push(Math.min(substitution, swap, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
