export type CheckConclusion = "success" | "failure" | "neutral" | "action_required" | "cancelled";

export interface CheckAnnotation {
  /** Path from the root of the repository. */
  readonly path: string;
  readonly line: number;
  readonly level: "failure" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
}

/** As many a report has, and one more that says how many there are beside. Fifty of them cost a request. */
export const MOST_ANNOTATIONS = 100;

/** A button beside a check run: who may write to the repository can press it, and GitHub tells this App of it. */
export interface CheckAction {
  /** At most 20 characters. */
  readonly label: string;
  /** At most 40 characters. */
  readonly description: string;
  /** Which button was pressed; at most 20 characters. */
  readonly identifier: string;
}

export interface CheckReport {
  readonly name: string;
  readonly commit: string;
  /** null: still running. */
  readonly conclusion: CheckConclusion | null;
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  /** Markdown, up to 65,535 characters: what has no room in the summary. */
  readonly text?: string;
  readonly annotations: readonly CheckAnnotation[];
  /** Correlates the check with the workflow run that asked for it; null when none did. */
  readonly externalId: string | null;
  /** Buttons, three at most. */
  readonly actions?: readonly CheckAction[];
  /** Whether nobody else writes this check meanwhile. Default: another worker may. */
  readonly isAlone?: boolean;
}

/** How far the target is at a commit, as GitHub's deployments show it. */
export interface DeploymentReport {
  readonly commit: string;
  readonly environment: string;
  readonly state: "queued" | "in_progress" | "success" | "failure" | "error";
  /** One line; cut after 140 characters. */
  readonly description: string;
  /** Whether the newest one of another commit says nothing of the environment any more, however it ended. Default: false. */
  readonly supersedes?: boolean;
}

/** A check run of this App's as it stands. */
export interface CheckState {
  readonly name: string;
  /** Whether it has not been concluded. */
  readonly open: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** As in its report; absent: it has none. */
  readonly externalId?: string;
}

/** A check run of a name on a head. */
export interface HeadCheck extends Omit<CheckState, "name"> {
  /** The number of the fork's pull request that it is of; undefined: it is of a head of the repository's own. */
  readonly fork: number | undefined;
}

/** How a commit stands, where people and branch protection look: this App's check runs and deployments. */
export interface Checks {
  /** Creates this App's one check run of that name and external id on that commit, or updates it. Returns its URL. */
  putCheck(report: CheckReport): Promise<string>;
  /** This App's check runs on a commit, the newest of each name. */
  checksOn(commit: string): Promise<readonly CheckState[]>;
  /**
   * This App's check runs of one name on each of many commits, by few questions. A commit of which GitHub does not say
   * is missing: where it answers no question about many at once, only the first few are asked about.
   */
  checksOnMany(name: string, commits: readonly string[]): Promise<ReadonlyMap<string, readonly HeadCheck[]>>;
  /** Adds a status to this App's deployment of that commit to that environment, or begins one. */
  putDeployment(report: DeploymentReport): Promise<void>;
}

/** Names of the check runs, as people see them and as branch protection refers to them. */
export const checkNames = {
  plan: "bridgehead / plan",
  apply: "bridgehead / apply",
  rerun: "bridgehead / re-run",
  drift: "bridgehead / drift",
} as const;

/** Asks for a plan of a fork's head, and of no later one. */
export const planHeadButton: CheckAction = {
  label: "Plan this head",
  description: "Compare this commit with what is live",
  identifier: "plan-head",
};

/**
 * What the check of a plan of a fork's head is known by beside its name: GitHub names no pull request for it, and only this
 * App writes it.
 */
export function forkCheckId(pullRequest: number): string {
  return `fork:${pullRequest}`;
}

/** What the check of a merge queue's group is known by beside its name: GitHub names no pull request for it. */
export const groupCheckId = "merge-group";

/** The pull request that a check's external id is of; undefined: it is of none. */
export function pullOfCheck(externalId: string | null | undefined): number | undefined {
  const [, number] = /^fork:([1-9]\d{0,8})$/.exec(externalId ?? "") ?? [];
  return number === undefined ? undefined : Number(number);
}

/** Has a pull request planned again. */
export const planAgainButton: CheckAction = {
  label: "Plan again",
  description: "Compare with what is live now",
  identifier: "plan",
};
