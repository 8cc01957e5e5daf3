import * as v from "valibot";
import {
  accountOf,
  ApiError,
  type ApiRequest,
  gitText,
  json,
  notFound,
  numberParam,
  parseBody,
  type Route,
  validationFailed,
} from "../api.ts";
import { mayWriteIn } from "../create-state.ts";
import { changedFiles, isAncestor, listCommits, mergeBases, readCommits } from "../git-history.ts";
import { resolveObject, updateRef } from "../git-objects.ts";
import { linkHeader, pageOf, paged, slicePage } from "../pagination.ts";
import { bringHead, closePull } from "../ref-events.ts";
import { sendPullEvent } from "../send-event.ts";
import { commitShape, fileShape } from "../shapes/commit.ts";
import { pullShape, pullSummaryShape } from "../shapes/pull.ts";
import type { GithubState, Pull } from "../state.ts";
import { mergeability } from "../test-merge.ts";

const newPull = v.object({
  title: gitText,
  head: v.string(),
  base: v.string(),
  body: v.optional(v.nullable(v.string()), null),
  draft: v.optional(v.boolean(), false),
});
const edit = v.object({
  title: v.optional(gitText),
  body: v.optional(v.nullable(v.string())),
  state: v.optional(v.picklist(["open", "closed"])),
  base: v.optional(v.string()),
});

export function pullNamed(state: GithubState, request: ApiRequest): Pull {
  const pull = state.pulls.get(numberParam(request, "number"));
  if (pull === undefined) throw notFound();
  return pull;
}

