import * as v from "valibot";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { Commit } from "../../workflows/ports/source.ts";
import type { GithubClient } from "./github-client.ts";
import { GithubError } from "./github-error.ts";
import { unlessUnknownCommit } from "./unless-missing.ts";

/** A line that is no longer than this is read commit by commit. A list costs one request, and more to answer. */
const shortLine = 5;
const pageSize = 100;

const shaOf = v.object({ sha: v.string() });

const commitSchema = v.pipe(
  v.object({ sha: v.string(), parents: v.array(shaOf), tree: shaOf }),
  v.transform(({ sha, parents, tree }): Commit => ({
    sha,
    parents: parents.map((parent) => parent.sha),
    tree: tree.sha,
  })),
);

/** In a list a commit's own data stand one level deeper. */
const listedSchema = v.array(
  v.pipe(
    v.object({ sha: v.string(), parents: v.array(shaOf), commit: v.object({ tree: shaOf }) }),
    v.transform(({ sha, parents, commit }): Commit => ({
      sha,
      parents: parents.map((parent) => parent.sha),
      tree: commit.tree.sha,
    })),
  ),
);

export interface CommitReader {
  /** undefined: GitHub knows no such commit. */
  commit(sha: string): Promise<Commit | undefined>;
  /** Rejects with a `GithubError` of kind `not-found` where GitHub does not know the first one. */
  line(tip: string, count: number): Promise<readonly Commit[]>;
  /** What was read of a commit in whatever way. */
  known(sha: string): Commit | undefined;
  /** Keeps what another request told of a commit. */
  learn(commit: Commit): void;
}

/** Reads commits. One that was read never changes and is kept; that there is none is asked again. */
export function createCommitReader(client: GithubClient, repository: RepositoryId): CommitReader {
  const inRepo = { owner: repository.owner, repo: repository.name };
  const kept = new Map<string, Commit>();

  async function commit(sha: string): Promise<Commit | undefined> {
    const known = kept.get(sha);
    if (known !== undefined) return known;
    const read = await unlessUnknownCommit(() =>
      client.call("read a commit", commitSchema, () => client.rest.git.getCommit({ ...inRepo, commit_sha: sha })),
    );
    if (read !== undefined) kept.set(sha, read);
    return read;
  }

  /** The newest hundred from a commit on: side branches are among them. */
  async function list(sha: string): Promise<Commit | undefined> {
    const listed = await client.call("list commits", listedSchema, () =>
      client.rest.repos.listCommits({ ...inRepo, sha, per_page: pageSize }),
    );
    for (const read of listed) kept.set(read.sha, read);
    return kept.get(sha);
  }

  return {
    commit,
    known: (sha) => kept.get(sha),
    learn: (read) => void kept.set(read.sha, read),
    async line(tip, count) {
      const line: Commit[] = [];
      let next: string | undefined = tip;
      while (next !== undefined && line.length < count) {
        const read: Commit | undefined = kept.get(next) ?? (await (count > shortLine ? list(next) : commit(next)));
        if (read === undefined) {
          throw new GithubError({ kind: "not-found", operation: "read a commit", detail: `no commit ${next}` });
        }
        line.push(read);
        [next] = read.parents;
      }
      return line;
    },
  };
}
