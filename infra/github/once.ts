// Wall: what is under way is not asked for a second time, wherever one reads of GitHub what never changes.

/** Keeps what is under way, and what came of it; a failure is forgotten. */
export function once<T>(): (key: string, make: () => Promise<T>) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key, make) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make();
    known.set(key, made);
    made.catch(() => known.delete(key));
    return made;
  };
}
