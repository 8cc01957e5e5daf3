import { type Git, GitError } from "./git.ts";

export const zeroSha = "0".repeat(40);

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** ISO 8601 in UTC, to the second, as GitHub writes it. */
  readonly date: string;
}

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: "blob" | "tree" | "commit";
  readonly sha: string;
  /** Bytes; blobs only. */
  readonly size?: number;
}

const shaPattern = /^[0-9a-f]{40}$/;

export function isSha(text: string): boolean {
  return shaPattern.test(text);
}

/** All refs by full name. */
export async function readRefs(git: Git): Promise<ReadonlyMap<string, string>> {
  const lines = (await git.text(["for-each-ref", "--format=%(objectname) %(refname)"])).split("\n");
  return new Map(lines.filter((line) => line !== "").map((line) => [line.slice(41), line.slice(0, 40)]));
}

/** The object a name stands for, peeled to a type; undefined: there is none. */
export async function resolveObject(
  git: Git,
  name: string,
  type: "commit" | "tree" | "blob",
): Promise<string | undefined> {
  if (name === "" || name.startsWith("-") || /[\s:^~?*[\\]|\.\.|@\{/.test(name)) return undefined;
  try {
    return await git.text(["rev-parse", "--verify", "--quiet", `${name}^{${type}}`]);
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

/** A branch, a tag or a commit, in GitHub's order of preference. */
export async function resolveRevision(git: Git, name: string): Promise<string | undefined> {
  const candidates = isSha(name) ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`, name];
  for (const candidate of candidates) {
    const sha = await resolveObject(git, candidate, "commit");
    if (sha !== undefined) return sha;
  }
  return undefined;
}

/** Only a full and unambiguous ref name may be written. */
export async function isRefName(git: Git, ref: string): Promise<boolean> {
  return /^refs\/[^/]+\/./.test(ref) && (await git.ask(["check-ref-format", ref])) !== undefined;
}

/** @param expected the value that the ref must have now; all zeros: none */
export async function updateRef(git: Git, ref: string, sha: string, expected?: string): Promise<void> {
  await git.run(["update-ref", ref, sha, ...(expected === undefined ? [] : [expected])]);
}

export async function deleteRef(git: Git, ref: string): Promise<void> {
  await git.run(["update-ref", "-d", ref]);
}

export async function readTree(git: Git, tree: string, recursive: boolean): Promise<readonly TreeEntry[]> {
  const args = ["ls-tree", "-z", "-l", ...(recursive ? ["-r", "-t"] : []), tree];
  const lines = (await git.run(args)).toString().split("\0");
  return lines.flatMap((line): TreeEntry[] => {
    const match = /^(\d{6}) (blob|tree|commit) ([0-9a-f]{40}) +(\d+|-)\t([\s\S]+)$/.exec(line);
    if (match === null) return [];
    const [, mode = "", type = "", sha = "", size = "", path = ""] = match;
    const entry = { path, mode, type: type as TreeEntry["type"], sha };
    return [size === "-" ? entry : { ...entry, size: Number(size) }];
  });
}

/** Whether a tree can have such a path: GitHub, and git, take no other. */
export function isTreePath(path: string): boolean {
  return !/(?:^|\/)(?:|\.|\.\.|\.git)(?:\/|$)|\0/i.test(path);
}

/** The entry at a path below a commit or tree; the empty path is the tree itself. */
export async function entryAt(git: Git, treeish: string, path: string): Promise<TreeEntry | undefined> {
  const root = await resolveObject(git, treeish, "tree");
  if (root === undefined) return undefined;
  if (path === "") return { path: "", mode: "040000", type: "tree", sha: root };
  const line = (await git.run(["--literal-pathspecs", "ls-tree", "-z", "-l", root, "--", path])).toString();
  const match = /^(\d{6}) (blob|tree|commit) ([0-9a-f]{40}) +(\d+|-)\t/.exec(line);
  if (match === null) return undefined;
  const [, mode = "", type = "", sha = "", size = ""] = match;
  const entry = { path, mode, type: type as TreeEntry["type"], sha };
  return size === "-" ? entry : { ...entry, size: Number(size) };
}

export async function readBlob(git: Git, sha: string): Promise<Buffer | undefined> {
  if (!isSha(sha) || (await resolveObject(git, sha, "blob")) === undefined) return undefined;
  return git.run(["cat-file", "blob", sha]);
}

export async function writeBlob(git: Git, content: Buffer): Promise<string> {
  return git.text(["hash-object", "-w", "--stdin"], { input: content });
}

/** Writes the tree that `base` becomes when each path is set to an entry, or removed where the sha is null. */
export async function writeTree(
  git: Git,
  base: string | undefined,
  changes: readonly { readonly path: string; readonly mode: string; readonly sha: string | null }[],
  indexFile: string,
): Promise<string> {
  const call = { environment: { GIT_INDEX_FILE: indexFile } };
  await git.run(base === undefined ? ["read-tree", "--empty"] : ["read-tree", base], call);
  for (const { path, mode, sha } of changes) {
    if (mode === "040000" && sha !== null) {
      await git.run(["read-tree", `--prefix=${path}/`, sha], call);
    }
  }
  const lines = changes
    .filter(({ mode, sha }) => mode !== "040000" || sha === null)
    .map(({ path, mode, sha }) => `${sha === null ? "0" : mode} ${sha ?? zeroSha}\t${path}\0`);
  await git.run(["update-index", "--add", "--replace", "-z", "--index-info"], { ...call, input: lines.join("") });
  return git.text(["write-tree"], call);
}

/** Creates a commit object. The message is kept byte for byte. */
export async function writeCommit(
  git: Git,
  commit: {
    readonly tree: string;
    readonly parents: readonly string[];
    readonly message: string;
    readonly author: Signature;
    readonly committer: Signature;
  },
): Promise<string> {
  return git.text(["commit-tree", commit.tree, ...commit.parents.flatMap((parent) => ["-p", parent]), "-F", "-"], {
    input: commit.message,
    environment: {
      GIT_AUTHOR_NAME: commit.author.name,
      GIT_AUTHOR_EMAIL: commit.author.email,
      GIT_AUTHOR_DATE: commit.author.date,
      GIT_COMMITTER_NAME: commit.committer.name,
      GIT_COMMITTER_EMAIL: commit.committer.email,
      GIT_COMMITTER_DATE: commit.committer.date,
    },
  });
}
