import { access, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createGit, type Git } from "./git.ts";
import { deleteRef, readRefs } from "./git-objects.ts";

export interface RepositoryOptions {
  readonly root: string;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly files: Readonly<Record<string, string>>;
  readonly now: number;
}

/** Opens the bare repository at `<root>/<owner>/<name>.git`, or creates it with a first commit that holds a README and the files given. */
export async function openRepository(options: RepositoryOptions): Promise<Git> {
  for (const part of [options.owner, options.name]) {
    if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(part)) throw new Error(`"${part}" cannot name a repository`);
  }
  const folder = join(options.root, options.owner);
  const directory = join(folder, `${options.name}.git`);
  const git = createGit(directory);
  await mkdir(folder, { recursive: true });
  if (!(await exists(join(directory, "HEAD")))) {
    await git.run(["init", "--quiet", "--bare", "--template=", directory], { directory: folder });
  }
  await writeFile(join(directory, "HEAD"), `ref: refs/heads/${options.defaultBranch}\n`);
  await writeFile(join(directory, "config"), configuration);
  const refs = await readRefs(git);
  for (const ref of refs.keys()) if (ref.startsWith("refs/pull/")) await deleteRef(git, ref);
  if (!refs.has(`refs/heads/${options.defaultBranch}`)) await commitFirst(git, options);
  return git;
}

/** Copies the branches and tags of a bare repository to `<root>/<owner>/<name>.git`. */
export async function copyRepository(
  from: Git,
  { root, owner, name }: Pick<RepositoryOptions, "root" | "owner" | "name">,
): Promise<Git> {
  const folder = join(root, owner);
  const directory = join(folder, `${name}.git`);
  await mkdir(folder, { recursive: true });
  await from.run(["clone", "--quiet", "--bare", "--template=", from.directory, directory], { directory: folder });
  await writeFile(join(directory, "config"), configuration);
  return createGit(directory);
}

/** As on GitHub, any commit can be fetched by its sha, and pull requests' refs can be fetched but not pushed. */
const configuration = `[core]
	repositoryformatversion = 0
	bare = true
[gc]
	auto = 0
[http]
	receivepack = true
[uploadpack]
	allowAnySHA1InWant = true
[receive]
	hideRefs = refs/pull
	autogc = false
`;

async function commitFirst(git: Git, options: RepositoryOptions): Promise<void> {
  const message = "Initial commit\n";
  const files = { "README.md": `# ${options.name}\n`, ...options.files };
  const stream = [
    `commit refs/heads/${options.defaultBranch}`,
    `committer GitHub <noreply@github.com> ${Math.floor(options.now / 1000)} +0000`,
    `data ${Buffer.byteLength(message)}`,
    message,
    ...Object.entries(files).flatMap(([path, text]) => [
      `M 100644 inline ${path}`,
      `data ${Buffer.byteLength(text)}`,
      text,
    ]),
  ];
  await git.run(["fast-import", "--quiet"], { input: stream.join("\n") });
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
