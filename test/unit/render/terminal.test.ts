import { describe, expect, it } from "vitest";
import { acceptanceDigest } from "../../../workflows/engine/plan/review/acceptance.ts";
import type { Diagnostic } from "../../../workflows/engine/definition/diagnostic.ts";
import { renderDiagnosticsTerminal, renderPlanTerminal } from "../../../workflows/render/terminal.ts";
import { makePlan } from "../../support/render-case.ts";

const plan = makePlan({ changes: [{ name: "orders", action: "create" }], unchanged: 2 });

describe("a plan in a terminal", () => {
  it("is coloured only when asked", () => {
    expect(renderPlanTerminal(plan, { color: true, width: 80 })).toContain("\u001B[32m+\u001B[39m");
    expect(renderPlanTerminal(plan, { color: false, width: 80 })).not.toContain("\u001B");
  });

  it("says the same with and without colour", () => {
    const coloured = renderPlanTerminal(plan, { color: true, width: 80 });
    expect(coloured.replaceAll(new RegExp(`${String.fromCodePoint(27)}\\[\\d+m`, "g"), "")).toBe(
      renderPlanTerminal(plan, { color: false, width: 80 }),
    );
  });

  it("gives the whole digest, and the one that accepting the plan takes", () => {
    const shown = renderPlanTerminal(plan, { color: false, width: 80 });
    expect(shown).toContain(`plan ${plan.digest}`);
    expect(shown).toContain(`to accept ${acceptanceDigest(plan, null)}`);
    const unchanged = renderPlanTerminal(makePlan({ unchanged: 2 }), { color: false, width: 80 });
    expect(unchanged).not.toContain("to accept");
  });
});

const at = (line: number, column: number): Diagnostic => ({
  code: "syntax",
  severity: "error",
  message: "unexpected token",
  hint: null,
  file: "a.ts",
  line,
  column,
});

const show = (source: string, line: number, column: number): string =>
  renderDiagnosticsTerminal([at(line, column)], new Map([["a.ts", source]]), { color: false, width: 60 });

describe("diagnostics in a terminal", () => {
  it("point at the column, also behind a masked string and a tab", () => {
    expect(show('\tf("a long secret", oops);', 1, 21)).toContain('  1 |  f("…", oops);\n    |         ^');
  });

  it("show a long line around the column", () => {
    const frame = show(`${"a + ".repeat(100)}oops${" + b".repeat(100)}`, 1, 401);
    const [line = "", caret = ""] = frame.split("\n").filter((text) => text.includes(" | "));
    expect(line.length).toBeLessThanOrEqual(60);
    expect(line.slice(caret.indexOf("^"))).toMatch(/^oops/);
  });

  it("do without the line where the file has none", () => {
    expect(show("one line", 7, 1)).toBe(
      "error[syntax] a.ts:7:1\n  Unexpected token.\n\n1 error.\n`npx --no bridgehead explain syntax` says more.",
    );
  });
});
