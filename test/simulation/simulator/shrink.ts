/** Runs some steps of a schedule. */
type Live = (steps: readonly number[]) => Promise<{ readonly violations: readonly string[] }>;

/** What a violation says, without what differs from one schedule to the next. */
export function kindOf(violation: string): string {
  return violation.replaceAll(/[0-9a-f]{40}/g, "…").replaceAll(/\d+/g, "…");
}

/** Drops steps for as long as what is left fails in the same way: halves, then ever smaller parts. */
export async function shrunk(
  steps: readonly number[],
  violations: readonly string[],
  live: Live,
): Promise<readonly number[]> {
  const wanted = new Set(violations.map(kindOf));
  const fails = async (some: readonly number[]): Promise<boolean> =>
    (await live(some)).violations.some((violation) => wanted.has(kindOf(violation)));
  let left = steps;
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < left.length;) {
      const fewer = [...left.slice(0, from), ...left.slice(from + size)];
      if (await fails(fewer)) left = fewer;
      else from += size;
    }
  }
  return left;
}
