/** `Promise.all` over a list with a bound on what runs at once. The first rejection starts nothing new and rejects. */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  run: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const entries = items.entries();
  let isFailed = false;
  const work = async (): Promise<void> => {
    for (const [index, item] of entries) {
      if (isFailed) return;
      try {
        results[index] = await run(item);
      } catch (error) {
        isFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return results;
}
