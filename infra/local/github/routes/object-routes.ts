import * as v from "valibot";
import { accountOf, ApiError, type ApiRequest, gitText, json, notFound, param, parseBody, type Route } from "../api.ts";
import { readCommit, utcSeconds } from "../git-history.ts";
import { withScratch } from "../git-merge.ts";
import {
  entryAt,
  isSha,
  isTreePath,
  readBlob,
  readTree,
  resolveObject,
  type Signature,
  writeBlob,
  writeCommit,
  writeTree,
} from "../git-objects.ts";
import { gitCommitShape, noReplyEmail } from "../shapes/commit.ts";
import { repositoryUrl } from "../shapes/repository.ts";
import type { GithubState } from "../state.ts";

/** Above this many entries a recursive tree is cut off. */
const maxTreeEntries = 100_000;

const newBlob = v.object({
  content: v.string(),
  encoding: v.optional(v.picklist(["utf-8", "base64"]), "utf-8"),
});
const newTree = v.object({
  base_tree: v.optional(v.string()),
  tree: v.array(
    v.object({
      path: v.pipe(v.string(), v.check(isTreePath, "path contains a malformed path component")),
      mode: v.picklist(["100644", "100755", "040000", "160000", "120000"]),
      type: v.optional(v.picklist(["blob", "tree", "commit"])),
      sha: v.optional(v.nullable(v.pipe(v.string(), v.check(isSha, "no object has such a name")))),
      content: v.optional(v.string()),
    }),
  ),
});
const date = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text)), "no date"),
);
const person = v.object({ name: gitText, email: gitText, date: v.optional(date) });
const newCommit = v.object({
  message: gitText,
  tree: v.string(),
  parents: v.optional(v.array(v.string()), []),
  author: v.optional(person),
  committer: v.optional(person),
});

/** Git's objects: commits, trees and blobs. */
export function objectRoutes(state: GithubState): readonly Route[] {
  const { git } = state;
  const base = "/repos/:owner/:repo/git";
  return [
    {
      method: "GET",
      path: `${base}/commits/:sha`,
      access: "read",
      async handle(request) {
        const sha = param(request, "sha");
        if (!isSha(sha) || (await resolveObject(git, sha, "commit")) !== sha) throw notFound();
        return json(gitCommitShape(state, await readCommit(git, sha)));
      },
    },
    {
      method: "POST",
      path: `${base}/commits`,
      access: "write",
      async handle(request) {
        const { message, tree, parents, author, committer } = parseBody(newCommit, request, "Commit");
        if ((await resolveObject(git, tree, "tree")) !== tree) throw new ApiError(422, "Tree SHA does not exist");
        for (const parent of parents) {
          if ((await resolveObject(git, parent, "commit")) !== parent) {
            throw new ApiError(422, "Parent SHA does not exist or is not a commit object");
          }
        }
        const by = signature(request, author);
        const commit = { message, tree, parents, author: by, committer: signature(request, committer ?? author) };
        return json(gitCommitShape(state, await readCommit(git, await writeCommit(git, commit))), 201);
      },
    },
    {
      method: "GET",
      path: `${base}/trees/:sha*`,
      access: "read",
      async handle(request) {
        const entry = await entryAt(git, param(request, "sha"), "");
        if (entry === undefined) throw notFound();
        return json(await treeShape(entry.sha, request.query.has("recursive")));
      },
    },
    {
      method: "POST",
      path: `${base}/trees`,
      access: "write",
      async handle(request) {
        const { base_tree: baseTree, tree } = parseBody(newTree, request, "Tree");
        const from = baseTree === undefined ? undefined : await resolveObject(git, baseTree, "tree");
        if (baseTree !== undefined && from === undefined) throw new ApiError(422, "base_tree is not a valid tree oid");
        const changes = await Promise.all(
          tree.map(async ({ path, mode, sha, content }) => {
            const given = content === undefined ? sha : await writeBlob(git, Buffer.from(content));
            if (given === undefined) throw new ApiError(422, "Must supply either tree.sha or tree.content");
            const type = mode === "040000" ? "tree" : "blob";
            const isThere = given === null || mode === "160000" || (await resolveObject(git, given, type)) === given;
            if (!isThere) throw new ApiError(422, `tree.sha ${given} is not a valid ${type}`);
            return { path, mode, sha: given };
          }),
        );
        const written = await withScratch(({ index }) => writeTree(git, from, changes, index));
        return json(await treeShape(written, false), 201);
      },
    },
    {
      method: "GET",
      path: `${base}/blobs/:sha`,
      access: "read",
      async handle(request) {
        const sha = param(request, "sha");
        const content = await readBlob(git, sha);
        if (content === undefined) throw notFound();
        const url = `${repositoryUrl(state)}/git/blobs/${sha}`;
        return json({ sha, size: content.length, url, encoding: "base64", content: content.toString("base64") });
      },
    },
    {
      method: "POST",
      path: `${base}/blobs`,
      access: "write",
      async handle(request) {
        const { content, encoding } = parseBody(newBlob, request, "Blob");
        const sha = await writeBlob(git, Buffer.from(content, encoding === "base64" ? "base64" : "utf8"));
        return json({ sha, url: `${repositoryUrl(state)}/git/blobs/${sha}` }, 201);
      },
    },
  ];

  async function treeShape(sha: string, recursive: boolean): Promise<unknown> {
    const entries = await readTree(git, sha, recursive);
    const url = `${repositoryUrl(state)}/git/trees/${sha}`;
    const truncated = recursive && entries.length > maxTreeEntries;
    return { sha, url, tree: entries.slice(0, maxTreeEntries), truncated };
  }

  function signature(request: ApiRequest, given: v.InferOutput<typeof person> | undefined): Signature {
    const account = accountOf(request);
    const date = utcSeconds(given?.date ?? state.now());
    if (given === undefined) return { name: account.login, email: noReplyEmail(account), date };
    return { name: given.name, email: given.email, date };
  }
}
