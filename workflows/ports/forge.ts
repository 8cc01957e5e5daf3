import type { Checks } from "./checks.ts";
import type { Issues } from "./issues.ts";
import type { Account, Reviews } from "./review.ts";
import type { Source } from "./source.ts";

/** Which repository, by the numeric id that a rename or a squatter cannot change, and its current name. */
export interface RepositoryId {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
}

/** One repository on GitHub, by what can be done there. Who needs one of these alone takes it alone. */
export interface Forge {
  readonly id: RepositoryId;
  /** Numeric id of the App that acts there. */
  readonly app: number;
  /** Where GitHub is in a browser, without a slash at the end. */
  readonly webUrl: string;
  readonly source: Source;
  readonly review: Reviews;
  readonly checks: Checks;
  readonly issues: Issues;
  readonly trigger: Trigger;
}

/** Who starts work by hand, and with which run. */
export interface Trigger {
  /** Whether this very account may write to the repository at this moment. Whoever has another login by now may not. */
  mayWrite(user: Account): Promise<boolean>;
  /** The runs that somebody dispatched, and nobody else started again, oldest first. */
  dispatchedRuns(dispatch: Dispatched): Promise<readonly DispatchedRun[]>;
}

/** A dispatch, as far as GitHub can be asked for its runs. */
export interface Dispatched {
  /** The workflow file's path. */
  readonly workflow: string;
  readonly branch: string;
  /** Numeric id of the account. */
  readonly sender: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

export interface DispatchedRun {
  readonly id: number;
  /** As GitHub shows it: what the file's `run-name` made of the inputs. */
  readonly title: string;
}
