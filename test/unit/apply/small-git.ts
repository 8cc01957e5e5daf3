import type { Declared } from "../../../workflows/engine/plan/review/changed-keys.ts";
import type { DeclaredReader } from "../../../workflows/apply/review/history/declared.ts";
import { type History, type Step, stepsBetween } from "../../../workflows/apply/review/history/steps.ts";
import type { PullRequest } from "../../../workflows/ports/review.ts";
import type { Commit, Source } from "../../../workflows/ports/source.ts";
import { broken, declaredOf } from "../../support/declared.ts";
import { apiKeyModel, definitionOf } from "../../support/definitions.ts";
import { mergedPull } from "../../support/pull-requests.ts";

/** A commit, as a test draws it. */
export interface Drawn {
  /** Its parents' names, with blanks between them, the first first; none: it begins the history. */
  readonly on?: string;
  /** What it declares, as `orders=1 stock=2`; `broken` cannot be evaluated. Default: what its first parent does. */
  readonly declares?: string;
  /** Numbers of the pull requests that GitHub names for it. */
  readonly of?: readonly number[];
}

/** A repository by its drawing: the name of each commit is its id. */
export interface SmallGit {
  readonly source: Pick<Source, "commit" | "line" | "contains">;
  readonly history: History;
  readonly declared: DeclaredReader;
  /** Commits whose pull requests GitHub was asked for, in order. */
  readonly asked: readonly string[];
  /** How many commits of a line were asked for, each time. */
  readonly counts: readonly number[];
  /** Commits that were evaluated, in order. */
  readonly evaluated: readonly (string | null)[];
  pull(number: number): PullRequest;
}

/** `merges`: the merge commit of each pull request, by its number. */
export function smallGit(
  drawn: Readonly<Record<string, Drawn>>,
  merges: Readonly<Record<number, string>> = {},
  isSpent: () => boolean = () => false,
): SmallGit {
  const asked: string[] = [];
  const evaluated: (string | null)[] = [];
  const counts: number[] = [];
  const of = (sha: string): Drawn => {
    const found = drawn[sha];
    if (found === undefined) throw new Error(`no commit ${sha}`);
    return found;
  };
  const parentsOf = (sha: string): readonly string[] => (of(sha).on ?? "").split(" ").filter((name) => name !== "");
  const declares = (sha: string | null): string => {
    for (let at = sha; at !== null; at = parentsOf(at)[0] ?? null) {
      const own = of(at).declares;
      if (own !== undefined) return own;
    }
    return "";
  };
  const commitOf = (sha: string): Commit => ({ sha, parents: parentsOf(sha), tree: `tree of ${sha}` });
  const line = async (tip: string, count: number): Promise<readonly Commit[]> => {
    counts.push(count);
    const commits: Commit[] = [];
    for (let at: string | undefined = tip; at !== undefined && commits.length < count; at = parentsOf(at)[0]) {
      commits.push(commitOf(at));
    }
    return commits;
  };
  const contains = (commit: string, ancestor: string): boolean =>
    commit === ancestor || parentsOf(commit).some((parent) => contains(parent, ancestor));
  const idOf = async (sha: string | null): Promise<string> => declares(sha);
  const pull = (number: number): PullRequest =>
    mergedPull({
      number,
      mergedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
      head: `head-of-${number}`,
      mergeCommit: merges[number] ?? null,
    });
  return {
    asked,
    counts,
    evaluated,
    pull,
    source: {
      commit: async (sha) => (drawn[sha] === undefined ? undefined : commitOf(sha)),
      contains: async (commit, ancestor) => contains(commit, ancestor),
      line,
    },
    declared: {
      idOf,
      ahead: async () => {},
      async read(sha) {
        evaluated.push(sha);
        return declaredBy(declares(sha));
      },
    },
    history: {
      line,
      idOf,
      async pullRequestsOf(sha) {
        asked.push(sha);
        return (of(sha).of ?? []).map(pull);
      },
      isSpent,
    },
  };
}

/** A line of commits on one another, oldest first, from `c0` on. */
export function lineOf(length: number, drawn: (index: number) => Omit<Drawn, "on">): Readonly<Record<string, Drawn>> {
  return Object.fromEntries(
    Array.from({ length }, (_, index) => [`c${index}`, { ...drawn(index), on: index === 0 ? "" : `c${index - 1}` }]),
  );
}

/** As `a..b`, with the pull request if one brought it. */
export function stepText(step: Step | "too-far" | "none"): string {
  if (typeof step === "string") return step;
  return `${step.from ?? ""}..${step.to}${step.pull === null ? "" : ` #${step.pull.number}`}`;
}

export async function stepTexts(from: string | null, to: string, { history }: SmallGit): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const step of stepsBetween(from, to, history)) texts.push(stepText(step));
  return texts;
}

function declaredBy(text: string): Declared {
  const words = text.split(" ").filter((word) => word !== "");
  const pairs = words.filter((word) => word !== "broken").map((word) => word.split("=") as [string, string]);
  const isBroken = words.includes("broken");
  return declaredOf(
    isBroken ? [] : pairs.map(([name, value]) => definitionOf(apiKeyModel(name, { Description: value }))),
    {
      files: Object.fromEntries(pairs.map(([name, value]) => [`${name}.ts`, value])),
      diagnostics: isBroken ? [broken] : [],
    },
  );
}
