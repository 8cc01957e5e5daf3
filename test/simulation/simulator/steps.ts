import type { Fault } from "../../../infra/local/aws/faults/faults.ts";
import type { Declared, Parameter, Slot } from "./declared.ts";
import { type MergeMethod, people } from "./github.ts";
import type { Mail } from "./hooks.ts";
import type { Trap } from "./trouble.ts";

/* What a schedule consists of, as plain data that follows from its seed. A number picks from what there is by then. */

export type Writer = "ada" | "bob";

export type Edit =
  | { readonly slot: Slot; readonly to: Partial<Declared> | "deleted" | "broken" }
  | { readonly configuration: number };

export type Hand = "version" | "credential" | "removed" | "made";

export type Part = "github" | "ledger" | "queue" | "aws" | "evaluate";

export type Doing =
  | { readonly step: "open"; readonly by: Writer | "eve"; readonly edits: readonly Edit[]; readonly back: number }
  | {
      readonly step: "push to pull";
      readonly nth: number;
      readonly by: Writer;
      readonly edits: readonly Edit[];
      readonly isForced: boolean;
    }
  | {
      readonly step: "merge";
      readonly nth: number;
      readonly method: MergeMethod;
      readonly by: Writer;
      /** Whether one is merged whose plan is shown, where there is any. */
      readonly isPatient: boolean;
    }
  | { readonly step: "close"; readonly nth: number }
  | { readonly step: "push"; readonly by: Writer; readonly edits: readonly Edit[] }
  | { readonly step: "revert"; readonly by: Writer; readonly isPull: boolean }
  | { readonly step: "force"; readonly by: Writer; readonly back: number; readonly edits: readonly Edit[] }
  | { readonly step: "hand"; readonly slot: Slot; readonly isRenamed: boolean; readonly hand: Hand }
  | { readonly step: "parameter"; readonly parameter: Parameter; readonly to: "rotated" | "deleted" }
  | {
      readonly step: "dispatch";
      readonly by: Writer | "eve";
      readonly operation: "plan" | "apply" | "drift";
      readonly isAccepting: boolean;
      readonly slot: Slot | null;
    }
  | { readonly step: "ask again"; readonly nth: number }
  | { readonly step: "mail"; readonly mail: Mail; readonly for: number }
  | {
      readonly step: "deaths";
      readonly kills: number;
      readonly sleeps: number;
      readonly slow: number;
      readonly for: number;
    }
  | { readonly step: "trap"; readonly trap: Trap }
  | { readonly step: "sent twice"; readonly share: number }
  | { readonly step: "fault"; readonly fault: Fault }
  | { readonly step: "outage"; readonly part: Part; readonly share: number; readonly for: number }
  | { readonly step: "late index"; readonly milliseconds: number; readonly for: number };

/** What is done, and where it matters how long the world goes on by itself then. */
export type Planned = Doing & { readonly pause?: number };

/** Something is done, and then the world goes on for so long by itself. */
export type Step = Doing & {
  readonly pause: number;
  /** By this chance everything goes until the next step. */
  readonly seed: number;
};

export const writers = { ada: people.ada, bob: people.bob, eve: people.eve } as const;
