import { expect, it } from "vitest";
import { renderPlanComment } from "../../../workflows/render/plan-comment.ts";
import { renderPlanTerminal } from "../../../workflows/render/terminal.ts";
import { makePlan, pullRequestContext } from "../../support/render-case.ts";

it("a replacement names what goes away, whatever property has the name", () => {
  const plan = makePlan({
    changes: [
      {
        name: "ring",
        action: "replace",
        replaces: { name: "bell", live: {} },
        properties: [
          { path: "/Label", before: "bell", after: "ring" },
          { path: "/Size", before: 1, after: 2 },
        ],
      },
    ],
  });
  const comment = renderPlanComment(plan, pullRequestContext);
  expect(comment).toContain("`ring` is made new, with a new ARN; then `bell` is deleted.");
  expect(comment).toContain("| new name; `bell` goes away; `Size`: `1` → `2` |");
  const terminal = { color: false, width: 80, folder: "connections" };
  expect(renderPlanTerminal(plan, terminal)).toContain("is deleted or replaced: bell.");
});
