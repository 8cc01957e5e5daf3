import { describe, expect, it } from "vitest";
import type { Decided } from "../../../workflows/apply/report/decided.ts";
import { acceptLeft, type PartOf, partOf, withEarlier } from "../../../workflows/apply/report/part.ts";
import { resultOf } from "../../../workflows/apply/machine/settle.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { restrictPlan } from "../../../workflows/engine/plan/build.ts";
import type { Plan } from "../../../workflows/engine/plan/plan.ts";
import type { HoldCause } from "../../../workflows/engine/plan/review/review.ts";
import { acceptanceDigest } from "../../../workflows/engine/plan/review/acceptance.ts";
import type { ChangeResult, ResultStatus, RunResult } from "../../../workflows/engine/plan/write/result.ts";
import { isSameKey } from "../../../workflows/engine/values/key.ts";
import { noProgress, type PendingChange } from "../../../workflows/ports/progress.ts";
import { aDoneChange, aPendingChange } from "../../contract/ledger-fixtures.ts";
import { keyOf } from "../../support/definitions.ts";
import { makePlan, type PlanInput } from "../../support/render-case.ts";

const tip = "t".repeat(40);
const where = { kinds: builtinKinds, commit: tip };
const goes = (name: string) => ({ name, action: "delete" as const });

/** How each change of a plan ended, by its name. */
type Ends = Readonly<Record<string, ResultStatus>>;

interface Situation {
  readonly plan?: PlanInput;
  readonly ends?: Ends;
  readonly pending?: readonly PendingChange[];
  /** The one resource that the run was about. */
  readonly only?: string;
}

function decided({ plan: input = {}, ends = {}, pending = [], only }: Situation): Decided {
  const whole = makePlan(input);
  const plan = only === undefined ? whole : restrictPlan(whole, ({ name }) => name === only);
  const ended = plan.changes.filter(({ name }) => ends[name] !== undefined);
  const results = ended.map((change): ChangeResult => {
    const status = ends[change.name] ?? "failed";
    return resultOf(change, { status, error: status === "applied" ? null : "why" });
  });
  const held = ended.filter(({ name }) => ends[name] === "held");
  const result: RunResult =
    plan.digest === null
      ? { outcome: "failed", reason: "definitions-invalid", results }
      : { outcome: "held", reason: "not-reviewed", results };
  return {
    applied: {
      plan,
      records: new Map(),
      review: { allowed: [], held: held.map((change) => ({ change, cause: "not-reviewed", why: "why" })) },
      result,
      pulls: new Map(),
    },
    whole,
    before: { ...noProgress, pending },
    pending,
    isWhole: only === undefined,
  };
}

const owning = (...names: readonly string[]): PartOf => ({
  isOwn: (key) => names.some((name) => isSameKey(key, keyOf(name))),
  done: [],
  isTouched: true,
});
const ends = ({ result }: { readonly result: RunResult }) =>
  result.results.map(({ name, action, status }) => `${name} ${action} ${status}`);

describe("the part of a run", () => {
  it("is of its own changes alone: their results, outcome, plan, and what is wrong with them", () => {
    const warn = { severity: "warning" as const, code: "odd" };
    const plan: PlanInput = {
      changes: [
        { name: "mine", action: "update" },
        { name: "theirs", action: "update" },
      ],
      diagnostics: [
        { ...warn, message: "mine", file: "mine.ts" },
        { ...warn, message: "theirs", file: "theirs.ts" },
        { ...warn, message: "about theirs", file: "mine.ts", about: keyOf("theirs") },
      ],
      findings: [
        { message: "mine", name: "mine" },
        { message: "theirs", name: "theirs" },
      ],
    };
    const part = partOf(owning("mine"), decided({ plan, ends: { mine: "applied", theirs: "failed" } }), where);
    expect(part.result).toMatchObject({ outcome: "applied", reason: "applied" });
    expect(ends(part)).toEqual(["mine update applied"]);
    expect(part.plan.changes.map(({ name }) => name)).toEqual(["mine"]);
    expect(part.plan.diagnostics.map(({ message }) => message)).toEqual(["mine"]);
    expect(part.plan.findings.map(({ message }) => message)).toEqual(["mine"]);
  });

  it("is nothing to apply where none of it is its own", () => {
    const part = partOf(owning("other"), decided({ plan: { changes: [goes("a")] }, ends: { a: "held" } }), where);
    expect(part.result).toEqual({ outcome: "no-changes", reason: "no-changes", results: [] });
  });

  it("joins what earlier runs did, of each resource by the newest word", () => {
    const done = [
      aDoneChange("first", { action: "create" }),
      aDoneChange("retried", { action: "update", status: "failed", error: "AWS" }),
      aDoneChange("given-up", { action: "update", status: "failed", error: "AWS" }),
    ];
    const situation = {
      plan: { changes: [goes("held"), { name: "retried", action: "update" as const }] },
      ends: { held: "held", retried: "applied" } as const,
    };
    const own = { ...owning("first", "retried", "given-up", "held"), done };
    const part = partOf(own, decided(situation), where);
    expect(part.result.outcome).toBe("held");
    expect(ends(part)).toEqual(["first create applied", "held delete held", "retried update applied"]);
    // A run about one resource has not looked at the others.
    const alone = partOf(own, decided({ ...situation, only: "held" }), where);
    expect(ends(alone)).toContain("given-up update failed");
    expect(alone.result.outcome).toBe("failed");
  });

  it("says of what was done what it is worth now, and keeps why it is worth nothing", () => {
    const error = "applied, but EventBridge says DEAUTHORIZED: the secret was refused";
    const done = [aDoneChange("orders", { action: "create", status: "failed", error, authorization: "DEAUTHORIZED" })];
    const now = (authorization: string, status: ResultStatus) => {
      const run = decided({ plan: { changes: [{ name: "orders", action: "no-op" }] }, ends: { orders: status } });
      const results = run.applied.result.results.map((each) => ({ ...each, authorization }));
      const applied = { ...run.applied, result: { ...run.applied.result, results } };
      return partOf({ ...owning("orders"), done }, { ...run, applied }, where).result.results;
    };
    expect(now("DEAUTHORIZED", "failed")).toMatchObject([{ action: "create", status: "failed", error }]);
    expect(now("AUTHORIZED", "applied")).toMatchObject([
      { action: "create", status: "applied", error: null, authorization: "AUTHORIZED" },
    ]);
  });

  it.each([
    [true, "failed", "definitions-invalid"],
    [false, "no-changes", "no-changes"],
  ])("of a run without a plan is its failure where it declares something: %s", (isTouched, outcome, reason) => {
    const run = decided({ plan: { diagnostics: [{ message: "broken" }] } });
    expect(partOf({ ...owning(), isTouched }, run, where).result).toMatchObject({ outcome, reason });
  });
});

