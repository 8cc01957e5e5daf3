import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createGit, type Git } from "./git.ts";
import { utcSeconds } from "./git-history.ts";
import { withScratch } from "./git-merge.ts";
import { deleteRef, readRefs, updateRef, writeBlob, writeCommit, writeTree } from "./git-objects.ts";

export interface RepositoryPlace {
  readonly root: string;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly now: number;
}

/** Opens the bare repository at `<root>/<owner>/<name>.git`, or creates it with a first commit that holds a README. */
export async function openRepository(place: RepositoryPlace): Promise<Git> {
  for (const part of [place.owner, place.name]) {
    if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(part)) throw new Error(`"${part}" cannot name a repository`);
  }
  const folder = join(place.root, place.owner);
  const directory = join(folder, `${place.name}.git`);
  const git = createGit(directory);
  await mkdir(folder, { recursive: true });
  if (!(await exists(join(directory, "HEAD")))) {
    await git.run(["init", "--quiet", "--bare", "--template=", directory], { directory: folder });
  }
  await git.run(["symbolic-ref", "HEAD", `refs/heads/${place.defaultBranch}`]);
  await git.run(["config", "http.receivepack", "true"]);
  await git.run(["config", "uploadpack.allowAnySHA1InWant", "true"]);
  // As on GitHub, pull requests' refs can be fetched and not pushed.
  await git.run(["config", "receive.hideRefs", "refs/pull"]);
  const refs = await readRefs(git);
  for (const ref of refs.keys()) if (ref.startsWith("refs/pull/")) await deleteRef(git, ref);
  if (!refs.has(`refs/heads/${place.defaultBranch}`)) await commitReadme(git, place);
  return git;
}

async function commitReadme(git: Git, place: RepositoryPlace): Promise<void> {
  const sha = await writeBlob(git, Buffer.from(`# ${place.name}\n`));
  const readme = { path: "README.md", mode: "100644", sha };
  const tree = await withScratch(({ index }) => writeTree(git, undefined, [readme], index));
  const by = { name: "GitHub", email: "noreply@github.com", date: utcSeconds(place.now) };
  const commit = await writeCommit(git, { tree, parents: [], message: "Initial commit\n", author: by, committer: by });
  await updateRef(git, `refs/heads/${place.defaultBranch}`, commit);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
