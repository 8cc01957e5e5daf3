import { diffResource } from "../../engine/plan/diff.ts";
import { valueAt } from "../../engine/values/json.ts";
import { type Key, keyText } from "../../engine/values/key.ts";
import type { Model } from "../../engine/values/model.ts";
import { type ResourceKind, samenessAt, standingOf, verdictOf } from "../../engine/kinds/resource-kind.ts";
import { toldBy } from "../../engine/plan/look.ts";
import { noExports } from "../../engine/definition/own-options.ts";
import type { Change } from "../../engine/plan/plan.ts";
import type { Told } from "../../engine/plan/record-state.ts";
import type { ChangeResult } from "../../engine/plan/write/result.ts";
import { backoff } from "../../calls/insist.ts";
import { begunBy } from "../../plan/managed.ts";
import { Refusal } from "../../ports/answer.ts";
import type { DoneChange, Intent, ResourceRecord } from "../../ports/ledger.ts";
import { type Sight, sightOf } from "../../plan/look-at-resource.ts";
import { type ApplyContext, explain, pause } from "../context.ts";
import type { Decision, Left } from "./decide.ts";
import { exportArns } from "./export-arns.ts";
import { CLOCK_SKEW_MS } from "./observe.ts";

/** What a result is about. */
export type Named = Pick<Change, "key" | "id" | "name" | "action"> & {
  /** Of an adoption. */
  readonly writes?: boolean;
};

export function resultOf(
  { key, id, name, action, writes }: Named,
  fields: Pick<ChangeResult, "status"> & Partial<ChangeResult>,
): ChangeResult {
  const kept = writes === false ? { writes } : {};
  return { key, id, name, action, error: null, authorization: null, arn: null, ...kept, ...fields };
}

/** What was done, with what it is worth now. When it was done more was said of why it is worth nothing. */
export function withState(done: ChangeResult, now: ChangeResult): ChangeResult {
  const { status, error, authorization, arn, standing } = now;
  if (status === done.status && authorization === done.authorization) return done;
  const { standing: _, ...made } = done;
  return { ...made, status, error, authorization, arn, ...(standing === undefined ? {} : { standing }) };
}

/** An operation that the machine has decided about. */
export interface DecidedOperation {
  readonly subject: Named;
  readonly intent: Intent;
  /** What is managed under the key; undefined: nothing yet. */
  readonly record: ResourceRecord | undefined;
  readonly sight: Sight | null;
  /** When it succeeded in an earlier run, by AWS's clock, so that somebody may have gone on since; null: just now. */
  readonly sinceAt: number | null;
}

/** The ends of an operation: everything that is not another attempt. */
export type Ending = Exclude<Decision, { kind: "again" | "complete" }>;

export interface Settled {
  readonly result: ChangeResult;
  /** What the record is now; undefined: as it was; null: there is none. */
  readonly record: ResourceRecord | null | undefined;
}

/** Tells the ledger what was decided. */
export async function settle(decided: DecidedOperation, ending: Ending, context: ApplyContext): Promise<Settled> {
  const { subject, intent, record, sight, sinceAt } = decided;
  const arn = sight?.told.arn ?? record?.arn ?? null;
  switch (ending.kind) {
    case "wait": {
      const status = ending.why === null ? "continued" : "failed";
      return { result: resultOf(subject, { status, error: ending.why, arn }), record: undefined };
    }
    case "gone":
      return await end(intent, intent.record, resultOf(subject, { status: "applied" }), context);
    case "stop": {
      const authorization = sight?.state ?? null;
      const stored = intent.record ?? record ?? { desired: {} };
      const standing = standingOf(context.kinds.of(intent.key), stored, authorization);
      const result = resultOf(subject, { status: "failed", error: ending.why, authorization, arn, ...standing });
      return await end(intent, recordLeft(decided, ending.left), result, context);
    }
    case "applied":
      if (intent.record === null || sight === null) throw new TypeError(`nothing was seen of "${intent.name}"`);
      return await settleApplied(subject, { intent, after: intent.record, before: record, sight, sinceAt }, context);
  }
}

