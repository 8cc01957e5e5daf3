import type { Counts } from "../engine/plan/plan.ts";
import type { RepositoryId } from "../ports/forge.ts";
import type { Browser } from "./markdown.ts";
import type { RerunPlace } from "./rerun-command.ts";

/** Why a plan that was shown is no longer the one to go by. */
export type Staleness = "head-moved" | "base-moved" | "target-changed";

/** A plan that was shown before. */
export interface HistoryEntry {
  readonly head: string;
  /** null: there was no plan, because of an error. */
  readonly digest: string | null;
  /** null: not known any more. */
  readonly counts: Counts | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

interface ReportContext {
  /** The definitions folder, from the root of the repository. */
  readonly folder: string;
  /** Without it, as on the command line, there are no links to definitions. */
  readonly repository?: Pick<RepositoryId, "owner" | "name"> | null;
  /** Where the repository is in a browser; GitHub by default. */
  readonly webUrl?: string;
}

export interface PlanCommentContext extends ReportContext {
  /** Without it, the plan is not made for a pull request: on the command line, or of a branch. */
  readonly pullRequest?: number | null;
  /** On the command line: as in `TerminalOptions`. */
  readonly flags?: string;
  /** The commit that was planned. */
  readonly head?: string | null;
  /** The tip of the base that the head was merged into; without it, the head was planned as it is. */
  readonly base?: string | null;
  readonly baseBranch?: string | null;
  readonly stale?: Staleness | null;
  /** Of a plan of the branch itself: how what a run holds of it is accepted. */
  readonly rerun?: RerunPlace | null;
  /** Where the whole plan can be read; without it, the command line is named. */
  readonly runUrl?: string | null;
  /** Oldest first, without the plan that is shown. */
  readonly history?: readonly HistoryEntry[];
}

export interface ApplyContext extends ReportContext, RerunPlace {
  /** The commit of the branch that was applied. */
  readonly commit?: string | null;
  readonly pullRequest?: number | null;
  /** Id of the run, for the logs. */
  readonly run?: string | null;
  /** How long the run took, in milliseconds. */
  readonly duration?: number | null;
  /** Names of the resources that were changed although no reviewed plan had the change. */
  readonly noticed?: readonly string[];
}

/** Where links to definitions lead; null: there is nothing to link to. */
export function browserAt(context: ReportContext, commit: string | null | undefined): Browser | null {
  const { repository, webUrl = "https://github.com" } = context;
  if (repository === null || repository === undefined || commit === null || commit === undefined) return null;
  return { repositoryUrl: `${webUrl}/${repository.owner}/${repository.name}`, commit };
}
