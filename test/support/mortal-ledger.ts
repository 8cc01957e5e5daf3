import type { Ledger } from "../../workflows/ports/ledger.ts";
import { Death } from "./port-calls.ts";

/** Where a run dies: before the first write that ends it, or after so many writes. */
export type DeathPoint = "before its end" | number;

/** A ledger whose user dies when a test says so: from then on it reaches nothing. */
export interface MortalLedger {
  wrap(ledger: Ledger): Ledger;
  /** What the next run does: until `revive` everything it asks fails once it has died. */
  dieAt(point: DeathPoint): void;
  /** Lets the next run live. Whether the last one died. */
  revive(): boolean;
}

const reads: ReadonlySet<string> = new Set([
  "records",
  "intents",
  "done",
  "progress",
  "publicationBefore",
  "claimedBy",
]);
/** Of the lock: a process that ends loses its lease sooner or later, and nobody here waits for that. */
const unaffected: ReadonlySet<string> = new Set(["release"]);
/** What is written when everything was done in AWS. */
const endings: ReadonlySet<string> = new Set(["putRun", "finish"]);

type Member = (...given: readonly unknown[]) => Promise<unknown>;

export function createMortalLedger(): MortalLedger {
  let point: DeathPoint | null = null;
  let writes = 0;
  let isDead = false;
  return {
    wrap: (ledger) =>
      Object.fromEntries(
        Object.entries(ledger).map(([name, member]: [string, Member]) => [
          name,
          unaffected.has(name)
            ? member
            : async (...given: readonly unknown[]) => {
                isDead ||= point === "before its end" ? endings.has(name) : writes === point;
                if (isDead) throw new Death("the process is gone");
                if (!reads.has(name)) writes += 1;
                return await member(...given);
              },
        ]),
      ) as unknown as Ledger,
    dieAt(at) {
      point = at;
      writes = 0;
      isDead = false;
    },
    revive() {
      const died = isDead;
      point = null;
      isDead = false;
      return died;
    },
  };
}
