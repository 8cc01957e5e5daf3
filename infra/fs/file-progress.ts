import type { Lease, Ledger, RunSummary } from "../../workflows/ports/ledger.ts";
import { type BranchProgress, noProgress } from "../../workflows/ports/progress.ts";
import type { LedgerState } from "./ledger-file.ts";

export interface FileProgressOptions {
  readonly read: () => Promise<LedgerState>;
  /** Applies a change while the lease holds. */
  readonly changeHolding: (lease: Lease, apply: (state: LedgerState) => LedgerState) => Promise<void>;
}

/** How far the target is: one entry for each repository. */
export function createFileProgress({
  read,
  changeHolding,
}: FileProgressOptions): Pick<Ledger, "progress" | "pin" | "finish" | "noteTold"> {
  return {
    progress: async (repository) => progressIn(await read(), repository),
    pin: (lease, repository, pin) => changeHolding(lease, (state) => withProgress(state, repository, pin)),
    finish: (lease, repository, end, run) =>
      changeHolding(lease, (state) => withRun(withProgress(state, repository, { ...end, doubt: "none" }), run)),
    noteTold: (lease, repository, told) => changeHolding(lease, (state) => withProgress(state, repository, told)),
  };
}

export function withRun(state: LedgerState, run: RunSummary): LedgerState {
  return { ...state, runs: [...state.runs.filter(({ id }) => id !== run.id), run] };
}

function progressIn({ progress }: LedgerState, repository: number): BranchProgress {
  const entry = progress.find((candidate) => candidate.repository === repository);
  if (entry === undefined) return noProgress;
  const { repository: _, ...found } = entry;
  return found;
}

function withProgress(state: LedgerState, repository: number, now: Partial<BranchProgress>): LedgerState {
  const others = state.progress.filter((entry) => entry.repository !== repository);
  return { ...state, progress: [...others, { repository, ...progressIn(state, repository), ...now }] };
}
