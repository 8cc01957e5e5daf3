import type { Forge, Trigger } from "../../../workflows/ports/forge.ts";
import type { PullRequest, Reviews } from "../../../workflows/ports/review.ts";
import type { Source } from "../../../workflows/ports/source.ts";
import { GithubError } from "../../../infra/github/github-error.ts";
import { type AtOnce, calling, type ForgeOptions, known, missing, webUrl } from "./calling.ts";
import { app, branchName, type Github, people, type Pull, repository } from "./github.ts";
import { type GitCommit, idAt } from "./git.ts";
import { checksOf, issuesOf } from "./reports.ts";

const PAGE = 100;

/** GitHub as a process reaches it. Each member of a port is one call, which takes effect whole. */
export function createForge(options: ForgeOptions): Forge {
  const { call } = options;
  return {
    id: repository,
    app,
    webUrl,
    source: calling("source", sourceOf(options), call),
    review: calling("review", reviewsOf(options), call),
    checks: calling("checks", checksOf(options), call),
    trigger: calling("trigger", triggerOf(options), call),
    issues: issuesOf(options),
  };
}

function sourceOf({ github }: ForgeOptions): AtOnce<Required<Omit<Source, "ahead">>> {
  const { git } = github;
  return {
    defaultBranch: () => branchName,
    tip: (branch) => (branch === branchName ? github.tip : undefined),
    contains: (commit, ancestor) => known(github, commit).sha === ancestor || git.contains(commit, ancestor),
    mergeBase: (one, other) =>
      git.commit(one) === undefined || git.commit(other) === undefined ? undefined : git.mergeBase(one, other),
    commit(sha) {
      const commit = git.commit(sha);
      return commit && told(commit);
    },
    line: (tip, count) => git.line(known(github, tip).sha, count).map(told),
    id: (commit, path) => idAt(known(github, commit).files, path),
    files: (commit, folder) =>
      Object.entries(known(github, commit).files).flatMap(([path, text]) =>
        path.startsWith(`${folder}/`) && /\.(?:ts|json)$/.test(path)
          ? [{ path: path.slice(folder.length + 1), text }]
          : [],
      ),
    file: (commit, path) => known(github, commit).files[path],
    mergeCandidate(number) {
      const pull = pullAt(github, number);
      const conflict = (detail: string) =>
        new GithubError({ kind: "conflict", operation: "compute the merge", detail });
      if (!pull.isOpen) throw conflict("the pull request is not open");
      const at = { head: pull.head, base: github.tip };
      const commit = testMerge(github, pull);
      return commit === undefined ? { kind: "conflict", ...at } : { kind: "merge", commit, ...at };
    },
  };
}

function told({ sha, parents, files }: GitCommit) {
  return { sha, parents, tree: idAt(files, "") ?? "" };
}

const testMerges = new WeakMap<Github, Map<string, string | undefined>>();

/** What GitHub merges for a test: the same for the same two commits. */
function testMerge(github: Github, { head }: Pull): string | undefined {
  const kept = testMerges.get(github) ?? new Map<string, string | undefined>();
  testMerges.set(github, kept);
  const key = `${github.tip} ${head}`;
  if (!kept.has(key)) {
    const files = github.git.merge(github.tip, head);
    const made = files && github.git.add({ parents: [github.tip, head], files, author: 0 }).sha;
    kept.set(key, made);
  }
  return kept.get(key);
}

function pullAt({ pulls }: Github, number: number): Pull {
  const pull = pulls.get(number);
  if (pull === undefined) throw missing("read a pull request");
  return pull;
}

function shown(pull: Pull): PullRequest {
  const { number, author, head, isOpen, merged } = pull;
  return {
    number,
    url: `${webUrl}/acme/eventing/pull/${number}`,
    open: isOpen,
    merged: merged !== undefined,
    mergedAt: merged?.at ?? null,
    author: author.login,
    authorId: author.id,
    head,
    isFork: false,
    baseRef: branchName,
    mergeCommit: merged?.commit ?? null,
    mergedBy: merged?.by.id ?? null,
    requested: [],
  };
}

function reviewsOf({ github, now, indexLag }: ForgeOptions): AtOnce<Required<Omit<Reviews, "findWritten">>> {
  const { git } = github;
  const byMerge = (one: Pull, other: Pull): number =>
    (one.merged?.at ?? 0) - (other.merged?.at ?? 0) || one.number - other.number;
  const namedFor = (sha: string): readonly Pull[] =>
    [...github.pulls.values()].filter(
      ({ merged }) => merged !== undefined && merged.introduced.has(sha) && now() >= merged.at + indexLag,
    );
  return {
    look: (number) => ({ pull: shown(pullAt(github, number)), defaultBranch: branchName }),
    pullRequest: (number) => shown(pullAt(github, number)),
    queued: () => [],
    isMergeable: (number) => testMerge(github, pullAt(github, number)) !== undefined,
    openPage(_, page) {
      const all = [...github.pulls.values()].filter(({ isOpen }) => isOpen);
      const pulls = all.slice((page - 1) * PAGE, page * PAGE);
      const updated = (at: number): number => Math.floor(at / 1000) * 1000;
      return {
        pulls: pulls.map((pull) => ({ ...shown(pull), updatedAt: updated(pull.updatedAt) })),
        pages: Math.max(1, Math.ceil(all.length / PAGE)),
      };
    },
    openPullRequests: () => [...github.pulls.values()].filter(({ isOpen }) => isOpen).map(shown),
    mergedBetween(_, from, to) {
      const old = from === null ? new Set<string>() : git.ancestors(known(github, from).sha);
      const commits = [...git.ancestors(known(github, to).sha)].filter((sha) => !old.has(sha));
      const pulls = new Set(commits.flatMap(namedFor));
      return [...pulls].toSorted(byMerge).map(shown);
    },
    pullRequestsOf: (commit) => namedFor(commit).map(shown),
    accountsOf: (commit) => [known(github, commit).author].filter((id) => id !== 0),
    approvals: (number) =>
      pullAt(github, number).approvals.map(({ by, commit, at }) => ({ id: by.id, login: by.login, commit, at })),
    addComment: () => undefined,
    putComment(number, marker, body, mode) {
      const key = `${number} ${marker}`;
      if (mode === "edit-only" && !github.comments.has(key)) return undefined;
      github.comments.set(key, body);
      return `${webUrl}/acme/eventing/pull/${number}#comment`;
    },
  };
}

function triggerOf({ github }: ForgeOptions): AtOnce<Trigger> {
  return {
    mayWrite: ({ id, login }) =>
      Object.values(people).some((person) => person.id === id && person.login === login && person.mayWrite),
    dispatchedRuns: ({ sender, since }) =>
      github.runs.filter((run) => run.sender === sender && run.at >= since).map(({ id, title }) => ({ id, title })),
  };
}
