import { expect, it } from "vitest";
import type { TrailStep } from "../../../workflows/ports/trail.ts";
import { trailLine } from "../../../workflows/render/trail.ts";

const at = (what: TrailStep["what"], commit: string, base: string | null, digest: string | null = null): TrailStep => ({
  repository: 1,
  pullRequest: 2,
  at: 3,
  what,
  commit: commit.repeat(40),
  base: base?.repeat(40) ?? null,
  digest: digest?.repeat(64) ?? null,
});

it.each<[string, readonly TrailStep[], string]>([
  ["that has only begun is not told", [at("planned", "a", "b", "c")], ""],
  [
    "with another commit",
    [at("planned", "a", "b", "c"), at("planned", "d", "b", "e")],
    "<sub>plan `cccccccc` (aaaaaaa) → plan `eeeeeeee` (ddddddd)</sub>",
  ],
  [
    "after the base moved",
    [at("planned", "a", "b", "c"), at("conflict", "a", "d"), at("no-plan", "e", "d")],
    "<sub>plan `cccccccc` (aaaaaaa) → base moved → conflict (aaaaaaa) → no plan: errors (eeeeeee)</sub>",
  ],
  [
    "to its end",
    [at("planned", "a", "b", "c"), at("held", "d", null), at("applied", "e", null)],
    "<sub>plan `cccccccc` (aaaaaaa) → merged → **held** (ddddddd) → **applied** (eeeeeee)</sub>",
  ],
  [
    "of many steps, by the newest",
    Array.from("abcdefghij").map((commit) => at("planned", commit, "0", commit)),
    `<sub>… → ${Array.from("cdefghij")
      .map((one) => `plan \`${one.repeat(8)}\` (${one.repeat(7)})`)
      .join(" → ")}</sub>`,
  ],
])("a way %s", (_, trail, line) => {
  expect(trailLine(trail)).toBe(line);
});

it("a commit that is none is text", () => {
  const step = at("planned", "a", "b");
  const line = trailLine([
    { ...step, commit: "@acme/x" },
    { ...step, commit: "<!-- b" },
  ]);
  expect(line).toBe("<sub>plan (?acme?x) → plan (??--?b)</sub>");
});
