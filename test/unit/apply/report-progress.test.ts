import { describe, expect, it } from "vitest";
import type { ApplyEvent } from "../../../workflows/engine/plan/write/progress.ts";
import { reportProgress } from "../../../workflows/apply/report/progress.ts";
import { keyOf } from "../../support/definitions.ts";
import { createFastClock } from "../../support/fast-clock.ts";
import { memoryLog } from "../../support/lambda.ts";
import { makePlan } from "../../support/render-case.ts";

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

interface Options {
  /** Which pull request brought each change; of the others none did. */
  readonly brought?: Readonly<Record<string, number>>;
  readonly refuse?: boolean;
}

const brings = (names: readonly string[], pull = 1) => Object.fromEntries(names.map((name) => [name, pull]));

function start({ brought = {}, refuse = false }: Options = {}) {
  const clock = createFastClock();
  const log = memoryLog();
  const comments: { number: number; body: string }[] = [];
  const heard: ApplyEvent[] = [];
  const reporter = reportProgress(
    { run: "run-1", commit: "0123456789abcdef" },
    {
      clock,
      log,
      onEvent: (event) => heard.push(event),
      review: {
        async putComment(number, _, body) {
          if (refuse) throw new Error("GitHub is not there");
          comments.push({ number, body });
          return undefined;
        },
      },
    },
  );
  const { changes } = makePlan({ changes: Object.keys(brought).map((name) => ({ name, action: "create" as const })) });
  const allowed = changes.map((change) => ({ change, by: "reviewed" as const, pull: brought[change.name] ?? null }));
  reporter.expect({ allowed });
  return { clock, log, comments, heard, reporter };
}

/** Lets what was begun go on. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("the comment of an apply that goes on", () => {
  it("is not written by a short one", async () => {
    const { reporter, comments, clock } = start({ brought: brings(["a", "b"]) });
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
    const names = Array.from({ length: 30 }, (_, index) => `c${index}`);
    const { reporter, comments, clock } = start({ brought: brings(names) });
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

  it("is on every pull request that brought a change of the run, unless they are many", async () => {
    for (const [pulls, expected] of [
      [3, [1, 2, 3]],
      [6, []],
    ] as const) {
      const brought = Object.fromEntries(Array.from({ length: pulls }, (_, index) => [`c${index}`, index + 1]));
      const { reporter, comments, clock } = start({ brought });
      reporter.onEvent({ kind: "planned", count: pulls + 1 });
      clock.advance(11_000);
      reporter.onEvent(started("pushed"));
      await reporter.end();
      expect(comments.map(({ number }) => number)).toEqual(expected);
    }
  });

  it("counts the changes of its own pull request, and stays as it is while another's go on", async () => {
    const brought = { ...brings(["a", "b"], 1), ...brings(["c"], 2) };
    const { reporter, comments, clock } = start({ brought });
    reporter.onEvent({ kind: "planned", count: 4 });
    reporter.onEvent(started("a"));
    reporter.onEvent(ended("a"));
    clock.advance(11_000);
    reporter.onEvent(started("pushed"));
    await turn();
    expect(comments.map(({ number, body }) => `${number}: ${/Applying: (.*) done/.exec(body)?.[1]}`)).toEqual([
      "1: 1 of 2 changes",
      "2: 0 of 1 change",
    ]);
    clock.advance(11_000);
    reporter.onEvent(started("c"));
    await reporter.end();
    expect(comments.slice(2).map(({ number, body }) => `${number}: ${body.includes("`c`")}`)).toEqual(["2: true"]);
  });

  it("that cannot be written does not disturb the run, and is tried again", async () => {
    const { reporter, log, clock } = start({ brought: brings(["a", "b", "c"]), refuse: true });
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
