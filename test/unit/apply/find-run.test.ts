import { describe, expect, it } from "vitest";
import { type DispatchJob, findRun } from "../../../workflows/apply/find-run.ts";
import { runTitleOf } from "../../../workflows/apply/run-title.ts";
import type { Dispatched, DispatchedRun } from "../../../workflows/ports/forge.ts";

const accept = "0123456789abcdef".repeat(4);
const older = "Bridgehead apply · all connections";
const { signal } = new AbortController();

function jobOf(inputs: DispatchJob["inputs"], delivery = "d1"): DispatchJob {
  const repository = { id: 7, owner: "acme", name: "eventing" };
  const ref = { ref: "refs/heads/main", workflow: ".github/workflows/bridgehead.yml" };
  const from = { delivery, receivedAt: 1_000_000, repository, installation: null };
  return { kind: "dispatch", ...from, ...ref, sender: "dev", senderId: 5, inputs };
}

/** GitHub lists these, one list at each time that it is asked; the last one from then on. */
function githubWith(...lists: readonly (readonly DispatchedRun[])[]) {
  const asked: Dispatched[] = [];
  const waits: number[] = [];
  const taken = new Map<string, string | undefined>();
  const deps = {
    forge: {
      id: { id: 7 },
      trigger: {
        async dispatchedRuns(dispatch: Dispatched) {
          asked.push(dispatch);
          return lists[asked.length - 1] ?? lists.at(-1) ?? [];
        },
      },
    },
    ledger: {
      async claim(key: string, _: number, holder?: string) {
        if (!taken.has(key)) taken.set(key, holder);
        return taken.get(key) === holder;
      },
    },
    clock: { sleep: async (milliseconds: number) => void waits.push(milliseconds) },
  };
  return { asked, waits, find: (job: DispatchJob) => findRun(job, deps, signal) };
}

const runs = (...titles: readonly string[]): readonly DispatchedRun[] =>
  titles.map((title, index) => ({ id: index + 1, title }));

describe("the run of a dispatch", () => {
  it("is asked for by the number of the person, the file, the branch and the time", async () => {
    const { asked, find } = githubWith(runs(runTitleOf({})));
    expect(await find(jobOf({}))).toEqual({ id: "1", isTitled: true });
    expect(asked).toEqual([
      { workflow: ".github/workflows/bridgehead.yml", branch: "main", sender: 5, since: 940_000 },
    ]);
  });

  it("is the oldest whose title says the same and that nobody has taken; a job keeps its own", async () => {
    const drift = { operation: "drift" };
    const { find } = githubWith(runs(runTitleOf({}), runTitleOf(drift), runTitleOf(drift)));
    expect(await find(jobOf(drift, "a"))).toMatchObject({ id: "2" });
    expect(await find(jobOf(drift, "b"))).toMatchObject({ id: "3" });
    expect(await find(jobOf(drift, "a"))).toMatchObject({ id: "2" });
    expect(await find(jobOf(drift, "c"))).toBeUndefined();
  });

  it("is one by an older copy of the file, or one with its own words, where nothing is accepted", async () => {
    const { find, waits } = githubWith(runs(runTitleOf({ operation: "plan" }), older, "Ask Bridgehead"));
    const apply = { operation: "apply" };
    expect(await find(jobOf(apply, "a"))).toEqual({ id: "2", isTitled: true });
    expect(await find(jobOf(apply, "b"))).toEqual({ id: "3", isTitled: false });
    expect(waits).toEqual([]);
  });
});

describe("the run of an acceptance", () => {
  const asked = { operation: "apply", accept };

  it("is one whose title carries it, also where it is listed after others", async () => {
    const whole = runs(older, runTitleOf(asked));
    const { find } = githubWith(whole.slice(0, 1), whole);
    expect(await find(jobOf(asked))).toEqual({ id: "2", isTitled: true });
  });

  it("is told apart from one whose title does not, which is answered and proves nothing", async () => {
    const { find, waits } = githubWith(runs(older));
    expect(await find(jobOf(asked))).toEqual({ id: "1", isTitled: false });
    expect(waits).toEqual([1_000, 3_000, 6_000]);
  });

  it.each([
    ["of none", []],
    ["of another acceptance", runs(runTitleOf({ ...asked, accept: "f".repeat(64) }))],
    ["of another operation", runs(runTitleOf({ operation: "plan" }))],
    ["of a resource", runs(runTitleOf({ ...asked, connection: "orders" }))],
  ])("is not found %s", async (_, listed) => {
    expect(await githubWith(listed).find(jobOf(asked))).toBeUndefined();
  });
});
