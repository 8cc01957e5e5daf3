import { DefinitionFileError } from "../../workflows/ports/source.ts";
import { writerBounds } from "../../workflows/ports/source-bounds.ts";
import { treeSchema, type TreeEntry } from "./github-schemas.ts";
import type { Meter } from "./meter.ts";
import { once } from "./once.ts";
import type { ReadDeps } from "./read-blobs.ts";

const treesAtOnce = 8;
/** As in a folder on a disk: nobody's definitions. */
const passedOver = /(?:^|\/)(?:\.|node_modules(?:\/|$))/;

export interface TreeReader {
  /** One level. */
  level(sha: string, meter?: Meter): Promise<readonly TreeEntry[]>;
  /**
   * Everything below a tree but the trees themselves and what is passed over. What GitHub cut off is asked for tree by
   * tree. Rejects with `DefinitionFileError` before it asks for more than the meter allows.
   */
  below(sha: string, meter: Meter): Promise<readonly TreeEntry[]>;
}

/** Whether an entry of a listing stands in the tree itself. */
function isHere({ path }: TreeEntry): boolean {
  return !path.includes("/");
}

interface Folder {
  readonly sha: string;
  readonly prefix: string;
}

/** Reads git's trees. */
export function createTreeReader({ client, repository, cache }: Omit<ReadDeps, "graph">): TreeReader {
  const inRepo = { owner: repository.owner, repo: repository.name };
  const levels = once<readonly TreeEntry[]>();
  const listings = once<{ readonly truncated: boolean; readonly tree: readonly TreeEntry[] }>();

  const ask = (sha: string, recursive: boolean) =>
    client.call("read a tree", treeSchema, () =>
      client.rest.git.getTree({ ...inRepo, tree_sha: sha, ...(recursive ? { recursive: "1" } : {}) }),
    );

  const level = (sha: string, meter?: Meter): Promise<readonly TreeEntry[]> =>
    levels(sha, async () => {
      const kept = cache.level(repository.id, sha) ?? cache.listing(repository.id, sha)?.filter(isHere);
      if (kept !== undefined) return kept;
      meter?.tree();
      const { tree, truncated } = await ask(sha, false);
      // Not even one level of it is listed whole.
      if (truncated) throw new DefinitionFileError("", { bound: "entries", most: writerBounds.entries });
      cache.keepLevel(repository.id, sha, tree);
      return tree;
    });

  const listing = (sha: string, meter: Meter) =>
    listings(sha, async () => {
      const kept = cache.listing(repository.id, sha);
      if (kept !== undefined) return { tree: kept, truncated: false };
      meter.tree();
      const listed = await ask(sha, true);
      if (!listed.truncated) cache.keepListing(repository.id, sha, listed.tree);
      return listed;
    });

  async function open({ sha, prefix }: Folder, meter: Meter) {
    const { tree, truncated } = await listing(sha, meter);
    if (truncated) meter.needs("entries", tree.length);
    const entries = truncated ? await level(sha, meter) : tree;
    meter.found("entries", entries.length);
    const all = entries
      .map((entry) => ({ ...entry, path: `${prefix}${entry.path}` }))
      .filter(({ path }) => !passedOver.test(path));
    return {
      found: all.filter(({ type }) => type !== "tree"),
      folders: truncated
        ? all.filter(({ type }) => type === "tree").map((each) => ({ sha: each.sha, prefix: `${each.path}/` }))
        : [],
    };
  }

  return {
    level,
    async below(sha, meter) {
      const found: TreeEntry[] = [];
      let waiting: readonly Folder[] = [{ sha, prefix: "" }];
      while (waiting.length > 0) {
        // All of them, before the first is asked for.
        meter.needs(
          "trees",
          waiting.filter(({ sha: each }) => cache.listing(repository.id, each) === undefined).length,
        );
        const opened = await Promise.all(waiting.slice(0, treesAtOnce).map((folder) => open(folder, meter)));
        found.push(...opened.flatMap((each) => each.found));
        waiting = [...waiting.slice(treesAtOnce), ...opened.flatMap((each) => each.folders)];
      }
      return found;
    },
  };
}
