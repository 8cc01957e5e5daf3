import * as fc from "fast-check";
import type { MergeMethod } from "./review-history.ts";

/* What may happen to one definition and its repository, as plain data: a history that failed is printed, and can be pasted. */

/** What a definition is: where its secret goes, and whether it is described; null: there is none. */
export type Value = { readonly to: "x" | "e"; readonly isDescribed: boolean } | null;

/** `x` and `e`: the secret goes there. */
export type Edit = "delete" | "x" | "e" | "describe";
export type Merging = MergeMethod | "by hand" | "fast-forward";
/** How a run goes: to its end; it dies before that; AWS refuses, or takes what it then cancels; or it was narrowed. */
export type Course = "whole" | "dies" | "refused" | "half" | "narrow";

export type ReviewStep =
  | { readonly step: "propose"; readonly edit: Edit }
  /** Pull requests are counted from the oldest open one; one that there is not does nothing. */
  | { readonly step: "plan again" | "update"; readonly pull: 0 | 1 }
  | { readonly step: "merge"; readonly pull: 0 | 1; readonly how: Merging }
  | { readonly step: "push"; readonly edit: Edit }
  | { readonly step: "push a README" | "merge a README" | "force push" | "foxtrot" | "delete by hand" }
  | { readonly step: "run"; readonly course: Course };

/** What a history begins with, beside the definition: a neighbour that is held all the time, or nothing at all. */
export type Beginning = "managed" | "managed beside one that is held" | "absent" | "nothing was ever applied";

/** The reviewed change that a history ends with, and what goes wrong before the two runs that it has. */
export interface Ending {
  readonly how: Merging;
  readonly isMove: boolean;
  readonly mishaps: readonly Exclude<Course, "whole">[];
}

export interface ReviewStory {
  readonly beginning: Beginning;
  readonly steps: readonly ReviewStep[];
  readonly ending: Ending;
}

export function afterEdit(edit: Edit, value: Value): Value {
  switch (edit) {
    case "delete":
      return null;
    case "describe":
      return value === null ? null : { ...value, isDescribed: !value.isDescribed };
    case "x":
    case "e":
      return { to: edit, isDescribed: value?.isDescribed ?? false };
  }
}

export function isSame(a: Value, b: Value): boolean {
  return a?.to === b?.to && a?.isDescribed === b?.isDescribed;
}

function weighted<Item>(...all: readonly (readonly [number, fc.Arbitrary<Item>])[]): fc.Arbitrary<Item> {
  return fc.oneof(...all.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

const edit = fc.constantFrom<Edit>("delete", "delete", "x", "e", "describe");
const how = fc.constantFrom<Merging>("merge", "merge", "squash", "rebase", "by hand", "fast-forward");
const pull = fc.constantFrom<0 | 1>(0, 0, 1);
const broken = fc.constantFrom<Exclude<Course, "whole">>("dies", "refused", "half", "narrow");
const course = weighted<Course>([3, fc.constant("whole")], [2, broken]);
const bare = <Name extends ReviewStep["step"]>(step: Name) => fc.constant({ step });

const step = weighted<ReviewStep>(
  [5, fc.record({ step: fc.constant("propose"), edit })],
  [1, fc.record({ step: fc.constantFrom("plan again", "update"), pull })],
  [5, fc.record({ step: fc.constant("merge"), pull, how })],
  [4, fc.record({ step: fc.constant("push"), edit })],
  [1, bare("push a README")],
  [1, bare("merge a README")],
  [3, bare("force push")],
  [2, bare("foxtrot")],
  [1, bare("delete by hand")],
  [7, fc.record({ step: fc.constant("run"), course })],
);

const LONGEST = 9;

export const reviewStories: fc.Arbitrary<ReviewStory> = fc
  .record({
    beginning: fc.constantFrom<Beginning>(
      "managed",
      "managed beside one that is held",
      "absent",
      "nothing was ever applied",
    ),
    steps: fc.array(step, { minLength: 4, maxLength: LONGEST, size: "max" }),
    ending: fc.record({ how, isMove: fc.boolean(), mishaps: fc.array(broken, { maxLength: 2 }) }),
  })
  // A clone has the usual prototypes, of which nothing is printed.
  .map((story) => structuredClone(story));
