/* Apart from the pages, whose files would otherwise import one another. */

/** A situation that gives a finding. A test makes it, and finds the product saying just this. */
interface GuardExample {
  readonly told: string;
  /** The finding's message. */
  readonly says: string;
}

export interface GuardPage {
  readonly title: string;
  /** Why it is looked for. Markdown, one paragraph. */
  readonly explanation: string;
  /** Who clears it, and how. Markdown, one paragraph. */
  readonly clearedBy: string;
  readonly example: GuardExample;
}
