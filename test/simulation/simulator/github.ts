import type { CheckReport, DeploymentReport } from "../../../workflows/ports/checks.ts";
import { createGit, type Files, type Git, type GitCommit } from "./git.ts";

/** Whoever has an account. */
export interface Person {
  readonly id: number;
  readonly login: string;
  readonly mayWrite: boolean;
}

export const people = {
  ada: { id: 11, login: "ada", mayWrite: true },
  bob: { id: 12, login: "bob", mayWrite: true },
  eve: { id: 13, login: "eve", mayWrite: false },
} as const satisfies Readonly<Record<string, Person>>;

export const app = 77;
export const repository = { id: 1, owner: "acme", name: "eventing" } as const;
export const installation = 5;
export const branchName = "main";

export interface Pull {
  readonly number: number;
  readonly author: Person;
  head: string;
  isOpen: boolean;
  merged: Merge | undefined;
  approvals: readonly { readonly by: Person; readonly commit: string; readonly at: number }[];
  updatedAt: number;
}

export interface Merge {
  readonly at: number;
  readonly by: Person;
  readonly commit: string;
  readonly method: MergeMethod;
  /** Every commit that it brought. */
  readonly introduced: ReadonlySet<string>;
}

export const mergeMethods = ["merge", "squash", "rebase"] as const;
export type MergeMethod = (typeof mergeMethods)[number];

export interface CheckRun extends CheckReport {
  readonly id: number;
  readonly startedAt: number;
}

export interface DispatchRun {
  readonly id: number;
  readonly title: string;
  readonly sender: number;
  readonly at: number;
}

/** A move of the default branch, as whoever watches the repository saw it. */
export interface Move {
  readonly at: number;
  readonly before: string;
  readonly after: string;
  readonly by: Person;
  /** The pull request that was merged; undefined: somebody pushed. */
  readonly pull: Pull | undefined;
  readonly isForced: boolean;
}

export interface Issue {
  readonly number: number;
  readonly marker: string;
  title: string;
  body: string;
  isOpen: boolean;
}

/** GitHub as it is. What it is asked through is in `forge.ts`, and what it tells in `hooks.ts`. */
export interface Github {
  readonly git: Git;
  tip: string;
  readonly pulls: Map<number, Pull>;
  /** By commit, oldest first. */
  readonly checks: Map<string, CheckRun[]>;
  readonly comments: Map<string, string>;
  readonly deployments: Map<string, DeploymentReport[]>;
  readonly issues: Issue[];
  readonly runs: DispatchRun[];
  /** Oldest first. */
  readonly moves: Move[];
}

export type Emit = (event: string, payload: Readonly<Record<string, unknown>>, by: Person) => void;

/** What people do there. */
export interface Doings {
  open(author: Person, head: GitCommit): Pull;
  /** Gives a pull request another head. */
  pushTo(pull: Pull, head: GitCommit, by: Person): void;
  close(pull: Pull, isOpen: boolean): void;
  /** Whether GitHub could. */
  merge(pull: Pull, method: MergeMethod, by: Person): boolean;
  push(files: Files, by: Person): void;
  /** Moves the default branch to another commit. */
  reset(to: string, by: Person): void;
}

export function createGithub(seed: number, files: Files): Github {
  const git = createGit(seed);
  const first = git.add({ parents: [], files, author: people.ada.id });
  return {
    git,
    tip: first.sha,
    pulls: new Map(),
    checks: new Map(),
    comments: new Map(),
    deployments: new Map(),
    issues: [],
    runs: [],
    moves: [],
  };
}

export function doingsAt(github: Github, now: () => number, emit: Emit): Doings {
  const { git } = github;

  function move(after: string, by: Person, pull: Pull | undefined): void {
    const before = github.tip;
    if (before === after) return;
    github.tip = after;
    const isForced = !git.contains(after, before);
    github.moves.push({ at: now(), before, after, by, pull, isForced });
    emit("push", { ref: `refs/heads/${branchName}`, before, after, deleted: false, pushed_at: now() }, by);
  }

  function tell(action: string, pull: Pull, by: Person): void {
    pull.updatedAt = now();
    const side = { repo: { id: repository.id } };
    const shape = { merged: pull.merged !== undefined, head: side, base: side, sha: pull.head, at: now() };
    emit("pull_request", { action, number: pull.number, pull_request: shape }, by);
  }

  /** The commits of the merge, oldest first, the last of them the new tip; undefined: it conflicts. */
  function made(pull: Pull, method: MergeMethod, by: Person): readonly GitCommit[] | undefined {
    const files = git.merge(github.tip, pull.head);
    if (files === undefined) return undefined;
    switch (method) {
      case "merge":
        return [git.add({ parents: [github.tip, pull.head], files, author: by.id })];
      case "squash":
        return [git.add({ parents: [github.tip], files, author: pull.author.id })];
      case "rebase":
        return replayed(pull);
    }
  }

  function replayed(pull: Pull): readonly GitCommit[] | undefined {
    const base = git.mergeBase(github.tip, pull.head);
    const line = git.line(pull.head, 100);
    const own = line
      .slice(
        0,
        line.findIndex(({ sha }) => sha === base),
      )
      .toReversed();
    const commits: GitCommit[] = [];
    for (const { sha, author, parents } of own) {
      // GitHub does not rebase merges.
      if (parents.length > 1) return undefined;
      const onto = commits.at(-1) ?? git.known(github.tip);
      const files = git.replay(onto.files, sha);
      if (files === undefined) return undefined;
      commits.push(git.add({ parents: [onto.sha], files, author }));
    }
    return commits;
  }

  return {
    open(author, head) {
      const number = github.pulls.size + 1;
      const pull: Pull = {
        number,
        author,
        head: head.sha,
        isOpen: true,
        merged: undefined,
        approvals: [],
        updatedAt: now(),
      };
      github.pulls.set(number, pull);
      tell("opened", pull, author);
      return pull;
    },
    pushTo(pull, head, by) {
      pull.head = head.sha;
      if (pull.isOpen) tell("synchronize", pull, by);
    },
    close(pull, isOpen) {
      if (pull.merged !== undefined || pull.isOpen === isOpen) return;
      pull.isOpen = isOpen;
      tell(isOpen ? "reopened" : "closed", pull, pull.author);
    },
    merge(pull, method, by) {
      if (!pull.isOpen) return false;
      const commits = made(pull, method, by);
      const last = commits?.at(-1);
      if (commits === undefined || last === undefined) return false;
      const old = git.ancestors(github.tip);
      const own = method === "merge" ? [...git.ancestors(pull.head)].filter((sha) => !old.has(sha)) : [];
      const introduced = new Set([...own, ...commits.map(({ sha }) => sha)]);
      // GitHub tells times to the second.
      const at = Math.floor(now() / 1000) * 1000;
      pull.merged = { at, by, commit: last.sha, method, introduced };
      pull.isOpen = false;
      move(last.sha, by, pull);
      tell("closed", pull, by);
      return true;
    },
    push(files, by) {
      move(git.add({ parents: [github.tip], files, author: by.id }).sha, by, undefined);
    },
    reset(to, by) {
      move(to, by, undefined);
    },
  };
}
