import { digestOf } from "../../engine/values/digest.ts";
import { type Key, keyText } from "../../engine/values/key.ts";
import type { Look } from "../../engine/plan/look.ts";
import type { Change, Configure } from "../../engine/plan/plan.ts";
import type { Intent, ResourceRecord } from "../../ports/ledger.ts";
import type { ApplyContext } from "../context.ts";
import type { OneOperation } from "./operation.ts";

export interface Beginning {
  readonly change: OneOperation | Configure;
  /** Counts the creates of the key. */
  readonly generation: number;
  readonly attempt: number;
  /** When the first attempt of the run began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** What AWS told of the resource before; null: it is not there, or was not asked for. */
  readonly told: Look["told"] | null;
  /** What the record will say after a delete; null: there will be none. */
  readonly after: ResourceRecord | null;
}

/** What the ledger is told before AWS is called. */
export function newIntent(beginning: Beginning, context: ApplyContext): Intent {
  const { change, generation, attempt, startedAt, told, after } = beginning;
  return {
    key: change.key,
    name: change.name,
    action: change.action,
    changeDigest: change.digest,
    generation,
    attempt,
    clientToken: clientToken(beginning, context),
    requestToken: null,
    run: context.run,
    record: change.action === "delete" ? after : recordAfter(change, generation, context),
    before: change.live,
    arn: told?.arn ?? null,
    modified: told?.modified ?? null,
    startedAt,
    by: context.grants.get(keyText(change.key))?.by ?? null,
    pull: pullOf(change.key, context),
    isMark: false,
    ...(isSilent(change) ? { writes: false } : {}),
  };
}

/** The record that a change leads to. What AWS tells of it is known once it is there. */
export function recordAfter(
  change: Extract<Change, { desired: object }>,
  generation: number,
  context: Pick<ApplyContext, "run" | "commit" | "clock" | "grants">,
): ResourceRecord {
  const { key, name, id, file, desired, live, options, parameters } = change;
  const { run, commit, clock } = context;
  const pull = pullOf(key, context);
  return {
    key,
    name,
    id,
    file,
    generation,
    desired,
    live: live ?? {},
    options,
    parameters,
    arn: null,
    authorization: null,
    run,
    commit,
    appliedAt: clock.now(),
    state: "applied",
    begun: null,
    told: null,
    ...(pull === null ? {} : { pull }),
    ...(change.action === "adopt" && change.unwritten ? { unwritten: true } : {}),
  };
}

/** The pull request that brought a change; null: none. */
export function pullOf(key: Key, { grants }: Pick<ApplyContext, "grants">): number | null {
  return grants.get(keyText(key))?.pull ?? null;
}

function isSilent(change: Beginning["change"]): boolean {
  return change.action === "adopt" && !change.writes;
}

/**
 * Equal for a repeat of the same request, different for a new attempt. The run is part of it because AWS keeps a
 * token for 36 hours: a resource that is deleted and created alike within that time is a new creation, and its
 * token must not answer with the old one. A run that died is continued with the token in its intent.
 */
function clientToken({ change, generation, attempt }: Beginning, { target, run }: ApplyContext): string {
  const { key, digest } = change;
  return digestOf({ target: { ...target }, key: { ...key }, digest, generation, attempt, run });
}
