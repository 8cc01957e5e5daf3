import { describe, expect, it } from "vitest";
import {
  advance,
  type ApplyEvent,
  doneOf,
  noProgress,
  type Progress,
} from "../../../workflows/engine/plan/write/progress.ts";
import type { ResultStatus } from "../../../workflows/engine/plan/write/result.ts";
import { keyOf } from "../../support/definitions.ts";
import { progressComment, progressLine } from "../../../workflows/render/progress.ts";

const change = (name: string) => ({ key: keyOf(name), name, action: "create" }) as const;
const started = (name: string): ApplyEvent => ({ kind: "started", change: change(name) });
const ended = (name: string, status: ResultStatus): ApplyEvent => ({
  kind: "ended",
  result: { key: keyOf(name), id: name, name, action: "create", status, error: null, authorization: null, arn: null },
});
const after = (...events: readonly ApplyEvent[]): Progress => events.reduce(advance, noProgress);

const half = after(
  { kind: "planned", count: 4 },
  started("a"),
  started("b"),
  started("c"),
  { kind: "submitted", change: change("b"), requestToken: "token" },
  { kind: "authorising", change: change("c"), state: "AUTHORIZING" },
  ended("a", "applied"),
  started("d"),
  ended("d", "failed"),
);

describe("the progress of an apply", () => {
  it("counts what ended, and knows what each of the rest waits for", () => {
    expect(half).toMatchObject({ planned: 4, applied: 1, failed: 1, other: 0 });
    expect(doneOf(half)).toBe(2);
    expect([...half.running.values()].map(({ name, step }) => [name, step])).toEqual([
      ["b", "submitted"],
      ["c", "authorising"],
    ]);
  });

  it("counts nothing of what an earlier run began", () => {
    const progress = after({ kind: "authorising", change: change("old"), state: "AUTHORIZING" });
    expect(progress).toEqual(noProgress);
  });

  it("calls a change what it was begun as, whatever step it is at", () => {
    const replacing = { ...change("a"), action: "replace" } as const;
    const deleting = { ...change("a"), action: "delete" } as const;
    const progress = after(
      { kind: "started", change: replacing },
      { kind: "submitted", change: deleting, requestToken: "token" },
    );
    expect([...progress.running.values()]).toEqual([{ ...replacing, step: "submitted" }]);
  });

  it("begins anew with what is planned", () => {
    expect(after(started("a"), ended("a", "applied"), { kind: "planned", count: 2 })).toEqual({
      ...noProgress,
      planned: 2,
    });
  });

  it("is one line, never wider than the terminal", () => {
    expect(progressLine(half, 120)).toBe(
      "██████████░░░░░░░░░░ 2/4, 1 failed  b: AWS works on it  c: EventBridge authorises it",
    );
    expect(progressLine(half, 30)).toHaveLength(30);
  });

  it("is a comment that says what the run is at", () => {
    expect(progressComment(half, { commit: "0123456789abcdef", run: "run-1", duration: 75_000 }))
      .toMatchInlineSnapshot(`
      "<!-- bridgehead:plan:v1 -->
      ## ⏳ Applying: 2 of 4 changes done, 1 failed

      0123456 · 1 min 15 s so far · run \`run-1\`

      - \`b\`: create, AWS works on it
      - \`c\`: create, EventBridge authorises it

      This comment becomes the result when the run ends."
    `);
  });

  it("names ten connections, and how many more there are", () => {
    const many = after(
      { kind: "planned", count: 12 },
      ...Array.from({ length: 12 }, (_, index) => started(`c${index}`)),
    );
    const comment = progressComment(many, { commit: "0123456789abcdef", run: "run-1", duration: 1 });
    expect(comment.match(/^- .*begun$/gmu)).toHaveLength(10);
    expect(comment).toContain("- and 2 more");
  });
});
