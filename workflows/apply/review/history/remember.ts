/** Makes what is asked for once for each key. What is under way is made already, and so is what failed. */
export function remember<Key, Item>(known: Map<Key, Item>, key: Key, make: () => Item): Item {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
