import { setTimeout as sleep } from "node:timers/promises";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import { defined, fileOf } from "../support/oauth-definitions.ts";
import { filesOf, valueOf } from "../support/review-values.ts";
import { type History, type Proposal, startHistory } from "../support/review-history.ts";
import { type Cause, ReviewGhost } from "../support/review-ghost.ts";
import {
  afterEdit,
  type Course,
  type Ending,
  isSame,
  type Merging,
  type ReviewStep,
  type ReviewStory,
  type Value,
} from "../support/review-steps.ts";

const managedBy = {
  managed: ["alpha", "steady"],
  "managed beside one that is held": ["alpha", "held", "steady"],
  absent: ["steady"],
  "nothing was ever applied": [],
} as const;

/** Lives through what happens to a repository and its target, and tells which law was broken. */
export async function liveThroughReview({ beginning, steps, ending }: ReviewStory): Promise<readonly string[]> {
  await using history = await startHistory(managedBy[beginning]);
  if (beginning === "managed beside one that is held") {
    await history.push(defined("held", null));
    await history.run();
  }
  // A run answers a push.
  if (beginning === "nothing was ever applied") await history.push({ "README.md": "nothing yet" });
  const life = await beginLife(history, beginning !== "nothing was ever applied");
  for (const step of steps) await life.take(step);
  await life.end(ending);
  return life.problems;
}

async function beginLife(history: History, wasApplied: boolean): Promise<Life> {
  const { clone } = history;
  await clone.git("fetch", "--quiet", "origin");
  const tip = await clone.git("rev-parse", "origin/main");
  const value = await valueAt(history, tip);
  const ghost = new ReviewGhost(tip, value);
  if (wasApplied) ghost.hasApplied(value);
  return new Life(history, ghost, { base: tip, pinned: wasApplied ? tip : null });
}

/** What a commit or a tree says of the definition. */
async function valueAt({ clone }: History, revision: string): Promise<Value> {
  return valueOf(await clone.git("show", `${revision}:${fileOf("alpha")}`).catch(() => null));
}

class Life {
  readonly #history: History;
  readonly #ghost: ReviewGhost;
  readonly #base: string;
  /** The newest commit that a run began with. */
  #pinned: string | null;
  #open: readonly Proposal[] = [];
  #count = 0;
  /** Lines of the log that were read. */
  #read = 0;

  constructor(history: History, ghost: ReviewGhost, at: { readonly base: string; readonly pinned: string | null }) {
    this.#history = history;
    this.#ghost = ghost;
    this.#base = at.base;
    this.#pinned = at.pinned;
  }

  get problems(): readonly string[] {
    return this.#ghost.problems;
  }

