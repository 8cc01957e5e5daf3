import { detectDrift, githubAdvice } from "../../workflows/detect-drift.ts";
import type { JsonObject } from "../../workflows/engine/values/json.ts";
import type { ChangeResult } from "../../workflows/engine/plan/write/result.ts";
import { RefusedError } from "../../workflows/ports/answer.ts";
import { LeaseLostError } from "../../workflows/ports/ledger.ts";
import { type ApplyBench, type ApplyOptions, reviewedIn, startApplyBench } from "../support/apply-bench.ts";
import type { Course, Edit, Step } from "../support/histories.ts";
import type { World } from "../support/history-worlds.ts";
import { Death, dyingAt, sleepingAt, throughCalls } from "../support/port-calls.ts";
import { essenceOf, nameOf, names, VALUE, type WantedTarget, wantNothing } from "../support/wanted-target.ts";

/** Longer than a lease runs. */
const NAP_MS = 300_000;
/** Longer than anything that AWS was asked for takes. */
const LONG_MS = 2_000_000;

/** Most of what can go wrong needs something that is there. */
const beginning: Step = {
  step: "apply",
  edits: [{ slot: "a", to: {} }],
  faults: [],
  course: { kind: "whole" },
  pause: 60_000,
};

/**
 * Lives through a history, and tells what is wrong with it. A run that says that the target is as it was defined must
 * be right, credentials included. And once AWS is well, two runs leave nothing to be done.
 */
export async function liveThrough(history: readonly Step[], world: World): Promise<readonly string[]> {
  const ends: (() => Promise<void>)[] = [];
  const bench = await startApplyBench({ kinds: world.kinds, endWith: (end) => void ends.push(end) });
  try {
    const life = new Life(bench, world);
    await life.take(beginning);
    for (const step of history) await life.take(step);
    await life.end();
    return life.problems;
  } finally {
    await Promise.all(ends.map((end) => end()));
  }
}

class Life {
  readonly problems: string[] = [];
  /** What somebody changed since it was last seen to be as it was defined. */
  readonly #touched = new Set<string>();
  /** What somebody made anew while nothing was begun, and no definition has asked for since: that must stay. */
  readonly #strangers = new Set<string>();
  /** Whether what one run asked for may take effect after another one has found nothing of it. */
  #isSlow = false;
  readonly #bench: ApplyBench;
  readonly #world: World;
  readonly #target: WantedTarget;

  constructor(bench: ApplyBench, world: World) {
    this.#bench = bench;
    this.#world = world;
    this.#target = wantNothing(bench.aws, world);
  }

  async take(step: Step): Promise<void> {
    const { clock, aws, deps } = this.#bench;
    switch (step.step) {
      case "hand": {
        const name = nameOf(step.slot, step.isRenamed);
        // AWS's times are whole seconds, so that two of them in one second are the same.
        clock.advance(1_000);
        if (this.#stored(name) !== undefined) {
          this.#touched.add(name);
          this.#strangers.delete(name);
          const isQuiet = (await deps.ledger.intents()).length === 0;
          if (step.hand === "made anew" && isQuiet) this.#strangers.add(name);
          await this.#world.byHand(this.#bench, name, step.hand);
        }
        clock.advance(1_000);
        return;
      }
      case "apply": {
        this.#target.edit(step.edits);
        const goOn = step.course.kind === "dies" ? await this.#reviewed() : undefined;
        for (const fault of step.faults) aws.addFault(fault);
        this.#isSlow = step.faults.some(({ kind }) => kind === "slow" || kind === "handler-times");
        await this.#run(step.course);
        aws.clearFaults();
        await goOn?.();
        clock.advance(step.pause);
      }
    }
  }

