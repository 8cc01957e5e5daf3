import { describe, expect, it } from "vitest";
import { open } from "./github-support.ts";
import { startHarness } from "./local-github/harness.ts";

describe("people and their dispatches", () => {
  it("may write when GitHub says so now", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    expect(await forge.trigger.mayWrite("alice")).toBe(true);
    expect(await forge.trigger.mayWrite("bob")).toBe(true);
    expect(await forge.trigger.mayWrite("eve")).toBe(false);
    expect(await forge.trigger.mayWrite("nobody")).toBe(false);
    harness.github.addUser({ login: "bob", permission: "read" });
    expect(await forge.trigger.mayWrite("bob")).toBe(false);
  });

  it("lead to the runs of that workflow, branch, person and time, oldest first", async () => {
    let time = Math.floor(Date.now() / 1000) * 1000 + 400;
    await using harness = await startHarness({ now: () => time });
    const forge = await open(harness);
    const path = ".github/workflows/rerun.yml";
    await harness.seed("main", { [path]: "on: workflow_dispatch\n" });
    await harness.seed("side", {});
    const dispatch = async (login: string, ref: string): Promise<void> => {
      await harness
        .user(login)
        .rest.actions.createWorkflowDispatch({ ...harness.place, workflow_id: "rerun.yml", ref });
    };
    expect(await forge.trigger.dispatchedRuns(path, "main", "bob", time)).toEqual([]);
    await dispatch("bob", "main");
    time += 60_000;
    await dispatch("bob", "main");
    await dispatch("bob", "side");
    await dispatch("alice", "main");
    await dispatch("bob", "main");
    const runs = await forge.trigger.dispatchedRuns(path, "main", "bob", time + 500);
    expect(runs).toHaveLength(2);
    expect(runs).toEqual(runs.toSorted((a, b) => a - b));
    expect(await forge.trigger.dispatchedRuns(path, "main", "bob", time - 60_000)).toHaveLength(3);
    expect(await forge.trigger.dispatchedRuns(".github/workflows/none.yml", "main", "bob", 0)).toEqual([]);
  });
});