  async take(step: ReviewStep): Promise<void> {
    const history = this.#history;
    switch (step.step) {
      case "propose":
        return void (await this.#propose(afterEdit(step.edit, this.#ghost.value)));
      case "plan again":
      case "update": {
        const pull = this.#open[step.pull];
        if (pull === undefined || (await this.#mergedTree(pull)) === null) return;
        await (step.step === "update" ? history.updateBranch(pull) : history.plan(pull));
        return await this.#notePlans();
      }
      case "merge": {
        const pull = this.#open[step.pull];
        if (pull !== undefined) await this.#merge(pull, step.how);
        return;
      }
      case "push": {
        const value = afterEdit(step.edit, this.#ghost.value);
        if (isSame(value, this.#ghost.value)) return;
        await history.push(filesOf(value));
        return await this.#noteMain("a push");
      }
      case "push a README":
        await history.push({ "README.md": this.#text() });
        return await this.#noteMain("a push");
      case "merge a README":
        await history.merge(await history.propose({ "README.md": this.#text() }));
        return await this.#noteMain("a push");
      case "force push":
      case "foxtrot": {
        // What the history began with stays: where everything went, all would be held for that.
        if ((await this.#tip()) === this.#base) return;
        if (step.step === "foxtrot") {
          await history.foxtrot();
          return await this.#noteMain("a push");
        }
        await history.forcePush();
        const tip = await this.#tip();
        return this.#ghost.rewritten(tip, await valueAt(history, tip));
      }
      case "delete by hand":
        if (history.names().includes("alpha")) history.stack.aws.removeConnection("alpha");
        return;
      case "run":
        return await this.#run(step.course);
    }
  }

  /** A change that was reviewed, and that nobody touches, is there after two runs, whatever went wrong before them. */
  async end({ how, isMove, mishaps }: Ending): Promise<void> {
    await this.#run("whole");
    const wanted = this.#another(isMove);
    const pull = await this.#propose(wanted);
    if (!(await this.#merge(pull, how))) throw new Error("the last pull request was not merged");
    for (const course of [...mishaps, "whole", "whole"] as const) await this.#run(course);
    const live = await this.#live();
    if (!isSame(live, wanted)) {
      this.#ghost.problems.push(`reviewed, and not applied: ${JSON.stringify({ wanted, live })}`);
    }
  }

  /** What main does not say, and what was not applied last either: that alone would be nothing to do. */
  #another(isMove: boolean): Value {
    const { value, applied } = this.#ghost;
    const to = (applied ?? value)?.to === "x" ? "e" : "x";
    const all: readonly Value[] = [...(isMove ? [] : [null]), { to, isDescribed: false }, { to, isDescribed: true }];
    return all.find((each) => !isSame(each, value) && !isSame(each, applied)) ?? null;
  }

  async #propose(value: Value): Promise<Proposal> {
    const change = isSame(value, this.#ghost.value) ? [] : [filesOf(value)];
    const pull = await this.#history.propose(...change, { [`docs/${this.#text()}`]: "proposed" });
    this.#open = [...this.#open, pull];
    await this.#notePlans();
    return pull;
  }

  async #merge(pull: Proposal, how: Merging): Promise<boolean> {
    const history = this.#history;
    if ((await this.#mergedTree(pull)) === null) return false;
    if (how === "fast-forward") {
      const isAhead = history.clone.git("merge-base", "--is-ancestor", "origin/main", `origin/${pull.branch}`);
      if (!(await isAhead.then(() => true).catch(() => false))) return await this.#merge(pull, "merge");
      await history.fastForward(pull);
    } else if (how === "by hand") await history.mergeByHand(pull);
    else await history.merge(pull, how);
    this.#open = this.#open.filter((other) => other !== pull);
    await this.#noteMain({ pull: pull.number });
    return true;
  }

  async #run(course: Course): Promise<void> {
    const tip = await this.#tip();
    this.#ghost.runBegins(await this.#live(), await this.#isRewritten(tip));
    this.#pinned = tip;
    const { result, isWhole } = await this.#carryOut(course);
    const live = await this.#live();
    const told = result?.results.find(({ name }) => name === "alpha");
    const isDone =
      result !== undefined && (told === undefined || told.status === "applied") && isSame(live, this.#ghost.value);
    this.#ghost.runEnded({ live, isFinished: isWhole && result !== undefined, isDone });
    await this.#notePlans();
  }

  async #carryOut(course: Course): Promise<{ result: RunResult | undefined; isWhole: boolean }> {
    const history = this.#history;
    switch (course) {
      case "whole":
        return { result: await history.run(), isWhole: true };
      case "refused":
        return { result: await history.run({ kind: "fail", code: "InvalidRequest", every: 1 }), isWhole: true };
      case "half":
        return { result: await history.run({ kind: "cancel", when: "after", every: 1 }), isWhole: true };
      case "narrow":
        return { result: await history.rerun({ operation: "apply", connection: "alpha" }), isWhole: false };
      case "dies": {
        if (!(await history.crash())) throw new Error("the run did not die");
        return { result: undefined, isWhole: false };
      }
    }
  }

  async #isRewritten(tip: string): Promise<boolean> {
    if (this.#pinned === null) return false;
    const isAncestor = this.#history.clone.git("merge-base", "--is-ancestor", this.#pinned, tip);
    return !(await isAncestor.then(() => true).catch(() => false));
  }

  /** The newest plans of pull requests that were planned since, also of those that nobody asked for. */
  async #notePlans(): Promise<void> {
    const { log } = this.#history.pipeline;
    const lines = log.slice(this.#read).filter((line) => line.includes("planned a pull request"));
    this.#read = log.length;
    for (const pull of this.#open) {
      if (!lines.some((line) => new RegExp(`pullRequest\\W+${pull.number}\\b`).test(line))) continue;
      const tree = await this.#mergedTree(pull);
      if (tree === null) continue;
      const after = await valueAt(this.#history, tree);
      const isOwn = !isSame(after, this.#ghost.value);
      this.#ghost.planned(pull.number, isOwn ? { before: await this.#live(), after } : null);
    }
  }

  async #noteMain(by: Cause): Promise<void> {
    const tip = await this.#tip();
    this.#ghost.moved(tip, await valueAt(this.#history, tip), by);
  }

  async #tip(): Promise<string> {
    await this.#history.clone.git("fetch", "--quiet", "--prune", "origin");
    return await this.#history.clone.git("rev-parse", "origin/main");
  }

  /** What the merge of a pull request has; null: it conflicts. */
  async #mergedTree({ branch }: Proposal): Promise<string | null> {
    await this.#tip();
    return await this.#history.clone
      .git("merge-tree", "--write-tree", "origin/main", `origin/${branch}`)
      .catch(() => null);
  }

  /** What AWS has, once it is done with what it was asked for. */
  async #live(): Promise<Value> {
    const { stack } = this.#history;
    while (!stack.aws.isIdle()) await sleep(5);
    const live = this.#history.live("alpha");
    if (live === undefined) return null;
    return { to: live.to === "e" ? "e" : "x", isDescribed: (live.description ?? "") !== "" };
  }

  #text(): string {
    this.#count += 1;
    return `text-${this.#count}.md`;
  }
}
