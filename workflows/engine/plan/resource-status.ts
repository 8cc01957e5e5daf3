/** One managed resource as `status --json` prints it. No text in it comes from a credential. */
export interface ResourceStatus {
  /** Its CloudFormation type. */
  readonly type: string;
  readonly name: string;
  readonly id: string;
  /** The stage of the stack whose record it is; null: the terminal's own. */
  readonly stack: string | null;
  /** Relative to the definitions folder. */
  readonly file: string;
  readonly record: {
    /** ISO 8601, in UTC. */
    readonly appliedAt: string;
    readonly run: string;
    /** null: applied from the command line. */
    readonly commit: string | null;
    readonly arn: string | null;
    readonly parameters: readonly {
      readonly path: string;
      readonly version: number;
      /** null: the definition pins the version, or the parameter no longer exists. */
      readonly newest: number | null;
      /** Present: there is no such parameter any more. */
      readonly missing?: true;
    }[];
  };
  readonly live: {
    readonly exists: boolean;
    /** Whether it exists and is as it was applied, as far as AWS tells. */
    readonly matches: boolean;
    /** JSON Pointers of what differs from what was applied. */
    readonly differs: readonly string[];
  };
  /** As its service says it now, such as `AUTHORIZED`; null: there is no such resource, or it has no state. */
  readonly authorization: string | null;
  /** What that is worth, where it says less than it seems to; absent: what it says. */
  readonly standing?: string;
  /** Whether it exists and is ready: EventBridge, for one, can deliver through a connection. */
  readonly usable: boolean;
  /** Whether a run has begun something with it that has not ended. */
  readonly inProgress: boolean;
  /** Absent: as applied. Else an earlier change did not get to its end, or nobody knows whether it took effect. */
  readonly state?: "incomplete" | "in-doubt";
  /** Present: it was taken over as it was, and what nobody can read of it was never written by Bridgehead. */
  readonly unwritten?: true;
  /**
   * When AWS says that it was changed since the last apply, in ISO 8601 and UTC. A service may move that by itself, as a
   * refreshed token may. Absent: it was not changed, or nobody says.
   */
  readonly changedAt?: string;
}
