import { createHash } from "node:crypto";

/** Text of each file, by its path. */
export type Files = Readonly<Record<string, string>>;

export interface GitCommit {
  readonly sha: string;
  /** The first is what the branch that it was made on had before. */
  readonly parents: readonly string[];
  readonly files: Files;
  /** Number of the account that made it. */
  readonly author: number;
  /** Counts all commits: parents come first. */
  readonly order: number;
}

/** Commits in memory. All that was ever made is kept, as GitHub keeps it for a while. */
export interface Git {
  commit(sha: string): GitCommit | undefined;
  /** Throws for what is not known. */
  known(sha: string): GitCommit;
  add(commit: Pick<GitCommit, "parents" | "files" | "author">): GitCommit;
  ancestors(sha: string): ReadonlySet<string>;
  contains(sha: string, ancestor: string): boolean;
  mergeBase(one: string, other: string): string | undefined;
  /** Three-way, file by file; undefined: both changed one. */
  merge(ours: string, theirs: string): Files | undefined;
  /** The same with what one commit changed. */
  replay(onto: Files, sha: string): Files | undefined;
  line(tip: string, count: number): readonly GitCommit[];
}

/** What git knows a file or folder by; undefined: nothing is there. */
export function idAt(files: Files, path: string): string | undefined {
  const file = files[path];
  if (file !== undefined) return hashOf(`blob ${file}`);
  const below = Object.keys(files)
    .filter((each) => path === "" || each.startsWith(`${path}/`))
    .toSorted();
  if (below.length === 0) return undefined;
  return hashOf(JSON.stringify(below.map((each) => [each.slice(path.length), files[each]])));
}

function hashOf(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

export function createGit(seed: number): Git {
  const commits = new Map<string, GitCommit>();
  const ancestry = new Map<string, ReadonlySet<string>>();

  function known(sha: string): GitCommit {
    const found = commits.get(sha);
    if (found === undefined) throw new Error(`no commit ${sha}`);
    return found;
  }

  function ancestors(sha: string): ReadonlySet<string> {
    const cached = ancestry.get(sha);
    if (cached !== undefined) return cached;
    const all = new Set([sha]);
    for (const parent of known(sha).parents) for (const each of ancestors(parent)) all.add(each);
    ancestry.set(sha, all);
    return all;
  }

  function mergeBase(one: string, other: string): string | undefined {
    const of = ancestors(other);
    const common = [...ancestors(one)].filter((sha) => of.has(sha));
    return common.toSorted((a, b) => known(b).order - known(a).order)[0];
  }

  return {
    commit: (sha) => commits.get(sha),
    known,
    add({ parents, files, author }) {
      const order = commits.size;
      const commit = { sha: hashOf(`${seed} ${order}`), parents, files, author, order };
      commits.set(commit.sha, commit);
      return commit;
    },
    ancestors,
    contains: (sha, ancestor) => ancestors(sha).has(ancestor),
    mergeBase,
    merge(ours, theirs) {
      const base = mergeBase(ours, theirs);
      const from = base === undefined ? {} : known(base).files;
      return merged(from, known(ours).files, known(theirs).files);
    },
    replay(onto, sha) {
      const { parents, files } = known(sha);
      const [parent] = parents;
      return merged(parent === undefined ? {} : known(parent).files, onto, files);
    },
    line(tip, count) {
      const line: GitCommit[] = [];
      for (let sha: string | undefined = tip; sha !== undefined && line.length < count;) {
        const commit = known(sha);
        line.push(commit);
        [sha] = commit.parents;
      }
      return line;
    },
  };
}

function merged(base: Files, ours: Files, theirs: Files): Files | undefined {
  const result: Record<string, string> = {};
  for (const path of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const [before, one, other] = [base[path], ours[path], theirs[path]];
    if (one !== before && other !== before && one !== other) return undefined;
    const now = one === before ? other : one;
    if (now !== undefined) result[path] = now;
  }
  return result;
}