/** Ends the intent, and keeps what was done for the reports of later runs. */
async function end(
  intent: Intent,
  record: ResourceRecord | null | undefined,
  result: ChangeResult,
  context: ApplyContext,
): Promise<Settled> {
  const done = doneBy(result, intent.pull, context);
  await context.ledger.settleIntent(await context.keeper.lease(), intent, { record, done });
  return { result, record };
}

/** `pull`: the pull request that brought it. undefined: nobody reports on it. */
export function doneBy(
  result: ChangeResult,
  pull: number | null,
  { commit, repository, run, clock, grants }: Pick<ApplyContext, "commit" | "repository" | "run" | "clock" | "grants">,
): DoneChange | undefined {
  if (commit === null) return undefined;
  const isReplacement = grants.get(keyText(result.key))?.isReplacement ?? false;
  const shown: ChangeResult = isReplacement ? { ...result, action: "replace" } : result;
  return { commit, repository, pull, run, at: clock.now(), result: shown };
}

/**
 * The record that says what may have been left half-done; undefined: it stays as it was. Without this a definition that
 * goes back to what the record says would be taken for applied.
 */
export function recordLeft(
  { intent, record, sight }: Pick<DecidedOperation, "intent" | "record" | "sight">,
  left: Left,
): ResourceRecord | undefined {
  if (left === "as-before") return undefined;
  const { generation, before } = intent;
  const begun = begunBy(intent, before);
  const isCreate = intent.action === "create";
  const authorization = sight?.state ?? record?.authorization ?? null;
  if (record !== undefined) {
    const made = isCreate ? { arn: sight?.told.arn ?? null, live: {}, generation } : {};
    return {
      ...record,
      ...made,
      authorization,
      told: null,
      state: left,
      begun: isCreate ? { ...begun, before: null } : begun,
    };
  }
  // Whether it was taken over at all is not known: the next plan says so again.
  if (intent.record === null || (intent.action === "adopt" && left === "in-doubt")) return undefined;
  const arn = sight?.told.arn ?? null;
  const nothing = { desired: {}, live: {}, parameters: [], told: null };
  const options = { ...intent.record.options, ...noExports };
  return { ...intent.record, ...nothing, options, arn, authorization, state: left, begun };
}

interface Applied extends Pick<DecidedOperation, "intent" | "sinceAt"> {
  readonly after: ResourceRecord;
  readonly before: ResourceRecord | undefined;
  readonly sight: Sight;
}

/** The record is written whatever the authorisation says, since the change did take effect. */
async function settleApplied(subject: Named, applied: Applied, context: ApplyContext): Promise<Settled> {
  const { intent, after, before, sinceAt } = applied;
  const kind = context.kinds.of(intent.key);
  const ready = await awaitReady(subject, applied.sight, context);
  const sight = ready instanceof Refusal ? applied.sight : ready;
  const { arn } = sight.told;
  const state = ready instanceof Refusal && kind.ready !== null ? UNKNOWN_STATE : sight.state;
  const told = { live: sight.live, arn, authorization: state, told: toldSince(sight, sinceAt) };
  const now = { ...after, ...told, state: "applied", begun: null, appliedAt: context.clock.now() } as const;
  const { record: kept, error } = await exportArns(now, before, context);
  // What is missing is still part of the change that was reviewed.
  const record = error === null ? kept : { ...kept, begun: begunBy(intent, now.live) };
  const failure =
    error === null ? leftOver(record, sight, context) : ({ status: "failed", error: `applied, but ${error}` } as const);
  const verdict = failure ?? readiness(ready, kind, context);
  const remarks = context.remarks.get(keyText(intent.key));
  const result = resultOf(subject, {
    ...verdict,
    authorization: state,
    arn,
    ...standingOf(kind, record, state),
    ...(remarks === undefined ? {} : { remarks }),
  });
  return await end(intent, record, result, context);
}

