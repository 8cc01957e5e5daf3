/**
 * Calls to AWS in flight at once: enough for what AWS takes in a second, though each answer takes its time. How many
 * go in a second is not decided here but by the rate limit of the clients.
 */
export const CALLS_AT_ONCE = 32;

/**
 * `Promise.all` over a list with a bound on what runs at once. The first rejection starts nothing new; it is passed on
 * once everything that was begun has ended, so that nothing goes on behind the caller's back.
 */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  run: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const entries = items.entries();
  let failure: { readonly error: unknown } | undefined;
  const work = async (): Promise<void> => {
    for (const [index, item] of entries) {
      if (failure !== undefined) return;
      try {
        results[index] = await run(item);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  if (failure !== undefined) throw failure.error;
  return results;
}
