import { describe, expect, it } from "vitest";
import type { ApprovalState } from "../../../workflows/engine/plan/review/approvals.ts";
import type { PlanCommentContext } from "../../../workflows/render/context.ts";
import { approvalsLine, checkLink, nextStep } from "../../../workflows/render/next-step.ts";
import { keyOf } from "../../support/definitions.ts";
import { makePlan, type PlanInput, pullRequestContext } from "../../support/render-case.ts";

const create = { name: "orders", action: "create" } as const;
const wrong = { message: "wrong" };
const approvals: ApprovalState = { needed: 2, approvedBy: [], early: [], missing: 2, requested: [] };
const blocks = { code: "dependents", level: "block", message: "used", name: "orders" } as const;
const loosens = { code: "policy-change", message: "more is allowed" };
const literal = { code: "literal-credential", severity: "warning", message: "text" } as const;
const missing = { code: "parameter-not-found", message: "no parameter", about: keyOf("orders") };
const used = (...names: readonly string[]) => ({
  code: "dependents",
  message: "used",
  name: "orders",
  users: { noun: "API destination", names },
});

/** A plan that is there although something is wrong with what some of its changes need. */
function stoppedPlan(diagnostics: Required<PlanInput>["diagnostics"]) {
  return {
    ...makePlan({ changes: [create] }),
    diagnostics: makePlan({ diagnostics }).diagnostics,
  };
}

function baseErrors(count: number): Partial<PlanCommentContext> {
  const { diagnostics } = makePlan({ diagnostics: Array.from({ length: count }, () => wrong) });
  return { waiting: { changes: [], errors: diagnostics } };
}

describe("what comes next on a pull request", () => {
  const noPlan = makePlan({ diagnostics: [wrong] });
  const two = makePlan({ changes: [create, { ...create, name: "stock" }], findings: [{ ...blocks, name: "stock" }] });
  const stoppedBeside = { ...two, diagnostics: stoppedPlan([missing]).diagnostics };
  const baseBroken = { ...noPlan, diagnostics: [] };

  it.each<[string, ReturnType<typeof makePlan>, Partial<PlanCommentContext>, string]>([
    ["errors of its own", noPlan, {}, "correct the definitions and push"],
    ["errors of its own beside the base's", noPlan, baseErrors(1), "correct the definitions and push"],
    [
      "an error of the base",
      baseBroken,
      baseErrors(1),
      "mend `main`, here or in another pull request: its error is not",
    ],
    ["errors of the base", baseBroken, baseErrors(2), "its errors are not from here"],
    [
      "a parameter that is missing",
      stoppedPlan([missing]),
      {},
      "create the parameter (the command is below), then press",
    ],
    [
      "two of them",
      stoppedPlan([missing, missing]),
      {},
      "create the 2 parameters (the commands are below), then press",
    ],
    [
      "another error",
      stoppedPlan([{ ...missing, code: "x" }]),
      {},
      "do what the error says, then press **Plan again**",
    ],
    ["one of each", stoppedPlan([missing, { ...missing, code: "x" }]), {}, "do what the errors say, then press"],
    ["an error, and what blocks something else", stoppedBeside, {}, "and what the finding is about is held"],
    [
      "a freeze, whatever else is to be done",
      makePlan({ changes: [create], findings: [{ code: "frozen", level: "block", message: "frozen" }, blocks] }),
      { approvals },
      "wait until whoever froze the target ends that",
    ],
    [
      "what no acceptance clears",
      makePlan({ changes: [create], findings: [{ ...blocks, code: "protected" }] }),
      {},
      "or merge it, and it is held. No acceptance clears",
    ],
    [
      "that, beside what nothing holds",
      makePlan({ changes: [create, { ...create, name: "stock" }], findings: [{ ...blocks, code: "protected" }] }),
      {},
      "and what the finding is about is held. That run says",
    ],
    [
      "what blocks, before approvals",
      makePlan({ changes: [create], findings: [blocks] }),
      { approvals },
      "change the pull",
    ],
    ["approvals", makePlan({ changes: [create] }), { approvals }, "approve: 2 approvals are wanted"],
    [
      "one approval",
      makePlan({ changes: [create] }),
      { approvals: { ...approvals, missing: 1 } },
      "1 approval is wanted",
    ],
    [
      "without them",
      makePlan({ changes: [create] }),
      { approvals },
      "merged without, what is dangerous in it is held.",
    ],
    [
      "approvals of what is allowed",
      makePlan({ findings: [loosens] }),
      { approvals },
      "what it allows does not count.",
    ],
    ["what is allowed alone", makePlan({ findings: [loosens] }), {}, "what is named below is allowed from then on."],
    ["nothing in AWS", makePlan({ unchanged: 1 }), {}, "merge. It changes nothing in AWS."],
    ["a plan", makePlan({ changes: [create] }), {}, "**Next:** merge. That applies exactly plan `"],
    [
      "a credential as text",
      makePlan({ changes: [create], diagnostics: [literal] }),
      {},
      "**Next:** put the credential below into Parameter Store; or merge.",
    ],
    ["two of them", makePlan({ changes: [create], diagnostics: [literal, literal] }), {}, "put the credentials below"],
    [
      "who gets another ARN",
      makePlan({ changes: [{ ...create, action: "replace" }], findings: [used("a", "b"), used("c")] }),
      {},
      "beside it. Then give 3 API destinations the new ARN, which this comment names.",
    ],
  ])("%s", (_, plan, context, text) => {
    expect(nextStep(plan, { ...pullRequestContext, ...context })).toContain(text);
  });

  it("is nothing more where nobody gets another ARN", () => {
    expect(nextStep(makePlan({ changes: [create] }), pullRequestContext)).toMatch(/nothing dangerous beside it\.$/);
  });
});

