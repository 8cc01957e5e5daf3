import { authorizations, type Declared, parameters, type Slot, slots } from "./declared.ts";
import { mergeMethods } from "./github.ts";
import { fault, lasts, mail, trap } from "./mishaps.ts";
import { createRandom, mixed, type Random } from "./random.ts";
import { scene } from "./scenes.ts";
import type { Doing, Edit, Hand, Planned, Step } from "./steps.ts";

/* A schedule follows from its seed. */

export const LENGTH = 30;

export function scheduleOf(seed: number, length = LENGTH): readonly Step[] {
  const random = createRandom(mixed(seed, 1));
  const doings = [...(random.chance(0.7) ? beginning : [])];
  while (doings.length < length) doings.push(...(random.chance(0.12) ? scene(random) : [doing(random)]));
  return doings.slice(0, length).map((each, index) => ({
    pause: random.weighted([
      [1.5, 0],
      [2, 3_000],
      [6, 40_000],
      [4, 200_000],
      [1, 1_500_000],
      [0.2, 30_000_000],
    ]),
    seed: mixed(seed, 2, index),
    ...each,
  }));
}

/** Most stacks have something by the time that anything goes wrong. */
const beginning: readonly Planned[] = [
  {
    step: "open",
    by: "ada",
    edits: [
      { slot: "a", to: {} },
      { slot: "b", to: { type: "OAUTH_CLIENT_CREDENTIALS" } },
    ],
    back: 0,
  },
  { step: "merge", nth: 0, method: "merge", by: "bob", isPatient: true },
];

function doing(random: Random): Doing {
  const by = random.pick(["ada", "bob"] as const);
  const kind = random.weighted([
    [20, "open"],
    [4, "push to pull"],
    [26, "merge"],
    [0.7, "close"],
    [4, "push"],
    [2, "revert"],
    [1, "force"],
    [5, "hand"],
    [5, "parameter"],
    [7, "dispatch"],
    [1, "ask again"],
    [2, "mail"],
    [3, "deaths"],
    [9, "trap"],
    [8, "fault"],
    [3, "outage"],
    [0.5, "late index"],
    [0.5, "sent twice"],
  ] as const);
  switch (kind) {
    case "open": {
      const from = random.chance(0.05) ? "eve" : by;
      return {
        step: kind,
        by: from,
        edits: edits(random),
        back: random.weighted([
          [4, 0],
          [1, 1],
          [1, 3],
        ]),
      };
    }
    case "push to pull":
      return { step: kind, nth: random.int(100), by, edits: edits(random), isForced: random.chance(0.3) };
    case "merge":
      return {
        step: kind,
        nth: random.int(100),
        method: random.pick(mergeMethods),
        by,
        isPatient: random.chance(0.85),
      };
    case "close":
      return { step: kind, nth: random.int(100) };
    case "push":
      return { step: kind, by, edits: edits(random) };
    case "revert":
      return { step: kind, by, isPull: random.chance(0.5) };
    case "force":
      return { step: kind, by, back: 1 + random.int(3), edits: random.chance(0.5) ? edits(random) : [] };
    case "hand":
      return {
        step: kind,
        slot: random.pick(slots),
        isRenamed: random.chance(0.2),
        hand: random.weighted<Hand>([
          [2, "version"],
          [2, "credential"],
          [1, "removed"],
          [1, "made"],
        ]),
      };
    case "parameter":
      return {
        step: kind,
        parameter: random.pick(parameters),
        to: random.weighted([
          [4, "rotated"],
          [1, "deleted"],
        ]),
      };
    case "dispatch":
      return {
        step: kind,
        by: random.chance(0.1) ? "eve" : by,
        operation: random.weighted([
          [5, "apply"],
          [1, "plan"],
          [1, "drift"],
        ]),
        isAccepting: random.chance(0.6),
        slot: random.chance(0.2) ? random.pick(slots) : null,
      };
    case "ask again":
      return { step: kind, nth: random.int(100) };
    case "mail":
      return { step: kind, mail: mail(random), for: lasts(random) };
    case "deaths":
      return {
        step: kind,
        kills: random.pick([0, 0.003, 0.01, 0.03]),
        sleeps: random.pick([0, 0.003, 0.01]),
        slow: random.pick([0, 0.02, 0.1]),
        for: lasts(random),
      };
    case "fault":
      return { step: kind, fault: fault(random) };
    case "outage":
      return {
        step: kind,
        part: random.pick(["github", "ledger", "queue", "aws", "evaluate"] as const),
        share: random.pick([0.05, 0.2, 1]),
        for: lasts(random),
      };
    case "late index":
      return { step: kind, milliseconds: random.pick([500, 5_000, 60_000]), for: lasts(random) };
    case "trap":
      return { step: kind, trap: trap(random) };
    case "sent twice":
      return { step: kind, share: 0.2 };
  }
}

function edits(random: Random): readonly Edit[] {
  return Array.from({ length: 1 + Number(random.chance(0.3)) }, () => edit(random));
}

function edit(random: Random): Edit {
  if (random.chance(0.05))
    return {
      configuration: random.weighted([
        [3, 0],
        [3, 1],
        [2, 2],
        [1, 3],
      ]),
    };
  const slot = random.weighted<Slot>([
    [3, "a"],
    [2, "b"],
    [1, "c"],
  ]);
  const to = random.weighted<() => Partial<Declared> | "deleted" | "broken">([
    [3, () => "deleted"],
    [0.5, () => "broken"],
    [4, () => ({ version: random.int(3) })],
    [2, () => ({ parameter: random.pick(parameters) })],
    [2, () => ({ type: random.pick(authorizations) })],
    [1.5, () => ({ isRenamed: random.chance(0.5) })],
    [1, () => ({ isAdopted: random.chance(0.5) })],
    [0.7, () => ({ isRetained: random.chance(0.5) })],
    [0.5, () => ({ isProtected: random.chance(0.3) })],
    [2, () => ({ hasHeader: random.chance(0.5) })],
  ])();
  return { slot, to };
}
