import type { ResourceKinds } from "../engine/kinds/registry.ts";
import type { Literals } from "../engine/literals.ts";
import type { Target } from "../engine/plan.ts";
import type { ApplyEvent } from "../engine/progress.ts";
import type { SecretText } from "../engine/secret-text.ts";
import type { LeaseKeeper } from "./lease.ts";
import type { ApplyAws } from "../ports/aws.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { Log } from "../ports/log.ts";

/** What an apply has. */
export interface ApplyDeps {
  readonly kinds: ResourceKinds;
  readonly target: Target;
  readonly aws: ApplyAws;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
  readonly onEvent?: (event: ApplyEvent) => void;
}

/** One run of an apply: who it is, what it may use, until when. */
export interface ApplyContext extends ApplyDeps {
  readonly run: string;
  /** null on the command line. */
  readonly commit: string | null;
  readonly keeper: LeaseKeeper;
  readonly literals: Literals;
  /** Values of parameters by `valueKey`. */
  readonly values: ReadonlyMap<string, SecretText>;
  /** Masks the values in text that AWS wrote. */
  readonly redact: (text: string) => string;
  /** When waiting ends, in milliseconds since the epoch: what goes on in AWS then is continued by a later run. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}
