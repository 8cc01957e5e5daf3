import type { DriftCause } from "../engine/plan/drift.ts";
import type { Key } from "../engine/values/key.ts";

/** What a round of the reconciler knows of one resource from those before it. */
export interface RememberedResource {
  readonly key: Key;
  /** When it was last read, or since when it waits to be, in milliseconds since the epoch. */
  readonly at: number;
  /** When a round first found each cause, likewise. Empty: it is as it was applied, or nobody knows yet. */
  readonly since: Readonly<Partial<Record<DriftCause, number>>>;
}

/** What the reconciler keeps of drift from one round to the next. Everything in it is found again where it is lost. */
export interface DriftMemory {
  /** Number of the issue that tells it; null: there was none yet. */
  readonly issue: number | null;
  /** Those that a round had to read, or that are not as they were applied. */
  readonly resources: readonly RememberedResource[];
}

/** The reconciler alone writes it, and reads it. */
export interface DriftStore {
  /** undefined: nothing was kept. */
  driftMemory(): Promise<DriftMemory | undefined>;
  /** Replaces what was kept. Of two rounds at once that do so one is kept, as a whole or in parts. */
  keepDriftMemory(memory: DriftMemory): Promise<void>;
}
