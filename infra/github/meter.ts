import { DefinitionFileError } from "../../workflows/ports/source.ts";
import type { SourceBounds } from "../../workflows/ports/source-bounds.ts";

/** Counts what one reading takes, and ends it by a `DefinitionFileError` before it takes more than its bounds allow. */
export interface Meter {
  /** Before a request is sent. */
  request(): void;
  /** Before a tree is asked for. */
  tree(): void;
  found(bound: "files" | "bytes" | "entries", count: number): void;
  /** So many will be needed for sure: counted when they are, refused at once. */
  needs(bound: "bytes" | "entries" | "trees" | "requests", count: number): void;
}

/** @param folder from the root of the repository */
export function createMeter(folder: string, bounds: SourceBounds): Meter {
  const counted = { files: 0, bytes: 0, entries: 0, trees: 0, requests: 0 };
  function held(bound: keyof SourceBounds, count: number): void {
    if (count > bounds[bound]) throw new DefinitionFileError(folder, { bound, most: bounds[bound] });
  }
  function count(bound: keyof SourceBounds, more: number): void {
    counted[bound] += more;
    held(bound, counted[bound]);
  }
  return {
    request: () => count("requests", 1),
    tree() {
      count("trees", 1);
      count("requests", 1);
    },
    found: count,
    needs: (bound, more) => held(bound, counted[bound] + more),
  };
}
