import * as fc from "fast-check";
import type { Fault } from "../../infra/local/aws/faults/faults.ts";
import type { AuthorizationType } from "./hand-changes.ts";
import type { At, Moment } from "./port-calls.ts";

/* What may happen to a target, as plain data: a history that failed is printed, and can be pasted. */

export const slots = ["a", "b"] as const;
export type Slot = (typeof slots)[number];
export const parameters = ["k1", "k2"] as const;
export type Parameter = (typeof parameters)[number];

/** What a file of the definitions folder declares. Each kind has some of it. */
export interface Declared {
  /** Whether it has its second name. */
  readonly isRenamed: boolean;
  /** What its secrets are. */
  readonly parameter: Parameter;
  /** Of what everybody can read; 0: nothing is said. */
  readonly version: number;
  readonly type: AuthorizationType;
  readonly invocation: readonly ("secret" | "plain")[];
  readonly hasTokenBody: boolean;
  readonly isPrivate: boolean;
}

/** Somebody changes a file, writes it if there is none, or deletes it; or a parameter gets another value. */
export type Edit =
  | { readonly slot: Slot; readonly to: Partial<Declared> | "deleted" }
  | { readonly rotated: Parameter };

export type Hand = "version" | "credential" | "both" | "removed" | "made anew";

/** How a run goes: to its end, not that far, or with another run in between, after more edits. */
export type Course =
  | { readonly kind: "whole" }
  | { readonly kind: "dies"; readonly at: At }
  | { readonly kind: "short"; readonly within: number }
  | { readonly kind: "sleeps"; readonly at: Moment; readonly edits: readonly Edit[] };

export type Step =
  | { readonly step: "hand"; readonly slot: Slot; readonly isRenamed: boolean; readonly hand: Hand }
  /** Edits are merged and applied; the next step comes so many milliseconds later. */
  | {
      readonly step: "apply";
      readonly edits: readonly Edit[];
      readonly faults: readonly Fault[];
      readonly course: Course;
      readonly pause: number;
    };

/** What histories of a kind are made of. */
interface Material {
  readonly declared: fc.Arbitrary<Partial<Declared>>;
  readonly hands: readonly Hand[];
  readonly faults: fc.Arbitrary<Fault>;
}

const LONGEST = 7;
const CALLS = 30;
/** Calls before and after which the ledger and AWS know most differently what is going on. */
const turningPoints = ["create", "update", "delete", "progress", "putIntent", "settleIntent"] as const;

function historiesOf({ declared, hands, faults }: Material): fc.Arbitrary<readonly Step[]> {
  const slot = weighted<Slot>([2, fc.constant("a")], [1, fc.constant("b")]);
  const edit = weighted<Edit>(
    [5, fc.record({ slot, to: declared })],
    [1, fc.record({ slot, to: fc.constant("deleted") })],
    [2, fc.record({ rotated: weighted<Parameter>([3, fc.constant("k1")], [1, fc.constant("k2")]) })],
  );
  const at = weighted<At>([1, fc.integer({ min: 1, max: CALLS })], [2, fc.constantFrom(...turningPoints)]);
  const course = weighted<Course>(
    [3, fc.constant({ kind: "whole" })],
    [2, fc.record({ kind: fc.constant("dies"), at })],
    [1, fc.record({ kind: fc.constant("short"), within: fc.constantFrom(1_000, 3_000, 10_000) })],
    [
      2,
      fc.record({
        kind: fc.constant("sleeps"),
        at: fc.oneof(fc.record({ before: at }), fc.record({ after: at })),
        edits: fc.array(edit, { minLength: 1, maxLength: 2 }),
      }),
    ],
  );
  const apply = fc.record({
    step: fc.constant("apply"),
    edits: fc.array(edit, { maxLength: 2 }),
    faults: weighted<readonly Fault[]>([1, fc.constant([])], [1, fc.array(faults, { minLength: 1, maxLength: 2 })]),
    course,
    pause: fc.constantFrom(0, 500, 5_000, 600_000),
  });
  const isRenamed = weighted([4, fc.constant(false)], [1, fc.constant(true)]);
  const hand = fc.record({ step: fc.constant("hand"), slot, isRenamed, hand: fc.constantFrom(...hands) });
  const steps = fc.array(weighted<Step>([5, apply], [1, hand]), { minLength: 2, maxLength: LONGEST, size: "max" });
  // A clone has the usual prototypes, of which nothing is printed.
  return steps.map((history) => structuredClone(history));
}

