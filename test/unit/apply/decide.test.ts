import { describe, expect, it } from "vitest";
import { type MachineCase, machineCases, REASON } from "../../../infra/build/machine-cases.ts";
import { decide, type Decision, needsLook } from "../../../workflows/apply/machine/decide.ts";

/* Laws of the machine of an apply, each over all that it can be told. */

interface Decided extends MachineCase {
  readonly decision: Decision;
}

const all: readonly Decided[] = machineCases.map((each) => ({
  ...each,
  decision: decide(each.operation, each.verdict, each.seen),
}));

/** What was found to be against a law, as a test shows it. */
function against(isAgainst: (each: Decided) => boolean): readonly Decided[] {
  return all.filter(isAgainst);
}

const isAnotherWrite = ({ decision }: Decided): boolean => decision.kind === "again" || decision.kind === "complete";

/** What the record is left as where the run is done; undefined: something else was decided. */
const leftBy = ({ decision }: Decided): string | undefined => ("left" in decision ? decision.left : undefined);

const mayHaveActed = ({ verdict }: MachineCase): boolean =>
  verdict.kind === "lost" || (verdict.kind === "failed" && verdict.mayHaveActed);

/** What the ledger is told. */
function toldOf(decision: Decision): object {
  return "left" in decision ? { kind: decision.kind, left: decision.left } : { kind: decision.kind };
}

describe("the cases", () => {
  it("are all: three operations, thirteen verdicts, nine observations, each combination once", () => {
    expect(machineCases).toHaveLength(3 * 13 * 9);
    expect(new Set(machineCases.map((each) => JSON.stringify(each))).size).toBe(machineCases.length);
  });

  it("lead to every kind of decision, and to everything that a record can be left as", () => {
    const kinds = ["again", "applied", "complete", "gone", "stop", "wait"];
    expect([...new Set(all.map(({ decision }) => decision.kind))].toSorted()).toEqual(kinds);
    const lefts = all.flatMap((each) => leftBy(each) ?? []);
    expect([...new Set(lefts)].toSorted()).toEqual(["as-before", "in-doubt", "incomplete"]);
  });
});

describe("another write", () => {
  it("never goes to what is somebody else's, was changed by somebody, or was not seen", () => {
    const unsafe = ["foreign", "untold", "changed", "unreadable", "not-looked"];
    expect(against((each) => isAnotherWrite(each) && unsafe.includes(each.seen.kind))).toEqual([]);
  });

  it("is a create only where there is nothing, and never an update or a delete of nothing", () => {
    const isAgain = ({ decision }: Decided): boolean => decision.kind === "again";
    expect(against((each) => isAgain(each) && (each.operation === "create") !== (each.seen.kind === "absent"))).toEqual(
      [],
    );
  });

  it("follows only on a failure, and never where another try is not worth it, as when a run resumes", () => {
    const isWorthIt = ({ verdict }: Decided): boolean => verdict.kind === "failed" && verdict.passing !== "no";
    expect(against((each) => isAnotherWrite(each) && !isWorthIt(each))).toEqual([]);
  });

  it("goes on where the cause passes: with nothing there, or with what is ours", () => {
    const isOpen = ({ operation, verdict, seen }: Decided): boolean =>
      verdict.kind === "failed" &&
      (verdict.passing === "again" || verdict.passing === "busy") &&
      (operation === "create"
        ? seen.kind === "absent" || (seen.kind === "ours" && verdict.mayHaveActed)
        : seen.kind === "ours");
    expect(against((each) => isOpen(each) && !isAnotherWrite(each))).toEqual([]);
  });

  it("does not repeat an update that AWS failed without a clear reason once it has changed something", () => {
    const isUnclear = ({ operation, verdict, seen }: Decided): boolean =>
      operation === "update" &&
      verdict.kind === "failed" &&
      verdict.passing === "unclear" &&
      !(seen.kind === "ours" && seen.acted === false);
    expect(against((each) => isUnclear(each) && isAnotherWrite(each))).toEqual([]);
  });

  it("completes only a create, which may have made something, of which what is there is ours", () => {
    const mayComplete = (each: Decided): boolean =>
      each.operation === "create" && mayHaveActed(each) && each.seen.kind === "ours";
    expect(against((each) => each.decision.kind === "complete" && !mayComplete(each))).toEqual([]);
  });
});

