/** Who starts work by hand, and with which run. */
export interface Trigger {
  /** Whether the user may write to the repository at this moment. */
  mayWrite(user: string): Promise<boolean>;
  /** Ids of the runs of a workflow that a user dispatched on a branch since a time, oldest first. */
  dispatchedRuns(workflow: string, branch: string, sender: string, since: number): Promise<readonly number[]>;
}
