import type { Beside } from "../plan/stacks/read-stacks.ts";
import type { Kinds, ResourceKinds } from "../engine/kinds/registry.ts";
import type { Caps } from "../engine/policy/caps.ts";
import type { Limits } from "../engine/policy/limits.ts";
import type { Literals } from "../engine/values/literals.ts";
import { resolver, secretsIn } from "../engine/plan/write/materialise.ts";
import type { Target } from "../engine/plan/plan.ts";
import type { ApplyEvent } from "../engine/plan/write/progress.ts";
import type { Grant } from "../engine/plan/record-state.ts";
import { redactor, withheld } from "../engine/values/redact.ts";
import type { SecretText } from "../engine/values/secret-text.ts";
import type { LeaseKeeper } from "./lease.ts";
import type { Refusal } from "../ports/answer.ts";
import type { ApplyAws } from "../ports/aws.ts";
import type { Clock } from "../ports/clock.ts";
import type { DefinitionReader } from "../ports/evaluator.ts";
import type { Forge } from "../ports/forge.ts";
import type { JobQueue } from "../ports/jobs.ts";
import type { Ledger, ResourceRecord } from "../ports/ledger.ts";
import type { Log } from "../ports/log.ts";

/** What an apply has. */
export interface ApplyDeps {
  readonly kinds: ResourceKinds;
  readonly target: Target;
  readonly aws: ApplyAws;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Milliseconds that the target's lock is held unless it is renewed. Default: `LEASE_MS`. */
  readonly leaseMs?: number | undefined;
  readonly log: Log;
  /** What may be done at most. */
  readonly limits: Limits;
  /** The stacks beside a terminal; absent: whoever applies is a stack. */
  readonly beside?: Beside;
  readonly onEvent?: (event: ApplyEvent) => void;
}

/** What an apply of the default branch has. */
export interface ApplyBranchDeps extends Omit<ApplyDeps, "limits"> {
  readonly kinds: Kinds;
  readonly forge: Forge;
  readonly definitions: DefinitionReader;
  /** What the stack allows at most. */
  readonly caps: Caps;
  /** Names the engine that plans. */
  readonly engine: string;
  /** The workflow file that people start re-runs by. Default: the one that they copy. */
  readonly workflow?: string;
  /** Takes the plans of open pull requests that an apply outdates. */
  readonly queue: JobQueue;
  /** The App's installation that the jobs are for. */
  readonly installation: number | null;
  /** Milliseconds to wait before GitHub is asked again whose a commit is that nobody has seen before. */
  readonly indexWaits: readonly number[];
}

/** One run of an apply: who it is, what it may use, until when. Its AWS repeats calls by itself (`insist.ts`). */
export interface ApplyRun extends ApplyDeps {
  readonly run: string;
  /** What is applied, and of which repository by its numeric id; null on the command line. */
  readonly commit: string | null;
  readonly repository: number | null;
  readonly keeper: LeaseKeeper;
  readonly literals: Literals;
  /** When waiting ends, in milliseconds since the epoch: what goes on in AWS then is continued by a later run. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** How a change, or a half of a replacement, was allowed. */
export interface Granted {
  readonly by: Grant;
  /** The pull request that brought it; null: none. */
  readonly pull: number | null;
  /** Whether it is what takes the place of another: it is told as the replacement that it is. */
  readonly isReplacement: boolean;
}

/** The same with the secrets of what it changes. */
export interface ApplyContext extends ApplyRun {
  /** Values of parameters by `valueKey`. */
  readonly values: ReadonlyMap<string, SecretText>;
  /** Text of the key -> what is odd about its values, and is sent as it is. */
  readonly remarks: ReadonlyMap<string, readonly string[]>;
  /** How each change was allowed, by the text of its key; both keys of a replacement have one. */
  readonly grants: ReadonlyMap<string, Granted>;
  /** The parameters that records say Bridgehead wrote. */
  readonly written: ReadonlySet<string>;
  /** Masks, in text that AWS wrote, what the request that it is about has sent. */
  readonly redact: (text: string) => string;
}

/** Of requests that send no credential. */
export const showAll = (text: string): string => text;

/** What masks text about a request that sends this; null: it sends nothing. */
export function maskFor(
  sent: Pick<ResourceRecord, "key" | "id" | "desired" | "parameters"> | null,
  { literals, values, kinds, target }: Pick<ApplyContext, "literals" | "values" | "kinds" | "target">,
): ApplyContext["redact"] {
  if (sent === null) return showAll;
  const { key, id, desired, parameters } = sent;
  const secrets = secretsIn(kinds.of(key).schema, desired, resolver(literals, values, parameters));
  const known = [key.identifier, key.type, id, target.account, target.region];
  return secrets === undefined ? withheld : redactor(secrets, known);
}

/** Waits and keeps the lock: its lease runs out sooner than an operation may take. At most 30 seconds at a time. */
export async function pause(
  milliseconds: number,
  { clock, signal, keeper }: Pick<ApplyRun, "clock" | "signal" | "keeper">,
): Promise<void> {
  await clock.sleep(milliseconds, signal);
  await keeper.lease();
}

/** A refusal of AWS as one line, with what AWS says of it less the secrets that it may quote. */
export function explain(refusal: Refusal, { redact }: Pick<ApplyContext, "redact">): string {
  return refusal.detail === "" ? refusal.message : `${refusal.message}: ${redact(refusal.detail)}`;
}
