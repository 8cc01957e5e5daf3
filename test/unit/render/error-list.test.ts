import { expect, it } from "vitest";
import type { Diagnostic } from "../../../workflows/engine/definition/diagnostic.ts";
import { sizeOf } from "../../../workflows/render/comment-size.ts";
import { errorList } from "../../../workflows/render/diagnostics-list.ts";

function errors(count: number, hint: string | null): readonly Diagnostic[] {
  return Array.from({ length: count }, (_, index) => {
    const place = { file: `${String(index + 1).padStart(3, "0")}.ts`, line: 1, column: 1 };
    return { code: "schema", severity: "error", message: `wrong ${index + 1}`, hint, ...place };
  });
}

const item = (line: string): boolean => /^\d+\. /.test(line);

/** The lines that are seen at once, and those of the fold. */
function parts(text: string): { readonly open: readonly string[]; readonly summary: string; readonly folded: string } {
  const [open = "", folded = ""] = text.split("<details><summary>");
  const [summary = ""] = folded.split("</summary>");
  return { open: open.split("\n"), summary, folded };
}

it("three errors stand open with their hints", () => {
  const { open, summary } = parts(errorList(errors(3, "do this"), { folder: "connections", browser: null }));
  expect(open.filter(item)).toHaveLength(3);
  expect(open.filter((line) => line.includes("Do this."))).toHaveLength(3);
  expect(summary).toBe("");
});

it("the hints of more are folded", () => {
  const { open, summary, folded } = parts(errorList(errors(5, "do this"), { folder: "connections", browser: null }));
  expect(open.filter(item)).toHaveLength(5);
  expect(open.filter((line) => line.includes("Do this."))).toHaveLength(3);
  expect(summary).toBe("What to do about errors 4 to 5");
  expect(folded.match(/Do this\./g)).toHaveLength(2);
  expect(folded).toContain("\n4. `connections/004.ts:1:1` Wrong 4.");
});

it("ten stand open at most", () => {
  const { open, summary, folded } = parts(errorList(errors(40, "do this"), { folder: "connections", browser: null }));
  expect(open.filter(item)).toHaveLength(10);
  expect(summary).toBe("What to do about errors 4 to 10, and 30 more errors");
  expect(folded).toContain("\n40. ");
  const bare = parts(errorList(errors(40, null), { folder: "connections", browser: null }));
  expect(bare.summary).toBe("30 more errors");
  expect(bare.folded).toContain("\n\n11. ");
});

it.each([400, 1_000, 3_000, 10_000])("they keep within %i bytes and say how many are left", (limit) => {
  const text = errorList(errors(200, "do this ".repeat(20)), { folder: "connections", browser: null }, limit);
  expect(sizeOf(text)).toBeLessThanOrEqual(limit);
  const shown = Math.max(...text.split("\n").filter(item).map(Number.parseFloat));
  expect(text).toContain(`and ${200 - shown} more, which are shown once these are corrected.`);
});
