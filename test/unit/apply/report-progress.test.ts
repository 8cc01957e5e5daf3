import { describe, expect, it } from "vitest";
import type { ApplyEvent } from "../../../workflows/engine/plan/write/progress.ts";
import { reportProgress } from "../../../workflows/apply/report/progress.ts";
import { keyOf } from "../../support/definitions.ts";
import { createFastClock } from "../../support/fast-clock.ts";
import { memoryLog } from "../../support/lambda.ts";
import { openPull } from "../../support/pull-requests.ts";

const started = (name: string): ApplyEvent => ({
  kind: "started",
  change: { key: keyOf(name), name, action: "create" },
});
const ended = (name: string): ApplyEvent => ({
  kind: "ended",
  result: {
    key: keyOf(name),
    id: name,
    name,
    action: "create",
    status: "applied",
    error: null,
    authorization: null,
    arn: null,
  },
});

function start(options: { readonly pullRequests?: number; readonly refuse?: boolean } = {}) {
  const clock = createFastClock();
  const log = memoryLog();
  const comments: { number: number; body: string }[] = [];
  const heard: ApplyEvent[] = [];
  // Of a pull request nothing but its number is asked.
  const merged = Array.from({ length: options.pullRequests ?? 1 }, (_, index) => openPull({ number: index + 1 }));
  const reporter = reportProgress(
    { run: "run-1", branch: "main", commit: "0123456789abcdef", merged, connection: null },
    {
      clock,
      log,
      onEvent: (event) => heard.push(event),
      review: {
        async putComment(number, _, body) {
          if (options.refuse === true) throw new Error("GitHub is not there");
          comments.push({ number, body });
          return undefined;
        },
      },
    },
  );
  return { clock, log, comments, heard, reporter };
}

/** Lets what was begun go on. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("the comment of an apply that goes on", () => {
  it("is not written by a short one", async () => {
    const { reporter, comments, clock } = start();
    reporter.onEvent({ kind: "planned", count: 2 });
    for (const name of ["a", "b"]) {
      reporter.onEvent(started(name));
      clock.advance(4_000);
      reporter.onEvent(ended(name));
    }
    await reporter.end();
    expect(comments).toEqual([]);
  });

  it("is written every ten seconds by a long one, and not for its last result", async () => {
    const { reporter, comments, clock } = start();
    const names = Array.from({ length: 30 }, (_, index) => `c${index}`);
    reporter.onEvent({ kind: "planned", count: names.length });
    for (const name of names) {
      reporter.onEvent(started(name));
      clock.advance(1_000);
      reporter.onEvent(ended(name));
      await turn();
    }
    await reporter.end();
    expect(comments.map(({ body }) => /Applying: (\d+) of 30/.exec(body)?.[1])).toEqual(["10", "20"]);
  });

  it("is on every pull request that the run brings, unless they are many", async () => {
    for (const [pullRequests, expected] of [
      [3, [1, 2, 3]],
      [6, []],
    ] as const) {
      const { reporter, comments, clock } = start({ pullRequests });
      reporter.onEvent({ kind: "planned", count: 2 });
      clock.advance(11_000);
      reporter.onEvent(started("a"));
      await reporter.end();
      expect(comments.map(({ number }) => number)).toEqual(expected);
    }
  });

  it("that cannot be written does not disturb the run, and is tried again", async () => {
    const { reporter, log, clock } = start({ refuse: true });
    reporter.onEvent({ kind: "planned", count: 3 });
    for (const name of ["a", "b"]) {
      clock.advance(11_000);
      reporter.onEvent(started(name));
      await turn();
    }
    await reporter.end();
    expect(log.entries.filter(({ error }) => error !== undefined)).toHaveLength(2);
  });

  it("is not written after the end, and everything is passed on", async () => {
    const { reporter, comments, heard, clock } = start();
    await reporter.end();
    clock.advance(60_000);
    reporter.onEvent(started("a"));
    await turn();
    expect(comments).toEqual([]);
    expect(heard).toHaveLength(1);
  });
});
