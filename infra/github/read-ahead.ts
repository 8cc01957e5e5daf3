import * as v from "valibot";
import { chunked } from "../../workflows/calls/all-pages.ts";
import { CONFIG_FILE } from "../../workflows/engine/config/config.ts";
import type { CommitReader } from "./commit-reader.ts";
import { isRegular } from "./follow-links.ts";
import type { TreeEntry } from "./github-schemas.ts";
import { type BlobReader, blobFields, graphBlobSchema, type ReadDeps } from "./read-blobs.ts";
import { keepRoot, levelFields, levelSchema, rootFields, rootSchema } from "./read-roots.ts";

/** Commits of one question at most, and entries of their folders: what is larger is read commit by commit. */
const commitsAtOnce = 10;
const entriesAtOnce = 2_000;
/** Files that changed in between are read ahead where they are no more than this. */
const fewFiles = 100;
const fewBytes = 2_000_000;

const answerSchema = v.object({ repository: v.record(v.string(), v.unknown()) });

/** A folder with the folders in it. */
const folderSchema = v.object({
  ...levelSchema.entries,
  below: v.array(v.object({ object: v.nullable(v.partial(levelSchema)) })),
});

const folderFields = `... on Tree { ${levelFields} below: entries { object { ... on Tree { ${levelFields} } } } }`;

interface AheadDeps extends ReadDeps {
  readonly commits: CommitReader;
  readonly blobs: BlobReader;
}

/**
 * Reads with one question what is read next of several commits of a line, each of which would take two or three: their
 * roots and configurations, and the folder with the folders in it. What does not come so, or lies deeper, is read then.
 */
export async function readAhead(all: readonly string[], folder: string, deps: AheadDeps): Promise<void> {
  const { cache, graph, repository, commits: reader, blobs } = deps;
  const unknown = all.filter((commit) => listingAt(commit) === undefined);
  const entries = Math.max(1, ...all.map((commit) => listingAt(commit)?.length ?? 0));
  const size = Math.min(commitsAtOnce, Math.floor(entriesAtOnce / entries));
  if (size < 2) return;
  for (const page of chunked(unknown, size)) await ask(page);
  const found = unknown.flatMap((commit) => listingAt(commit) ?? []);
  const missing = new Map(found.filter(isWanted).map((entry) => [entry.sha, entry]));
  const bytes = [...missing.values()].reduce((sum, entry) => sum + entry.size, 0);
  if (missing.size > 0 && missing.size <= fewFiles && bytes <= fewBytes) await blobs.read([...missing.values()]);

  function isWanted(entry: TreeEntry): boolean {
    const isFile = entry.type === "blob" && isRegular(entry) && /\.(?:ts|json)$/.test(entry.path);
    return isFile && cache.blob(repository.id, entry.sha) === undefined;
  }

  async function ask(page: readonly string[]): Promise<void> {
    const selection = page.map((commit, index) => {
      const at = (path: string) => JSON.stringify(`${commit}:${path}`);
      const config = `f${index}: object(expression: ${at(CONFIG_FILE)}) { ${blobFields} }`;
      const declared = `d${index}: object(expression: ${at(folder)}) { ${folderFields} }`;
      return `c${index}: object(oid: "${commit}") { ${rootFields} } ${config} ${declared}`;
    });
    const answer = await graph.ask("read commits of a line", answerSchema, selection.join(" "));
    for (const index of page.keys()) {
      const root = v.safeParse(rootSchema, answer?.repository[`c${index}`]);
      if (root.success) keepRoot(root.output, deps);
      const config = v.safeParse(graphBlobSchema, answer?.repository[`f${index}`]);
      if (config.success) cache.keepBlob(repository.id, config.output.oid, config.output.text);
      const declared = v.safeParse(folderSchema, answer?.repository[`d${index}`]);
      if (declared.success) keepFolder(declared.output);
    }
  }

  function keepFolder({ oid, entries: here, below }: v.InferOutput<typeof folderSchema>): void {
    cache.keepLevel(repository.id, oid, here);
    for (const { object } of below) {
      if (object?.oid === undefined || object.entries === undefined) continue;
      // Unless there are folders in it: then it is not the whole of it.
      cache.keepListing(repository.id, object.oid, object.entries);
    }
    const listing: TreeEntry[] = [];
    for (const entry of here) {
      const inside = entry.type === "tree" ? cache.listing(repository.id, entry.sha) : [];
      // What lies deeper is listed when it is read.
      if (inside === undefined) return;
      listing.push(entry, ...inside.map((each) => ({ ...each, path: `${entry.path}/${each.path}` })));
    }
    cache.keepListing(repository.id, oid, listing);
  }

  /** undefined: it is not known yet. */
  function listingAt(commit: string): readonly TreeEntry[] | undefined {
    let tree = reader.known(commit)?.tree;
    for (const name of folder.split("/")) {
      const level = tree === undefined ? undefined : cache.level(repository.id, tree);
      if (level === undefined) return undefined;
      const entry = name === "" ? { type: "tree", sha: tree } : level.find(({ path }) => path === name);
      // Nothing is read of what is no folder.
      if (entry?.type !== "tree") return [];
      tree = entry.sha;
    }
    return tree === undefined ? undefined : cache.listing(repository.id, tree);
  }
}
