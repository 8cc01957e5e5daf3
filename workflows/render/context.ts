import type { Diagnostic } from "../engine/definition/diagnostic.ts";
import type { Change } from "../engine/plan/plan.ts";
import type { ApprovalState } from "../engine/plan/review/approvals.ts";
import type { RepositoryId } from "../ports/forge.ts";
import type { TrailStep } from "../ports/trail.ts";
import type { Place } from "./markdown.ts";
import type { RerunRequest } from "./rerun-command.ts";

interface ReportContext {
  /** The definitions folder, from the root of the repository. */
  readonly folder: string;
  /** Without it, as on the command line, there are no links to definitions. */
  readonly repository?: Pick<RepositoryId, "owner" | "name"> | null;
  /** Where the repository is in a browser; GitHub by default. */
  readonly webUrl?: string;
  /** The way that the pull request went, this step included, oldest first. */
  readonly trail?: readonly TrailStep[];
}

/** What happens on the base whatever becomes of a pull request. */
export interface Waiting {
  readonly changes: readonly {
    readonly change: Change;
    /** The pull request that brought it; null: none, or nobody knows. */
    readonly pull: number | null;
    /** Why the newest run left it; "": it did not. */
    readonly why: string;
  }[];
  readonly errors: readonly Diagnostic[];
}

/** How many things were looked up for a plan and found in order. */
export interface Preflight {
  /** Parameters that are there, as their references want them. */
  readonly parameters: number;
  /** Names that are free for what is created. */
  readonly names: number;
  /** How many of a type there are then, by Bridgehead, of how many that an account and region take by default. */
  readonly quotas: readonly { readonly type: string; readonly count: number; readonly most: number }[];
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
  /** The branch that the pull request is for, which may be another than the one that is applied. */
  readonly pointsAt?: string;
  readonly waiting?: Waiting;
  readonly preflight?: Preflight;
  readonly approvals?: ApprovalState;
  /** Of a plan of the branch itself: how what a run holds of it is accepted. */
  readonly rerun?: RerunRequest | null;
  /** The check that has what finds no place in a comment. */
  readonly checkUrl?: string | null;
}

/** A change that is told elsewhere, and the pull request that brought it; null: none. */
export interface ChangeElsewhere {
  readonly name: string;
  readonly pull: number | null;
}

/** What accepts what is held: a digest (null: there is no plan), and the one resource that it is for; null: all. */
export interface Acceptable {
  readonly digest: string | null;
  readonly connection: string | null;
}

/** The pull request whose apply failed, and who is called. */
export interface Failure {
  readonly number: number;
  /** Who merged it; null: nobody is called, or not any more. */
  readonly login: string | null;
}

export interface ApplyContext extends ReportContext, RerunRequest {
  /** The commit of the branch that was applied. */
  readonly commit?: string | null;
  /** Id of the run, for the logs. */
  readonly run?: string | null;
  /** How long the run took, in milliseconds. */
  readonly duration?: number | null;
  /** Names of the resources that were changed although no reviewed plan had the change. */
  readonly noticed?: readonly string[];
  /** Of a pull request whose apply failed. */
  readonly failure?: Failure;
  /** What accepts what is held. */
  readonly accepts: readonly Acceptable[];
  /** Of a pull request: what another one, or a push, changed again after it. */
  readonly changedAgain?: readonly ChangeElsewhere[];
  /** Of a commit: what waits and is not of it. */
  readonly elsewhere?: readonly ChangeElsewhere[];
  /** Of a commit that declares what the one before it does: nothing is applied, since what both declare has errors. */
  readonly isStopped?: boolean;
}

/** Where definitions are at a commit. */
export function placeAt(context: ReportContext, commit: string | null | undefined): Place {
  const { folder, repository, webUrl = "https://github.com" } = context;
  if (repository === null || repository === undefined || commit === null || commit === undefined)
    return { folder, browser: null };
  return { folder, browser: { repositoryUrl: `${webUrl}/${repository.owner}/${repository.name}`, commit } };
}
