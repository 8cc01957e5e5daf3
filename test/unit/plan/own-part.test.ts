import { describe, expect, it } from "vitest";
import { type Ownership, partsOf } from "../../../workflows/engine/plan/own-part.ts";
import type { Plan } from "../../../workflows/engine/plan/plan.ts";
import { preflightOf, waitingOf } from "../../../workflows/pull-request/context.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { noProgress } from "../../../workflows/ports/progress.ts";
import { keyOf, parameter } from "../../support/definitions.ts";
import { makePlan } from "../../support/render-case.ts";

const mine = { name: "mine", action: "update" } as const;
const theirs = { name: "theirs", action: "update" } as const;
const nothing: Ownership = {
  isOwn: ({ name }) => name === "mine",
  isOwnAt: () => false,
  base: [],
  changesPolicy: false,
};

const codes = (plan: Plan, but: Partial<Ownership> = {}) =>
  partsOf(plan, { ...nothing, ...but }).own.findings.map(({ code }) => code);

describe("what blocks a plan as a whole", () => {
  const all = [
    { code: "many-removals", level: "block", message: "m" },
    { code: "frozen", level: "block", message: "f" },
    { code: "policy-change", message: "p" },
  ] as const;

  it.each([
    [
      "who removes something: removals, and a freeze",
      [{ ...mine, action: "delete" as const }],
      ["many-removals", "frozen"],
    ],
    ["who replaces something, too", [{ ...mine, action: "replace" as const }], ["many-removals", "frozen"]],
    ["who changes something: a freeze", [mine, { ...theirs, action: "delete" as const }], ["frozen"]],
    ["who changes nothing: nothing", [{ ...theirs, action: "delete" as const }], []],
  ])("concerns %s", (_, changes, told) => {
    expect(codes(makePlan({ changes, findings: all }))).toEqual(told);
  });

  it("concerns who changes the policy, where more is allowed", () => {
    expect(codes(makePlan({ findings: all }), { changesPolicy: true })).toEqual(["policy-change"]);
  });

  it("is told of a resource with the change of that", () => {
    const findings = [mine, theirs].map(({ name }) => ({
      code: "protected",
      level: "block" as const,
      message: "p",
      name,
    }));
    const { own } = partsOf(makePlan({ changes: [mine, theirs], findings }), nothing);
    expect(own.findings).toMatchObject([{ about: { name: "mine" } }]);
  });
});

describe("the parts of a plan", () => {
  const plan = makePlan({ changes: [mine, theirs], unchanged: 1 });

  it("are its own, with what does not change, and the others'", () => {
    const { own, others } = partsOf(plan, nothing);
    expect(own.changes.map(({ name }) => name)).toEqual(["mine", "unchanged-1"]);
    expect(own.counts).toMatchObject({ update: 1, "no-op": 1 });
    expect(own.digest).not.toBe(plan.digest);
    expect(others.map(({ name }) => name)).toEqual(["theirs"]);
  });

  it("have each the errors about what they change; of the others, a warning is not told", () => {
    const about = (name: string, severity: "error" | "warning") => ({ message: name, severity, about: keyOf(name) });
    const { diagnostics } = makePlan({
      diagnostics: [about("mine", "error"), about("theirs", "error"), about("theirs", "warning")],
    });
    const { own, othersErrors } = partsOf({ ...plan, diagnostics }, nothing);
    expect(own.diagnostics).toMatchObject([{ message: "mine" }]);
    expect(othersErrors).toMatchObject([{ message: "theirs", severity: "error" }]);
  });
});

describe("beside a plan", () => {
  it("stands what waits, with whose it is and why, as far as the newest run left it", () => {
    const { others } = partsOf(makePlan({ changes: [theirs, { ...theirs, name: "third" }] }), nothing);
    const cause = { from: null, to: "t", until: "t", pull: 5 };
    const left = {
      key: keyOf("theirs"),
      state: "held",
      reason: "why",
      cause,
      isBarred: false,
      since: 1,
      sinceCommit: "t",
    };
    const pending = [{ ...left, state: "held" as const }];
    const parts = { own: makePlan({}), others, othersErrors: [] };
    expect(waitingOf(parts, { ...noProgress, pending }).changes).toMatchObject([
      { change: { name: "theirs" }, pull: 5, why: "why" },
      { change: { name: "third" }, pull: null, why: "" },
    ]);
  });

  it("stands what was found in order for what it makes, and not for what an error stops", () => {
    const parameters = [parameter("/bridgehead/a"), parameter("/bridgehead/b")];
    const plan = makePlan({
      changes: [
        { name: "a", action: "create", parameters },
        { name: "b", action: "create", parameters: [parameter("/bridgehead/c")] },
        { name: "c", action: "adopt", parameters: parameters.slice(1) },
        { name: "d", action: "delete" },
      ],
      unchanged: 1,
    });
    const { diagnostics } = makePlan({ diagnostics: [{ message: "no parameter", about: keyOf("b") }] });
    expect(preflightOf({ ...plan, diagnostics }, builtinKinds)).toMatchObject({
      parameters: 2,
      names: 1,
      quotas: [{ type: keyOf("a").type, count: 4 }],
    });
    expect(preflightOf(makePlan({ changes: [mine] }), builtinKinds)).toEqual({ parameters: 0, names: 0, quotas: [] });
  });
});