describe("the part of a run about one resource", () => {
  const plan: PlanInput = { changes: [goes("a"), goes("b"), goes("c"), goes("theirs")] };
  const waits = (name: string, hold?: HoldCause) => aPendingChange(name, { reason: `why ${name}`, hold });
  const pending = [waits("b", "finding"), waits("theirs", "error")];

  it("has what else is pending of it, with the reason that the last run of all gave", () => {
    const part = partOf(owning("a", "b", "c"), decided({ plan, ends: { a: "applied" }, pending, only: "a" }), where);
    expect(part.result).toMatchObject({ outcome: "held", reason: "blocked-by-finding" });
    expect(part.result.results).toMatchObject([
      { name: "a", status: "applied" },
      { name: "b", status: "held", error: "why b" },
    ]);
    expect(part.plan.changes.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it("is not reviewed where an earlier version did not keep what held it", () => {
    const changes = [goes("a"), { name: "b", action: "update" as const }];
    const part = partOf(
      owning("a", "b"),
      decided({ plan: { changes }, ends: { a: "applied" }, pending: [waits("b")], only: "a" }),
      where,
    );
    expect(part.result).toMatchObject({ outcome: "held", reason: "not-reviewed" });
  });
});

describe("what accepts what is held", () => {
  const changes = [goes("a"), goes("b"), goes("c"), goes("d"), goes("e"), goes("f"), goes("g")];
  const held = Object.fromEntries(changes.map(({ name }) => [name, "held" as const]));
  const only = (plan: Plan, ...names: readonly string[]) =>
    acceptanceDigest(
      restrictPlan(plan, ({ name }) => names.includes(name)),
      tip,
    );

  it("is one digest of all that is left, where all that waits is its own", () => {
    const run = decided({ plan: { changes: changes.slice(0, 3) }, ends: { a: "held", b: "applied", c: "held" } });
    const { accepts } = partOf(owning("a", "c"), run, where);
    expect(accepts).toEqual([{ digest: only(run.whole, "a", "c"), connection: null }]);
  });

  it("is, of what one run was about, one digest of what it left", () => {
    const { whole } = decided({ plan: { changes: changes.slice(0, 2) } });
    const left = acceptLeft(whole, (key) => isSameKey(key, keyOf("b")), { commit: tip, connection: "a" });
    expect(left).toEqual({ digest: only(whole, "a"), connection: "a" });
    expect(left.digest).not.toBe(acceptanceDigest(whole, tip));
  });

  it("is one for each of them, five at most, where more waits than that", () => {
    const run = decided({ plan: { changes }, ends: held });
    const { accepts } = partOf(owning("a", "b"), run, where);
    expect(accepts).toEqual(["a", "b"].map((name) => ({ digest: only(run.whole, name), connection: name })));
    expect(partOf(owning("a", "b", "c", "d", "e", "f"), run, where).accepts).toHaveLength(5);
  });

  it("counts what waits beside a run about one resource", () => {
    const pending = [aPendingChange("b")];
    const run = decided({ plan: { changes: changes.slice(0, 2) }, ends: held, pending, only: "a" });
    const { accepts } = partOf(owning("a"), run, where);
    expect(accepts).toEqual([{ digest: only(run.whole, "a"), connection: "a" }]);
    const all = partOf(owning("a", "b"), run, where);
    expect(all.accepts).toEqual([{ digest: only(run.whole, "a", "b"), connection: null }]);
  });
});

it("a result joins what was done before at the same commit, and has the last word on what failed", () => {
  const done = [aDoneChange("a", {}), aDoneChange("b", { status: "failed" })].map(({ result }) => result);
  const nothing: RunResult = { outcome: "no-changes", reason: "no-changes", results: [] };
  expect(withEarlier(nothing, done)).toMatchObject({ outcome: "applied", results: [{ name: "a" }] });
  expect(withEarlier(nothing, done.slice(1))).toBe(nothing);
});
