import { compareText } from "../../engine/values/compare-text.ts";
import { isSameKey } from "../../engine/values/key.ts";
import { equalJson, type JsonObject } from "../../engine/values/json.ts";
import { standingOf, verdictOf } from "../../engine/kinds/resource-kind.ts";
import { type Look, toldBy } from "../../engine/plan/look.ts";
import type { Configure, NoOp, ParameterVersion } from "../../engine/plan/plan.ts";
import type { ChangeResult } from "../../engine/plan/write/result.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "../../calls/map-concurrently.ts";
import { Refusal } from "../../ports/answer.ts";
import type { DoneChange, ResourceRecord } from "../../ports/ledger.ts";
import { sightOf } from "../../plan/look-at-resource.ts";
import { type ApplyContext, explain } from "../context.ts";
import { describeReadiness, resultOf, withState } from "./settle.ts";

/** A resource of which AWS keeps what it has, and its record. */
export interface Standing {
  readonly change: NoOp | Configure;
  readonly record: ResourceRecord;
  /** What AWS told of it when it was planned; null: it was not asked. */
  readonly look: Look | null;
}

export interface Unchanged extends Standing {
  /** Whether there is a result of it already. */
  readonly isTold: boolean;
}

/**
 * Takes a result. `pull`: the pull request whose change it is about; null: it is about none's; undefined: whose that is
 * stands beside the change.
 */
export type Note = (result: ChangeResult, pull?: number | null) => void;

/**
 * Keeps the records of resources that do not change. A definition that moved to another file or id changes its record,
 * and so does what AWS tells. A resource that did not work when it was last
 * applied is asked for again: a run is not done while one of them does not.
 */
export async function keepUp(resources: readonly Unchanged[], note: Note, context: ApplyContext): Promise<void> {
  await mapConcurrently(resources, CALLS_AT_ONCE, async (unchanged) => {
    const kept = await keepOne(unchanged, context);
    if (kept !== null && !unchanged.isTold) note(kept.result, kept.pull);
  });
}

interface Kept {
  readonly result: ChangeResult;
  readonly pull: number | null;
}

async function keepOne(unchanged: Unchanged, context: ApplyContext): Promise<Kept | null> {
  const { record } = unchanged;
  const again = await lookAgain(unchanged, context);
  const open = again === null ? undefined : await openChange(record, context);
  const pull = open?.pull ?? null;
  if (again !== null && "failed" in again) return { result: again.failed, pull };
  const now = keptRecord(unchanged, again);
  const result = again === null ? null : standingResult(unchanged, again, context);
  if (!equalJson(contentOf(now), contentOf(record))) {
    const done = open === undefined || result === null ? null : { ...open, result: withState(open.result, result) };
    const { ledger, keeper, commit, run, clock } = context;
    const noted = done === null ? undefined : { ...done, commit: commit ?? done.commit, run, at: clock.now() };
    await ledger.putRecord(await keeper.lease(), now, noted);
  }
  return result === null ? null : { result, pull };
}

/**
 * The change of a pull request that did not work when it was applied: that it works now is the end of it. What worked
 * once and does no more is nobody's change.
 */
async function openChange(
  { key, pull }: ResourceRecord,
  { ledger, repository }: ApplyContext,
): Promise<DoneChange | undefined> {
  if (pull === undefined || repository === null) return undefined;
  const done = await ledger.done({ repository, pull });
  return done.find(({ result }) => isSameKey(result.key, key) && result.status !== "applied");
}

/** The record of a resource that stays as it is, with what its definition and AWS say now. */
export function keptRecord({ change, record, look }: Standing, again: Again | null): ResourceRecord {
  const { id, file, options, desired, live, parameters } = change;
  const { written: _, ...kept } = record;
  return {
    ...kept,
    id,
    file,
    options,
    desired,
    live,
    parameters: keptVersions(record.parameters, parameters),
    arn: look?.told.arn ?? record.arn,
    authorization: again === null ? record.authorization : again.state,
    // What the service itself moved, such as a time, is not asked about for ever.
    told: look === null || look.seen === null ? record.told : toldBy(look),
    state: "applied",
    begun: null,
  };
}

/**
 * The versions that were sent last. Of a parameter that is gone the record keeps its own: one that is made anew is then
 * known to be another.
 */
function keptVersions(
  recorded: readonly ParameterVersion[],
  now: readonly ParameterVersion[],
): readonly ParameterVersion[] {
  const known = new Set(now.map(({ path }) => path));
  return [...now, ...recorded.filter(({ path }) => !known.has(path))].toSorted(
    (a, b) => compareText(a.path, b.path) || a.version - b.version,
  );
}

/** What a resource that did not change is worth. */
export function standingResult(
  { change, record, look }: Standing,
  { state }: Again,
  context: ApplyContext,
): ChangeResult {
  // The service's reason is not shown here, since the resource's secrets are not read to mask it.
  const kind = context.kinds.of(change.key);
  const verdict = describeReadiness({ state, reason: null }, kind, context.redact);
  const arn = look?.told.arn ?? record.arn;
  const standing = standingOf(kind, { ...record, desired: change.desired }, state);
  return resultOf(change, { ...verdict, authorization: state, arn, ...standing });
}

interface Again {
  readonly state: string | null;
}

/** Asks for the state of what did not work when it was last heard of; null: it did. */
export async function lookAgain(
  { change, record, look }: Standing,
  context: ApplyContext,
): Promise<Again | { readonly failed: ChangeResult } | null> {
  const kind = context.kinds.of(change.key);
  const isWorking = [record.authorization, look?.state ?? null].every((state) => verdictOf(kind, state) === "good");
  if (isWorking) return null;
  const { arn } = record;
  const { service, noun } = kind;
  const sight = await sightOf(change.key, context);
  if (sight instanceof Refusal) {
    const error = `its state cannot be read: ${explain(sight, context)}`;
    return { failed: resultOf(change, { status: "failed", error, arn }) };
  }
  if (sight !== undefined) return { state: sight.state };
  const error = `${service} does not know the ${noun} any more: a re-run reads it and creates it again`;
  return { failed: resultOf(change, { status: "failed", error, arn }) };
}

/** What of a record comes from the definition and from AWS. */
function contentOf(record: ResourceRecord): JsonObject {
  const { id, file, options, desired, live, parameters, arn, authorization, told, state, begun } = record;
  return {
    id,
    arn,
    file,
    options: { ...options },
    desired,
    live,
    parameters: parameters.map((each) => ({ ...each })),
    authorization,
    told: told === null ? null : { ...told },
    state,
    isBegun: begun !== null,
  };
}