describe("what is told to be done", () => {
  it("is never gone after a create or an update, nor while there is something", () => {
    const isGone = ({ operation, verdict, seen }: Decided): boolean =>
      operation === "delete" && (verdict.kind === "succeeded" || seen.kind === "absent");
    expect(against((each) => each.decision.kind === "gone" && !isGone(each))).toEqual([]);
  });

  it("is gone where a delete came to its end and there is nothing", () => {
    const isGone = ({ operation, verdict, seen }: Decided): boolean =>
      operation === "delete" && seen.kind === "absent" && ["succeeded", "lost", "failed"].includes(verdict.kind);
    expect(against((each) => isGone(each) && each.decision.kind !== "gone")).toEqual([]);
  });

  it("is applied only where AWS said so of a create or an update, and something is there", () => {
    const isThere = ({ seen }: Decided): boolean => ["ours", "changed", "untold"].includes(seen.kind);
    const mayBe = (each: Decided): boolean =>
      each.verdict.kind === "succeeded" && each.operation !== "delete" && isThere(each);
    expect(against((each) => each.decision.kind === "applied" && !mayBe(each))).toEqual([]);
  });

  it("is applied where AWS said so and it is there, and nobody else's by what AWS says", () => {
    const isThere = ({ seen }: Decided): boolean => ["ours", "changed", "untold"].includes(seen.kind);
    const isDone = (each: Decided): boolean =>
      each.verdict.kind === "succeeded" && each.operation !== "delete" && isThere(each);
    expect(against((each) => isDone(each) && each.decision.kind !== "applied")).toEqual([]);
  });

  it("is never applied to another's resource", () => {
    const isAnothers = ({ seen }: Decided): boolean => seen.kind === "foreign";
    expect(against((each) => isAnothers(each) && each.decision.kind === "applied")).toEqual([]);
  });
});

describe("what may still act, or may have acted", () => {
  it("is not forgotten while AWS is at it, or does not tell", () => {
    const isOpen = ({ verdict }: Decided): boolean => verdict.kind === "running" || verdict.kind === "unknown";
    expect(against((each) => isOpen(each) && each.decision.kind !== "wait")).toEqual([]);
  });

  it("waits where a create may have made something and nobody can look", () => {
    const isUnseen = (each: Decided): boolean =>
      each.operation === "create" &&
      (mayHaveActed(each) || each.verdict.kind === "succeeded") &&
      ["unreadable", "not-looked"].includes(each.seen.kind);
    expect(against((each) => isUnseen(each) && each.decision.kind !== "wait")).toEqual([]);
  });

  it("waits where AWS reported success and nothing can be seen, unless that was in an earlier run", () => {
    const isUnseen = ({ operation, verdict, seen }: Decided): boolean =>
      operation !== "delete" &&
      verdict.kind === "succeeded" &&
      (["unreadable", "not-looked"].includes(seen.kind) || (seen.kind === "absent" && !verdict.isEarlier));
    const isGoneSince = ({ operation, verdict, seen }: Decided): boolean =>
      operation !== "delete" && verdict.kind === "succeeded" && verdict.isEarlier && seen.kind === "absent";
    expect(against((each) => isUnseen(each) && each.decision.kind !== "wait")).toEqual([]);
    expect(against((each) => isGoneSince(each) && leftBy(each) !== "as-before")).toEqual([]);
  });

  it("waits nowhere else: an intent keeps everything else away from its resource", () => {
    const mayWait = (each: Decided): boolean =>
      ["running", "unknown", "succeeded"].includes(each.verdict.kind) ||
      (each.operation === "create" && mayHaveActed(each) && ["unreadable", "not-looked"].includes(each.seen.kind));
    expect(against((each) => each.decision.kind === "wait" && !mayWait(each))).toEqual([]);
  });

  it("never leaves the record as before where an update or a delete may have acted and nobody could rule it out", () => {
    const isOpen = (each: Decided): boolean =>
      each.operation !== "create" &&
      mayHaveActed(each) &&
      (each.seen.kind === "ours"
        ? each.seen.acted !== false
        : ["changed", "untold", "unreadable", "not-looked"].includes(each.seen.kind));
    expect(against((each) => isOpen(each) && leftBy(each) === "as-before")).toEqual([]);
  });

  it("never leaves the record as before where a create may have made what is ours", () => {
    const isOurs = (each: Decided): boolean =>
      each.operation === "create" && mayHaveActed(each) && each.seen.kind === "ours";
    expect(against((each) => isOurs(each) && leftBy(each) === "as-before")).toEqual([]);
  });

  it("is incomplete only where it is known to have changed something, and in doubt only where that is not known", () => {
    const isKnown = (each: Decided): boolean =>
      mayHaveActed(each) && each.seen.kind === "ours" && (each.operation === "create" || each.seen.acted === true);
    expect(against((each) => leftBy(each) === "incomplete" && !isKnown(each))).toEqual([]);
    const isOpen = (each: Decided): boolean => each.operation !== "create" && mayHaveActed(each);
    expect(against((each) => leftBy(each) === "in-doubt" && !isOpen(each))).toEqual([]);
  });

  it("changes no record where AWS did not begin, or what was seen rules it out", () => {
    const isRuledOut = (each: Decided): boolean =>
      each.verdict.kind === "failed" &&
      (!each.verdict.mayHaveActed ||
        (each.operation !== "create" && each.seen.kind === "ours" && each.seen.acted === false));
    expect(against((each) => isRuledOut(each) && !["as-before", undefined].includes(leftBy(each)))).toEqual([]);
  });
});

