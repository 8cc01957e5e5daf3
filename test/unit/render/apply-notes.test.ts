import { describe, expect, it } from "vitest";
import { acceptanceDigest } from "../../../workflows/engine/plan/review/acceptance.ts";
import type { RunResult } from "../../../workflows/engine/plan/write/result.ts";
import { acceptBlocks, changedAgainNote, elsewhereNote } from "../../../workflows/render/apply-notes.ts";
import { renderApplyComment } from "../../../workflows/render/apply-comment.ts";
import { inlineCode } from "../../../workflows/render/escape-markdown.ts";
import { resultOf } from "../../../workflows/apply/machine/settle.ts";
import { applyContext, makePlan } from "../../support/render-case.ts";

const folder = "connections";
const many = Array.from({ length: 23 }, (_, index) => ({ name: `c-${index}`, pull: 7 }));
const hostile = "`</details> @everyone <b>";

describe("what a report says of changes that are not its own", () => {
  it("is nothing where there are none", () => {
    expect(changedAgainNote({ folder })).toBe("");
    expect(elsewhereNote({ folder })).toBe("");
  });

  it("is by what they were changed again", () => {
    const changedAgain = [
      { name: "orders", pull: 9 },
      { name: "stock", pull: null },
    ];
    expect(changedAgainNote({ folder, changedAgain })).toBe(
      "Changed again after this, and told there: `orders` (#9), `stock` (by a push without a pull request).",
    );
  });

  it.each([
    [[{ name: "orders", pull: 9 }], "1 change waits from elsewhere: `orders` (#9)."],
    [
      [
        { name: "orders", pull: 9 },
        { name: "stock", pull: null },
      ],
      "2 changes wait from elsewhere: `orders` (#9), `stock`.",
    ],
  ])("is how many wait: %j", (elsewhere, text) => {
    expect(elsewhereNote({ folder, elsewhere })).toBe(text);
  });

  it("names twenty, and counts the others", () => {
    const text = elsewhereNote({ folder, elsewhere: many });
    expect(text).toContain("23 changes wait");
    expect(text).toContain("`c-19` (#7) and 3 more.");
  });

  it("is that errors stop everything, which is all there is to say then", () => {
    expect(elsewhereNote({ folder, elsewhere: many, isStopped: true })).toMatch(/^What the branch declares has errors/);
  });

  it("is code, whatever a name holds", () => {
    const told = [{ name: hostile, pull: 9 }];
    for (const text of [changedAgainNote({ folder, changedAgain: told }), elsewhereNote({ folder, elsewhere: told })]) {
      expect(text).toContain(`${inlineCode(hostile)} (#9)`);
    }
  });
});

describe("how what is held is accepted", () => {
  const plan = makePlan({
    changes: [
      { name: "orders", action: "delete" },
      { name: "stock", action: "update" },
    ],
  });
  const result: RunResult = {
    outcome: "held",
    reason: "not-reviewed",
    results: plan.changes.map((change) => resultOf(change, { status: change.name === "stock" ? "applied" : "held" })),
  };
  const left = { ...makePlan({ changes: [{ name: "orders", action: "delete" }] }), target: plan.target };

  it("is by what is left once the rest was applied", () => {
    const digest = acceptanceDigest(left, applyContext.commit ?? null);
    expect(digest).not.toBe(acceptanceDigest(plan, applyContext.commit ?? null));
    expect(acceptBlocks(result, plan, applyContext)).toContain(`-f accept=${digest}`);
    expect(renderApplyComment(result, plan, applyContext)).toContain(`-f accept=${digest}`);
  });

  it("is each by itself where the report says so", () => {
    const accepts = ["orders", "stock"].map((connection) => ({ digest: connection.padEnd(64, "0"), connection }));
    const text = acceptBlocks(result, plan, { ...applyContext, accepts });
    expect(text).toContain("each of these is accepted by itself:");
    for (const { digest, connection } of accepts) {
      expect(text).toContain(`-f operation=apply -f connection=${connection} -f accept=${digest}`);
    }
  });

  it("is no other way for the one resource that a run was about", () => {
    const accepts = [{ digest: "0".repeat(64), connection: "orders" }];
    expect(acceptBlocks(result, plan, { ...applyContext, connection: "orders", accepts })).not.toContain("by itself");
  });
});
