import { GithubError } from "../../../infra/github/github-error.ts";
import type { Random } from "./random.ts";
import type { Fate, Process } from "./scheduler.ts";
import type { Part, Step } from "./steps.ts";

/** As the stack has it. */
export const RECONCILE_MS = 15 * 60_000;

/** What goes wrong, where a schedule says so. */
export interface Trouble {
  fateOf: (process: Process, moment: string) => Fate;
  /** Thrown in place of a call, before it takes effect or after. */
  faultOf: (name: string) => { readonly when: "before" | "after"; readonly error: Error } | undefined;
  /** Milliseconds until GitHub names a commit's pull request. */
  indexLag: number;
  /** Milliseconds between two rounds of the reconciler. */
  roundEvery: number;
}

export const noTrouble: Trouble = {
  fateOf: () => ({ kind: "goes on" }),
  faultOf: () => undefined,
  indexLag: 0,
  roundEvery: RECONCILE_MS,
};

/** By which names the calls of each part begin. */
const prefixes: Readonly<Record<Part, readonly string[]>> = {
  github: ["source.", "review.", "checks.", "trigger.", "deliveries.", "issues."],
  ledger: ["ledger."],
  queue: ["queue."],
  aws: ["aws."],
  evaluate: ["evaluate"],
};

/** What goes wrong from a step on. */
export function troubleOf(
  step: Extract<Step, { step: "deaths" | "outage" | "late index" }>,
  random: Random,
): Partial<Trouble> {
  switch (step.step) {
    case "late index":
      return { indexLag: step.milliseconds };
    case "deaths":
      return { fateOf: () => fateOf(step, random) };
    case "outage": {
      const { part, share } = step;
      return {
        faultOf: (name) =>
          prefixes[part].some((prefix) => name.startsWith(prefix)) && random.chance(share)
            ? { when: random.chance(0.5) ? "before" : "after", error: errorOf(part, name) }
            : undefined,
      };
    }
  }
}

function fateOf({ kills, sleeps, slow }: Extract<Step, { step: "deaths" }>, random: Random): Fate {
  if (random.chance(kills)) return { kind: "is killed" };
  if (random.chance(sleeps)) return { kind: "sleeps", for: random.pick([10_000, 130_000, 1_000_000]) };
  if (random.chance(slow)) return { kind: "is slow", for: random.pick([1_000, 15_000, 70_000]) };
  return random.chance(0.1) ? { kind: "waits" } : { kind: "goes on" };
}

function errorOf(part: Part, name: string): Error {
  switch (part) {
    case "github":
      return new GithubError({ kind: "unavailable", operation: name, status: 502, detail: "Server Error" });
    case "aws":
      return Object.assign(new Error("connection reset"), { code: "ECONNRESET" });
    case "ledger":
    case "queue":
    case "evaluate":
      return Object.assign(new Error("it does not answer"), { name: "TimeoutError" });
  }
}
