import { dueExports } from "../../engine/definition/own-options.ts";
import type { Configure } from "../../engine/plan/plan.ts";
import type { ChangeResult } from "../../engine/plan/write/result.ts";
import { begunBy } from "../../plan/managed.ts";
import { Refusal } from "../../ports/answer.ts";
import type { Intent, ResourceRecord } from "../../ports/ledger.ts";
import { type ApplyContext, explain } from "../context.ts";
import { exportArns, exportsInEffect, isExported } from "./export-arns.ts";
import { newIntent, pullOf } from "./intent.ts";
import { doneBy, resultOf } from "./settle.ts";
import { keptRecord, lookAgain, type Standing, standingResult } from "./upkeep.ts";
import { whileHeld } from "../lease.ts";

/** A change of Bridgehead's own properties, and the record that it changes. */
export interface Configuring extends Standing {
  readonly change: Configure;
}

/**
 * Changes Bridgehead's own properties. AWS gets nothing but parameters that receive an ARN, and the record says all of
 * it or nothing: where an export fails, the same change is planned again.
 */
export async function configure(configuring: Configuring, context: ApplyContext): Promise<ChangeResult> {
  const { change, record } = configuring;
  return await whileHeld(
    context.keeper,
    () => changeOptions(configuring, context),
    // Its intent stays, and whoever holds the lock now looks at what it left.
    () => resultOf(change, { status: "skipped", error: "the lock was lost", arn: record.arn }),
  );
}

async function changeOptions(configuring: Configuring, context: ApplyContext): Promise<ChangeResult> {
  const { change, record, look } = configuring;
  const { ledger, keeper, clock, run, commit } = context;
  const again = await lookAgain(configuring, context);
  if (again !== null && "failed" in again) return again.failed;
  const { pull: _, ...standing } = keptRecord(configuring, again);
  const pull = pullOf(change.key, context);
  const now = { run, commit, appliedAt: clock.now() };
  const after: ResourceRecord = { ...standing, ...(pull === null ? {} : { pull }), ...now };
  const { generation } = record;
  const told = look?.told ?? null;
  const beginning = { change, generation, attempt: 1, startedAt: clock.now(), told, after: null };
  const intent = newIntent(beginning, context);
  await ledger.putIntent(await keeper.lease(), intent);
  const { record: kept, error } = await exportArns(after, record, context);
  const state = again?.state ?? after.authorization;
  const result =
    error === null
      ? standingResult(configuring, { state }, context)
      : resultOf(change, { status: "failed", error, arn: after.arn });
  const settled = error === null ? kept : noting(record, intent, writtenIn(after, kept, record));
  await ledger.settleIntent(await keeper.lease(), intent, {
    record: settled,
    done: doneBy(result, intent.pull, context),
  });
  return result;
}

/** The parameters that were written although not all of them were. */
function writtenIn(asked: ResourceRecord, kept: ResourceRecord, before: ResourceRecord): readonly string[] {
  const due = dueExports(asked.options, exportsInEffect(asked, before));
  return due.filter(({ name, parameter }) => kept.options[name] === parameter).map(({ parameter }) => parameter);
}

/** The record that says which parameters are Bridgehead's, and what was begun by whose word; else it is as it was. */
function noting(record: ResourceRecord, intent: Intent, parameters: readonly string[]): ResourceRecord {
  const written = [...new Set([...(record.written ?? []), ...parameters])].toSorted();
  // Of what is half-done itself, that is still to be ended first.
  const begun = record.state === "applied" ? begunBy(intent, record.live) : record.begun;
  return { ...record, begun, ...(written.length === 0 ? {} : { written }) };
}

/**
 * Looks at what a change of own properties left that a run began and did not end. Nothing is written for it: which
 * parameters are Bridgehead's is noted, and the change is planned again. A refusal: it cannot be told now.
 */
export async function noteConfigured(
  { intent, record }: { readonly intent: Intent; readonly record: ResourceRecord | undefined },
  context: ApplyContext,
): Promise<ResourceRecord | undefined | { readonly why: string }> {
  const asked = intent.record;
  let noted: ResourceRecord | undefined;
  if (record !== undefined && asked !== null) {
    const after = { ...asked, arn: intent.arn ?? record.arn };
    const written: string[] = [];
    for (const { name, parameter } of dueExports(asked.options, exportsInEffect(after, record))) {
      const answer = await isExported({ record: after, name, parameter }, context);
      if (answer instanceof Refusal) return { why: explain(answer, context) };
      if (answer) written.push(parameter);
    }
    noted = noting(record, intent, written);
  }
  await context.ledger.settleIntent(await context.keeper.lease(), intent, { record: noted });
  return noted;
}
