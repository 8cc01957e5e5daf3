import * as v from "valibot";
import { accountOf, ApiError, type ApiRequest, gitText, json, notFound, param, parseBody, type Route } from "../api.ts";
import { readCommit, utcSeconds } from "../git-history.ts";
import { withScratch } from "../git-merge.ts";
import {
  entryAt,
  isTreePath,
  readBlob,
  readTree,
  resolveObject,
  resolveRevision,
  type TreeEntry,
  updateRef,
  writeBlob,
  writeCommit,
  writeTree,
} from "../git-objects.ts";
import { withRefEvents } from "../ref-events.ts";
import { gitCommitShape, noReplyEmail } from "../shapes/commit.ts";
import { repositoryPage, repositoryUrl } from "../shapes/repository.ts";
import type { GithubState } from "../state.ts";

/** Above this many bytes the contents are not part of the JSON. */
const maxInline = 1024 * 1024;

const write = v.object({
  message: gitText,
  content: v.pipe(v.string(), v.base64()),
  branch: v.optional(v.string()),
  sha: v.optional(v.string()),
});
const removal = v.object({ message: gitText, sha: v.string(), branch: v.optional(v.string()) });

/** Files by path. Writing one is a commit and a push. */
export function contentsRoutes(state: GithubState): readonly Route[] {
  const { git } = state;
  const path = "/repos/:owner/:repo/contents/:path*";
  return [
    { method: "GET", path: "/repos/:owner/:repo/contents", access: "read", handle: (request) => read(request, "") },
    { method: "GET", path, access: "read", handle: (request) => read(request, param(request, "path")) },
    {
      method: "PUT",
      path,
      access: "write",
      async handle(request) {
        const file = parseBody(write, request, "Content");
        const sha = await writeBlob(git, Buffer.from(file.content, "base64"));
        return commitChange(request, { ...file, blob: sha });
      },
    },
    {
      method: "DELETE",
      path,
      access: "write",
      handle: (request) => {
        const query = Object.fromEntries(request.query);
        const given = typeof request.body === "object" && request.body !== null ? request.body : {};
        const file = parseBody(removal, { ...request, body: { ...query, ...given } }, "Content");
        return commitChange(request, { ...file, blob: null });
      },
    },
  ];

  async function read(request: ApiRequest, filePath: string) {
    const ref = request.query.get("ref") ?? state.repository.defaultBranch;
    const commit = await resolveRevision(git, ref);
    if (commit === undefined) throw new ApiError(404, `No commit found for the ref ${ref}`);
    const entry = await entryAt(git, commit, filePath);
    if (entry === undefined) throw notFound();
    if (entry.type === "tree") {
      const entries = await readTree(git, entry.sha, false);
      const prefix = filePath === "" ? "" : `${filePath}/`;
      return json(entries.map((child) => shape({ ...child, path: `${prefix}${child.path}` }, ref)));
    }
    const content = (await readBlob(git, entry.sha)) ?? Buffer.alloc(0);
    if (String(request.headers["accept"]).includes("raw")) {
      return { status: 200, raw: content, headers: { "content-type": "application/vnd.github.raw; charset=utf-8" } };
    }
    const inline = content.length <= maxInline;
    const body = { content: inline ? content.toString("base64") : "", encoding: inline ? "base64" : "none" };
    return json({ ...shape(entry, ref), ...body });
  }

  function shape(entry: TreeEntry, ref: string): Readonly<Record<string, unknown>> {
    const encoded = entry.path.split("/").map(encodeURIComponent).join("/");
    const symlink = entry.mode === "120000";
    const type = entry.type === "tree" ? "dir" : entry.type === "commit" ? "submodule" : symlink ? "symlink" : "file";
    return {
      type,
      size: entry.size ?? 0,
      name: entry.path.split("/").at(-1) ?? "",
      path: entry.path,
      sha: entry.sha,
      url: `${repositoryUrl(state)}/contents/${encoded}?ref=${encodeURIComponent(ref)}`,
      git_url: `${repositoryUrl(state)}/git/${entry.type}s/${entry.sha}`,
      html_url: `${repositoryPage(state)}/blob/${encodeURIComponent(ref)}/${encoded}`,
    };
  }

  async function commitChange(
    request: ApiRequest,
    change: {
      readonly message: string;
      readonly branch?: string | undefined;
      readonly sha?: string | undefined;
      readonly blob: string | null;
    },
  ) {
    const filePath = param(request, "path");
    if (!isTreePath(filePath)) throw new ApiError(422, "path contains a malformed path component");
    const branch = change.branch ?? state.repository.defaultBranch;
    const tip = await resolveObject(git, `refs/heads/${branch}`, "commit");
    if (tip === undefined) throw new ApiError(404, `Branch ${branch} not found`);
    const current = await entryAt(git, tip, filePath);
    if (current !== undefined && change.sha === undefined) {
      throw new ApiError(422, `Invalid request.\n\n"sha" wasn't supplied.`);
    }
    if (change.blob === null && current === undefined) throw notFound();
    if (change.sha !== undefined && current?.sha !== change.sha) {
      throw new ApiError(409, `${filePath} does not match ${change.sha}`);
    }
    const tree = await withScratch(({ index }) =>
      writeTree(git, tip, [{ path: filePath, mode: current?.mode ?? "100644", sha: change.blob }], index),
    );
    const account = accountOf(request);
    const by = { name: account.login, email: noReplyEmail(account), date: utcSeconds(state.now()) };
    const written = { tree, parents: [tip], message: change.message, author: by, committer: by };
    const commit = await writeCommit(git, written);
    await withRefEvents(state, account, () => updateRef(git, `refs/heads/${branch}`, commit, tip));
    const entry = await entryAt(git, commit, filePath);
    const body = {
      content: entry === undefined ? null : shape(entry, branch),
      commit: gitCommitShape(state, await readCommit(git, commit)),
    };
    return json(body, current === undefined ? 201 : 200);
  }
}