/** A later change may be somebody else's: the record keeps the time before it, so that the next plan suspects one. */
function toldSince(sight: Sight, sinceAt: number | null): Told {
  const told = toldBy(sight);
  const isLater = sinceAt !== null && told.modified !== null && told.modified > sinceAt + CLOCK_SKEW_MS;
  return isLater ? { ...told, modified: sinceAt } : told;
}

/** The state of a resource whose service does not say: it is asked again by the next run. */
const UNKNOWN_STATE = "UNKNOWN";

/** Looks again while the resource is on its way to a state that it stays in. */
export async function awaitReady(subject: Named, first: Sight, context: ApplyContext): Promise<Sight | Refusal> {
  const { clock, deadline } = context;
  const { key } = subject;
  const kind = context.kinds.of(key);
  let sight = first;
  for (let attempt = 1; verdictOf(kind, sight.state) === "open"; attempt += 1) {
    context.onEvent?.({ kind: "authorising", change: subject, state: sight.state ?? "" });
    const wait = backoff(attempt);
    if (clock.now() + wait > deadline) return sight;
    await pause(wait, context);
    const next = await sightOf(key, context);
    if (next instanceof Refusal) return next;
    // One that is gone meanwhile is found to be so by the next plan.
    if (next === undefined) return sight;
    sight = next;
  }
  return sight;
}

function readiness(
  ready: Sight | Refusal,
  kind: ResourceKind,
  context: ApplyContext,
): Pick<ChangeResult, "status" | "error"> {
  if (!(ready instanceof Refusal)) return describeReadiness(ready, kind, context.redact);
  return { status: "failed", error: `applied, but its state cannot be read (${explain(ready, context)})` };
}

/** What a state means for a result. */
export function describeReadiness(
  { state, reason }: Pick<Sight, "state" | "reason">,
  kind: Pick<ResourceKind, "ready" | "service">,
  redact: (text: string) => string,
): Pick<ChangeResult, "status" | "error"> {
  switch (verdictOf(kind, state)) {
    case "good":
      return { status: "applied", error: null };
    case "open":
      return { status: "continued", error: null };
    case "bad": {
      const why = reason === null ? "" : `: ${redact(reason)}`;
      return { status: "failed", error: `applied, but ${kind.service} says ${state}${why}` };
    }
  }
}

/**
 * What the definition asks for and the resource, after a success, does not have: AWS ignores some of what it is asked
 * for, and does not say so.
 */
function leftOver(
  { key, desired, live, parameters, told }: ResourceRecord,
  { seen }: Sight,
  context: ApplyContext,
): Pick<ChangeResult, "status" | "error"> | undefined {
  const { schema, isSame, noun } = comparing(key, context);
  const recorded = { desired, live, parameters, told };
  const found = diffResource({ schema, live, seen, desired, recorded, parameters, isSuspect: false, isSame });
  const readable = found.filter((property) => property.readable || property.after === null);
  if (readable.length === 0) return undefined;
  const gone = readable.filter(({ after }) => after === null);
  const kept = [...new Set(gone.map(({ path }) => wholeOf(path, desired)))];
  const unchanged = readable.filter(({ after }) => after !== null).map(({ path }) => path);
  const said = [
    ...(unchanged.length === 0 ? [] : [`AWS reported success, but did not change ${unchanged.join(", ")}`]),
    ...(kept.length === 0
      ? []
      : [
          `AWS reported success, but kept ${kept.join(", ")}: no update takes that away. To be rid of it, replace the ` +
            `${noun}: give it another name, or delete it and create it again`,
        ]),
  ];
  return { status: "failed", error: said.join("; ") };
}

/** The whole that a property which is not asked for belongs to, such as the list that is to go. */
function wholeOf(path: string, desired: Model): string {
  const segments = path.split("/");
  const length = segments.findIndex(
    (_, index) => index > 0 && valueAt(desired, segments.slice(0, index + 1).join("/")) === undefined,
  );
  return length === -1 ? path : segments.slice(0, length + 1).join("/");
}

function comparing(key: Key, { kinds, target }: Pick<ApplyContext, "kinds" | "target">) {
  const kind = kinds.of(key);
  return { schema: kind.schema, noun: kind.noun, isSame: samenessAt(kind, target) };
}
