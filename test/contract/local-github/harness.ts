import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { devNull, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import type { LocalGithub, LocalGithubOptions } from "../../../infra/local/github/local-github.ts";
import { startLocalGithub } from "../../../infra/local/github/start-local-github.ts";

export const appId = 77;
export const webhookSecret = "It's a Secret to Everybody";

const keys = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
});
export const { privateKey, publicKey } = keys;

export interface Received {
  readonly event: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly payload: Record<string, unknown>;
}

export interface Harness extends AsyncDisposable {
  readonly github: LocalGithub;
  /** Where the webhooks go. */
  readonly hookUrl: string;
  readonly received: Received[];
  readonly place: { readonly owner: string; readonly repo: string };
  user(login: string): Octokit;
  app(): Octokit;
  installation(): Octokit;
  clone(): Promise<Clone>;
  /**
   * Puts a commit on a branch behind GitHub's back: no push, no event, and quick. A new branch begins at `from`, by
   * default at main; null: without a parent.
   */
  seed(branch: string, files: Files, from?: string | null): Promise<string>;
  /** Feeds a stream to `git fast-import` in the bare repository. */
  fastImport(stream: string | Buffer): Promise<string>;
}

/** By path; null removes a file, `link` makes a symbolic link, `submodule` one of a commit. */
export type Files = Readonly<
  Record<string, string | Buffer | null | { readonly link: string } | { readonly submodule: string }>
>;

/** A work tree with the real git program. */
export interface Clone {
  readonly directory: string;
  git(...args: readonly string[]): Promise<string>;
  /** Writes files, commits them, and returns the commit. */
  commit(message: string, files: Files): Promise<string>;
}

/** A local GitHub with the users alice (admin), bob (write) and eve (read), and a receiver of its webhooks. */
export async function startHarness(options: Partial<LocalGithubOptions> = {}): Promise<Harness> {
  const directory = await mkdtemp(join(tmpdir(), "bridgehead-github-"));
  const received: Received[] = [];
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      const payload = JSON.parse(body) as Record<string, unknown>;
      received.push({ event: String(request.headers["x-github-event"]), headers: request.headers, body, payload });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const address = receiver.address();
  const hookUrl = typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}/hook` : "";
  const github = await startLocalGithub({
    directory,
    app: { id: appId, publicKey: keys.publicKey, slug: "bridgehead" },
    webhook: { url: hookUrl, secret: webhookSecret },
    users: [
      { login: "alice", permission: "admin" },
      { login: "bob", permission: "write" },
      { login: "eve", permission: "read" },
    ],
    ...options,
  });
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const auth = { appId, privateKey, installationId: github.installationId };
  const baseUrl = github.apiUrl;
  let clones = 0;
  const bare = join(directory, github.repository.owner, `${github.repository.name}.git`);
  const fastImport = (stream: string | Buffer): Promise<string> => run(bare, ["fast-import", "--quiet"], stream);
  return {
    github,
    hookUrl,
    received,
    place: { owner: github.repository.owner, repo: github.repository.name },
    user: (login) => dated(new Octokit({ baseUrl, auth: `user:${login}`, log })),
    app: () => dated(new Octokit({ baseUrl, authStrategy: createAppAuth, auth: { appId, privateKey }, log })),
    installation: () => dated(new Octokit({ baseUrl, authStrategy: createAppAuth, auth, log })),
    async clone() {
      clones += 1;
      const target = join(directory, `clone-${clones}`);
      await run(directory, ["clone", "--quiet", "--template=", github.cloneUrl, target]);
      return cloneAt(target);
    },
    async seed(branch, files, from) {
      const known = await run(bare, ["rev-parse", "--verify", "--quiet", `refs/heads/${branch}`]).catch(() => null);
      return fastImport(commitStream(branch, files, known ?? (from === undefined ? "refs/heads/main^0" : from)));
    },
    fastImport,
    async [Symbol.asyncDispose]() {
      await github.close();
      receiver.closeAllConnections();
      receiver.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The version of the API whose pull requests say what their merge commit is. */
function dated(octokit: Octokit): Octokit {
  octokit.hook.before("request", ({ headers }) => {
    headers["x-github-api-version"] = "2022-11-28";
  });
  return octokit;
}

/** One commit for `git fast-import`, which prints its sha. */
function commitStream(branch: string, files: Files, from: string | null): Buffer {
  const lines: (string | Buffer)[] = [
    `commit refs/heads/${branch}`,
    "mark :1",
    "committer Alice <alice@example.com> 1750000000 +0000",
    "data 4",
    "seed",
    ...(from === null ? [] : [`from ${from}`]),
  ];
  for (const [path, content] of Object.entries(files)) {
    if (content === null) {
      lines.push(`D ${path}`);
      continue;
    }
    const isFile = typeof content === "string" || Buffer.isBuffer(content);
    if (!isFile && "submodule" in content) {
      lines.push(`M 160000 ${content.submodule} ${path}`);
      continue;
    }
    const bytes = Buffer.from(isFile ? content : content.link);
    lines.push(`M ${isFile ? "100644" : "120000"} inline ${path}`, `data ${bytes.length}`, bytes);
  }
  lines.push("get-mark :1");
  return Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from("\n")]));
}

function cloneAt(directory: string): Clone {
  const git = (...args: readonly string[]): Promise<string> => run(directory, args);
  return {
    directory,
    git,
    async commit(message, files) {
      for (const [path, content] of Object.entries(files)) {
        const file = join(directory, path);
        await mkdir(dirname(file), { recursive: true });
        await rm(file, { force: true });
        if (typeof content === "string" || Buffer.isBuffer(content)) await writeFile(file, content);
        else if (content !== null && "link" in content) await symlink(content.link, file);
      }
      await git("add", "--all");
      await git("commit", "--quiet", "--allow-empty", "-m", message);
      return git("rev-parse", "HEAD");
    },
  };
}

async function run(directory: string, args: readonly string[], input: string | Buffer = ""): Promise<string> {
  const running = promisify(execFile)("git", ["-c", "gc.auto=0", "-c", "maintenance.auto=false", ...args], {
    cwd: directory,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: devNull,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_TERMINAL_PROMPT: "0",
      GIT_AUTHOR_NAME: "Alice",
      GIT_AUTHOR_EMAIL: "alice@example.com",
      GIT_COMMITTER_NAME: "Alice",
      GIT_COMMITTER_EMAIL: "alice@example.com",
    },
  });
  // Git may end before it has taken the empty input.
  running.child.stdin?.on("error", () => undefined).end(input);
  return (await running).stdout.trim();
}

/** Asks until a test merge is there. */
export async function settledPull(octokit: Octokit, place: Harness["place"], number: number) {
  for (;;) {
    const { data } = await octokit.rest.pulls.get({ ...place, pull_number: number });
    if (data.mergeable !== null) return data;
  }
}

/** The status and body of the refusal that a request met with. */
export async function refusal(
  request: Promise<unknown>,
): Promise<{ readonly status: number; readonly message: string }> {
  try {
    await request;
  } catch (error) {
    if (error instanceof Error && "status" in error) return { status: Number(error.status), message: error.message };
    throw error;
  }
  throw new Error("the request was not refused");
}