describe("another's resource", () => {
  it("is never left as ours: no record is in doubt or incomplete for it", () => {
    const isSeen = ({ operation, verdict }: Decided): boolean => needsLook(operation, verdict);
    expect(
      against(
        (each) => each.seen.kind === "foreign" && isSeen(each) && !["as-before", undefined].includes(leftBy(each)),
      ),
    ).toEqual([]);
  });
});

describe("the reason", () => {
  const isTold = ({ verdict }: Decided): boolean => verdict.kind === "failed" || verdict.kind === "unknown";
  const whyOf = ({ decision }: Decided): string | null => ("why" in decision ? decision.why : null);

  it("of AWS begins every text after what failed or is not known", () => {
    const isOver = ({ decision }: Decided): boolean => decision.kind === "stop" || decision.kind === "wait";
    expect(against((each) => isTold(each) && isOver(each) && whyOf(each)?.startsWith(REASON) !== true)).toEqual([]);
  });

  it("of an observation is told where it is why the record is not known to be right", () => {
    const isDoubted = (each: Decided): boolean => isTold(each) && leftBy(each) === "in-doubt" && "why" in each.seen;
    const saysIt = (each: Decided): boolean => "why" in each.seen && whyOf(each)?.includes(each.seen.why) === true;
    expect(against((each) => isDoubted(each) && !saysIt(each))).toEqual([]);
  });

  it("is only missing where AWS is at work: after a stop, or another wait, somebody is told", () => {
    const mayBeSilent = ({ verdict }: Decided): boolean => verdict.kind === "running";
    expect(against((each) => "why" in each.decision && each.decision.why === null && !mayBeSilent(each))).toEqual([]);
  });
});

describe("where nobody looks", () => {
  const unseen = all.filter(({ operation, verdict }) => !needsLook(operation, verdict));
  const notLooked = ({ operation, verdict }: Decided): Decision => decide(operation, verdict, { kind: "not-looked" });

  it("a look would not have said anything else", () => {
    expect(unseen.filter((each) => JSON.stringify(each.decision) !== JSON.stringify(notLooked(each)))).toEqual([]);
  });

  it("what the ledger is told does not depend on it, and somebody looks where anything that is said does", () => {
    const countOf = (each: Decided, part: (decision: Decision) => object): number => {
      const same = all.filter(({ operation, verdict }) => operation === each.operation && verdict === each.verdict);
      return new Set(same.map(({ decision }) => JSON.stringify(part(decision)))).size;
    };
    const isSeen = ({ operation, verdict }: Decided): boolean => needsLook(operation, verdict);
    expect(against((each) => countOf(each, toldOf) > 1 && !isSeen(each))).toEqual([]);
    expect(against((each) => countOf(each, (decision) => decision) === 1 && isSeen(each))).toEqual([]);
  });
});
