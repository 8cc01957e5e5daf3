/** Searches in lists of which something holds for the first items, up to one, and for none behind it. */

/** For how many items `holds`. It is told the index as well. */
export function countWhere<Item>(items: readonly Item[], holds: (item: Item, index: number) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle] as Item, middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last item for which `holds`; undefined where it holds for none. */
export function lastWhere<Item>(items: readonly Item[], holds: (item: Item) => boolean): Item | undefined {
  return items[countWhere(items, holds) - 1];
}
