import { json, notFound, param, type Route } from "../api.ts";
import { associatedPulls } from "../associated-pulls.ts";
import { changedFiles, listCommits, mergeBases, readCommit, readCommits } from "../git-history.ts";
import { resolveRevision } from "../git-objects.ts";
import { linkHeader, pageOf, paged, slicePage } from "../pagination.ts";
import { commitShape, fileShape } from "../shapes/commit.ts";
import { pullSummaryShape } from "../shapes/pull.ts";
import { repositoryPage, repositoryUrl } from "../shapes/repository.ts";
import type { GithubState } from "../state.ts";

/** A comparison lists no more files than this. */
const maxFiles = 300;

/** Commits, what belongs to them, and comparisons. */
export function commitRoutes(state: GithubState): readonly Route[] {
  const { git } = state;
  const base = "/repos/:owner/:repo";

  async function commitNamed(name: string): Promise<string> {
    const sha = await resolveRevision(git, name);
    if (sha === undefined) throw notFound();
    return sha;
  }

  return [
    {
      method: "GET",
      path: `${base}/commits`,
      access: "read",
      async handle(request) {
        const start = await commitNamed(request.query.get("sha") ?? state.repository.defaultBranch);
        const shas = await listCommits(git, start, [], request.query.get("path") ?? undefined);
        const page = pageOf(request);
        const commits = await readCommits(git, slicePage(shas, page));
        const headers = linkHeader(request, page, shas.length);
        return { status: 200, body: commits.map((commit) => commitShape(state, commit)), headers };
      },
    },
    {
      method: "GET",
      path: `${base}/commits/:sha/pulls`,
      access: "read",
      async handle(request) {
        const sha = await commitNamed(param(request, "sha"));
        const pulls = await associatedPulls(state, sha);
        return paged(request, pulls, (pull) => pullSummaryShape(state, pull));
      },
    },
    {
      method: "GET",
      path: `${base}/commits/:ref*`,
      access: "read",
      async handle(request) {
        const commit = await readCommit(git, await commitNamed(param(request, "ref")));
        const files = await changedFiles(git, commit.parents[0] ?? null, commit.sha);
        const additions = files.reduce((sum, file) => sum + file.additions, 0);
        const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
        return json({
          ...commitShape(state, commit),
          stats: { additions, deletions, total: additions + deletions },
          files: files.slice(0, maxFiles).map((file) => fileShape(state, commit.sha, file)),
        });
      },
    },
    {
      method: "GET",
      path: `${base}/compare/:basehead*`,
      access: "read",
      async handle(request) {
        const [from = "", to] = param(request, "basehead").split("...");
        if (to === undefined) throw notFound();
        const older = await commitNamed(from);
        const newer = await commitNamed(to);
        const [ancestor] = await mergeBases(git, older, newer);
        if (ancestor === undefined) throw notFound();
        const ahead = (await listCommits(git, newer, [older])).toReversed();
        const behind = await listCommits(git, older, [newer]);
        const page = pageOf(request, 250);
        const first = page.number === 1;
        const files = first ? await changedFiles(git, ancestor, newer) : [];
        const commits = await readCommits(git, slicePage(ahead, page));
        const body = {
          url: `${repositoryUrl(state)}/compare/${from}...${to}`,
          html_url: `${repositoryPage(state)}/compare/${from}...${to}`,
          base_commit: commitShape(state, await readCommit(git, older)),
          merge_base_commit: commitShape(state, await readCommit(git, ancestor)),
          status: statusOf(ahead.length, behind.length),
          ahead_by: ahead.length,
          behind_by: behind.length,
          total_commits: ahead.length,
          commits: commits.map((commit) => commitShape(state, commit)),
          ...(first ? { files: files.slice(0, maxFiles).map((file) => fileShape(state, newer, file)) } : {}),
        };
        return { status: 200, body, headers: linkHeader(request, page, ahead.length) };
      },
    },
  ];
}

function statusOf(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) return "diverged";
  return ahead > 0 ? "ahead" : behind > 0 ? "behind" : "identical";
}
