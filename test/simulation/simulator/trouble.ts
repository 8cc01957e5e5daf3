import { GithubError } from "../../../infra/github/github-error.ts";
import type { Random } from "./random.ts";
import type { Fate, Process } from "./scheduler.ts";
import type { Part, Step } from "./steps.ts";

/** As the stack has it. */
export const RECONCILE_MS = 15 * 60_000;

/** What goes wrong, where a schedule says so. */
export interface Trouble {
  fateOf: (process: Process, moment: string) => Fate;
  /** What happens to whoever comes there; each once. */
  traps: readonly Trap[];
  /** Thrown in place of a call, before it takes effect or after. */
  faultOf: (name: string) => { readonly when: "before" | "after"; readonly error: Error } | undefined;
  /** Milliseconds until GitHub names a commit's pull request. */
  indexLag: number;
  /** Milliseconds between two rounds of the reconciler. */
  roundEvery: number;
}

/** A moment in which a process of the stack dies or falls asleep. */
export interface Trap {
  readonly moment: string;
  /** How often it is passed before. */
  readonly passes: number;
  readonly fate: Fate;
}

export const noTrouble: Trouble = {
  fateOf: () => ({ kind: "goes on" }),
  traps: [],
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

/** What goes wrong from a step on, for as long as it says. */
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

/** The same as it was before. */
export function calmed(trouble: Partial<Trouble>): Partial<Trouble> {
  return Object.fromEntries(Object.keys(trouble).map((name) => [name, noTrouble[name as keyof Trouble]]));
}

function fateOf({ kills, sleeps, slow }: Extract<Step, { step: "deaths" }>, random: Random): Fate {
  if (random.chance(kills)) return { kind: "is killed" };
  if (random.chance(sleeps)) return { kind: "sleeps", for: random.pick([10_000, 130_000, 1_000_000]) };
  if (random.chance(slow)) return { kind: "is slow", for: random.pick([1_000, 15_000, 70_000]) };
  return random.chance(0.1) ? { kind: "waits" } : { kind: "goes on" };
}

/** What becomes of a process at a moment: of the first trap that is set there, or of what goes wrong anyway. */
export function fateBy(trouble: Trouble, process: Process, moment: string): Fate {
  const trap = process.name.startsWith("webhook") ? undefined : trouble.traps.find((each) => each.moment === moment);
  if (trap === undefined) return trouble.fateOf(process, moment);
  const others = trouble.traps.filter((each) => each !== trap);
  if (trap.passes > 0) {
    trouble.traps = [...others, { ...trap, passes: trap.passes - 1 }];
    return trouble.fateOf(process, moment);
  }
  trouble.traps = others;
  return trap.fate;
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
