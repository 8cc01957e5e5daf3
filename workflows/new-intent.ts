import type { ApplyContext } from "./apply/context.ts";
import { digestOf } from "./engine/digest.ts";
import type { Change } from "./engine/plan.ts";
import type { ResourceRecord, Intent } from "./ports/ledger.ts";

export interface Beginning {
  readonly change: Change;
  /** Counts the creates of the key. */
  readonly generation: number;
  readonly attempt: number;
  /** When the first attempt of the run began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** What the record will say after a delete; null: there will be none. */
  readonly after: ResourceRecord | null;
}

/** What the ledger is told before AWS is called. */
export function newIntent({ change, generation, attempt, startedAt, after }: Beginning, context: ApplyContext): Intent {
  return {
    key: change.key,
    name: change.name,
    action: change.action,
    changeDigest: change.digest,
    generation,
    attempt,
    clientToken: clientToken(change, generation, attempt, context),
    requestToken: null,
    run: context.run,
    record: change.action === "delete" ? after : recordAfter(change, generation, context),
    startedAt,
  };
}

/** The record that a change leads to; null: it leads to none. */
export function recordAfter(change: Change, generation: number, context: ApplyContext): ResourceRecord | null {
  const { key, name, id, file, desired, live, options, parameters } = change;
  if (desired === null || options === null) return null;
  return {
    key,
    name,
    id,
    file: file ?? "",
    generation,
    desired,
    live: live ?? {},
    options,
    parameters,
    arn: null,
    authorization: null,
    run: context.run,
    commit: context.commit,
    appliedAt: context.clock.now(),
    state: "applied",
    begun: null,
    told: null,
  };
}

/**
 * Equal for a repeat of the same request, different for a new attempt. The run is part of it because AWS keeps a
 * token for 36 hours: a resource that is deleted and created alike within that time is a new creation, and its
 * token must not answer with the old one. A run that died is continued with the token in its intent.
 */
function clientToken(change: Change, generation: number, attempt: number, context: ApplyContext): string {
  const { target, run } = context;
  const { key, digest } = change;
  return digestOf({ target: { ...target }, key: { ...key }, digest, generation, attempt, run });
}
