import type { PublicationStore } from "../../workflows/ports/ledger.ts";
import type { LedgerState } from "./ledger-file.ts";

export interface FilePublicationsOptions {
  readonly read: () => Promise<LedgerState>;
  readonly change: (apply: (state: LedgerState) => readonly [LedgerState, undefined]) => Promise<void>;
}

/** The plans that were published, in the order in which they were. What cannot be read makes the file unreadable. */
export function createFilePublications({ read, change }: FilePublicationsOptions): PublicationStore {
  return {
    publish: (plan) => change((state) => [{ ...state, publications: [...state.publications, plan] }, undefined]),
    publicationBefore: async ({ repository, pullRequest, head }, time) =>
      (await read()).publications
        .filter((plan) => plan.repository === repository && plan.pullRequest === pullRequest && plan.head === head)
        .filter(({ publishedAt }) => publishedAt < time)
        .toSorted((a, b) => a.publishedAt - b.publishedAt)
        .at(-1),
  };
}