describe("the approvals of a plan", () => {
  it.each<[string, ApprovalState | undefined, string]>([
    ["that wants none are not told", { ...approvals, needed: 0, missing: 0 }, ""],
    ["of which nobody knows are not told", undefined, ""],
    ["are counted", approvals, "Approvals: 0 of 2."],
    [
      "are no more than are wanted",
      { ...approvals, missing: 0, approvedBy: ["a", "b", "c"] },
      "Approvals: 2 of 2, by `a`, `b`, `c`.",
    ],
    ["name who is asked", { ...approvals, requested: ["carol"] }, "Approvals: 0 of 2; asked: `carol`."],
    [
      "name who approved too early",
      { ...approvals, early: ["bob"] },
      "Approvals: 0 of 2; `bob` approved before this plan was shown, which counts no more.",
    ],
    [
      "name nobody once there are enough",
      { ...approvals, missing: 0, approvedBy: ["a", "d"], early: ["bob"], requested: ["carol"] },
      "Approvals: 2 of 2, by `a`, `d`.",
    ],
  ])("%s", (_, state, text) => {
    expect(approvalsLine({ ...pullRequestContext, ...(state !== undefined && { approvals: state }) })).toBe(text);
  });
});

it("the check is linked where it is known", () => {
  expect(checkLink({})).toBe("`bridgehead / plan`");
  expect(checkLink({ checkUrl: "https://x.example" })).toBe("[`bridgehead / plan`](https://x.example)");
});

describe("what comes next at a terminal", () => {
  const terminal: PlanCommentContext = { folder: "connections" };

  it.each<[string, ReturnType<typeof makePlan>, string]>([
    ["errors", makePlan({ diagnostics: [wrong] }), "Correct the definitions and plan again."],
    ["an error that stops a change", stoppedPlan([missing]), "Do what the error says and plan again"],
    [
      "what no acceptance clears",
      makePlan({ changes: [create], findings: [{ ...blocks, code: "protected" }] }),
      "No acceptance",
    ],
    ["what blocks", makePlan({ changes: [create], findings: [blocks] }), "--accept "],
    ["a plan", makePlan({ changes: [create] }), "`npx --no bridgehead apply connections` applies exactly plan"],
  ])("%s", (_, plan, text) => {
    expect(nextStep(plan, terminal)).toContain(text);
  });

  it("is nothing where nothing changes", () => {
    expect(nextStep(makePlan({ unchanged: 1 }), terminal)).toBe("");
  });
});
