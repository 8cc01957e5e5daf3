/** An issue that this App keeps for all its life: opened, edited, closed and opened again. */
export interface IssueReport {
  /** One line that tells it from this App's other issues. */
  readonly marker: string;
  /** At most 256 characters. */
  readonly title: string;
  /** Markdown, at most 65,536 characters with the marker. */
  readonly body: string;
  readonly isOpen: boolean;
  /** The number that it had; null: nobody knows of one. */
  readonly known: number | null;
  /** Asked before one is made, and nothing is where somebody else makes it at this moment. */
  readonly mayMake: () => Promise<boolean>;
}

export interface KeptIssue {
  readonly number: number;
  readonly url: string;
}

/** forbidden: the App lacks the permission. disabled: the repository has no issues. */
export type IssueRefusal = "forbidden" | "disabled";

/** This App's issues. */
export interface Issues {
  /**
   * Writes what differs from the report, and nothing where nothing does. Only what this App wrote is taken for the issue,
   * and none of another repository. undefined: there is none, and none was to be made.
   */
  putIssue(report: IssueReport): Promise<KeptIssue | IssueRefusal | undefined>;
}