/** Pull requests, from the repository's own branches and from forks. */
export function pullRoutes(state: GithubState): readonly Route[] {
  const { git } = state;
  const base = "/repos/:owner/:repo/pulls";
  return [
    {
      method: "GET",
      path: base,
      access: "read",
      handle: (request) => paged(request, listed(request), (pull) => pullSummaryShape(state, pull)),
    },
    {
      method: "POST",
      path: base,
      access: "read",
      async handle(request) {
        const pull = await openPull(request);
        return json(pullShape(state, pull, null), 201);
      },
    },
    {
      method: "GET",
      path: `${base}/:number`,
      access: "read",
      async handle(request) {
        const pull = pullNamed(state, request);
        return json(pullShape(state, pull, await mergeability(state, pull)));
      },
    },
    {
      method: "PATCH",
      path: `${base}/:number`,
      access: "read",
      async handle(request) {
        const pull = pullNamed(state, request);
        const account = accountOf(request);
        if (account !== pull.author && !mayWriteIn(state, account)) {
          throw new ApiError(403, "Must have push access to repository");
        }
        await editPull(request, pull);
        return json(pullShape(state, pull, null));
      },
    },
    {
      method: "GET",
      path: `${base}/:number/files`,
      access: "read",
      async handle(request) {
        const pull = pullNamed(state, request);
        const [ancestor] = await mergeBases(git, pull.baseSha, pull.headSha);
        const files = await changedFiles(git, ancestor ?? null, pull.headSha);
        return paged(request, files, (file) => fileShape(state, pull.headSha, file));
      },
    },
    {
      method: "GET",
      path: `${base}/:number/commits`,
      access: "read",
      async handle(request) {
        const pull = pullNamed(state, request);
        const shas = (await listCommits(git, pull.headSha, [pull.baseSha])).toReversed();
        const page = pageOf(request);
        const commits = await readCommits(git, slicePage(shas, page));
        const headers = linkHeader(request, page, shas.length);
        return { status: 200, body: commits.map((commit) => commitShape(state, commit)), headers };
      },
    },
  ];

  function listed(request: ApiRequest): readonly Pull[] {
    const wanted = request.query.get("state") ?? "open";
    const baseRef = request.query.get("base");
    const head = request.query.get("head");
    const pulls = [...state.pulls.values()].filter(
      (pull) =>
        (wanted === "all" || pull.open === (wanted === "open")) &&
        (baseRef === null || pull.baseRef === baseRef) &&
        (head === null || `${pull.headOwner.login}:${pull.headRef}` === head),
    );
    const key = request.query.get("sort") === "updated" ? "updatedAt" : "createdAt";
    const sorted = pulls.toSorted((a, b) => a[key] - b[key] || a.number - b.number);
    return request.query.get("direction") === "asc" ? sorted : sorted.toReversed();
  }

  async function openPull(request: ApiRequest): Promise<Pull> {
    const given = parseBody(newPull, request, "PullRequest");
    const { headRepository, headRef } = headNamed(given.head);
    const headSha = await branchTip(headRef, "head", headRepository);
    const baseSha = await branchTip(given.base, "base");
    const same = [...state.pulls.values()].some(
      (pull) =>
        pull.open && pull.headRepository === headRepository && pull.headRef === headRef && pull.baseRef === given.base,
    );
    const headOwner = headRepository.owner;
    if (same) refuse(`A pull request already exists for ${headOwner.login}:${headRef}.`);
    await bringHead(state, headRepository, headSha);
    if (await isAncestor(git, headSha, baseSha)) refuse(`No commits between ${given.base} and ${headRef}`);
    const now = state.now();
    const pull: Pull = {
      id: state.nextId(),
      number: state.nextNumber(),
      title: given.title,
      body: given.body,
      draft: given.draft,
      open: true,
      author: accountOf(request),
      headRepository,
      headOwner,
      headRef,
      headSha,
      baseRef: given.base,
      baseSha,
      createdAt: now,
      updatedAt: now,
      closedAt: null,
      mergedAt: null,
      mergedBy: null,
      mergeCommit: null,
      introduced: new Set(),
      wanted: { people: new Set(), teams: new Map() },
      tested: null,
    };
    state.pulls.set(pull.number, pull);
    await updateRef(git, `refs/pull/${pull.number}/head`, headSha);
    sendPullEvent(state, pull, pull.author, { action: "opened" });
    return pull;
  }

  async function editPull(request: ApiRequest, pull: Pull): Promise<void> {
    const given = parseBody(edit, request, "PullRequest");
    const sender = accountOf(request);
    const changes: Record<string, unknown> = {};
    if (given.title !== undefined && given.title !== pull.title) {
      changes["title"] = { from: pull.title };
      pull.title = given.title;
    }
    if (given.body !== undefined && given.body !== pull.body) {
      changes["body"] = { from: pull.body };
      pull.body = given.body;
    }
    if (given.base !== undefined && given.base !== pull.baseRef) {
      const tip = await branchTip(given.base, "base");
      changes["base"] = { ref: { from: pull.baseRef }, sha: { from: pull.baseSha } };
      pull.baseRef = given.base;
      pull.baseSha = tip;
    }
    pull.updatedAt = state.now();
    if (Object.keys(changes).length > 0) sendPullEvent(state, pull, sender, { action: "edited", changes });
    if (given.state === "closed" && pull.open) await closePull(state, sender, pull);
    if (given.state === "open" && !pull.open) {
      if (pull.mergedAt !== null) refuse("Cannot reopen a merged pull request");
      if (pull.headRepository === null) refuse("The repository that it came from was deleted");
      pull.headSha = await branchTip(pull.headRef, "head", pull.headRepository);
      await bringHead(state, pull.headRepository, pull.headSha);
      pull.open = true;
      pull.closedAt = null;
      await updateRef(git, `refs/pull/${pull.number}/head`, pull.headSha);
      sendPullEvent(state, pull, sender, { action: "reopened" });
    }
  }

  /** `branch`, or `owner:branch` of the repository itself or of a fork. */
  function headNamed(head: string): { readonly headRepository: GithubState; readonly headRef: string } {
    const [, owner = state.owner.login, headRef = head] = /^([^:]+):(.+)$/.exec(head) ?? [];
    const headRepository = [state, ...state.forks.values()].find(
      (each) => each.owner.login.toLowerCase() === owner.toLowerCase(),
    );
    if (headRepository === undefined) {
      throw validationFailed({ resource: "PullRequest", field: "head", code: "invalid" });
    }
    return { headRepository, headRef };
  }

  async function branchTip(branch: string, field: string, repository = state): Promise<string> {
    const sha = await resolveObject(repository.git, `refs/heads/${branch}`, "commit");
    if (sha === undefined) throw validationFailed({ resource: "PullRequest", field, code: "invalid" });
    return sha;
  }
}

function refuse(message: string): never {
  throw validationFailed({ resource: "PullRequest", code: "custom", message });
}
