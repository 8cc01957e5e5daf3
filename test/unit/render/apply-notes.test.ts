import { describe, expect, it } from "vitest";
import type { RunResult } from "../../../workflows/engine/plan/write/result.ts";
import { acceptBlocks, changedAgainNote, elsewhereNote } from "../../../workflows/render/apply-notes.ts";
import { renderApplyComment } from "../../../workflows/render/apply-comment.ts";
import { inlineCode } from "../../../workflows/render/escape-markdown.ts";
import { resultOf } from "../../../workflows/apply/machine/settle.ts";
import { applyContext, makePlan } from "../../support/render-case.ts";

const about = { folder: "connections", accepts: [] };
const many = Array.from({ length: 23 }, (_, index) => ({ name: `c-${index}`, pull: 7 }));
const hostile = "`</details> @everyone <b>";

describe("what a report says of changes that are not its own", () => {
  it("is nothing where there are none", () => {
    expect(changedAgainNote(about)).toBe("");
    expect(elsewhereNote(about)).toBe("");
  });

  it("is by what they were changed again", () => {
    const changedAgain = [
      { name: "orders", pull: 9 },
      { name: "stock", pull: null },
    ];
    expect(changedAgainNote({ ...about, changedAgain })).toBe(
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
    expect(elsewhereNote({ ...about, elsewhere })).toBe(text);
  });

  it("names twenty, and counts the others", () => {
    const text = elsewhereNote({ ...about, elsewhere: many });
    expect(text).toContain("23 changes wait");
    expect(text).toContain("`c-19` (#7) and 3 more.");
  });

  it("is that errors stop everything, which is all there is to say then", () => {
    expect(elsewhereNote({ ...about, elsewhere: many, isStopped: true })).toMatch(
      /^What the branch declares has errors/,
    );
  });

  it("is code, whatever a name holds", () => {
    const told = [{ name: hostile, pull: 9 }];
    for (const text of [
      changedAgainNote({ ...about, changedAgain: told }),
      elsewhereNote({ ...about, elsewhere: told }),
    ]) {
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
  it("is by the digest that the report has", () => {
    const accepts = [{ digest: "d".repeat(64), connection: null }];
    expect(acceptBlocks({ ...applyContext, accepts })).toContain(`-f accept=${"d".repeat(64)}`);
    expect(renderApplyComment(result, plan, { ...applyContext, accepts })).toContain(`-f accept=${"d".repeat(64)}`);
  });

  it("is each by itself where the report says so", () => {
    const accepts = ["orders", "stock"].map((connection) => ({ digest: connection.padEnd(64, "0"), connection }));
    const text = acceptBlocks({ ...applyContext, accepts });
    expect(text).toContain("each of these is accepted by itself:");
    for (const { digest, connection } of accepts) {
      expect(text).toContain(`-f operation=apply -f connection=${connection} -f accept=${digest}`);
    }
  });

  it("is no other way for the one resource that a run was about", () => {
    const accepts = [{ digest: "0".repeat(64), connection: "orders" }];
    expect(acceptBlocks({ ...applyContext, connection: "orders", accepts })).not.toContain("by itself");
  });
});