  /** AWS is well again, and somebody takes away what only they can: then two runs leave nothing to be done. */
  async end(): Promise<void> {
    const { clock, aws, deps } = this.#bench;
    clock.advance(LONG_MS);
    await this.#apply({}, true);
    const theirs = await this.#theirs();
    for (const name of aws.connectionNames().filter((name) => theirs.includes(name))) aws.removeConnection(name);
    this.#strangers.clear();
    for (const name of aws.connectionNames()) aws.setConnectionState(name, "AUTHORIZED", null);
    await this.#apply({}, true);
    clock.advance(LONG_MS);
    await this.#compare("in the end");
    const records = await deps.ledger.records();
    const intents = await deps.ledger.intents();
    const plan = await this.#bench.plan(this.#target.definitions());
    const drift = await detectDrift(githubAdvice("connections"), deps, { signal: new AbortController().signal });
    const open = plan.changes.filter(({ action }) => action !== "no-op");
    this.problems.push(
      ...records.filter(({ state }) => state !== "applied").map(({ name, state }) => `record: ${name} is ${state}`),
      ...intents.map(({ name, action }) => `intent: ${action} ${name}`),
      ...open.map(({ name, action }) => `plan: ${action} ${name}`),
      ...[...plan.diagnostics, ...drift.plan.findings].map(({ message }) => message),
    );
  }

  async #run(course: Course): Promise<void> {
    switch (course.kind) {
      case "whole":
        return void (await this.#apply({}, true));
      case "short":
        return void (await this.#apply({ within: course.within }, true));
      case "dies":
        return void (await this.#apply(throughCalls(this.#bench, dyingAt(course.at)), true));
      case "sleeps": {
        const between = sleepingAt(course.at, () => this.#meanwhile(course.edits));
        // It speaks of what it began with.
        await this.#apply(throughCalls(this.#bench, between), false);
      }
    }
  }

  /** How a run goes on where one of the same review died: nothing that a death leaves needs another review. */
  async #reviewed(): Promise<(() => Promise<void>) | undefined> {
    // What an earlier run began may change what is there meanwhile.
    if ((await this.#bench.deps.ledger.intents()).length > 0) return undefined;
    const shown = await this.#bench.plan(this.#target.definitions());
    const review = reviewedIn(shown);
    const records = await this.#bench.deps.ledger.records();
    const { held: without } = await review({ plan: shown, records, looks: new Map() });
    const before = new Set(without.map(({ change }) => change.name));
    return async () => {
      const results = await this.#apply({ review }, true);
      const held = results.filter(({ status, name }) => status === "held" && !before.has(name));
      this.problems.push(...held.map(({ name, action, error }) => `held: ${action} ${name}: ${error}`));
    };
  }

  async #apply(options: ApplyOptions, isTimely: boolean): Promise<readonly ChangeResult[]> {
    const definitions = this.#target.definitions();
    for (const { name } of definitions) this.#strangers.delete(name);
    try {
      const { result } = await this.#bench.apply(definitions, options);
      const gone = [...this.#strangers].filter((name) => this.#stored(name) === undefined);
      this.problems.push(...gone.map((name) => `${name} was somebody else's, and is gone`));
      if (JSON.stringify(result).includes(VALUE)) this.problems.push("a report tells a secret");
      const isSaidDone = result.outcome === "applied" || result.outcome === "no-changes";
      if (isSaidDone && isTimely) await this.#compare(`after "${result.outcome}"`);
      return result.results;
    } catch (error) {
      if (error instanceof Death || error instanceof LeaseLostError || error instanceof RefusedError) return [];
      throw error;
    }
  }

  async #meanwhile(edits: readonly Edit[]): Promise<void> {
    this.#bench.clock.advance(NAP_MS);
    this.#target.edit(edits);
    await this.#apply({}, !this.#isSlow);
    this.#bench.clock.advance(NAP_MS);
  }

  #stored(name: string): JsonObject | undefined {
    return this.#world.stored(this.#bench, name);
  }

  /** What somebody changed, or made, that Bridgehead does not take for its own: it is told so, and they may keep it. */
  async #theirs(): Promise<readonly string[]> {
    const managed = new Set((await this.#bench.deps.ledger.records()).map(({ name }) => name));
    return [...this.#touched].filter((name) => !managed.has(name) && this.#stored(name) !== undefined);
  }

  /** Holds what AWS keeps against the definitions. */
  async #compare(when: string): Promise<void> {
    const wanted = this.#target.resources();
    const theirs = await this.#theirs();
    for (const name of names.filter((name) => wanted.has(name) || !theirs.includes(name))) {
      const has = essenceOf(this.#stored(name));
      const should = essenceOf(wanted.get(name));
      if (has !== should) this.problems.push(`${when}: ${name} is ${has}, and should be ${should}`);
      this.#touched.delete(name);
    }
  }
}
