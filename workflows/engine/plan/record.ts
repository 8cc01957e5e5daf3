import { asksToWrite, type Written } from "./adoption.ts";
import type { Definition, DefinitionOptions } from "../definition/definition.ts";
import type { Recorded } from "./diff.ts";
import { equalJson } from "../values/json.ts";
import type { Key } from "../values/key.ts";
import { anyOf } from "../kinds/noun.ts";
import type { ResourceKind } from "../kinds/resource-kind.ts";
import type { Look, Noted } from "./look.ts";
import { noExports } from "../definition/own-options.ts";
import { rotatedPaths, versionsFor } from "./parameter-versions.ts";
import type { ParameterVersion } from "./plan.ts";
import { type Begun, isBeingMade, type RecordState, type Told } from "./record-state.ts";

/* What a plan needs of a record, and what a record and a look say of each other. */

export interface PlanRecord extends Recorded, Noted, Written {
  readonly key: Key;
  readonly name: string;
  readonly id: string;
  readonly file: string;
  /** Of those that hand an ARN on, the ones that are in effect: their parameters were written. */
  readonly options: DefinitionOptions;
  /** Other parameters that Bridgehead wrote for it, where they did not get the ARN that they are to have. */
  readonly written?: readonly string[];
  /** Of what is not as it was applied, everything is sent again. */
  readonly state: RecordState;
  readonly begun: Begun | null;
  readonly told: Told | null;
}

/** Whether somebody made the resource anew: of that one nothing was ever sent. */
export function isAnother(record: PlanRecord, look: Look | null): boolean {
  const { arn } = record;
  const now = look?.told.arn ?? null;
  return !isBeingMade(record) && arn !== null && now !== null && now !== arn;
}

/**
 * When somebody else changed the resource, as it seems, so that nothing would be done about it; null: nothing says so.
 * isAsAsked: what can be read and what was sent are what the definition asks for. Somebody who changed more than can be
 * read may have had what is readable written into the definition since. Of what Bridgehead has not written nothing is
 * suspected: whoever looks after it goes on doing so.
 */
export function changedUnseen(record: PlanRecord, look: Look, kind: ResourceKind, isAsAsked: boolean): number | null {
  const { told } = look;
  const then = record.told;
  if (record.state !== "applied" || then === null || then.modified === null || told.modified === null) return null;
  if (record.unwritten === true) return null;
  if (isAnother(record, look) || told.modified <= then.modified || !kind.timeTells(record.desired)) return null;
  return isAsAsked || isAsNoted(record, look) ? told.modified : null;
}

/** The own properties that hold for what is there; null: it is not what they were given to, or not there. */
export function optionsInEffect(record: PlanRecord | null, look: Look | null): DefinitionOptions | null {
  if (record === null || look === null) return null;
  // What was handed on of the one before is not its ARN.
  return isBeingMade(record) || isAnother(record, look) ? { ...record.options, ...noExports } : record.options;
}

export function configureReason({ noun }: ResourceKind, record: PlanRecord, look: Look): string {
  if (isAnother(record, look)) return `the ${noun} was made anew outside Bridgehead, and has another ARN`;
  if (record.begun !== null) return "an earlier run did not finish it";
  return "Bridgehead's own properties of it changed";
}

export function adoptReason(kind: ResourceKind, writes: boolean, { adopt }: Pick<DefinitionOptions, "adopt">): string {
  const what = `the definition takes over ${anyOf(kind)} that exists`;
  if (!writes) return `${what}, as it is`;
  return adopt === "write" ? `${what}, and writes it, as \`adopt: "write"\` says` : `${what} and is not as it says`;
}

export function createReason(record: PlanRecord | null, { noun }: ResourceKind): string {
  if (record === null) return "the definition is new";
  return isBeingMade(record) ? "an earlier run did not finish it" : `the ${noun} no longer exists`;
}

interface Now {
  readonly definition: Definition;
  readonly look: Look;
  readonly parameters: readonly ParameterVersion[];
  readonly suspectedAt: number | null;
}

export function updateReason({ noun }: ResourceKind, record: PlanRecord, now: Now): string {
  const { look, suspectedAt } = now;
  const causes: string[] = [];
  if (record.state !== "applied") causes.push("an earlier change of it did not get to the end");
  if (!equalJson(now.definition.model, record.desired)) causes.push("the definition changed");
  if (rotatedPaths(record.parameters, stillSent(record, now)).size > 0) causes.push("a parameter was rotated");
  if (asksToWrite(record, now.definition.options)) {
    causes.push('`adopt: "write"` asks for its credential, which Bridgehead has not written yet');
  }
  if (isAnother(record, look)) causes.push(`the ${noun} was made anew outside Bridgehead`);
  else if (!isAsNoted(record, look)) causes.push(`the ${noun} was changed outside Bridgehead`);
  if (suspectedAt !== null) {
    causes.push(`may have been changed outside Bridgehead at ${new Date(suspectedAt).toISOString()}`);
  }
  return causes.length === 0 ? "the target differs from the definition" : causes.join("; ");
}

/** Of what the definition follows, what was followed before: another parameter than that is none that was rotated. */
function stillSent(record: PlanRecord, { parameters }: Now): readonly ParameterVersion[] {
  const followed = parameters.filter(({ modified }) => modified !== 0);
  return versionsFor(record.desired, new Map(followed.map((parameter) => [parameter.path, parameter])));
}

/** Whether AWS shows what it showed after the last apply. */
function isAsNoted({ live, told }: PlanRecord, now: Look): boolean {
  const then = told?.seen ?? null;
  return equalJson(now.live, live) && (then === null || now.seen === null || equalJson(now.seen, then));
}

export function forgetReason(record: PlanRecord, look: Look | null, { noun }: ResourceKind): string {
  if (look === null) return `, and so is the ${noun}`;
  return record.options.removal === "retain"
    ? `; the ${noun} stays, as its removal says`
    : `, and so is the ${noun}: the one that has its name now was not made by Bridgehead, and stays`;
}
