import { noExports } from "../../engine/definition/own-options.ts";
import { type Change, type Forget, isSent, type Replace } from "../../engine/plan/plan.ts";
import { keyText } from "../../engine/values/key.ts";
import type { Look } from "../../engine/plan/look.ts";
import { halvesOf, splitReplacement } from "../../engine/plan/replacement.ts";
import type { ChangeResult } from "../../engine/plan/write/result.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "../../calls/map-concurrently.ts";
import type { ResourceRecord } from "../../ports/ledger.ts";
import { Refusal } from "../../ports/answer.ts";
import { sightForSure } from "./observe.ts";
import { carryOut } from "./carry-out.ts";
import { configure } from "./configure.ts";
import { type ApplyContext, explain, maskFor } from "../context.ts";
import { pullOf, recordAfter } from "./intent.ts";
import type { Unusable } from "./secrets.ts";
import { doneBy, resultOf } from "./settle.ts";
import { takeOver } from "./take-over.ts";
import { whileHeld } from "../lease.ts";

export interface Order {
  /** What is allowed. */
  readonly changes: readonly Change[];
  /** By the text of the key. */
  readonly records: ReadonlyMap<string, ResourceRecord>;
  /** What AWS told when it was planned, likewise; null: there is no such resource. */
  readonly looks: ReadonlyMap<string, Look | null>;
  /** Text of the key -> why its parameters cannot be used. */
  readonly unusable: ReadonlyMap<string, Unusable>;
  /** What is declared and not there yet, and is not made in this run (see `declaredAs`). */
  readonly waiting: ReadonlySet<string>;
}

/**
 * Makes all changes, several at once: first what is made and changed, then what goes. A resource that another one
 * replaces goes only when that one is there. Where the lock is lost, nothing more is begun.
 */
export async function executeChanges(
  order: Order,
  onResult: (result: ChangeResult) => void,
  context: ApplyContext,
): Promise<void> {
  const absent = new Set(order.waiting);
  const changes = order.changes.flatMap(halvesOf);
  const replacing = new Set(order.changes.filter(isReplace).map(({ key }) => keyText(key)));
  const execute = async (change: Change): Promise<void> => {
    context.onEvent?.({ kind: "started", change });
    const result = await resultFor(change, absent, order, context);
    if (result.status !== "applied" && change.desired !== null) absent.add(declaredAs(result));
    const shown: ChangeResult = replacing.has(keyText(result.key)) ? { ...result, action: "replace" } : result;
    context.onEvent?.({ kind: "ended", result: shown });
    onResult(shown);
  };
  context.onEvent?.({ kind: "planned", count: changes.length });
  const removals = changes.filter(({ action }) => action === "delete" || action === "forget");
  const others = changes.filter((change) => !removals.includes(change));
  await mapConcurrently(others, CALLS_AT_ONCE, execute);
  await mapConcurrently(removals, CALLS_AT_ONCE, execute);
}

const isReplace = (change: Change): change is Replace => change.action === "replace";

async function resultFor(
  change: Change,
  absent: ReadonlySet<string>,
  { records, looks, unusable }: Order,
  run: ApplyContext,
): Promise<ChangeResult> {
  const context = { ...run, redact: maskFor(isSent(change) ? change : null, run) };
  const key = keyText(change.key);
  const why = unusable.get(key)?.why;
  if (why !== undefined) return resultOf(change, { status: "failed", error: why });
  if (context.keeper.isLost()) return resultOf(change, { status: "skipped", error: "the lock was lost" });
  if (change.action === "delete" && absent.has(declaredAs(change))) {
    return resultOf(change, { status: "skipped", error: "what replaces it is not there yet" });
  }
  if (context.clock.now() >= context.deadline) {
    const error = "this run's time was over before it was begun; the next one does it";
    return resultOf(change, { status: "continued", error });
  }
  const record = records.get(key);
  const told = looks.get(key)?.told ?? null;
  switch (change.action) {
    case "create":
    case "update":
    case "delete":
      return await carryOut({ change, record, after: null, told }, context);
    case "adopt":
      if (!change.writes) return await takeOver({ change, told }, context);
      return await carryOut({ change, record, after: null, told }, context);
    case "configure":
      if (record === undefined) throw new TypeError(`nothing is managed as "${change.name}"`);
      return await configure({ change, record, look: looks.get(key) ?? null }, context);
    case "forget":
      return await forget(change, context);
    case "replace":
      return await replaceInPlace(change, { record, told }, context);
    case "no-op":
      throw new TypeError(`nothing is to be done to "${change.name}"`);
  }
}

/** A record goes, and nothing else: of a resource that is not there only once its service says so, too. */
async function forget(change: Forget, context: ApplyContext): Promise<ChangeResult> {
  const { key, name } = change;
  if (change.live === null) {
    const sight = await sightForSure(key, false, context);
    const doubt = sight instanceof Refusal ? `cannot be read (${explain(sight, context)})` : "is there after all";
    if (sight !== undefined) {
      return resultOf(change, { status: "failed", error: `"${name}" ${doubt}; run the apply again` });
    }
  }
  const result = resultOf(change, { status: "applied" });
  const { ledger, keeper } = context;
  const deleteRecord = async (): Promise<ChangeResult> => {
    await ledger.deleteRecord(await keeper.lease(), key, doneBy(result, pullOf(key, context), context));
    return result;
  };
  return await whileHeld(keeper, deleteRecord, () =>
    resultOf(change, { status: "skipped", error: "the lock was lost" }),
  );
}

/**
 * Deletes a resource and makes it anew: the name is not free before. In between, the record says that the resource is
 * being made, by the change that was reviewed, so that whatever ends the run, the next one goes on with that.
 */
async function replaceInPlace(
  change: Replace,
  { record, told }: { readonly record: ResourceRecord | undefined; readonly told: Look["told"] | null },
  context: ApplyContext,
): Promise<ChangeResult> {
  const { create, remove } = splitReplacement(change);
  const { by = null } = context.grants.get(keyText(change.key)) ?? {};
  const { digest, desired, options } = change;
  const begun = { digest, desired, before: null, by, options };
  const before = record?.options ?? noExports;
  const next = recordAfter(create, record?.generation ?? 0, context);
  const between: ResourceRecord = {
    ...next,
    // Its parameters stay Bridgehead's, and hold the ARN of the one that goes.
    options: { ...options, exportArn: before.exportArn, exportSecretArn: before.exportSecretArn },
    ...(record?.written === undefined ? {} : { written: record.written }),
    desired: record?.desired ?? {},
    parameters: record?.parameters ?? [],
    state: "incomplete",
    begun,
  };
  const removed = await carryOut({ change: remove, record, after: between, told }, context);
  if (removed.status !== "applied") return { ...removed, action: "replace" };
  // Not as one that is being made: that would have the old one looked for, which a late read may still show.
  const gone: ResourceRecord = { ...between, state: "applied", begun: null };
  const half = { ...create, digest: change.digest };
  const made = await carryOut({ change: half, record: gone, after: null, told: null }, context);
  if (made.status === "failed" && made.arn === null) {
    const error = `the old one is deleted, and the new one is not there yet: ${made.error}`;
    return { ...made, action: "replace", error };
  }
  return { ...made, action: "replace" };
}

/** What a replacement and what it replaces have in common: an id alone may be that of another type's resource. */
export function declaredAs({ key, id }: Pick<Change, "key" | "id">): string {
  return `${key.type} ${id}`;
}
