import { isSame, type Value } from "./review-steps.ts";

/** Who changed the definition last: a pull request by its number, or nobody whose word counts. */
export type Cause = { readonly pull: number } | "the beginning" | "a push" | "a rewrite";

/** One effect on AWS: from what was there to what is there. */
interface Effect {
  readonly before: Value;
  readonly after: Value;
}

interface ShownPull {
  /** What its newest plan would do to the definition; null: nothing. */
  shown: Effect | null;
  /** How many rewrites runs had seen when it was merged. */
  mergedAfter: number | null;
}

/** How a run ended: `finished` where it was one of the whole target that came to its end. */
interface Ended {
  readonly live: Value;
  readonly isFinished: boolean;
  readonly isDone: boolean;
}

/**
 * Knows what a run may do without looking at Bridgehead: who changed the definition last, what people were shown, and
 * what runs have seen. It is told what happens to the repository and what AWS has, and notes what breaks a law.
 */
export class ReviewGhost {
  readonly problems: string[] = [];
  readonly #causes = new Map<string, Cause>();
  readonly #seen = new Set<string>();
  readonly #pulls = new Map<number, ShownPull>();
  readonly #used = new Set<string>();
  #tip: string;
  #value: Value;
  /** What the last run looked at, and who had brought it. */
  #looked: { readonly value: Value; readonly cause: Cause } | undefined;
  #applied: Value = null;
  /** What a run began and did not end. */
  #begun: Effect | null = null;
  /** Rewrites that runs have seen; whether the newest one was seen by none that came to its end. */
  #rewrites = 0;
  #isInDoubt = false;
  /** Whether something is held since a rewrite, and how many there had been. */
  #barrier: number | null = null;
  #run: { readonly live: Value; readonly cause: Cause; readonly wasHeld: boolean } | undefined;

  constructor(tip: string, value: Value) {
    this.#tip = tip;
    this.#value = value;
    this.#causes.set(tip, "the beginning");
  }

  /** The history begins with this applied. */
  hasApplied(value: Value): void {
    this.#applied = value;
    this.#looked = { value, cause: "the beginning" };
    this.#seen.add(this.#tip);
  }

  get value(): Value {
    return this.#value;
  }

  /** What was applied last to its end. */
  get applied(): Value {
    return this.#applied;
  }

  planned(pull: number, shown: Effect | null): void {
    this.#pulls.set(pull, { shown, mergedAfter: this.#pulls.get(pull)?.mergedAfter ?? null });
  }

  /** Main went on. */
  moved(tip: string, value: Value, by: Cause): void {
    if (typeof by === "object") {
      const pull = this.#pulls.get(by.pull);
      if (pull !== undefined) pull.mergedAfter = this.#rewrites;
    }
    this.#causes.set(tip, isSame(value, this.#value) ? this.#cause() : by);
    this.#tip = tip;
    this.#value = value;
  }

  /** Main was put back to where it was, or into the middle of what a pull request brought. */
  rewritten(tip: string, value: Value): void {
    const unseen = this.#causes.get(tip) ?? "a push";
    const after = isSame(value, this.#value) ? this.#cause() : "a rewrite";
    this.#causes.set(tip, this.#seen.has(this.#tip) ? after : unseen);
    this.#tip = tip;
    this.#value = value;
  }

  runBegins(live: Value, isRewritten: boolean): void {
    if (isRewritten) {
      this.#rewrites += 1;
      this.#isInDoubt = true;
    }
    // What is equal at two commits that runs looked at has not changed, whatever lay between.
    const isEqual = this.#looked !== undefined && isSame(this.#looked.value, this.#value);
    const own = this.#cause();
    const cause = isEqual && typeof own !== "object" && !isRewritten ? (this.#looked?.cause ?? own) : own;
    this.#causes.set(this.#tip, cause);
    this.#looked = { value: this.#value, cause };
    this.#seen.add(this.#tip);
    this.#run = { live, cause, wasHeld: this.#isHeldByRewrite(cause) };
  }

  runEnded({ live, isFinished, isDone }: Ended): void {
    const run = this.#run;
    if (run === undefined) throw new Error("no run has begun");
    const effect = { before: run.live, after: live };
    if (!isSame(effect.before, effect.after)) this.#judge(effect, run);
    if (isDone) {
      this.#applied = live;
      this.#begun = null;
    } else if (!isSame(effect.before, effect.after)) {
      this.#begun = effect;
    }
    if (!isFinished) return;
    const isPending = !isSame(live, this.#value);
    if (this.#isInDoubt) this.#barrier = isPending ? this.#rewrites : null;
    else if (!isPending || !run.wasHeld) this.#barrier = null;
    this.#isInDoubt = false;
  }

  #judge(effect: Effect, { cause, wasHeld }: { readonly cause: Cause; readonly wasHeld: boolean }): void {
    const what = `${JSON.stringify(effect)}, last changed by ${JSON.stringify(cause)}`;
    if (!isSame(effect.after, this.#value)) this.problems.push(`not what main says: ${what}`);
    if (wasHeld) this.problems.push(`a rewrite was seen, and nobody brought it after that: ${what}`);
    if (!this.#isDanger(effect)) return;
    const goesOn = this.#begun !== null && isSame(this.#begun.after, effect.after);
    const shown = typeof cause === "object" ? (this.#pulls.get(cause.pull)?.shown ?? null) : null;
    const isShown = isSameEffect(shown, effect) || (goesOn && isSameEffect(shown, this.#begun));
    if (!isShown) this.problems.push(`nobody was shown that danger by who brought it: ${what}`);
    const use = JSON.stringify({ cause, effect });
    if (this.#used.has(use) && !goesOn) this.problems.push(`took effect twice: ${what}`);
    this.#used.add(use);
  }

  #isDanger({ after }: Effect): boolean {
    return after === null || after.to !== this.#applied?.to;
  }

  #isHeldByRewrite(cause: Cause): boolean {
    if (this.#isInDoubt) return true;
    if (this.#barrier === null) return false;
    const merged = typeof cause === "object" ? this.#pulls.get(cause.pull)?.mergedAfter : null;
    return (merged ?? -1) < this.#barrier;
  }

  #cause(): Cause {
    return this.#causes.get(this.#tip) ?? "a push";
  }
}

function isSameEffect(a: Effect | null, b: Effect | null): boolean {
  return a !== null && b !== null && isSame(a.before, b.before) && isSame(a.after, b.after);
}
