import * as v from "valibot";
import { mapConcurrently } from "../../workflows/calls/map-concurrently.ts";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { ContentCache } from "./content-cache.ts";
import type { GithubClient } from "./github-client.ts";
import { GithubError } from "./github-error.ts";
import { blobSchema, type TreeEntry } from "./github-schemas.ts";
import type { Graph } from "./graph.ts";
import type { Meter } from "./meter.ts";

/** Bytes of a file of which GraphQL gives no more (github.com/sveltia/sveltia-cms/issues/950). */
const largestText = 512_000;
/** Bytes of all files of one question: GitHub gives up on answers that take it ten seconds. */
const largestPage = 1024 * 1024;
const pagesAtOnce = 4;
const blobsAtOnce = 8;

export type Wanted = Pick<TreeEntry, "sha" | "size">;

/** What GraphQL tells of a file, by `blobFields`. */
export const graphBlobSchema = v.object({
  oid: v.string(),
  text: v.pipe(
    v.string(),
    v.transform((text) => Buffer.from(text)),
  ),
});
export const blobFields = "... on Blob { oid text }";

const pageSchema = v.object({ repository: v.record(v.string(), v.unknown()) });

export interface BlobReader {
  /** By their ids. Rejects with `DefinitionFileError` where that takes more requests than the meter allows. */
  read(wanted: readonly Wanted[], meter?: Meter): Promise<ReadonlyMap<string, Uint8Array>>;
}

export interface ReadDeps {
  readonly client: GithubClient;
  readonly repository: RepositoryId;
  readonly cache: ContentCache;
  readonly graph: Graph;
}

/**
 * Reads files by what git knows them by: many with one question to GraphQL, and what it does not give byte for byte, by
 * the hash, one by one as blobs.
 */
export function createBlobReader({ client, repository, cache, graph }: ReadDeps): BlobReader {
  const inRepo = { owner: repository.owner, repo: repository.name };
  /** For this reader's life, whatever the cache lets go. */
  const known = new Map<string, Uint8Array>();
  const underWay = new Map<string, Promise<void>>();

  function keep(sha: string, bytes: Uint8Array): boolean {
    if (!cache.keepBlob(repository.id, sha, bytes)) return false;
    known.set(sha, bytes);
    return true;
  }

  function kept(sha: string): Uint8Array | undefined {
    const found = known.get(sha) ?? cache.blob(repository.id, sha);
    if (found !== undefined) known.set(sha, found);
    return found;
  }

  function contentOf(sha: string): Uint8Array {
    const found = known.get(sha);
    if (found !== undefined) return found;
    throw new GithubError({ kind: "unexpected", operation: "read a file", detail: `nothing came for ${sha}` });
  }

  async function ask(blobs: readonly Wanted[], meter: Meter | undefined): Promise<void> {
    const { pages, alone } = packed(blobs, graph.page());
    meter?.needs("requests", pages.length + alone.length);
    await mapConcurrently(pages, pagesAtOnce, (page) => askPage(page, meter));
    await mapConcurrently(alone, blobsAtOnce, (blob) => askAlone(blob, meter));
  }

  async function askPage(page: readonly Wanted[], meter: Meter | undefined): Promise<void> {
    // Meanwhile another page may have found that fewer are answered, or none.
    if (page.length > graph.page()) return ask(page, meter);
    meter?.request();
    const selection = page.map(({ sha }, index) => `b${index}: object(oid: "${sha}") { ${blobFields} }`).join(" ");
    const answer = await graph.ask("read files", pageSchema, selection);
    if (answer === undefined) return ask(page, meter);
    const inexact = page.filter(({ sha }, index) => {
      const blob = v.safeParse(graphBlobSchema, answer.repository[`b${index}`]);
      // Of what looks binary there is no text; what was cut or changed is not what git has.
      return !blob.success || !keep(sha, blob.output.text);
    });
    await mapConcurrently(inexact, blobsAtOnce, (blob) => askAlone(blob, meter));
  }

  async function askAlone({ sha }: Wanted, meter: Meter | undefined): Promise<void> {
    meter?.request();
    const operation = "read a file";
    const { content, encoding } = await client.call(operation, blobSchema, () =>
      client.rest.git.getBlob({ ...inRepo, file_sha: sha }),
    );
    if (keep(sha, Buffer.from(content, encoding === "base64" ? "base64" : "utf8"))) return;
    throw new GithubError({ kind: "unexpected", operation, detail: `what was sent is not the content of ${sha}` });
  }

  return {
    async read(wanted, meter) {
      const all = new Map(wanted.map((blob) => [blob.sha, blob]));
      const missing = [...all.values()].filter(({ sha }) => kept(sha) === undefined);
      const waiting = missing.flatMap(({ sha }) => underWay.get(sha) ?? []);
      const asked = missing.filter(({ sha }) => !underWay.has(sha));
      const asking = ask(asked, meter).finally(() => {
        for (const { sha } of asked) underWay.delete(sha);
      });
      for (const { sha } of asked) underWay.set(sha, asking);
      await Promise.all([asking, ...waiting]);
      return new Map([...all.keys()].map((sha) => [sha, contentOf(sha)]));
    },
  };
}

/** Pages of so many files and bytes at most, and what GraphQL would cut. */
function packed(blobs: readonly Wanted[], most: number): { readonly pages: Wanted[][]; readonly alone: Wanted[] } {
  if (most === 0) return { pages: [], alone: [...blobs] };
  const pages: Wanted[][] = [];
  const alone: Wanted[] = [];
  let bytes = 0;
  for (const blob of blobs) {
    if (blob.size > largestText) {
      alone.push(blob);
      continue;
    }
    const page = pages.at(-1);
    if (page === undefined || page.length === most || bytes + blob.size > largestPage) {
      pages.push([blob]);
      bytes = blob.size;
    } else {
      page.push(blob);
      bytes += blob.size;
    }
  }
  return { pages, alone };
}
