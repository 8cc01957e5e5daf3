import { BridgeheadError } from "../engine/values/errors.ts";
import type { SourceFile } from "../engine/definition/evaluation.ts";
import type { SourceBounds } from "./source-bounds.ts";

/** The merge of a pull request's head into the current tip of its base. */
export type MergeCandidate =
  | { readonly kind: "merge"; readonly commit: string; readonly head: string; readonly base: string }
  | { readonly kind: "conflict"; readonly head: string; readonly base: string };

const unreadable = {
  "too-large": "is larger than 1 MB",
  "not-text": "is not UTF-8 text",
  submodule: "is a Git submodule, whose files are not read",
  "not-a-file": "is no regular file, and no link to one inside the folder",
} as const;

/** Which bound of reading was met, with its number. */
export interface MetBound {
  readonly bound: keyof SourceBounds;
  readonly most: number;
}

/**
 * A file or folder in the repository that cannot be read as definitions. It is an error and not left out, since a
 * definition must never be taken for removed because its file is broken.
 */
export class DefinitionFileError extends BridgeheadError {
  override readonly name = "DefinitionFileError";
  /** From the root of the repository. */
  readonly path: string;
  readonly reason: keyof typeof unreadable | MetBound;

  constructor(path: string, reason: keyof typeof unreadable | MetBound) {
    const what = typeof reason === "string" ? unreadable[reason] : beyond(reason);
    super(`${path === "" ? "the repository" : path} ${what}`);
    this.path = path;
    this.reason = reason;
  }
}

/** What follows the name of a folder that holds more than a bound. */
export function beyond({ bound, most }: MetBound): string {
  const number = most.toLocaleString("en-US");
  switch (bound) {
    case "files":
      return `holds more than ${number} files of definitions`;
    case "bytes":
      return `holds more than ${(most / 1024 / 1024).toLocaleString("en-US")} MB in files of definitions`;
    case "entries":
      return `holds more than ${number} files and folders`;
    case "trees":
      return `holds so much that GitHub lists it folder by folder, and more than ${number} folders`;
    case "requests":
      return `takes more than ${number} requests to GitHub to read`;
  }
}

export interface Commit {
  readonly sha: string;
  /** The first is what the branch that it was made on had before. */
  readonly parents: readonly string[];
  /** What git knows all its files by. */
  readonly tree: string;
}

/** What is at a commit, and which commits there are. Reads, and writes nothing. */
export interface Source {
  defaultBranch(): Promise<string>;
  /** The commit at the tip of a branch; undefined: no such branch. */
  tip(branch: string): Promise<string | undefined>;
  /** Whether `ancestor` is `commit` or one of its ancestors. */
  contains(commit: string, ancestor: string): Promise<boolean>;
  /** The commit from which both went on; undefined: they have none in common, or one of them is not known. */
  mergeBase(one: string, other: string): Promise<string | undefined>;
  /** undefined: no such commit is known, which may be since nothing leads to it any more. */
  commit(sha: string): Promise<Commit | undefined>;
  /**
   * The newest `count` commits of a commit's line of first parents, itself first; fewer where the line ends. Rejects where
   * the commit is not known.
   */
  line(tip: string, count: number): Promise<readonly Commit[]>;
  /**
   * What git knows the file or folder at a path of a commit by, a link and a submodule too; undefined: nothing is there.
   * The same id is the same content. Rejects where the commit is not known.
   */
  id(commit: string, path: string): Promise<string | undefined>;
  /**
   * TypeScript and JSON files below a folder at a commit, paths relative to that folder; a missing folder has none.
   * Rejects with `DefinitionFileError`, also where reading would go beyond the bounds.
   */
  files(commit: string, folder: string, bounds: SourceBounds): Promise<readonly SourceFile[]>;
  /** One file's text at a commit; undefined: no such file. */
  file(commit: string, path: string): Promise<string | undefined>;
  /**
   * Reads together what several commits declare in a folder, before each is asked for it: what it does not read is read
   * then. Absent: all of it is.
   */
  ahead?(commits: readonly string[], folder: string): Promise<void>;
  /** Waits until GitHub has computed the merge against the base's current tip. */
  mergeCandidate(pullRequest: number, signal: AbortSignal): Promise<MergeCandidate>;
}
