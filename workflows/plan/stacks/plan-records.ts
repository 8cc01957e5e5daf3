import type { DefinitionSet } from "../../engine/definition/definition.ts";
import { keyText } from "../../engine/values/key.ts";
import type { StacksBeside } from "../../engine/plan/beside-stacks.ts";
import { readManaged } from "../managed.ts";
import type { RecordReader, ResourceRecord } from "../../ports/ledger.ts";
import { joinRecords } from "./joined-records.ts";
import type { Beside } from "./read-stacks.ts";

/** What definitions are compared with. */
export interface PlanRecords {
  /** Of whoever plans: with what is being created, as it will be recorded. */
  readonly own: readonly ResourceRecord[];
  /** Of stacks: what is defined, and all of the stack that was named. */
  readonly others: StacksBeside<ResourceRecord>;
}

export const noStacks = { stacks: [], unknown: [] } as const satisfies StacksBeside;

export async function readPlanRecords(
  { definitions }: DefinitionSet,
  { ledger, beside }: { readonly ledger: RecordReader; readonly beside: Beside | undefined },
): Promise<PlanRecords> {
  const { records, inTheMaking, takenOver } = await readManaged(ledger);
  const declared = new Set(definitions.map(({ key }) => keyText(key)));
  // Of what nobody defines any more it is not known whether it was taken over: nothing is planned for it.
  const own = [...records, ...inTheMaking, ...takenOver.filter(({ key }) => declared.has(keyText(key)))];
  if (beside === undefined) return { own, others: noStacks };
  const found = await beside.stacks();
  const { managed, stackOf } = await joinRecords(ledger, found);
  const stacks = managed.map(({ stack: { stage }, records: theirs }) => ({
    stage,
    records: stage === beside.stage ? theirs : theirs.filter(({ key }) => declared.has(keyText(key))),
  }));
  // A resource that a stack has taken over since is no longer the terminal's to change or to delete.
  return { own: own.filter(({ key }) => stackOf(key) === undefined), others: { stacks, unknown: found.unknown } };
}
