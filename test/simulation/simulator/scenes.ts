import type { Fault } from "../../../infra/local/aws/faults/faults.ts";
import { parameters, type Slot } from "./declared.ts";
import type { Random } from "./random.ts";
import type { Edit, Planned } from "./steps.ts";

/* Steps that belong together: what chance alone would hardly ever bring about in their order. */

/** Longer than a message is invisible to others, so that another worker takes it meanwhile. */
const ASLEEP_MS = 1_200_000;
const writes = ["aws.CreateResource", "aws.UpdateResource", "aws.DeleteResource"] as const;

export function scene(random: Random): readonly Planned[] {
  const slot = random.pick(["a", "b"] as const);
  const make = random.pick([sleeper, goneBack, taken, killedWriter, rewritten, lateMail, mergedUnseen] as const);
  return make(slot, random);
}

/** A change that somebody brings by a pull request, whose plan is shown. */
function reviewed(edit: Edit, random: Random, pause = 60_000): readonly Planned[] {
  return [
    { step: "open", by: "ada", edits: [edit], back: 0, pause: 20_000 },
    { step: "merge", nth: 99, method: random.pick(["merge", "squash", "rebase"]), by: "bob", isPatient: true, pause },
  ];
}

const toVersion = (slot: Slot, random: Random): Edit => ({ slot, to: { version: random.int(3) } });

/** A writer sleeps while others go on with something newer, and wakes up. */
function sleeper(slot: Slot, random: Random): readonly Planned[] {
  const moment = `${random.pick(["before", "after"])} ${random.pick([...writes, "aws.GetParameters", "ledger.TransactWriteItems"])}`;
  const trap = { moment, passes: random.int(2), fate: { kind: "sleeps", for: ASLEEP_MS } } as const;
  return [
    { step: "trap", trap, pause: 0 },
    ...reviewed({ slot, to: { version: random.int(3), parameter: random.pick(parameters) } }, random),
    { step: "parameter", parameter: random.pick(parameters), to: "rotated", pause: 1_000 },
    ...reviewed(random.chance(0.3) ? { slot, to: "deleted" } : toVersion(slot, random), random, 1_400_000),
  ];
}

/** A change that began and did not get to its end is taken back. */
function goneBack(slot: Slot, random: Random): readonly Planned[] {
  const fault = random.pick<() => Fault>([
    () => ({ kind: "cancel", when: "after", operation: "UpdateResource" }),
    () => ({ kind: "reset", when: "after", operation: "UpdateResource", times: 8 }),
    () => ({ kind: "fail", code: "NotStabilized", operation: "UpdateResource" }),
  ])();
  const [one, other] = random.chance(0.5) ? parameters : parameters.toReversed();
  return [
    { step: "fault", fault, pause: 0 },
    ...reviewed({ slot, to: { parameter: one ?? parameters[0] } }, random),
    ...reviewed({ slot, to: { parameter: other ?? parameters[1] } }, random),
  ];
}

/** Somebody makes by hand what a run is about to make. */
function taken(slot: Slot, random: Random): readonly Planned[] {
  const fault: Fault = {
    kind: "fail",
    code: random.pick(["Throttling", "NotStabilized"]),
    operation: "CreateResource",
  };
  return [
    ...reviewed({ slot, to: "deleted" }, random),
    { step: "fault", fault, pause: 0 },
    { step: "fault", fault: { kind: "slow", milliseconds: 100_000, operation: "CreateResource" }, pause: 0 },
    ...reviewed({ slot, to: {} }, random, 30_000),
    { step: "hand", slot, isRenamed: false, hand: "made", pause: 200_000 },
  ];
}

/** A writer dies where the ledger and AWS know most differently what is going on. */
function killedWriter(slot: Slot, random: Random): readonly Planned[] {
  const trap = { moment: `after ${random.pick(writes)}`, passes: 0, fate: { kind: "is killed" } } as const;
  const edit = random.pick<Edit>([{ slot, to: "deleted" }, { slot, to: { isRenamed: true } }, toVersion(slot, random)]);
  return [...reviewed(edit, random), { step: "trap", trap, pause: 0 }, ...reviewed({ slot, to: {} }, random, 300_000)];
}

/** The default branch is rewritten after a run has seen it. */
function rewritten(slot: Slot, random: Random): readonly Planned[] {
  return [
    ...reviewed(toVersion(slot, random), random),
    { step: "force", by: "bob", back: 1 + random.int(2), edits: [toVersion(slot, random)], pause: 120_000 },
  ];
}

/** An old push is told after a new one. */
function lateMail(slot: Slot, random: Random): readonly Planned[] {
  const mail = { lost: 0, forgotten: 0, doubled: 0.5, delay: 900_000 };
  return [
    { step: "mail", mail, for: 60_000, pause: 0 },
    { step: "push", by: "ada", edits: [toVersion(slot, random)], pause: 70_000 },
    { step: "push", by: "bob", edits: [toVersion(slot, random)], pause: 1_000_000 },
  ];
}

/** Somebody merges before a plan is shown, or of a pull request that nobody was told of. */
function mergedUnseen(slot: Slot, random: Random): readonly Planned[] {
  const edits: readonly Edit[] = [random.chance(0.5) ? { slot, to: "deleted" } : { slot, to: { isRenamed: true } }];
  const merge = { step: "merge", nth: 99, method: "squash", by: "bob", isPatient: false } as const;
  return [
    { step: "mail", mail: { lost: 0, forgotten: 1, doubled: 0, delay: 1_000 }, for: 30_000, pause: 0 },
    { step: "open", by: "ada", edits, back: 0, pause: random.pick([1_000, 40_000]) },
    ...(random.chance(0.5) ? [{ ...merge, pause: 200_000 }] : []),
  ];
}
