import * as v from "valibot";
import { CONFIG_FILE } from "../../workflows/engine/config/config.ts";
import { DefinitionFileError } from "../../workflows/ports/source.ts";
import { writerBounds } from "../../workflows/ports/source-bounds.ts";
import type { CommitReader } from "./commit-reader.ts";
import { treeId } from "./git-ids.ts";
import { oidSchema, treeSchema, type TreeEntry } from "./github-schemas.ts";
import { once } from "./once.ts";
import { blobFields, graphBlobSchema, type ReadDeps } from "./read-blobs.ts";

/** Commits of one question at most. */
const commitsAtOnce = 10;
/** Parents that are read of a commit; one that has more is left to the commit reader. */
const fewParents = 10;

/** One level of a tree. */
export const levelSchema = v.object({
  oid: oidSchema,
  entries: v.array(
    v.pipe(
      v.object({ name: v.string(), mode: v.number(), type: v.string(), oid: oidSchema, size: v.number() }),
      v.transform(({ name, mode, type, oid, size }): TreeEntry => ({
        path: name,
        mode: mode.toString(8).padStart(6, "0"),
        type,
        sha: oid,
        size,
      })),
    ),
  ),
});

export const levelFields = "oid entries { name mode type oid size }";

export const rootSchema = v.object({
  oid: oidSchema,
  parents: v.object({ totalCount: v.number(), nodes: v.array(v.object({ oid: oidSchema })) }),
  tree: levelSchema,
});
export type AnsweredRoot = v.InferOutput<typeof rootSchema>;

/** The same without what stands there: an answer that is too large for GitHub is so for the entries. */
export const commitFields = `... on Commit { oid parents(first: ${fewParents}) { totalCount nodes { oid } } }`;

export const rootFields = `... on Commit { oid parents(first: ${fewParents}) { totalCount nodes { oid } } tree { ${levelFields} } }`;

/** Keeps what was told of a commit's root; false: it is not all of it, or has names that are no UTF-8. */
export function keepRoot(
  { oid, parents, tree }: AnsweredRoot,
  { cache, commits, repository }: Pick<ReadDeps, "cache" | "repository"> & { readonly commits: CommitReader },
): boolean {
  if (!cache.keepLevel(repository.id, tree.oid, tree.entries)) return false;
  if (parents.totalCount === parents.nodes.length) {
    commits.learn({ sha: oid, parents: parents.nodes.map((parent) => parent.oid), tree: tree.oid });
  }
  return true;
}

const answerSchema = v.object({ repository: v.record(v.string(), v.unknown()) });

/** What stands at the root of a commit. */
export interface Root {
  readonly tree: string;
  readonly entries: readonly TreeEntry[];
}

export interface RootReader {
  /** Rejects with a `GithubError` of kind `not-found` where GitHub knows no such commit. */
  root(commit: string): Promise<Root>;
}

/**
 * Reads where every reading of a commit begins, with one question for all commits that are asked for in one turn: its
 * tree, its parents, and its configuration, which whoever reads a commit reads next.
 */
export function createRootReader(deps: ReadDeps & { readonly commits: CommitReader }): RootReader {
  const { client, repository, cache, graph, commits } = deps;
  const roots = once<Root>();
  let waiting: { readonly commit: string; readonly answered: PromiseWithResolvers<Root | undefined> }[] = [];

  async function askAll(asked: typeof waiting): Promise<void> {
    const selection = asked.map(({ commit }, index) => {
      const config = `f${index}: object(expression: "${commit}:${CONFIG_FILE}") { ${blobFields} }`;
      return `c${index}: object(oid: "${commit}") { ${rootFields} } ${config}`;
    });
    const answer = await graph.ask("read commits", answerSchema, selection.join(" "));
    for (const [index, { answered }] of asked.entries()) {
      const [root, config] = [answer?.repository[`c${index}`], answer?.repository[`f${index}`]];
      answered.resolve(answer === undefined ? undefined : rootFrom(root, config));
    }
  }

  function rootFrom(told: unknown, config: unknown): Root | undefined {
    const root = v.safeParse(rootSchema, told);
    // null, or something that is no commit: the other way says what it is.
    if (!root.success) return undefined;
    const { tree } = root.output;
    if (!keepRoot(root.output, deps)) return undefined;
    const blob = v.safeParse(graphBlobSchema, config);
    if (blob.success) cache.keepBlob(repository.id, blob.output.oid, blob.output.text);
    return { tree: tree.oid, entries: tree.entries };
  }

  async function byGraph(commit: string): Promise<Root | undefined> {
    const answered = Promise.withResolvers<Root | undefined>();
    waiting.push({ commit, answered });
    if (waiting.length === 1) setImmediate(flush);
    return answered.promise;
  }

  function flush(): void {
    const all = waiting;
    waiting = [];
    for (let at = 0; at < all.length; at += commitsAtOnce) {
      const asked = all.slice(at, at + commitsAtOnce);
      askAll(asked).catch((error: unknown) => {
        for (const { answered } of asked) answered.reject(error);
      });
    }
  }

  async function byRest(commit: string): Promise<Root> {
    const operation = "read a tree";
    const { tree, truncated } = await client.call(operation, treeSchema, () =>
      client.rest.git.getTree({ owner: repository.owner, repo: repository.name, tree_sha: commit }),
    );
    if (truncated) throw new DefinitionFileError("", { bound: "entries", most: writerBounds.entries });
    const id = commits.known(commit)?.tree ?? treeId(tree);
    cache.keepLevel(repository.id, id, tree);
    return { tree: id, entries: tree };
  }

  return {
    root: (commit) =>
      roots(commit, async () => {
        const tree = commits.known(commit)?.tree;
        const entries = tree === undefined ? undefined : cache.level(repository.id, tree);
        if (tree !== undefined && entries !== undefined) return { tree, entries };
        return (graph.page() === 0 ? undefined : await byGraph(commit)) ?? (await byRest(commit));
      }),
  };
}