/** One of some, each as often beside the others as its number says. */
function weighted<Value>(...all: readonly (readonly [number, fc.Arbitrary<Value>])[]): fc.Arbitrary<Value> {
  return fc.oneof(...all.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

const writes = ["CreateResource", "UpdateResource", "DeleteResource"] as const;
const codes = ["Throttling", "GeneralServiceException", "InvalidRequest", "ServiceTimeout", "NotStabilized"] as const;
const someWrite = fc.constantFrom(...writes);

function equally(...all: readonly fc.Arbitrary<Fault>[]): fc.Arbitrary<Fault> {
  return weighted(...all.map((arbitrary) => [1, arbitrary] as const));
}

/** What may go wrong with whatever Cloud Control does; `look` is what else a run asks for. */
function faultsOf(...look: readonly string[]): fc.Arbitrary<Fault> {
  const call = fc.constantFrom(...writes, "GetResourceRequestStatus", ...look);
  const times = fc.constantFrom(1, 3, 8);
  const replays = fc.constantFrom("first", "conflict", "anew", "anew-after-failure");
  return equally(
    fc.record({ kind: fc.constant("fail"), code: fc.constantFrom(...codes), operation: someWrite }),
    fc.record({ kind: fc.constant("cancel"), when: fc.constant("before"), operation: someWrite }),
    fc.record({ kind: fc.constant("reset"), when: fc.constantFrom("before", "after"), operation: call }),
    fc.record({ kind: fc.constantFrom("throttle", "access-denied", "internal-failure"), operation: call, times }),
    fc.record({ kind: fc.constant("busy"), operation: someWrite, times }),
    fc.record({ kind: fc.constant("slow"), milliseconds: fc.constantFrom(5_000, 100_000, 1_000_000) }),
    fc.record({
      kind: fc.constant("service-refuses"),
      exception: fc.constant("ThrottlingException"),
      operation: someWrite,
    }),
    fc.record({ kind: fc.constant("token-replay"), answers: replays }),
    fc.record({ kind: fc.constantFrom("late-identifier", "mapped-errors", "end-early", "empty-page") }),
    fc.record({ kind: fc.constant("retry-after"), milliseconds: fc.constant(20_000) }),
  );
}

/** Beside that, what of a connection came to be although AWS says that it failed, and how its authorization ends. */
const faultsOfConnections = weighted(
  [2, faultsOf("DescribeConnection", "ListConnections")],
  [
    1,
    equally(
      fc.record({
        kind: fc.constant("remnant"),
        code: fc.constantFrom("Throttling", "NotStabilized", "GeneralServiceException"),
        operation: fc.constant("CreateResource"),
      }),
      fc.record({ kind: fc.constant("cancel"), when: fc.constant("after"), operation: someWrite }),
      fc.record({ kind: fc.constant("end-state"), state: fc.constant("DEAUTHORIZED"), reason: fc.constant("no") }),
      fc.record({ kind: fc.constant("handler-times") }),
    ),
  ],
);

const faultsOfCrates = weighted<Fault>(
  [5, faultsOf("GetResource")],
  [1, fc.record({ kind: fc.constant("not-found"), times: fc.constantFrom(1, 3) })],
);

type Fields = { readonly [Name in keyof Declared]?: fc.Arbitrary<Declared[Name]> };

/** One thing that is declared otherwise: what nobody can read more often than the rest, since nothing tells of it. */
function oneOf(fields: Fields): fc.Arbitrary<Partial<Declared>> {
  const each = Object.entries(fields).map(([name, value]: [string, fc.Arbitrary<unknown>]) => {
    const declared = value.map((one): Partial<Declared> => ({ [name]: one }));
    return [name === "parameter" ? 4 : 1, declared] as const;
  });
  return weighted(...each);
}

const ofEveryKind = {
  isRenamed: fc.boolean(),
  parameter: fc.constantFrom(...parameters),
  version: fc.nat({ max: 2 }),
};

const type = fc.constantFrom("OAUTH_CLIENT_CREDENTIALS", "API_KEY", "BASIC");

export const connectionHistories = historiesOf({
  declared: oneOf({
    ...ofEveryKind,
    type,
    invocation: fc.subarray(["secret", "plain"] as const),
    hasTokenBody: fc.boolean(),
    isPrivate: fc.boolean(),
  }),
  hands: ["version", "credential", "both", "removed", "made anew", "made anew"],
  faults: faultsOfConnections,
});

export const crateHistories = historiesOf({
  declared: oneOf(ofEveryKind),
  hands: ["version"],
  faults: faultsOfCrates,
});

/** What is found is printed as data, which `examples` takes. */
export const search = { seed: 1 };

/** For a test that lives through all of them: minutes where other work takes the machine, too. */
export const LONGEST_SEARCH_MS = 600_000;
