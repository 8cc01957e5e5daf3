import type { Fault } from "../../../infra/local/aws/faults/faults.ts";
import { authorizations, type Declared, type Parameter, parameters, type Slot, slots } from "./declared.ts";
import { type MergeMethod, mergeMethods, people } from "./github.ts";
import { goodMail, type Mail } from "./hooks.ts";
import { createRandom, mixed, type Random } from "./random.ts";

/* What a schedule consists of, as plain data that follows from its seed. A number picks from what there is by then. */

export type Writer = "ada" | "bob";

export type Edit =
  | { readonly slot: Slot; readonly to: Partial<Declared> | "deleted" | "broken" }
  | { readonly configuration: number };

export type Hand = "version" | "credential" | "removed" | "made";

export type Part = "github" | "ledger" | "queue" | "aws" | "evaluate";

export type Doing =
  | { readonly step: "open"; readonly by: Writer | "eve"; readonly edits: readonly Edit[]; readonly back: number }
  | {
      readonly step: "push to pull";
      readonly nth: number;
      readonly by: Writer;
      readonly edits: readonly Edit[];
      readonly isForced: boolean;
    }
  | { readonly step: "merge"; readonly nth: number; readonly method: MergeMethod; readonly by: Writer }
  | { readonly step: "close"; readonly nth: number }
  | { readonly step: "push"; readonly by: Writer; readonly edits: readonly Edit[] }
  | { readonly step: "revert"; readonly by: Writer; readonly isPull: boolean }
  | { readonly step: "force"; readonly by: Writer; readonly back: number; readonly edits: readonly Edit[] }
  | { readonly step: "hand"; readonly slot: Slot; readonly isRenamed: boolean; readonly hand: Hand }
  | { readonly step: "parameter"; readonly parameter: Parameter; readonly to: "rotated" | "deleted" }
  | {
      readonly step: "dispatch";
      readonly by: Writer | "eve";
      readonly operation: "plan" | "apply" | "drift";
      readonly isAccepting: boolean;
      readonly slot: Slot | null;
    }
  | { readonly step: "ask again"; readonly nth: number }
  | { readonly step: "mail"; readonly mail: Mail }
  | { readonly step: "deaths"; readonly kills: number; readonly sleeps: number; readonly slow: number }
  | { readonly step: "fault"; readonly fault: Fault }
  | { readonly step: "outage"; readonly part: Part; readonly share: number }
  | { readonly step: "late index"; readonly milliseconds: number };

/** Something is done, and then the world goes on for so long by itself. */
export type Step = Doing & {
  readonly pause: number;
  /** By this chance everything goes until the next step. */
  readonly seed: number;
};

export const LENGTH = 30;

export function scheduleOf(seed: number, length = LENGTH): readonly Step[] {
  const random = createRandom(mixed(seed, 1));
  return Array.from({ length }, (_, index) => ({
    ...doing(random),
    pause: random.weighted([
      [3, 0],
      [3, 3_000],
      [5, 30_000],
      [3, 180_000],
      [1, 1_500_000],
      [0.3, 30_000_000],
    ]),
    seed: mixed(seed, 2, index),
  }));
}

function doing(random: Random): Doing {
  const by = random.pick(["ada", "bob"] as const);
  const kind = random.weighted([
    [16, "open"],
    [6, "push to pull"],
    [22, "merge"],
    [1, "close"],
    [5, "push"],
    [2, "revert"],
    [1.5, "force"],
    [5, "hand"],
    [5, "parameter"],
    [6, "dispatch"],
    [2, "ask again"],
    [3, "mail"],
    [8, "deaths"],
    [9, "fault"],
    [5, "outage"],
    [1, "late index"],
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
      return { step: kind, nth: random.int(100), method: random.pick(mergeMethods), by };
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
      return { step: kind, mail: mail(random) };
    case "deaths":
      return {
        step: kind,
        kills: random.pick([0, 0.003, 0.01, 0.03]),
        sleeps: random.pick([0, 0.003, 0.01]),
        slow: random.pick([0, 0.02, 0.1]),
      };
    case "fault":
      return { step: kind, fault: fault(random) };
    case "outage":
      return {
        step: kind,
        part: random.pick(["github", "ledger", "queue", "aws", "evaluate"] as const),
        share: random.pick([0.05, 0.2, 1]),
      };
    case "late index":
      return { step: kind, milliseconds: random.pick([500, 5_000, 60_000]) };
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
  ])();
  return { slot, to };
}

function mail(random: Random): Mail {
  return random.pick<Mail>([
    goodMail,
    { ...goodMail, lost: 0.5 },
    { ...goodMail, forgotten: 0.5 },
    { ...goodMail, lost: 1 },
    { ...goodMail, doubled: 0.5, delay: 60_000 },
    { ...goodMail, delay: 1_200_000 },
  ]);
}

const codes = ["Throttling", "GeneralServiceException", "InvalidRequest", "ServiceTimeout", "NotStabilized"] as const;
const writes = ["CreateResource", "UpdateResource", "DeleteResource"] as const;

function fault(random: Random): Fault {
  const operation = random.pick(writes);
  const call = random.pick([...writes, "GetResourceRequestStatus", "DescribeConnection", "ListConnections"] as const);
  const times = random.pick([1, 3, 8]);
  return random.pick<() => Fault>([
    () => ({ kind: "fail", code: random.pick(codes), operation }),
    () => ({ kind: "remnant", code: random.pick(["Throttling", "NotStabilized"]), operation: "CreateResource" }),
    () => ({ kind: "cancel", when: random.pick(["before", "after"]), operation }),
    () => ({ kind: "reset", when: random.pick(["before", "after"]), operation: call, times }),
    () => ({ kind: random.pick(["throttle", "internal-failure", "access-denied"]), operation: call, times }),
    () => ({ kind: "busy", operation, times }),
    () => ({ kind: "slow", milliseconds: random.pick([5_000, 100_000, 1_200_000]) }),
    () => ({ kind: "service-refuses", exception: "ThrottlingException", operation }),
    () => ({ kind: "token-replay", answers: random.pick(["first", "conflict", "anew", "anew-after-failure"]) }),
    () => ({ kind: random.pick(["late-identifier", "mapped-errors", "end-early", "empty-page", "handler-times"]) }),
    () => ({ kind: "retry-after", milliseconds: 20_000 }),
    () => ({ kind: "end-state", state: "DEAUTHORIZED", reason: "no" }),
    () => ({ kind: "ignore-removals", operation: "UpdateResource" }),
    () => ({ kind: "token-refresh", milliseconds: 60_000, every: 1 }),
  ])();
}

export const writers = { ada: people.ada, bob: people.bob, eve: people.eve } as const;
