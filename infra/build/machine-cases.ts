import {
  decide,
  needsLook,
  type Observation,
  type Operation,
  operations,
  type Passing,
  type Verdict,
} from "../../workflows/apply/machine/decide.ts";

/* All that the machine of an apply can be told, its answers, and how the two become rows. */

export interface MachineCase {
  readonly operation: Operation;
  readonly verdict: Verdict;
  readonly seen: Observation;
}

/** What stands for AWS's own reason, and for what an observation says. */
export const REASON = "*AWS's reason*";
export const SEEN = "*what was seen*";

const either = [true, false] as const;
const passings = ["again", "busy", "unclear", "no"] as const satisfies readonly Passing[];

const verdicts: readonly Verdict[] = [
  ...either.map((isEarlier) => ({ kind: "succeeded", isEarlier }) as const),
  { kind: "running" },
  { kind: "unknown", why: REASON },
  { kind: "lost", why: REASON },
  ...either.flatMap((mayHaveActed) =>
    passings.map((passing) => ({ kind: "failed", mayHaveActed, passing, why: REASON }) as const),
  ),
];

const observations: readonly Observation[] = [
  { kind: "absent" },
  ...([true, null, false] as const).map((acted) => ({ kind: "ours", acted }) as const),
  ...(["changed", "foreign", "untold", "unreadable"] as const).map((kind) => ({ kind, why: SEEN })),
  { kind: "not-looked" },
];

export const machineCases: readonly MachineCase[] = operations.flatMap((operation) =>
  verdicts.flatMap((verdict) => observations.map((seen) => ({ operation, verdict, seen }))),
);

/** What cases differ by, with every word for it, in the order in which a row lists them. */
const axes = {
  operation: operations,
  verdict: ["succeeded", "running", "unknown", "lost", "failed"],
  /** Of a success. */
  ended: ["in this run", "in an earlier run"],
  /** Of a failure. */
  reach: ["may have acted", "did not act"],
  passing: passings,
  seen: [
    "absent",
    "ours (acted)",
    "ours (acted?)",
    "ours (did not act)",
    "changed",
    "foreign",
    "untold",
    "unreadable",
    "not-looked",
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Axis = keyof typeof axes;
/** The words of a row by axis; none: the axis says nothing of its verdict. */
type Words = Readonly<Record<Axis, readonly string[]>>;

/** What the machine answers, as a table has it. */
interface Answer {
  readonly decision: string;
  readonly says: string;
}

/** Cases with one answer: every combination of the words. */
export interface MachineRow extends Answer {
  readonly words: Words;
}

export function wordsOf({ operation, verdict, seen }: MachineCase): Words {
  return {
    operation: [operation],
    verdict: [verdict.kind],
    ended: verdict.kind === "succeeded" ? [verdict.isEarlier ? "in an earlier run" : "in this run"] : [],
    reach: verdict.kind === "failed" ? [verdict.mayHaveActed ? "may have acted" : "did not act"] : [],
    passing: verdict.kind === "failed" ? [verdict.passing] : [],
    seen: [seen.kind === "ours" ? `ours (${actedWord(seen.acted)})` : seen.kind],
  };
}

function actedWord(acted: boolean | null): string {
  if (acted === null) return "acted?";
  return acted ? "acted" : "did not act";
}

export function answerOf({ operation, verdict, seen }: MachineCase): Answer {
  const decision = decide(operation, verdict, seen);
  const left = "left" in decision ? `, ${decision.left}` : "";
  return { decision: `**${decision.kind}**${left}`, says: "why" in decision ? (decision.why ?? "") : "" };
}

/** Every case and its answer, folded. */
export function machineRows(): readonly MachineRow[] {
  const rows = folded(machineCases.map((each) => ({ words: wordsOf(each), ...answerOf(each) })));
  return rows.toSorted((a, b) => compareBy("verdict", a, b) || compareBy("seen", a, b));
}

function compareBy(axis: Axis, a: MachineRow, b: MachineRow): number {
  const place = ({ words }: MachineRow): number => axes[axis].findIndex((word) => words[axis].includes(word));
  return place(a) - place(b);
}

/** Cases in which nobody looks, folded. */
export function unseenRows(): readonly MachineRow[] {
  const unseen = machineCases.filter(({ operation, verdict }) => !needsLook(operation, verdict));
  return folded(unseen.map((each) => ({ words: wordsOf(each), decision: "", says: "" })));
}

/** The order makes the fewest rows. */
const foldingOrder = ["seen", "passing", "reach", "ended", "operation"] as const satisfies readonly Axis[];

/** Rows that differ by one axis alone become one, axis by axis: what no row has before, no row has after. */
function folded(rows: readonly MachineRow[]): readonly MachineRow[] {
  return foldingOrder.reduce(foldedBy, rows);
}

function foldedBy(rows: readonly MachineRow[], axis: Axis): readonly MachineRow[] {
  const alike = Map.groupBy(rows, ({ words, ...answer }) => JSON.stringify([{ ...words, [axis]: [] }, answer]));
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const found = new Set([first, ...others].flatMap(({ words }) => words[axis]));
    return [{ ...first, words: { ...first.words, [axis]: axes[axis].filter((word) => found.has(word)) } }];
  });
}

/** The words of one axis, in short. */
export function shortly(axis: Axis, words: readonly string[]): string {
  const all: readonly string[] = axes[axis];
  if (words.length === all.length) return "any";
  const rest = all.filter((word) => !words.includes(word));
  if (rest.length === 1 && all.length > 3) return `all but ${rest.join()}`;
  const isOurs = (word: string): boolean => word.startsWith("ours");
  const ours = words.filter(isOurs);
  if (ours.length < all.filter(isOurs).length) return words.join(", ");
  return [...new Set(words.map((word) => (isOurs(word) ? "ours" : word)))].join(", ");
}
