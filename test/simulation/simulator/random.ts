/** Chance that is the same for the same seed, on every machine. */
export interface Random {
  /** From 0 up to 1, without 1. */
  next(): number;
  /** A whole number from 0 up to `count`, without it. */
  int(count: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** One of some, each as often beside the others as its number says. */
  weighted<Item>(items: readonly (readonly [weight: number, item: Item])[]): Item;
}

/** `mulberry32`, a generator of 32 bits of state. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (count: number): number => Math.floor(next() * count);
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick(items) {
      const found = items[int(items.length)];
      if (found === undefined) throw new Error("there is nothing to pick from");
      return found;
    },
    weighted(items) {
      const total = items.reduce((sum, [weight]) => sum + weight, 0);
      let left = next() * total;
      for (const [weight, item] of items) {
        left -= weight;
        if (left < 0) return item;
      }
      throw new Error("there is nothing to choose from");
    },
  };
}

/** One seed of several numbers. */
export function mixed(...numbers: readonly number[]): number {
  let seed = 0x9e3779b9;
  for (const number of numbers) seed = Math.floor(createRandom(seed ^ number).next() * 2 ** 32);
  return seed;
}
