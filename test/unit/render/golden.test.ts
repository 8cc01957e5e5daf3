import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderApplyComment } from "../../../workflows/render/apply-comment.ts";
import { renderApplyCheck, renderPlanCheck } from "../../../workflows/render/check.ts";
import { renderPlanComment } from "../../../workflows/render/plan-comment.ts";
import {
  renderDiagnosticsTerminal,
  renderPlanTerminal,
  renderResultTerminal,
} from "../../../workflows/render/terminal.ts";
import { readCase, type RenderCase } from "../../support/render-case.ts";

/** What a person reads, case by case. `UPDATE_GOLDEN=1` writes the files anew; then read the difference. */
const folder = join(import.meta.dirname, "../../golden/render");
const update = process.env["UPDATE_GOLDEN"] === "1";
const suffix = ".plan.json";
const cases = readdirSync(folder)
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length))
  .toSorted();

describe.each(cases)("%s", (name) => {
  const given = readCase(join(folder, name + suffix));

  it.each(Object.entries(render(given)))("is rendered as before: %s", (kind, text) => {
    const path = join(folder, `${name}.${kind}`);
    if (update) writeFileSync(path, `${text}\n`);
    expect(existsSync(path), `${path} is missing: run with UPDATE_GOLDEN=1`).toBe(true);
    expect(`${text}\n`).toBe(readFileSync(path, "utf8"));
  });
});

it("leaves no golden file without its case", () => {
  const expected = cases.flatMap((name) => [
    name + suffix,
    ...Object.keys(render(readCase(join(folder, name + suffix)))).map((kind) => `${name}.${kind}`),
  ]);
  expect(readdirSync(folder).toSorted()).toEqual(expected.toSorted());
});

function render({ plan, context, apply, result, sources }: RenderCase): Readonly<Record<string, string>> {
  const terminal = { color: false, width: 80 };
  if (result !== undefined)
    return {
      "comment.md": renderApplyComment(result, plan, apply),
      "check.json": json(renderApplyCheck(result, plan, apply)),
      "terminal.txt": renderResultTerminal(result, plan, terminal),
    };
  if (plan === null) throw new Error("a case without a result needs a plan");
  return {
    "comment.md": renderPlanComment(plan, context),
    "check.json": json(renderPlanCheck(plan, context)),
    "terminal.txt": renderPlanTerminal(plan, terminal),
    ...(sources.size > 0 && {
      "diagnostics.txt": renderDiagnosticsTerminal(plan.diagnostics, sources, terminal),
    }),
  };
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
