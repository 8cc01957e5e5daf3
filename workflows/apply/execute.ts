import type { ApplyContext } from "./context.ts";
import { keyText } from "../engine/kinds/key.ts";
import type { Change } from "../engine/plan.ts";
import { halvesOf, isInPlace } from "../engine/replacement.ts";
import type { ChangeResult } from "../engine/result.ts";
import { executeChange, resultOf } from "./carry-out.ts";
import { replaceInPlace } from "../replace-in-place.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "../map-concurrently.ts";
import type { ResourceRecord } from "../ports/ledger.ts";
import type { Refusal } from "./secrets.ts";

export interface ChangesToExecute {
  readonly changes: readonly Change[];
  /** By the text of the key. */
  readonly records: ReadonlyMap<string, ResourceRecord>;
  /** Text of the key -> why the parameters that a change needs cannot be used. */
  readonly refusals: ReadonlyMap<string, Refusal>;
  /** Definitions, by type and id, whose own change does not take place in this run. */
  readonly waiting: ReadonlySet<string>;
}

/**
 * Executes changes, several at once. Removals come last: what is replaced goes only once its replacement is there, and
 * both halves have a result. `onResult` is told each result as it comes, so that they are known when a later one rejects.
 */
export async function executeChanges(
  { changes: whole, records, refusals, waiting }: ChangesToExecute,
  onResult: (result: ChangeResult) => void,
  context: ApplyContext,
): Promise<void> {
  const absent = new Set(waiting);
  const changes = whole.flatMap(halvesOf);
  const replacing = new Set(whole.filter(({ action }) => action === "replace").map(({ key }) => keyText(key)));
  const execute = async (change: Change): Promise<void> => {
    context.onEvent?.({ kind: "started", change });
    const result = await resultFor(change);
    if (result.status !== "applied" && change.desired !== null) absent.add(declaredAs(result));
    const shown: ChangeResult = replacing.has(keyText(result.key)) ? { ...result, action: "replace" } : result;
    context.onEvent?.({ kind: "ended", result: shown });
    onResult(shown);
  };
  const resultFor = async (change: Change): Promise<ChangeResult> => {
    const key = keyText(change.key);
    const refusal = refusals.get(key);
    if (refusal !== undefined) return resultOf(change, { status: "failed", error: refusal.why });
    if (change.action === "delete" && absent.has(declaredAs(change))) {
      return resultOf(change, { status: "skipped", error: "what replaces it is not there yet" });
    }
    if (context.clock.now() >= context.deadline) {
      return resultOf(change, {
        status: "continued",
        error: "this run's time was over before it was begun; the next one does it",
      });
    }
    const record = records.get(key);
    return isInPlace(change)
      ? await replaceInPlace(change, record, context)
      : await executeChange(change, record, context);
  };
  context.onEvent?.({ kind: "planned", count: changes.length });
  const removals = changes.filter(({ action }) => action === "delete" || action === "forget");
  const others = changes.filter((change) => !removals.includes(change));
  await mapConcurrently(others, CALLS_AT_ONCE, execute);
  await mapConcurrently(removals, CALLS_AT_ONCE, execute);
}

/** What a replacement and what it replaces have in common: an id alone may be that of another type's resource. */
export function declaredAs({ key, id }: Pick<Change, "key" | "id">): string {
  return `${key.type} ${id}`;
}
