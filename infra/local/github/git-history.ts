import type { Git } from "./git.ts";
import type { Signature } from "./git-objects.ts";

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export interface ChangedFile {
  readonly path: string;
  readonly previousPath?: string;
  readonly status: "added" | "removed" | "modified" | "renamed";
  /** Of the new blob; of the old one when the file is removed. */
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
}

const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const fields = ["H", "T", "P", "an", "ae", "aI", "cn", "ce", "cI", "B"].map((field) => `%${field}`).join("%x1f");

export function utcSeconds(date: string | number): string {
  return `${new Date(date).toISOString().slice(0, 19)}Z`;
}

/** Commits by sha, in the order asked for. */
export async function readCommits(git: Git, shas: readonly string[]): Promise<readonly Commit[]> {
  if (shas.length === 0) return [];
  const output = await git.run(["log", "-z", "--no-walk=unsorted", `--format=tformat:${fields}`, "--stdin"], {
    input: `${shas.join("\n")}\n`,
  });
  const commits = output
    .toString()
    .split("\0")
    .filter((record) => record !== "")
    .map(parseCommit);
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  return shas.flatMap((sha) => bySha.get(sha) ?? []);
}

export async function readCommit(git: Git, sha: string): Promise<Commit> {
  const [commit] = await readCommits(git, [sha]);
  if (commit === undefined) throw new Error(`no commit ${sha}`);
  return commit;
}

function parseCommit(record: string): Commit {
  const [sha = "", tree = "", parents = "", an = "", ae = "", ad = "", cn = "", ce = "", cd = "", message = ""] =
    record.split("\u001F");
  return {
    sha,
    tree,
    parents: parents.split(" ").filter((parent) => parent !== ""),
    author: { name: an, email: ae, date: utcSeconds(ad) },
    committer: { name: cn, email: ce, date: utcSeconds(cd) },
    message: message.replace(/\n+$/, ""),
  };
}

/** Commits reachable from `include` and from none of `exclude`, newest first, no parent before its child. */
export async function listCommits(
  git: Git,
  include: string,
  exclude: readonly string[] = [],
  path?: string,
): Promise<readonly string[]> {
  const args = ["rev-list", "--topo-order", include, ...exclude.map((sha) => `^${sha}`), "--"];
  const output = await git.text(["--literal-pathspecs", ...args, ...(path === undefined ? [] : [path])]);
  return output.split("\n").filter((line) => line !== "");
}

export async function isAncestor(git: Git, ancestor: string, commit: string): Promise<boolean> {
  return (await git.ask(["merge-base", "--is-ancestor", ancestor, commit])) !== undefined;
}

/** All best common ancestors; none for unrelated histories. */
export async function mergeBases(git: Git, a: string, b: string): Promise<readonly string[]> {
  const output = await git.ask(["merge-base", "--all", a, b]);
  return output === undefined ? [] : output.split("\n");
}

/** @param from a commit or tree; null: nothing, as before a first commit */
export async function changedFiles(git: Git, from: string | null, to: string): Promise<readonly ChangedFile[]> {
  const output = await git.run(["diff-tree", "-r", "-M", "-z", "--raw", "--numstat", from ?? emptyTree, to]);
  const parts = output.toString().split("\0");
  const files: Omit<ChangedFile, "additions" | "deletions">[] = [];
  const counts = new Map<string, { additions: number; deletions: number }>();
  for (let index = 0; index < parts.length;) {
    const head = parts[index] ?? "";
    const raw = /^:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) ([A-Z])/.exec(head);
    if (raw !== null) {
      const [, before = "", after = "", letter = ""] = raw;
      const renamed = letter === "R" || letter === "C";
      const first = parts[index + 1] ?? "";
      const path = renamed ? (parts[index + 2] ?? "") : first;
      const status = letter === "A" ? "added" : letter === "D" ? "removed" : renamed ? "renamed" : "modified";
      files.push({ path, status, sha: letter === "D" ? before : after, ...(renamed ? { previousPath: first } : {}) });
      index += renamed ? 3 : 2;
      continue;
    }
    const count = /^(\d+|-)\t(\d+|-)\t([\s\S]*)$/.exec(head);
    if (count === null) break;
    const [, additions = "", deletions = "", name = ""] = count;
    // A renamed file's two names follow in fields of their own.
    const path = name === "" ? (parts[index + 2] ?? "") : name;
    counts.set(path, { additions: Number(additions) || 0, deletions: Number(deletions) || 0 });
    index += name === "" ? 3 : 1;
  }
  return files.map((file) => ({ ...file, ...(counts.get(file.path) ?? { additions: 0, deletions: 0 }) }));
}

/** What each commit changed against its first parent: one call for all of them. */
export async function changedPaths(
  git: Git,
  shas: readonly string[],
): Promise<ReadonlyMap<string, { readonly added: string[]; readonly removed: string[]; readonly modified: string[] }>> {
  const result = new Map<string, { added: string[]; removed: string[]; modified: string[] }>();
  if (shas.length === 0) return result;
  const options = ["--no-walk=unsorted", "-m", "--first-parent", "--root", "--name-status", "--no-renames"];
  const output = await git.run(["log", "-z", "--format=tformat:%x1e%H", ...options, "--stdin"], {
    input: `${shas.join("\n")}\n`,
  });
  let current = { added: [] as string[], removed: [] as string[], modified: [] as string[] };
  const parts = output.toString().split("\0");
  for (let index = 0; index < parts.length; index += 1) {
    const part = (parts[index] ?? "").replace(/^\n/, "");
    if (part.startsWith("\u001E")) {
      current = { added: [], removed: [], modified: [] };
      result.set(part.slice(1, 41), current);
    } else if (/^[A-Z]$/.test(part)) {
      index += 1;
      const path = parts[index] ?? "";
      (part === "A" ? current.added : part === "D" ? current.removed : current.modified).push(path);
    }
  }
  return result;
}
