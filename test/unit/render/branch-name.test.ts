import { expect, it } from "vitest";
import { renderPlanComment } from "../../../workflows/render/plan-comment.ts";
import { renderPlanCheck } from "../../../workflows/render/check.ts";
import { conflict } from "../../../workflows/render/pull-request-states.ts";
import { waitingFold } from "../../../workflows/render/waiting.ts";
import { makePlan, pullRequestContext } from "../../support/render-case.ts";

/* A branch may be called almost anything, and its name stands in headings, where Markdown and HTML are read. */

const baseBranch = "x<!--@octocat";
const error = {
  code: "schema",
  severity: "error",
  message: "m",
  hint: null,
  file: "a.ts",
  line: 1,
  column: 1,
} as const;
const changes = makePlan({ changes: [{ name: "orders", action: "delete" }] }).changes;
const context = { ...pullRequestContext, baseBranch };

it.each([
  ["of a conflict", conflict(context).comment.split("\n")[1]],
  [
    "of a plan that the base forbids",
    renderPlanComment(
      { ...makePlan({}), digest: null },
      { ...context, waiting: { changes: [], errors: [error] } },
    ).split("\n")[1],
  ],
  [
    "of what waits",
    waitingFold({
      ...context,
      waiting: { changes: changes.map((change) => ({ change, pull: null, why: "w" })), errors: [] },
    }).split("\n")[0],
  ],
])("the heading %s shows it as text", (_, heading = "") => {
  expect(heading).toContain("octocat");
  expect(heading).not.toMatch(/<!--|@octocat/);
});

it("the title of a check is plain text", () => {
  const plan = { ...makePlan({}), digest: null };
  const { title } = renderPlanCheck(plan, { ...context, waiting: { changes: [], errors: [error] } });
  expect(title).toBe(`No plan: ${baseBranch} has 1 error`);
});
